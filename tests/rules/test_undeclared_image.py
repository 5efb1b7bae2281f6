"""`undeclared-image`: uses that no entry lists, and the entries that the fix adds."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, swarm, workload
from rule_tools import ALIAS, check, findings, fixed, message, safety, spans, yaml

from replreg.finding import Severity

RULE = "undeclared-image"
REDIS = "- source: public\n  name: redis\n  tag: '3'\n"


def entry(source: str, name: str, tag: str = "'1'") -> str:
    return f"- source: {source}\n  name: {name}\n  tag: {tag}\n"


@pytest.mark.parametrize(
    ("source", "name", "used"),
    [
        ("public", "redis", "redis:1"),
        ("public", "redis", "library/redis:1"),
        ("public", "redis", "docker.io/library/redis:1"),
        ("public", "redis", "index.docker.io/redis:1"),
        ("public", "library/redis", "redis:1"),
        ("public", "docker.io/redis", "redis:1"),
        ("public", "gcr.io/google-samples/gb-frontend", "gcr.io/google-samples/gb-frontend:1"),
        ("public", "quay.io/ns/img", "quay.io/ns/img:1"),
        (ALIAS, "ns/img", "quay.io/ns/img:1"),
        (ALIAS, "ns/img", "QUAY.io/ns/img:1"),
        ("hub", "org/img", "index.docker.io/org/img:1"),
        ("hub", "org/img", "docker.io/org/img:1"),
        ("hub", "org/img", "org/img:1"),
        ("hub", "redis", "redis:1"),
        ("dtr", "ns/img", "dtr.example.com:8443/ns/img:1"),
        ("replicated", "app", "registry.replicated.com/my-app/app:1"),
        (ALIAS, "ns/img", "quay.io/ns/img:2"),
        (ALIAS, "ns/img", "quay.io/ns/img"),
        (ALIAS, "ns/img", "quay.io/ns/img@sha256:" + "0" * 64),
        (ALIAS, "ns/img", 'quay.io/ns/img:{{repl ConfigOption "tag"}}'),
        (ALIAS, "ns/img", "'{{repl ConfigOption \"registry\"}}/ns/img:1'"),
        (ALIAS, "ns/img", "'quay.io/{{repl ConfigOption \"org\"}}/other:1'"),
        (ALIAS, "ns/img", "'{{repl ConfigOption \"image\"}}'"),
        (ALIAS, "ns/img", "${IMAGE:-quay.io/other/img}"),
        (ALIAS, "ns/img", "quay.io/${ORG}/other:1"),
        # Other rules tell what is wrong with these.
        (ALIAS, "ns/img", "ns/img:1"),
        (ALIAS, "ns/img", "mythirdpartyprivateregistry/ns/img:1"),
        (ALIAS, "ns/img", "dtr.example.com:8443/ns/img:1"),
        (ALIAS, "ns/img", "'quay.io/ns/IMG:1'"),
        (ALIAS, "ns/img", "'quay.io/other image'"),
        # Whatever a template can become, it may be.
        (ALIAS, "'ns/{{repl ConfigOption \"image\"}}'", "quay.io/ns/img:1"),
        ("'{{repl ConfigOption \"source\"}}'", "ns/img", "quay.io/ns/img:1"),
        ("public", "'{{repl ConfigOption \"image\"}}'", "quay.io/ns/img:1"),
        ("public", "'quay.io/{{repl ConfigOption \"image\"}}'", "quay.io/ns/img:1"),
    ],
)
def test_listed_images_are_clean(source, name, used):
    assert check(RULE, listed(entry(source, name), used)) == []


def test_image_of_a_linked_registry_is_an_error():
    text = listed(REDIS, "redis:3", "quay.io/ns/img:2.0.0")
    said = f"'images:' does not list this image of the linked registry '{ALIAS}', so it cannot be pulled"
    assert check(RULE, text) == [(14, 12, "quay.io/ns/img:2.0.0", said)]
    assert [finding.severity for finding in findings(RULE, text)] == [Severity.ERROR]
    assert safety(RULE, text) == [False]
    assert fixed(text, rule=RULE) == text
    assert fixed(text, unsafe=True, rule=RULE) == listed(
        REDIS + f"- source: {ALIAS}\n  name: ns/img\n  tag: 2.0.0\n", "redis:3", "quay.io/ns/img:2.0.0"
    )


@pytest.mark.parametrize(
    ("used", "source", "name"),
    [
        ("memcached:1", "public", "memcached"),
        ("org/img:1", "public", "org/img"),
        ("ghcr.io/org/img:1", "public", "ghcr.io/org/img"),
        ("docker.io/org/img:1", "public", "docker.io/org/img"),
        ("localhost:5000/img:1", "public", "localhost:5000/img"),
        ("registry.replicated.com/my-app/img:1", "replicated", "img"),
    ],
)
def test_other_images_are_a_warning(used, source, name):
    text = listed(REDIS, used)
    assert message(RULE, text) == "'images:' does not list this image, so it is missing from the airgap bundle"
    assert [finding.severity for finding in findings(RULE, text)] == [Severity.WARNING]
    assert fixed(text, unsafe=True, rule=RULE) == listed(REDIS + entry(source, name, '"1"'), used)


@pytest.mark.parametrize(
    ("used", "source", "name"),
    [
        ("index.docker.io/org/img:1", "hub", "org/img"),
        ("dtr.example.com:8443/ns/img:1", "dtr", "ns/img"),
        ("dtr.example.com:8443/img:1", "dtr", "img"),
        ("quay.io/a/b/c:1", ALIAS, "a/b/c"),
    ],
)
def test_linked_registries_are_known_by_their_host(used, source, name):
    text = listed(REDIS, used)
    assert f"the linked registry '{source}'" in message(RULE, text)
    assert fixed(text, unsafe=True, rule=RULE) == listed(REDIS + entry(source, name, '"1"'), used)


def test_namespace_of_the_endpoint_distinguishes_registries():
    links = {"registries": {"ours": "quay.io/acme", "all": "quay.io", "theirs": "quay.io/other"}}
    assert "'ours'" in message(RULE, listed(REDIS, "quay.io/acme/img:1"), **links)
    assert "'all'" in message(RULE, listed(REDIS, "quay.io/acmes/img:1"), **links)
    assert fixed(listed(REDIS, "quay.io/acme/img:1"), unsafe=True, rule=RULE, **links) == listed(
        REDIS + entry("ours", "acme/img", '"1"'), "quay.io/acme/img:1"
    )
    alone = {"registries": {"ours": "quay.io/acme"}}
    assert "airgap" in message(RULE, listed(REDIS, "quay.io/other/img:1"), **alone)


def test_space_of_an_application_that_is_not_known():
    text = listed(
        entry("replicated", "img"), "registry.replicated.com/one/img:1", "registry.replicated.com/two/other:1"
    )
    assert spans(RULE, text, app=None) == ["registry.replicated.com/two/other:1"]
    assert safety(RULE, text, app=None) == [None]
    assert spans(RULE, text, app="two") == ["registry.replicated.com/one/img:1", "registry.replicated.com/two/other:1"]
    alone = listed(entry("replicated", "img"), "registry.replicated.com/one/other:1")
    assert fixed(alone, unsafe=True, rule=RULE, app=None) == listed(
        entry("replicated", "img") + entry("replicated", "other", '"1"'), "registry.replicated.com/one/other:1"
    )


def test_two_registries_of_one_endpoint():
    links = {"registries": {"first": "quay.io", "second": "quay.io"}}
    text = listed(REDIS, "quay.io/acme/img:1")
    assert "the linked registry 'first' or 'second'" in message(RULE, text, **links)
    assert safety(RULE, text, **links) == [None]
    text = listed(REDIS + entry("second", "acme/other"), "quay.io/acme/img:1", "quay.io/acme/other:1")
    assert "the linked registry 'second'," in message(RULE, text, **links)
    assert fixed(text, unsafe=True, rule=RULE, **links) == listed(
        REDIS + entry("second", "acme/other") + entry("second", "acme/img", '"1"'),
        "quay.io/acme/img:1",
        "quay.io/acme/other:1",
    )


def test_each_image_is_reported_at_its_first_use():
    text = listed(REDIS, "quay.io/ns/a:1", "quay.io/ns/b:1", "quay.io/ns/a:1", "quay.io/ns/a:2")
    assert spans(RULE, text) == ["quay.io/ns/a:1", "quay.io/ns/b:1", "quay.io/ns/a:2"]
    assert len(spans(RULE, listed(REDIS, "memcached:1", "docker.io/library/memcached:1"))) == 1


def test_no_list_at_all():
    text = HEAD + "name: x\n" + swarm("redis:3", "quay.io/ns/img:1")
    (found,) = check(RULE, text)
    assert found.text == "quay.io/ns/img:1"
    assert "this release has no 'images:' list" in found.message
    images = "images:\n" + entry(ALIAS, "ns/img", '"1"') + entry("public", "redis", '"3"')
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("name: x\n", f"name: x\n{images}")


def test_release_of_the_scheduler_document_alone_has_nothing_to_compare_with():
    assert check(RULE, swarm("redis:3", "quay.io/ns/img:1")) == []
    assert check(RULE, 'version: "3"\nservices:\n  a:\n    image: quay.io/ns/img:1\n') == []
    assert check(RULE, workload("quay.io/ns/img:1").replace("# kind: scheduler-kubernetes\n", "")) == []
    assert check(RULE, workload("quay.io/ns/img:1")) == []


@pytest.mark.parametrize(("kind", "version"), [("Deployment", "apps/v1"), ("Pod", "v1"), ("Rollout", "argoproj.io/v1")])
def test_kubernetes(kind, version):
    text = listed(REDIS) + workload("quay.io/ns/img:v1", kind, version)
    assert spans(RULE, text) == ["quay.io/ns/img:v1"]
    assert fixed(text, unsafe=True, rule=RULE) == listed(REDIS + entry(ALIAS, "ns/img", "v1")) + workload(
        "quay.io/ns/img:v1", kind, version
    )


def test_custom_resource_is_not_a_certain_use():
    resource = "---\napiVersion: example.com/v1\nkind: Database\nspec:\n  image: quay.io/ns/img:1\n"
    assert check(RULE, listed(REDIS) + resource) == []


def test_image_after_an_anchor_is_reported_once():
    text = listed(REDIS) + yaml(
        """
        ---
        # kind: scheduler-swarm
        version: "3.3"
        x-web: &web
          image: quay.io/ns/img:v1
        services:
          a: *web
          b:
            <<: *web
            command: b
          c:
            image: &img quay.io/ns/other:v1
          d:
            image: *img
        """
    )
    assert spans(RULE, text) == ["quay.io/ns/img:v1", "quay.io/ns/other:v1"]


@pytest.mark.parametrize("used", ["quay.io/ns/img:1", "ns/img:1", "localhost:5000/ns/img:1"])
def test_entry_of_a_registry_that_is_not_known_lists_what_it_may(used):
    text = listed(entry("nobody", "ns/img"), used)
    assert check(RULE, text) == []
    assert check(RULE, text, registries=()) == []
    assert findings("unused-image", text, registries=()) == []
    assert findings("missing-host", text, registries=()) == []


def test_no_registries_known():
    text = listed(REDIS, "quay.io/ns/img:1")
    assert "airgap" in message(RULE, text, registries=())


def test_reference_name_that_only_the_list_knows():
    text = listed(entry("nobody", "ns/other"), "nobody/ns/img:1", "host.example.com/ns/other:1")
    assert message(RULE, text).startswith("'images:' does not list this image of the linked registry 'nobody'")
    assert safety(RULE, text) == [None]
    assert findings(RULE, text)[0].notes == ()


def test_alias_as_host_is_listed_after_its_own_mistake():
    text = listed(REDIS, "mythirdpartyprivateregistry/ns/img:v1")
    assert spans(RULE, text) == ["mythirdpartyprivateregistry/ns/img:v1"]
    assert safety(RULE, text) == [None]
    both = frozenset({RULE, "alias-as-host"})
    assert fixed(text, unsafe=True, select=both) == listed(REDIS + entry(ALIAS, "ns/img", "v1"), "quay.io/ns/img:v1")


@pytest.mark.parametrize("source", ["hub", "public"])
def test_organisation_of_docker_hub_that_is_called_like_a_registry(source):
    text = listed(entry(source, "dtr/img"), "dtr/img:1")
    assert check(RULE, text) == []
    assert findings("alias-as-host", text) == []


def test_mistakes_of_the_entry_do_not_hide_it():
    for name in ("quay.io/ns/img", "mythirdpartyprivateregistry/ns/img", "ns/img:1"):
        assert check(RULE, listed(f"- source: {ALIAS}\n  name: {name}\n", "quay.io/ns/img:1")) == []
    assert check(RULE, listed("- source: quay.io\n  name: ns/img\n", "quay.io/ns/img:1")) == []
    assert check(RULE, listed(entry(ALIAS, "dtr.example.com:8443/ns/img"), "dtr.example.com:8443/ns/img:1")) == []
