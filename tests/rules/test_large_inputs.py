"""Inputs of a size that no case should have: messages stay short, nothing is lost, and deep or circular texts end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from release_texts import HEAD, listed, swarm
from rule_tools import ALIAS, check, findings, fixed, message, spans

REDIS = "- source: public\n  name: redis\n  tag: '3'\n"


def entry(source: str, name: str, tag: str) -> str:
    return f"- source: {source}\n  name: {name}\n  tag: {tag}\n"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("api-version", f"replicated_api_version: '{'2' * 5000}'\n"),
        ("document-kind", f"{HEAD}---\n# kind: {'x' * 5000}\nservices: {{cache: {{image: redis:3}}}}\n"),
        ("duplicate-key", f"{'k' * 900}: 1\n{'k' * 900}: 2\n"),
        ("invalid-image", swarm("a" * 10_000)),
        ("schema", f"{HEAD}images: {'x' * 5000}\n"),
        ("schema", f"# kind: scheduler-swarm\nservices: {{{'k' * 900}: x}}\n"),
        ("unknown-source", listed(entry("x" * 10_000, "ns/img", "1"))),
        ("proxy-path", swarm(f"proxy.replicated.com/proxy/{'x' * 5000}/quay.io/ns/img:1")),
        ("proxy-path", swarm(f"proxy.replicated.com/proxy/my-app/{'x' * 5000}.example.com/ns/img:1")),
        (
            "source-mismatch",
            f"assets: {{v1: [{{docker: {{image: {'x' * 5000}.example.com/ns/img:1, source: {ALIAS}, dest: a}}}}]}}\n",
        ),
    ],
)
def test_a_value_without_end_is_cut_in_the_message(rule: str, text: str) -> None:
    assert len(message(rule, text)) < 400


def test_each_of_many_mistakes_is_found() -> None:
    assert len(check("schema", HEAD + "images:\n" + "- redis\n" * 3000)) == 3000
    assert len(check("unknown-key", HEAD + "images:\n" + "- {source: public, name: redis, tga: '1'}\n" * 2000)) == 2000
    images = "".join(entry(ALIAS, "ns/img", f"v{number}") for number in range(50))
    used, others = ([f"quay.io/ns/img:{letter}{number}" for number in range(50)] for letter in "vx")
    assert check("tag-mismatch", listed(images, *used)) == []
    assert len(check("tag-mismatch", listed(images, *others))) == 50


def test_any_number_of_entries_is_added_at_once() -> None:
    used = [f"quay.io/ns/img{number}:1" for number in range(40)]
    result = fixed(listed(REDIS, *used), unsafe=True, rule="undeclared-image")
    assert result == listed(REDIS + "".join(entry(ALIAS, f"ns/img{number}", '"1"') for number in range(40)), *used)


@pytest.mark.parametrize(("names", "expected"), [(20, ["registri-1"]), (200, [])])
def test_no_name_is_taken_for_a_misspelt_one_among_very_many(names: int, expected: list[str]) -> None:
    entries = "".join(entry(f"registry-{number}", "ns/img", "1") for number in range(names))
    assert spans("alias-as-host", listed(entries, "registri-1/ns/img:1")) == expected


def test_many_templates_and_a_long_name_are_compared() -> None:
    hidden = "{{repl a}}a" * 200
    text = listed(REDIS + entry(ALIAS, "a" * 3000 + "b", "'1'"), f"'{hidden}c'", "redis:3")
    assert len(spans("unused-image", text)) == 1


def test_circles_and_bombs_end() -> None:
    names = [chr(ord("a") + number) for number in range(13)]
    layers = "".join(f"{name}: &{name} [{', '.join([f'*{inner}'] * 9)}]\n" for inner, name in pairwise(names))
    assert check("schema", f"{HEAD}a: &a [x, x]\n{layers}images: *m\n")
    assert check("schema", f"{HEAD}images: &i [*i]\n")


def test_ten_thousand_levels_are_a_finding() -> None:
    assert len(check("yaml-syntax", "[" * 20_000)) == 1
    assert len(check("yaml-syntax", "a: " + "[" * 20_000 + "]" * 20_000)) == 1


@pytest.mark.parametrize(("count", "is_fixed"), [(50, True), (51, False)])
def test_a_name_without_its_namespace_is_corrected_at_a_hundred_places_at_most(count: int, is_fixed: bool) -> None:
    """Each finding has the edits of all places, so more of them would take time and room by the square."""
    text = listed("".join(entry("my", "img", f"v{number}") for number in range(count)))
    text += swarm(*(f"img:v{number}" for number in range(count)))
    found = findings("missing-host", text, registries={"my": "quay.io/acme"})
    assert len(found) == count
    assert {len(one.fix.edits) if one.fix else 0 for one in found} == {100 if is_fixed else 0}
