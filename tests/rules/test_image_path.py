from __future__ import annotations

import pytest
from rule_tools import ALIAS, check, config, message, spans

from replreg.linter.lint import lint_text
from replreg.registries.linked_registry import Registry

RULE = "image-path"
REGISTRIES = {
    ALIAS: "quay.io",
    "gcr": "gcr.io",
    "gar": "us-docker.pkg.dev",
    "gh": "ghcr.io",
    "hub": "index.docker.io",
    "ecr": "123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "own": "quay.example.com",
    "deep": "us-docker.pkg.dev/project/repository",
}


def entry(source: str, name: str) -> str:
    return (
        f"# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n- source: {source}\n  name: {name}\n  tag: '1'\n"
    )


@pytest.mark.parametrize(
    ("source", "name", "words"),
    [
        (ALIAS, "app", "'namespace/repository'"),
        ("gcr", "app", "'project/image'"),
        ("gar", "app", "'project/repository/image'"),
        ("gar", "project/app", "'project/repository/image'"),
        ("deep", "project/app", "'project/repository/image'"),
        ("gh", "app", "'owner/image'"),
    ],
)
def test_paths_that_are_too_short(source, name, words):
    text = entry(source, name)
    assert spans(RULE, text, registries=REGISTRIES) == [name]
    assert words in message(RULE, text, registries=REGISTRIES)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (ALIAS, "org/app"),
        (ALIAS, "org/team/app"),
        ("gcr", "project/app"),
        ("gcr", "project/team/app"),
        ("gar", "project/repository/app"),
        ("deep", "project/repository/app"),
        ("gh", "owner/app"),
        ("hub", "redis"),
        ("ecr", "app"),
        ("own", "app"),
        ("public", "redis"),
        ("public", "k8s.gcr.io/pause"),
        ("public", "mirror.gcr.io/app"),
        ("public", "registry.example.com/app"),
        ("replicated", "app"),
        ("unknown", "app"),
        (ALIAS, "'{{repl ConfigOption `name`}}'"),
        (ALIAS, "'app-{{repl ConfigOption `name`}}'"),
    ],
)
def test_paths_that_are_fine(source, name):
    assert check(RULE, entry(source, name), registries=REGISTRIES) == []


@pytest.mark.parametrize("host", ["quay.io", "gcr.io", "us.gcr.io", "asia.gcr.io", "ghcr.io", "us-docker.pkg.dev"])
def test_images_in_pods(host):
    pod = "# kind: scheduler-kubernetes\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: {}/app:1\n"
    assert spans(RULE, pod.format(host), registries={}) == ["app"]


def test_a_listed_image_is_reported_once_where_it_is_declared():
    text = (
        entry(ALIAS, "app") + "---\n# kind: scheduler-swarm\nversion: '3.3'\nservices: {a: {image: 'quay.io/app:1'}}\n"
    )
    assert [found.line for found in check(RULE, text)] == [5]
    missing = text.replace("quay.io/app", "app")
    assert [found.line for found in check(RULE, missing)] == [5]


def test_a_public_image_with_its_host():
    assert spans(RULE, entry("public", "quay.io/app")) == ["app"]


def test_native_containers_and_ship_assets():
    native = (
        "# kind: replicated\nreplicated_api_version: 2.9.2\ncomponents:\n- name: A\n  containers:\n"
        f"  - {{source: {ALIAS}, image_name: app, version: '1'}}\n"
    )
    assert spans(RULE, native) == ["app"]
    assert spans(RULE, f"assets: {{v1: [{{docker: {{image: 'quay.io/app:1', source: {ALIAS}}}}}]}}\n") == ["app"]


def test_a_provider_that_the_configuration_names():
    registries = (Registry("own", "quay.example.com", provider="quay"),)
    assert spans(RULE, entry("own", "app"), registries=registries) == ["app"]


def test_hints_of_images_are_left_alone():
    text = "apiVersion: example.com/v1\nkind: Thing\nspec: {image: 'quay.io/app:1'}\n"
    assert lint_text(text, config()) == []
