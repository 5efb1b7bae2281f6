"""`duplicate-image`: one image that `images:` lists twice, under whatever names."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native
from rule_tools import ALIAS, check, message, related, safety, spans

RULE = "duplicate-image"


def entry(source: str, name: str, tag: str = "v1") -> str:
    return f"- source: {source}\n  name: {name}\n  tag: {tag}\n"


def two(source: str, name: str, other_source: str, other_name: str) -> str:
    return listed(entry(source, name) + entry(other_source, other_name))


def test_second_entry_is_underlined():
    text = listed(entry(ALIAS, "ns/img") + entry("public", "redis") + entry(ALIAS, "ns/img"))
    (found,) = check(RULE, text)
    assert found[:3] == (11, 9, "ns/img")
    assert "is already listed" in found.message
    assert related(RULE, text) == [["ns/img"]]
    assert safety(RULE, text) == [None]


@pytest.mark.parametrize(
    ("source", "name", "other_source", "other_name"),
    [
        (ALIAS, "ns/img", ALIAS, "ns/other"),
        (ALIAS, "ns/img", "dtr", "ns/img"),
        (ALIAS, "ns/img", "public", "ns/img"),
        ("replicated", "img", "public", "img"),
        ("public", "redis", "public", "bitnami/redis"),
        ("public", "gcr.io/a/b", "public", "ghcr.io/a/b"),
        ("public", "localhost:5000/a", "public", "localhost:5001/a"),
        ("nobody", "ns/img", "somebody", "ns/img"),
        ("public", "'{{repl ConfigOption \"a\"}}'", "public", "'{{repl ConfigOption \"a\"}}'"),
        ("'{{repl ConfigOption \"a\"}}'", "img", "'{{repl ConfigOption \"a\"}}'", "img"),
    ],
)
def test_different_images_are_clean(source, name, other_source, other_name):
    assert check(RULE, two(source, name, other_source, other_name)) == []


@pytest.mark.parametrize(
    ("source", "name", "other_source", "other_name"),
    [
        ("public", "redis", "public", "library/redis"),
        ("public", "redis", "public", "docker.io/redis"),
        ("public", "index.docker.io/library/redis", "public", "redis"),
        ("public", "org/img", "hub", "org/img"),
        ("hub", "redis", "public", "redis"),
        ("public", "quay.io/ns/img", ALIAS, "ns/img"),
        ("public", "Quay.io/ns/img", ALIAS, "ns/img"),
        (ALIAS, "quay.io/ns/img", ALIAS, "ns/img"),
        ("dtr", "ns/img", "public", "dtr.example.com:8443/ns/img"),
        ("replicated", "img", "public", "registry.replicated.com/my-app/img"),
        ("nobody", "ns/img", "nobody", "ns/img"),
    ],
)
def test_one_image_by_two_names(source, name, other_source, other_name):
    text = two(source, name, other_source, other_name)
    assert [(found.line, found.text) for found in check(RULE, text)] == [(8, other_name)]
    if (source, name) != (other_source, other_name):
        assert f"already listed as '{name}' of '{source}'" in message(RULE, text)


@pytest.mark.parametrize(
    ("tag", "other"),
    [("v1", "v2"), ("1.0", "'1.00'"), ("v1", "'{{repl ConfigOption \"tag\"}}'"), ("v1", ""), ("v1", "latest")],
)
def test_other_tags_are_other_entries(tag, other):
    assert check(RULE, listed(entry("public", "redis", tag) + entry("public", "redis", other))) == []


@pytest.mark.parametrize(
    ("tag", "other"), [("v1", "'v1'"), ("1.0", '"1.0"'), ("latest", ""), ("", ""), ("~", "latest")]
)
def test_equal_tags_however_written(tag, other):
    assert spans(RULE, listed(entry("public", "redis", tag) + entry("public", "redis", other))) == ["redis"]


def test_tags_of_templates_are_not_compared():
    hidden = entry("public", "redis", "'{{repl ConfigOption \"tag\"}}'")
    assert check(RULE, listed(hidden + hidden)) == []


def test_entries_without_a_name_are_not_compared():
    assert check(RULE, listed("- source: public\n- source: public\n")) == []


def test_absent_source_is_public():
    assert spans(RULE, listed("- name: redis\n  tag: v1\n" + entry("public", "redis"))) == ["redis"]


def test_tag_in_the_name_and_under_the_wrong_key():
    text = listed(entry("public", "redis") + "- name: redis:v1\n- name: redis\n  version: v1\n")
    assert spans(RULE, text) == ["redis:v1", "redis"]


def test_third_entry_points_at_the_first_too():
    text = listed(entry("public", "redis") * 3)
    assert [found.line for found in check(RULE, text)] == [8, 11]


def test_branches_of_control_flow_are_alternatives():
    text = HEAD + (
        'images:\n{{repl if ConfigOptionEquals "a" "1"}}\n- name: redis\n  tag: v1\n{{repl else}}\n'
        "- name: redis\n  tag: v1\n{{repl end}}\n"
    )
    assert check(RULE, text) == []


def test_containers_of_the_native_scheduler_may_share_an_image():
    containers = "- source: public\n  image_name: redis\n  version: v1\n" * 2
    assert check(RULE, native(containers)) == []
    assert check(RULE, native(containers, "images:\n" + entry("public", "redis"))) == []


def test_merged_and_aliased_entries():
    more = "x-r: &r\n  source: public\n  name: redis\n"
    assert check(RULE, listed("- <<: *r\n  tag: v1\n- <<: *r\n  tag: v2\n", more=more)) == []
    text = listed("- <<: *r\n  tag: v1\n- tag: v1\n  <<: *r\n", more=more)
    assert [(found.line, found.text) for found in check(RULE, text)] == [(9, "tag")]
    aliased = listed("- source: public\n  name: &n redis\n  tag: v1\n- source: public\n  tag: v1\n  name: *n\n")
    assert [(found.line, found.text) for found in check(RULE, aliased)] == [(7, "source")]


def test_flow_style_and_crlf():
    text = (HEAD + "images: [{name: redis, tag: v1}, {tag: v1, name: 'library/redis'}]\n").replace("\n", "\r\n")
    assert spans(RULE, text) == ["library/redis"]


def test_application_that_is_not_known():
    text = two("replicated", "img", "replicated", "img")
    assert spans(RULE, text, app=None) == ["img"]
    assert check(RULE, two("replicated", "img", "replicated", "other"), app=None) == []


def test_no_registries_known():
    assert spans(RULE, two(ALIAS, "ns/img", ALIAS, "ns/img"), registries=()) == ["ns/img"]
    assert check(RULE, two(ALIAS, "ns/img", "public", "quay.io/ns/img"), registries=()) == []
