"""`host-in-name`: names that repeat what `source` says already."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native, swarm
from rule_tools import ALIAS, check, findings, fixed, message, safety, spans

RULE = "host-in-name"


def images(source: str, name: str, *used: str, tag: str = '"1"') -> str:
    return listed(f"- source: {source}\n  name: {name}\n  tag: {tag}\n", *used)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (ALIAS, "namespace/imagename"),
        (ALIAS, "quay/imagename"),
        (ALIAS, "namespace/quay.io"),
        (ALIAS, "'{{repl ConfigOption \"registry\"}}/namespace/imagename'"),
        (ALIAS, "quay.iox/namespace/imagename"),
        (ALIAS, "quay.io/"),
        (ALIAS, "mythirdpartyprivateregistry/"),
        ("replicated", "Team/imagename"),
        ("replicated", "replicated/"),
        ("public", "redis"),
        ("public", "quay.io/namespace/imagename"),
        ("public", "mythirdpartyprivateregistry/imagename"),
        ("public", "public/imagename"),
        ("public", "registry.replicated.com/library/retraced"),
        ("hub", "org/imagename"),
        ("hub", "library/redis"),
        ("hub", "hub/imagename"),
        ("dtr", "namespace/imagename"),
        ("dtr", "dtr/imagename"),
        ("dtr", "my.project/imagename"),
        ("replicated", "imagename"),
        ("nobody", "nobody/imagename"),
        ("nobody", "namespace/imagename"),
        ("'{{repl ConfigOption \"registry\"}}'", "quay.io/namespace/imagename"),
    ],
)
def test_names_after_the_host_are_clean(source, name):
    assert check(RULE, images(source, name)) == []
    assert check(RULE, native(f"- source: {source}\n  image_name: {name}\n  version: '1'\n")) == []


@pytest.mark.parametrize(
    ("source", "name", "prefix", "rest"),
    [
        (ALIAS, "quay.io/namespace/imagename", "quay.io", "namespace/imagename"),
        (ALIAS, "Quay.IO/namespace/imagename", "Quay.IO", "namespace/imagename"),
        (ALIAS, "mythirdpartyprivateregistry/namespace/imagename", ALIAS, "namespace/imagename"),
        ("hub", "index.docker.io/org/imagename", "index.docker.io", "org/imagename"),
        ("hub", "docker.io/org/imagename", "docker.io", "org/imagename"),
        ("hub", "hub.docker.com/org/imagename", "hub.docker.com", "org/imagename"),
        ("hub", "hub/org/imagename", "hub", "org/imagename"),
        ("dtr", "dtr.example.com:8443/ns/imagename", "dtr.example.com:8443", "ns/imagename"),
        ("replicated", "registry.replicated.com/my-app/imagename", "registry.replicated.com/my-app", "imagename"),
        ("replicated", "registry.replicated.com/imagename", "registry.replicated.com", "imagename"),
        ("replicated", "my-app/imagename", "my-app", "imagename"),
        ("replicated", "replicated/imagename", "replicated", "imagename"),
        ("nobody", "nobody/namespace/imagename", "nobody", "namespace/imagename"),
    ],
)
def test_prefix_is_underlined_and_removed(source, name, prefix, rest):
    text = images(source, name)
    (found,) = check(RULE, text)
    assert found[:3] == (5, 9, prefix)
    assert f"'name' repeats '{prefix}'" in found.message
    assert found.message.endswith(f"'{rest}'")
    assert safety(RULE, text) == [False]
    assert fixed(text, rule=RULE) == text, "it is not certain, so only --unsafe-fixes changes it"
    assert fixed(text, unsafe=True, rule=RULE) == images(source, rest)
    container = native(f"- source: {source}\n  image_name: {name} # the image\n  version: '1'\n")
    assert f"'image_name' repeats '{prefix}'" in message(RULE, container)
    assert fixed(container, unsafe=True, rule=RULE) == native(
        f"- source: {source}\n  image_name: {rest} # the image\n  version: '1'\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"quay.io/ns/img"', '"ns/img"'),
        ("'quay.io/ns/img'", "'ns/img'"),
        (r'"quay\x2eio/ns/img"', '"ns/img"'),
        ("!!str quay.io/ns/img", "!!str ns/img"),
        ("&img quay.io/ns/img", "&img ns/img"),
        ('quay.io/ns/{{repl ConfigOption "image"}}', 'ns/{{repl ConfigOption "image"}}'),
        ("|-\n    quay.io/ns/img", "|-\n    ns/img"),
        (">-\n    quay.io/ns/img", ">-\n    ns/img"),
        ("quay.io/ns/img@sha256:" + "0" * 64, "ns/img@sha256:" + "0" * 64),
    ],
)
def test_fix_keeps_quotes_and_templates(before, after):
    assert fixed(images(ALIAS, before), unsafe=True, rule=RULE) == images(ALIAS, after)


def test_message_shows_templates_as_they_are_written():
    text = images(ALIAS, "'quay.io/ns/{{repl ConfigOption \"image\"}}'")
    assert message(RULE, text).endswith("write 'ns/{{repl ConfigOption \"image\"}}'")


def test_flow_style_and_crlf():
    text = HEAD.replace("\n", "\r\n") + f"images: [{{name: quay.io/ns/img, source: {ALIAS}, tag: '1'}}]\r\n"
    assert spans(RULE, text) == ["quay.io"]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("quay.io/", "")


def test_endpoint_with_a_namespace_gives_only_the_host_away():
    links = {"registries": {"quay": "quay.io/acme"}}
    text = images("quay", "quay.io/acme/web")
    assert spans(RULE, text, **links) == ["quay.io"]
    assert fixed(text, unsafe=True, rule=RULE, **links) == images("quay", "acme/web")
    assert check(RULE, images("quay", "acme/web"), **links) == []


def test_namespace_of_the_endpoint_can_be_called_like_the_registry():
    links = {"registries": {"acme": "quay.io/acme"}}
    assert check(RULE, images("acme", "acme/team/web"), **links) == []


def test_registry_that_is_known_by_its_endpoint():
    links = {"registries": {"quay.io": "quay.io"}}
    text = images("quay.io", "quay.io/ns/img")
    assert fixed(text, unsafe=True, rule=RULE, **links) == images("quay.io", "ns/img")
    assert check(RULE, images("quay.io", "ns/img"), **links) == []


def test_reference_name_is_a_namespace_if_a_use_or_another_name_says_so():
    links = {"registries": {"acme": "gcr.io"}}
    assert spans(RULE, images("acme", "acme/team/web"), **links) == ["acme"]
    assert check(RULE, images("acme", "acme/team/web", "gcr.io/acme/team/web:1"), **links) == []
    other = "- source: acme\n  image_name: acme/team/web\n- source: acme\n  image_name: acme/worker\n"
    assert check(RULE, native(other), **links) == []


def test_namespace_that_is_used_as_listed_raises_no_other_alarm():
    text = images("acme", "acme/team/web", "gcr.io/acme/team/web:1")
    assert findings("undeclared-image", text, registries={"acme": "gcr.io"}) == []
    assert findings("unused-image", text, registries={"acme": "gcr.io"}) == []


def test_single_part_after_a_reference_name_is_wrong_if_a_use_has_it_alone():
    assert spans(RULE, images("dtr", "dtr/web", "dtr.example.com:8443/web:1")) == ["dtr"]
    assert check(RULE, images("dtr", "dtr/web", "dtr.example.com:8443/dtr/web:1")) == []


def test_mistake_in_the_name_hides_no_use():
    text = images(ALIAS, "quay.io/ns/img", "quay.io/ns/img:1")
    assert {finding.rule for rule in ("undeclared-image", "unused-image") for finding in findings(rule, text)} == set()


@pytest.mark.parametrize(
    ("source", "name", "host", "hint"),
    [
        (ALIAS, "dtr.example.com:8443/ns/img", "dtr.example.com:8443", "write 'source: dtr', and remove the host"),
        ("dtr", "quay.io/ns/img", "quay.io", f"write 'source: {ALIAS}', and remove the host"),
        ("dtr", "dtr.example.com/ns/img", "dtr.example.com", "correct the one that is wrong"),
        ("replicated", "quay.io/ns/img", "quay.io", f"write 'source: {ALIAS}', and remove the host"),
        ("replicated", "ghcr.io/ns/img", "ghcr.io", "correct the one that is wrong"),
        ("replicated", "localhost:5000/ns/img", "localhost:5000", "correct the one that is wrong"),
        (ALIAS, "localhost:5000/ns/img", "localhost:5000", "correct the one that is wrong"),
        (ALIAS, "docker.io/ns/img", "docker.io", "write 'source: hub', and remove the host"),
    ],
)
def test_host_of_another_registry_is_reported_without_a_fix(source, name, host, hint):
    text = images(source, name)
    assert spans(RULE, text) == [host]
    assert message(RULE, text).startswith(f"'name' starts with the host '{host}', but 'source: {source}' is ")
    assert message(RULE, text).endswith(hint)
    assert safety(RULE, text) == [None]


def test_host_of_docker_hub_is_one_without_a_link_too():
    text = images(ALIAS, "docker.io/ns/img")
    assert spans(RULE, text, registries={ALIAS: "quay.io"}) == ["docker.io"]


def test_space_of_another_application_is_reported_without_a_fix():
    text = images("replicated", "registry.replicated.com/other/img")
    assert spans(RULE, text) == ["registry.replicated.com/other"]
    assert "the application 'other'" in message(RULE, text)
    assert safety(RULE, text) == [None]


def test_slug_is_not_compared_with_an_unknown_application():
    text = images("replicated", "registry.replicated.com/other/img")
    assert fixed(text, unsafe=True, rule=RULE, app=None) == images("replicated", "img")
    assert check(RULE, images("replicated", "my-app/img"), app=None) == []


def test_no_registry_known():
    text = images(ALIAS, "quay.io/ns/img", "quay.io/ns/img:1")
    assert check(RULE, images("public", "quay.io/ns/img", "quay.io/ns/img:1"), registries=()) == []
    assert check(RULE, text, registries=()) == []


def test_swarm_configs_and_native_files_have_sources_of_other_kinds():
    text = native(
        f"""
        - source: {ALIAS}
          image_name: ns/img
          version: '1'
          config_files:
          - filename: /etc/app.conf
            source: {ALIAS}
            name: quay.io/ns/img
        """
    )
    assert check(RULE, text) == []
    assert check(RULE, HEAD + "components: []\n" + swarm("quay.io/ns/img:1")) == []
