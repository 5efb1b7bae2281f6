"""`tag-mismatch`: the tag that is listed and the tag that is used."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, swarm, workload
from rule_tools import ALIAS, check, findings, message, related, safety, spans, yaml

RULE = "tag-mismatch"


def pair(tag: str | None, used: str, source: str = ALIAS, name: str = "ns/img") -> str:
    return listed(f"- source: {source}\n  name: {name}\n" + ("" if tag is None else f"  tag: {tag}\n"), used)


@pytest.mark.parametrize(
    ("tag", "used"),
    [
        ("2.0.0", "quay.io/ns/img:2.0.0"),
        ("2.0", "quay.io/ns/img:2.0"),
        ("3.10", "quay.io/ns/img:3.10"),
        ("'3'", "quay.io/ns/img:3"),
        ("on", "quay.io/ns/img:on"),
        ("latest", "quay.io/ns/img"),
        (None, "quay.io/ns/img"),
        (None, "quay.io/ns/img:latest"),
        ("~", "quay.io/ns/img:latest"),
        ("2.0.0", "quay.io/ns/img@sha256:" + "0" * 64),
        ("2.0.0", "quay.io/ns/img:2.0.0@sha256:" + "0" * 64),
        ("2.0.0", "'quay.io/ns/img:{{repl ConfigOption \"tag\"}}'"),
        ("2.0.0", "quay.io/ns/img:${TAG:-3.0.0}"),
        ("2.0.0", "'quay.io/ns/img{{repl ConfigOption \"tag\"}}'"),
        ("'{{repl ConfigOption \"tag\"}}'", "quay.io/ns/img:2.0.0"),
        ("'{{repl ConfigOption \"tag\"}}-alpine'", "quay.io/ns/img:2.0.0"),
        ("2.0.0", "quay.io/ns/other:3.0.0"),
        # `invalid-image` has these
        ("2.0.0", "'quay.io/ns/img: 2.0.0'"),
        ("2.0.0", "|\n      quay.io/ns/img:2.0.0"),
        ("2.0.0", "'quay.io/ns/img:'"),
        ("2.0.0", "quay.io/ns/img:~"),
    ],
)
def test_equal_unknown_and_unlisted_tags_are_clean(tag, used):
    assert check(RULE, pair(tag, used)) == []


def test_tag_of_the_use_is_underlined():
    text = pair("2.0.0", "quay.io/ns/img:2.1.0")
    said = "service 's0' uses this image with the tag '2.1.0', but 'images:' lists it with '2.0.0'"
    assert check(RULE, text) == [(12, 27, "2.1.0", said)]
    assert related(RULE, text) == [["2.0.0"]]
    assert safety(RULE, text) == [None]


@pytest.mark.parametrize(
    ("tag", "used", "underlined", "says"),
    [
        (
            "v1",
            "quay.io/ns/img",
            "quay.io/ns/img",
            "with no tag, which means 'latest', but 'images:' lists it with 'v1'",
        ),
        (None, "quay.io/ns/img:v1", "v1", "with the tag 'v1', but 'images:' lists it with 'latest'"),
        ("v1", "quay.io/ns/img:latest", "latest", "with the tag 'latest', but"),
        ("2.0", "quay.io/ns/img:2.00", "2.00", "with the tag '2.00', but 'images:' lists it with '2.0'"),
        ("v1", "quay.io/ns/img:V1", "V1", "with the tag 'V1', but"),
        ("v1", "quay.io/ns/img:v2@sha256:" + "0" * 64, "v2", "with the tag 'v2', but"),
        ("v1", "'quay.io/ns/img:v2'", "v2", "with the tag 'v2', but"),
        ("v1", '"quay.io/ns/img:v2"', "v2", "with the tag 'v2', but"),
        ("v1", r'"quay.io/ns/img\x3av2"', "v2", "with the tag 'v2', but"),
        ("v1", "!!str quay.io/ns/img:v2", "v2", "with the tag 'v2', but"),
        ("v1", "|-\n      quay.io/ns/img:v2", "v2", "with the tag 'v2', but"),
        ("v1", "ns/img:v2", "v2", "with the tag 'v2', but"),
        ("v1", "mythirdpartyprivateregistry/ns/img:v2", "v2", "with the tag 'v2', but"),
    ],
)
def test_mismatches(tag, used, underlined, says):
    text = pair(tag, used)
    assert spans(RULE, text) == [underlined]
    assert says in message(RULE, text)


@pytest.mark.parametrize(
    ("source", "name", "used"),
    [
        ("public", "redis", "redis:v2"),
        ("public", "redis", "docker.io/library/redis:v2"),
        ("public", "gcr.io/p/img", "gcr.io/p/img:v2"),
        ("hub", "org/img", "org/img:v2"),
        ("hub", "org/img", "index.docker.io/org/img:v2"),
        ("dtr", "ns/img", "dtr.example.com:8443/ns/img:v2"),
        ("dtr", "img", "dtr.example.com:8443/img:v2"),
        ("replicated", "img", "registry.replicated.com/my-app/img:v2"),
        ("nobody", "ns/img", "host.example.com/ns/img:v2"),
    ],
)
def test_every_kind_of_source(source, name, used):
    assert spans(RULE, pair("v1", used, source, name)) == ["v2"]
    assert check(RULE, pair("v2", used, source, name)) == []


def test_port_is_not_a_tag():
    text = pair("v1", "dtr.example.com:8443/ns/img", "dtr")
    assert spans(RULE, text) == ["dtr.example.com:8443/ns/img"]
    assert "no tag" in message(RULE, text)


def test_one_entry_for_each_tag():
    images = "".join(f"- source: {ALIAS}\n  name: ns/img\n  tag: v{number}\n" for number in range(1, 6))
    assert check(RULE, listed(images, "quay.io/ns/img:v1", "quay.io/ns/img:v4")) == []
    text = listed(images, "quay.io/ns/img:v9")
    assert message(RULE, text).endswith("lists it with 'v1' and 'v2' and 'v3' and others")
    assert related(RULE, text) == [["v1"]]
    three = listed(
        images.partition("- source: mythirdpartyprivateregistry\n  name: ns/img\n  tag: v4")[0], "quay.io/ns/img:v9"
    )
    assert message(RULE, three).endswith("lists it with 'v1' and 'v2' and 'v3'")


def test_no_end_of_tags():
    images = "".join(f"- source: {ALIAS}\n  name: ns/img\n  tag: v{number}\n" for number in range(50))
    assert check(RULE, listed(images, *(f"quay.io/ns/img:v{number}" for number in range(50)))) == []
    assert len(check(RULE, listed(images, *(f"quay.io/ns/img:x{number}" for number in range(50))))) == 50


def test_image_that_is_used_without_its_host():
    images = f"- source: {ALIAS}\n  name: ns/img\n  tag: v1\n- source: {ALIAS}\n  name: ns/img\n  tag: v2\n"
    assert check(RULE, listed(images, "ns/img:v2")) == []


def test_mistakes_in_the_entry():
    assert check(RULE, listed(f"- source: {ALIAS}\n  name: ns/img\n  version: v2\n", "quay.io/ns/img:v2")) == []
    assert check(RULE, listed(f"- source: {ALIAS}\n  name: ns/img:v2\n", "quay.io/ns/img:v2")) == []
    text = listed(f"- source: {ALIAS}\n  name: quay.io/ns/img:v1\n", "quay.io/ns/img:v2")
    assert spans(RULE, text) == ["v2"]


@pytest.mark.parametrize(("key", "place"), [("  version: v1\n", "v1"), ("", "ns/img"), ("  tag: ~\n", "ns/img")])
def test_entry_is_shown_where_its_tag_is_or_should_be(key, place):
    text = listed(f"- source: {ALIAS}\n  name: ns/img\n{key}", "quay.io/ns/img:v2")
    assert related(RULE, text) == [[place]]


def test_each_use_is_reported():
    text = listed("- source: public\n  name: redis\n  tag: v1\n", "redis:v2", "redis:v1", "redis:v3")
    assert [(found.line, found.text) for found in check(RULE, text)] == [(12, "v2"), (16, "v3")]


def test_image_after_an_anchor_is_reported_once_where_it_is_written():
    used = yaml(
        """
        ---
        # kind: scheduler-swarm
        version: "3.3"
        x-web: &web
          image: redis:v2
        services:
          a: *web
          b:
            <<: *web
        """
    )
    text = listed("- source: public\n  name: redis\n  tag: v1\n") + used
    assert [(found.line, found.text) for found in check(RULE, text)] == [(11, "v2")]


def test_kubernetes_names_the_container():
    text = listed(f"- source: {ALIAS}\n  name: ns/img\n  tag: v1\n") + workload("quay.io/ns/img:v2")
    assert message(RULE, text).startswith("container 'web' uses this image with the tag 'v2'")


def test_names_of_services_do_not_break_the_message():
    used = "---\n# kind: scheduler-swarm\nversion: '3'\nservices:\n  'a{{repl ConfigOption \"x\"}}':\n    image: redis:v2\n"
    text = listed("- source: public\n  name: redis\n  tag: v1\n") + used
    assert message(RULE, text).startswith("service 'a…' uses")


def test_scheduler_document_without_a_list():
    assert check(RULE, swarm("redis:v1", "redis:v2")) == []
    assert check(RULE, HEAD + swarm("redis:v1", "redis:v2")) == []
    assert check(RULE, 'version: "3"\nservices:\n  a:\n    image: redis:v1\n') == []


def test_crlf_and_flow_style():
    text = (HEAD + "images: [{name: redis, tag: v1}]\n" + swarm("redis:v2")).replace("\n", "\r\n")
    assert [(found.line, found.column, found.text) for found in check(RULE, text)] == [(9, 18, "v2")]


def test_no_registries_known():
    assert spans(RULE, pair("v1", "quay.io/ns/img:v2"), registries=()) == ["v2"]


def test_same_entry_twice_is_not_reported_twice():
    images = "- source: public\n  name: redis\n  tag: v1\n" * 2
    assert message(RULE, listed(images, "redis:v2")).endswith("lists it with 'v1'")
    assert len(findings("duplicate-image", listed(images, "redis:v2"))) == 1
