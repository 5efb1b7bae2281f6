"""`source-mismatch`: listed under one registry, used from another's host. Ship assets have tests of their own."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, swarm, workload
from rule_tools import ALIAS, check, findings, fixed, message, related, safety, spans

RULE = "source-mismatch"


def pair(source: str | None, name: str, used: str) -> str:
    first = f"- source: {source}\n  name: {name}\n" if source else f"- name: {name}\n"
    return listed(first + "  tag: v1\n", used)


@pytest.mark.parametrize(
    ("source", "name", "used"),
    [
        (ALIAS, "ns/img", "quay.io/ns/img:v1"),
        (ALIAS, "ns/img", "QUAY.IO/ns/img:v1"),
        ("hub", "org/img", "org/img:v1"),
        ("hub", "org/img", "docker.io/org/img:v1"),
        ("hub", "redis", "redis:v1"),
        ("public", "redis", "index.docker.io/library/redis:v1"),
        ("public", "quay.io/ns/img", "quay.io/ns/img:v1"),
        ("replicated", "img", "registry.replicated.com/my-app/img:v1"),
        (ALIAS, "ns/img", "'{{repl ConfigOption \"registry\"}}/ns/img:v1'"),
        (ALIAS, "'{{repl ConfigOption \"image\"}}'", "dtr.example.com:8443/ns/img:v1"),
        ("'{{repl ConfigOption \"source\"}}'", "ns/img", "dtr.example.com:8443/ns/img:v1"),
        ("nobody", "ns/img", "dtr.example.com:8443/ns/img:v1"),
        (ALIAS, "ns/img", "dtr.example.com:8443/ns/other:v1"),
        # Two public images of one path have nothing to do with one another.
        ("public", "ns/img", "ghcr.io/ns/img:v1"),
        ("public", "ghcr.io/ns/img", "ns/img:v1"),
        # Rules of their own speak of these.
        (ALIAS, "ns/img", "ns/img:v1"),
        (ALIAS, "ns/img", "dtr/ns/img:v1"),
    ],
)
def test_equal_and_unknown_places_are_clean(source, name, used):
    assert check(RULE, pair(source, name, used)) == []


def test_host_is_underlined_and_the_source_corrected():
    text = pair(ALIAS, "ns/img", "dtr.example.com:8443/ns/img:v1")
    said = f"this image comes from dtr.example.com:8443, but 'images:' lists 'ns/img' under '{ALIAS}', which is quay.io"
    assert check(RULE, text) == [(12, 12, "dtr.example.com:8443", said)]
    assert related(RULE, text) == [["ns/img"]]
    assert safety(RULE, text) == [False]
    assert fixed(text, rule=RULE) == text
    assert fixed(text, unsafe=True, rule=RULE) == pair("dtr", "ns/img", "dtr.example.com:8443/ns/img:v1")


@pytest.mark.parametrize(
    ("source", "name", "used", "right"),
    [
        ("dtr", "ns/img", "quay.io/ns/img:v1", ALIAS),
        ("hub", "ns/img", "quay.io/ns/img:v1", ALIAS),
        (ALIAS, "ns/img", "index.docker.io/ns/img:v1", "hub"),
        ("public", "ns/img", "quay.io/ns/img:v1", ALIAS),
        ("replicated", "img", "dtr.example.com:8443/img:v1", "dtr"),
        ("public", "img", "registry.replicated.com/my-app/img:v1", "replicated"),
        (ALIAS, "img", "registry.replicated.com/my-app/img:v1", "replicated"),
        ("'dtr'", "ns/img", "quay.io/ns/img:v1", f"'{ALIAS}'"),
        ('"dtr"', "ns/img", '"quay.io/ns/img:v1"', f'"{ALIAS}"'),
        ("dtr # comment", "ns/img", "quay.io/ns/img:v1 # x", f"{ALIAS} # comment"),
        ("dtr", "ns/img", "'quay.io/ns/img:{{repl ConfigOption \"tag\"}}'", ALIAS),
    ],
)
def test_source_is_corrected_where_the_host_is_linked(source, name, used, right):
    text = pair(source, name, used)
    assert safety(RULE, text) == [False]
    assert fixed(text, unsafe=True, rule=RULE) == pair(right, name, used)
    assert findings("undeclared-image", text) == []
    assert findings("unused-image", text) == []


def test_source_that_is_left_out_is_added():
    text = pair(None, "ns/img # ours", "quay.io/ns/img:v1")
    assert "under 'public', which is Docker Hub" in message(RULE, text)
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("# ours\n", f"# ours\n  source: {ALIAS}\n")
    flow = HEAD + "images: [{tag: v1, name: ns/img}]\n" + swarm("quay.io/ns/img:v1")
    assert fixed(flow, unsafe=True, rule=RULE) == flow.replace("ns/img}", f"ns/img, source: {ALIAS}}}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ghcr.io/ns/img:v1", "quay.io/ns/img:v1"),
        ("localhost:5000/ns/img:v1", "quay.io/ns/img:v1"),
        ("'ghcr.io/ns/img:v1'", "'quay.io/ns/img:v1'"),
        (r'"ghcr\u002eio/ns/img:v1"', '"quay.io/ns/img:v1"'),
        ('ghcr.io/ns/img:{{repl ConfigOption "tag"}}', 'quay.io/ns/img:{{repl ConfigOption "tag"}}'),
    ],
)
def test_host_is_corrected_where_it_is_not_linked(before, after):
    text = pair(ALIAS, "ns/img", before)
    assert safety(RULE, text) == [False]
    assert fixed(text, unsafe=True, rule=RULE) == pair(ALIAS, "ns/img", after)


@pytest.mark.parametrize("host", ["hub.docker.com", "Hub.Docker.com"])
def test_web_site_of_docker_hub_is_not_a_registry(host):
    text = pair("hub", "org/img", f"{host}/org/img:v1")
    assert spans(RULE, text) == [host]
    assert safety(RULE, text) == [False]
    asset = "assets: {v1: [{docker: {image: hub.docker.com/org/img:v1, source: hub}}]}\n"
    assert spans(RULE, asset) == ["hub.docker.com"]
    for endpoint in ("index.docker.io", "hub.docker.com"):
        right = asset.replace("hub.docker.com", "index.docker.io")
        assert fixed(asset, unsafe=True, rule=RULE, registries={"hub": endpoint}) == right
        assert fixed(text, unsafe=True, rule=RULE, registries={"hub": endpoint}) == pair(
            "hub", "org/img", "index.docker.io/org/img:v1"
        )


def test_host_is_not_corrected_for_the_space_of_the_vendor():
    assert safety(RULE, pair("replicated", "img", "ghcr.io/img:v1")) == [None]
    assert safety(RULE, pair("public", "img", "registry.replicated.com/other/img:v1")) == [None]


def test_several_registries_of_one_endpoint_leave_it_to_the_author():
    links = {"registries": {"a": "quay.io", "b": "quay.io", "c": "gcr.io"}}
    assert safety(RULE, pair("c", "ns/img", "quay.io/ns/img:v1"), **links) == [None]
    assert check(RULE, pair("b", "ns/img", "quay.io/ns/img:v1"), **links) == []


def test_namespace_in_the_endpoint():
    links = {"registries": {"quay": "quay.io/acme", "gcr": "gcr.io"}}
    assert check(RULE, pair("quay", "acme/img", "quay.io/acme/img:v1"), **links) == []
    text = pair("gcr", "acme/img", "quay.io/acme/img:v1")
    assert fixed(text, unsafe=True, rule=RULE, **links) == pair("quay", "acme/img", "quay.io/acme/img:v1")
    text = pair("quay", "acme/img", "ghcr.io/acme/img:v1")
    assert fixed(text, unsafe=True, rule=RULE, **links) == pair("quay", "acme/img", "quay.io/acme/img:v1")


def test_entry_that_something_else_uses_is_not_meant():
    images = f"- source: {ALIAS}\n  name: ns/img\n  tag: v1\n"
    text = listed(images, "quay.io/ns/img:v1", "dtr.example.com:8443/ns/img:v1")
    assert check(RULE, text) == []
    assert spans("undeclared-image", text) == ["dtr.example.com:8443/ns/img:v1"]


def test_source_that_other_entries_share_is_left_alone():
    images = "- source: &s dtr\n  name: ns/img\n- source: *s\n  name: ns/other\n"
    uses = ("quay.io/ns/img:v1", "dtr.example.com:8443/ns/other:v1")
    assert spans(RULE, listed(images, *uses)) == ["quay.io"]
    assert safety(RULE, listed(images, *uses)) == [None]
    reverse = "- source: &s dtr\n  name: ns/other\n- source: *s\n  name: ns/img\n"
    assert safety(RULE, listed(reverse, *uses)) == [None]
    merged = "- <<: *d\n  name: ns/img\n- <<: *d\n  name: ns/other\n"
    assert safety(RULE, listed(merged, *uses, more="x-d: &d\n  source: dtr\n")) == [None]
    base = "- &b\n  source: dtr\n  name: ns/img\n- <<: *b\n  name: ns/other\n"
    assert safety(RULE, listed(base, *uses)) == [None]


@pytest.mark.parametrize("empty", ["", " ~", " ''"])
def test_source_without_a_value_is_left_to_the_author(empty):
    text = listed(f"- name: ns/img\n  source:{empty}\n", "quay.io/ns/img:v1")
    assert spans(RULE, text) == ["quay.io"]
    assert safety(RULE, text) == [None]


def test_source_that_is_merged_in_is_left_alone():
    text = listed("- <<: *d\n  name: ns/img\n", "quay.io/ns/img:v1", more="x-d: &d\n  source: dtr\n")
    assert safety(RULE, text) == [None]


def test_anchor_that_nothing_refers_to_is_not_an_obstacle():
    images = "- source: &s dtr\n  name: ns/img\n  tag: v1\n"
    text = listed(images, "quay.io/ns/img:v1")
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("&s dtr", f"&s {ALIAS}")


def test_use_after_an_anchor_is_reported_once():
    used = (
        "---\n# kind: scheduler-swarm\nversion: '3'\nservices:\n  a: &a\n    image: quay.io/ns/img:v1\n"
        "  b: *a\n  c:\n    <<: *a\n"
    )
    text = listed("- source: dtr\n  name: ns/img\n") + used
    assert spans(RULE, text) == ["quay.io"]


def test_kubernetes_and_crlf():
    text = (listed("- source: dtr\n  name: ns/img\n  tag: v1\n") + workload("quay.io/ns/img:v1")).replace("\n", "\r\n")
    assert spans(RULE, text) == ["quay.io"]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("source: dtr", f"source: {ALIAS}")


def test_no_registries_known():
    assert check(RULE, pair(ALIAS, "ns/img", "dtr.example.com:8443/ns/img:v1"), registries=()) == []
    assert spans(RULE, pair("replicated", "img", "quay.io/img:v1"), registries=()) == ["quay.io"]


def test_scheduler_document_alone():
    assert check(RULE, swarm("quay.io/ns/img:v1", "dtr.example.com:8443/ns/img:v1")) == []
