"""`unused-image`: entries of `images:` that nothing uses, and the many ways in which something may."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native, swarm, workload
from rule_tools import ALIAS, check, findings, safety, spans, yaml

RULE = "unused-image"
REDIS = "- source: public\n  name: redis\n  tag: '3'\n"


def entry(source: str, name: str, tag: str = "'1'") -> str:
    return f"- source: {source}\n  name: {name}\n  tag: {tag}\n"


def test_unused_entry_is_underlined_at_its_name():
    text = listed(REDIS + entry(ALIAS, "ns/img"), "redis:3")
    (found,) = check(RULE, text)
    assert found[:3] == (8, 9, "ns/img")
    assert f"'ns/img' of '{ALIAS}'" in found.message
    assert safety(RULE, text) == [None]


@pytest.mark.parametrize(
    ("source", "name", "used"),
    [
        ("public", "memcached", "docker.io/library/memcached:1"),
        ("public", "docker.io/memcached", "memcached:1"),
        ("public", "quay.io/ns/img", "quay.io/ns/img:1"),
        (ALIAS, "ns/img", "quay.io/ns/img:1"),
        (ALIAS, "ns/img", "quay.io/ns/img@sha256:" + "0" * 64),
        ("hub", "org/img", "org/img:1"),
        ("hub", "org/img", "index.docker.io/org/img:1"),
        ("dtr", "ns/img", "dtr.example.com:8443/ns/img:1"),
        ("replicated", "img", "registry.replicated.com/my-app/img:1"),
        # Used with a mistake, of which another rule speaks.
        (ALIAS, "ns/img", "mythirdpartyprivateregistry/ns/img:1"),
        (ALIAS, "ns/img", "mythirdpartyprivateregistri/ns/img:1"),
        (ALIAS, "ns/img", "ns/img:1"),
        (ALIAS, "ns/img", "quay.io/ns/img:2"),
        (ALIAS, "ns/img", "dtr.example.com:8443/ns/img:1"),
        (ALIAS, "quay.io/ns/img", "quay.io/ns/img:1"),
        (ALIAS, "ns/img:1", "quay.io/ns/img:1"),
        ("quay.io", "ns/img", "quay.io/ns/img:1"),
        ("replicated", "img", "img:1"),
        ("replicated", "img", "replicated/img:1"),
        ("public", "org/img", "public/org/img:1"),
        ("nobody", "ns/img", "host.example.com/ns/img:1"),
        # ResolvedUse, if a template says so.
        (ALIAS, "ns/img", "'quay.io/ns/{{repl ConfigOption \"image\"}}:1'"),
        (ALIAS, "ns/img", "'{{repl ConfigOption \"registry\"}}/ns/img:1'"),
        (ALIAS, "ns/img", "'{{repl ConfigOption \"image\"}}'"),
        (ALIAS, "ns/img", '\'quay.io/{{repl ConfigOption "ns"}}/im{{repl ConfigOption "g"}}:1\''),
        (ALIAS, "ns/img", "'mythirdpartyprivateregistry/ns/{{repl ConfigOption \"image\"}}:1'"),
        (ALIAS, "ns/img", "${REGISTRY}/ns/img:1"),
        (ALIAS, "ns/img", "$IMAGE"),
        ("hub", "org/img", "'index.docker.io/org/{{repl ConfigOption \"image\"}}'"),
        ("public", "org/img", "'index.docker.io/org/{{repl ConfigOption \"image\"}}'"),
        ("public", "memcached", "'index.docker.io/library/{{repl ConfigOption \"image\"}}'"),
        ("public", "memcached", "'{{repl ConfigOption \"prefix\"}}cached:1'"),
        (ALIAS, "'ns/{{repl ConfigOption \"image\"}}'", "redis:3"),
        ("'{{repl ConfigOption \"source\"}}'", "ns/img", "redis:3"),
    ],
)
def test_entries_that_are_or_may_be_used_are_clean(source, name, used):
    assert check(RULE, listed(REDIS + entry(source, name), "redis:3", used)) == []


@pytest.mark.parametrize(
    ("source", "name", "used"),
    [
        (ALIAS, "ns/img", "'quay.io/other/{{repl ConfigOption \"image\"}}:1'"),
        (ALIAS, "ns/img", "'dtr.example.com:8443/{{repl ConfigOption \"image\"}}'"),
        (ALIAS, "ns/img", "quay.io/ns/img-worker:1"),
        (ALIAS, "ns/img", "quay.io/my-ns/img:1"),
        (ALIAS, "img", "quay.io/ns/img:1"),
        ("public", "ns/img", "ghcr.io/ns/img:1"),
        ("public", "memcached", "bitnami/memcached:1"),
    ],
)
def test_other_images_do_not_use_an_entry(source, name, used):
    assert spans(RULE, listed(REDIS + entry(source, name), "redis:3", used)) == [name]


def test_another_tag_of_a_used_image_is_unused():
    text = listed(entry(ALIAS, "ns/img", "v1") + entry(ALIAS, "ns/img", "v2"), "quay.io/ns/img:v2")
    assert [found.line for found in check(RULE, text)] == [5]
    assert check(RULE, listed(entry(ALIAS, "ns/img", "v1") + entry(ALIAS, "ns/img", "v2"), "quay.io/ns/img:v3")) == []


def test_each_tag_is_used_without_a_host_too():
    text = listed(entry(ALIAS, "ns/img", "v1") + entry(ALIAS, "ns/img", "v2"), "ns/img:v1", "ns/img:v2")
    assert check(RULE, text) == []
    assert findings("tag-mismatch", text) == []


@pytest.mark.parametrize(
    "environment",
    [
        "      IMAGE: quay.io/ns/img:1\n",
        "      - IMAGE=ns/img:1\n",
        "      IMAGE: quay.io/ns/img\n",
        '      COMMAND: "docker run quay.io/ns/img:1 --help"\n',
        "      SCRIPT: |\n        docker pull quay.io/ns/img:1\n",
    ],
)
def test_image_that_is_named_elsewhere_is_used(environment):
    text = listed(REDIS + entry(ALIAS, "ns/img"), "redis:3") + "    environment:\n" + environment
    assert check(RULE, text) == []


@pytest.mark.parametrize(
    "environment",
    [
        "      # IMAGE: quay.io/ns/img:1\n      A: b\n",
        "      A: b # quay.io/ns/img:1\n",
        "      IMAGE: quay.io/ns/img-worker:1\n",
        "      IMAGE: quay.io/ns/img/sub:1\n",
    ],
)
def test_comments_and_longer_names_use_nothing(environment):
    text = listed(REDIS + entry(ALIAS, "ns/img"), "redis:3") + "    environment:\n" + environment
    assert spans(RULE, text) == ["ns/img"]


def test_single_word_is_only_used_with_its_tag():
    cache = listed(REDIS + entry("public", "cache"), "redis:3") + "    hostname: cache\n"
    assert spans(RULE, cache) == ["cache"]
    assert check(RULE, cache + "    command: run cache:1\n") == []
    untagged = listed(REDIS + "- name: cache\n", "redis:3") + "    command: run cache:latest\n"
    assert check(RULE, untagged) == []


def test_image_in_the_release_document_itself_is_used():
    more = "kubernetes:\n  config: |\n    kind: Pod\n    run: [quay.io/ns/img:1]\n"
    assert check(RULE, listed(REDIS + entry(ALIAS, "ns/img"), "redis:3", more=more)) == []


@pytest.mark.parametrize("broken", ["a: [b\n", "a: b: c\n", "\ta: b\n"])
def test_nothing_is_said_where_a_document_cannot_be_read(broken):
    text = listed(REDIS + entry(ALIAS, "ns/img"), "redis:3")
    assert check(RULE, f"{text}---\n# kind: scheduler-swarm\n{broken}") == []


def test_nothing_is_said_without_a_document_that_uses_images():
    images = REDIS + entry(ALIAS, "ns/img")
    assert check(RULE, listed(images)) == []
    assert check(RULE, listed(images) + "---\n# kind: scheduler-swarm\nversion: '3'\nservices: {}\n") == []
    assert check(RULE, native("- source: public\n  image_name: redis\n  version: '3'\n", f"images:\n{images}")) == []


@pytest.mark.parametrize(("kind", "version"), [("Deployment", "apps/v1"), ("Pod", "v1")])
def test_kubernetes(kind, version):
    text = listed(REDIS + entry(ALIAS, "ns/img")) + workload("redis:3", kind, version)
    assert spans(RULE, text) == ["ns/img"]
    assert check(RULE, text + workload("quay.io/ns/img:1", kind, version)) == []


def test_custom_resource_uses_an_image():
    resource = "---\napiVersion: example.com/v1\nkind: Database\nspec:\n  image: quay.io/ns/img:1\n"
    assert check(RULE, listed(REDIS + entry(ALIAS, "ns/img")) + workload("redis:3") + resource) == []


def test_images_after_anchors():
    used = yaml(
        """
        ---
        # kind: scheduler-swarm
        version: "3.3"
        x-img: &img quay.io/ns/img:1
        services:
          a:
            image: *img
        """
    )
    assert check(RULE, listed(entry(ALIAS, "ns/img")) + used) == []


def test_entry_whose_name_is_merged_is_underlined_itself():
    more = "x-base: &base\n  source: public\n  name: memcached\n"
    text = listed(REDIS + "- <<: *base\n  tag: '1'\n- <<: *base\n  tag: '2'\n", "redis:3", "memcached:1", more=more)
    assert [(found.line, found.text) for found in check(RULE, text)] == [(12, "<<")]


def test_no_registries_known():
    text = listed(REDIS + entry(ALIAS, "ns/img") + entry(ALIAS, "ns/other"), "redis:3", "quay.io/ns/img:1")
    assert spans(RULE, text, registries=()) == ["ns/other"]


def test_namespace_in_the_endpoint():
    links = {"registries": {"quay": "quay.io/acme"}}
    text = listed(entry("quay", "acme/img") + entry("quay", "acme/other"), "quay.io/acme/img:1")
    assert spans(RULE, text, **links) == ["acme/other"]


def test_empty_name_is_somebody_elses_business():
    text = HEAD + "images:\n- source: public\n  name: ''\n- tag: '1'\n- name: nginx\n" + swarm("redis:3")
    assert spans(RULE, text) == ["nginx"]


def test_many_templates_and_a_long_name_take_no_time():
    hidden = "{{repl a}}a" * 200
    text = listed(REDIS + entry(ALIAS, "a" * 3000 + "b"), f"'{hidden}c'", "redis:3")
    assert len(spans(RULE, text)) == 1
