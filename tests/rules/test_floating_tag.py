"""`floating-tag`: no tag, or `latest`."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native, swarm, workload
from rule_tools import ALIAS, check, findings, safety, spans

RULE = "floating-tag"
LATEST = "the tag 'latest' is not fixed"


def none(key: str = "") -> str:
    return f"this image has no tag ('{key}')" if key else "this image has no tag,"


def found_with(text: str, phrase: str) -> list[tuple[int, int, str]]:
    """Return the places of the findings, each of which has to contain ``phrase``."""
    found = check(RULE, text)
    assert all(phrase in item.message for item in found)
    return [item[:3] for item in found]


@pytest.mark.parametrize(
    "tag",
    [
        "v1",
        "'1'",
        "2.0",
        "Latest",
        "latest-alpine",
        "'{{repl ConfigOption \"tag\"}}'",
        "'latest{{repl ConfigOption \"a\"}}'",
    ],
)
def test_other_tags_are_clean(tag):
    assert check(RULE, listed(f"- source: public\n  name: redis\n  tag: {tag}\n")) == []
    assert check(RULE, native(f"- source: public\n  image_name: redis\n  version: {tag}\n")) == []


@pytest.mark.parametrize(
    ("tag", "underlined"),
    [
        ("latest", "latest"),
        ("'latest'", "latest"),
        (r'"l\x61test"', r"l\x61test"),
        ("!!str latest", "latest"),
        ("&t latest # moves", "latest"),
        ("|-\n    latest", "|-\n    latest"),
    ],
)
def test_latest_is_underlined(tag, underlined):
    text = listed(f"- source: public\n  name: redis\n  tag: {tag}\n")
    assert [found[2] for found in found_with(text, LATEST)] == [underlined]
    assert safety(RULE, text) == [None]


def test_place_of_latest():
    assert found_with(listed("- source: public\n  name: redis\n  tag: 'latest'\n"), LATEST) == [(6, 9, "latest")]
    text = native("- source: public\n  image_name: redis\n  version: latest\n")
    assert found_with(text, LATEST) == [(8, 14, "latest")]


@pytest.mark.parametrize("tag", ["", "  tag:\n", "  tag: ~\n", "  tag: ''\n"])
def test_no_tag_is_underlined_at_the_name(tag):
    assert found_with(listed(f"- source: public\n  name: redis\n{tag}"), none("tag")) == [(5, 9, "redis")]


def test_no_version_in_a_container():
    assert found_with(native("- source: public\n  image_name: redis\n"), none("version")) == [(7, 17, "redis")]


def test_wrong_key_with_latest():
    assert found_with(listed("- name: redis\n  version: latest\n"), LATEST) == [(5, 12, "latest")]
    assert check(RULE, listed("- name: redis\n  version: v1\n")) == []


def test_tag_and_digest_in_the_name():
    assert check(RULE, listed("- name: redis:v1\n")) == []
    assert spans(RULE, listed("- name: redis:latest\n")) == ["redis:latest"]
    assert check(RULE, listed("- name: redis@sha256:" + "0" * 64 + "\n")) == []


@pytest.mark.parametrize(
    ("used", "underlined", "phrase"),
    [
        ("redis", "redis", none()),
        ("redis:latest", "latest", LATEST),
        ("quay.io/ns/img", "quay.io/ns/img", none()),
        ("'quay.io/ns/img:latest'", "latest", LATEST),
        ("localhost:5000/img", "localhost:5000/img", none()),
        ("mythirdpartyprivateregistry/ns/img", "mythirdpartyprivateregistry/ns/img", none()),
    ],
)
def test_use_that_nothing_declares(used, underlined, phrase):
    assert [found[2] for found in found_with(HEAD + swarm(used), phrase)] == [underlined]
    assert [found[2] for found in found_with(swarm(used), phrase)] == [underlined]
    assert [found.text for found in check(RULE, HEAD + workload(used))] == [underlined]


@pytest.mark.parametrize(
    "used",
    [
        "redis:3",
        "redis@sha256:" + "0" * 64,
        "redis:latest@sha256:" + "0" * 64,
        "'redis:{{repl ConfigOption \"tag\"}}'",
        "'redis{{repl ConfigOption \"tag\"}}'",
        "'{{repl ConfigOption \"image\"}}'",
        "${IMAGE}",
        "redis:${TAG:-latest}",
        "'Not An Image'",
    ],
)
def test_fixed_and_unknown_uses_are_clean(used):
    assert check(RULE, HEAD + swarm(used)) == []


def test_image_is_reported_once_where_it_is_declared():
    text = listed(f"- source: {ALIAS}\n  name: ns/img\n", "quay.io/ns/img", "quay.io/ns/img:latest")
    assert spans(RULE, text) == ["ns/img"]
    assert spans(RULE, listed(f"- source: {ALIAS}\n  name: ns/img\n", "ns/img")) == ["ns/img"]
    assert spans(RULE, listed(f"- source: {ALIAS}\n  name: ns/img\n", "mythirdpartyprivateregistry/ns/img")) == [
        "ns/img"
    ]


def test_use_that_only_leaves_out_the_listed_tag_is_a_mismatch():
    text = listed("- name: redis\n  tag: v1\n", "redis")
    assert check(RULE, text) == []
    assert len(findings("tag-mismatch", text)) == 1


def test_use_that_is_listed_under_another_registry_is_reported_there():
    text = listed("- source: dtr\n  name: ns/img\n", "quay.io/ns/img")
    assert spans(RULE, text) == ["ns/img"]
    assert len(findings("source-mismatch", text)) == 1


def test_custom_resource_has_tags_of_its_own():
    resource = "---\napiVersion: example.com/v1\nkind: Database\nspec:\n  image: quay.io/ns/img\n"
    assert check(RULE, listed("- name: redis\n  tag: v1\n") + resource) == []


def test_plain_files_are_not_releases():
    assert check(RULE, 'version: "3"\nservices:\n  a:\n    image: redis\n') == []
    assert check(RULE, "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: redis\n") == []


def test_shared_values_are_reported_once():
    more = "x-r: &r\n  name: redis\n"
    assert [
        (found.line, found.text) for found in check(RULE, listed("- <<: *r\n- <<: *r\n  source: hub\n", more=more))
    ] == [(4, "redis")]
    text = listed("- name: redis\n  tag: &t latest\n- name: nginx\n  tag: *t\n")
    assert [(found.line, found.text) for found in check(RULE, text)] == [(5, "latest")]


def test_name_that_is_not_a_reference_is_left_to_another_rule():
    assert check(RULE, listed("- name: Not An Image\n")) == []
    assert len(findings("invalid-image", listed("- name: Not An Image\n"))) == 1


def test_crlf_and_flow_style():
    text = (HEAD + "images: [{name: redis}, {name: nginx, tag: latest}]\n").replace("\n", "\r\n")
    assert [(found.column, found.text) for found in check(RULE, text)] == [(17, "redis"), (44, "latest")]


def test_level_can_be_set():
    text = listed("- name: redis\n")
    assert [finding.severity.value for finding in findings(RULE, text)] == ["warning"]
    assert [finding.severity.value for finding in findings(RULE, text, rules={RULE: "error"})] == ["error"]
    assert findings(RULE, text, rules={RULE: "off"}) == []
