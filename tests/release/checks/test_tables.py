"""Every row of the tables: a wrong value is found at its place, a right one is silent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from release_check_tools import records, written
from test_value_formats import REFUSED, TAKEN

from replreg.finding import Severity
from replreg.release.checks.entry_keys import MISSING, UNIQUE
from replreg.release.checks.formats import FORMATS
from replreg.release.checks.record import SEVERITIES, quieter
from replreg.release.checks.ship_shapes import SHIP_SHAPES
from replreg.release.checks.typed_values import TYPES
from replreg.release.checks.values import ALIASES, SETS, SHOWN
from replreg.release.checks.versions import DEPRECATED, NEWER
from replreg.release.documents import read_documents
from replreg.yaml.templates import MASK

WRONG_TYPES = {
    "boolean": ['"true"', "3", "maybe", "'yes'", "|\n  true", "tRUE"],
    "integer": ['"80"', "abc", "12:30", "!!str 5"],
    "unsigned": ['"2"', "-1", "abc"],
    "test timeout": ['"2"', "-1"],
    "file mode": ['"0755"', "755", "999"],
    "port": ['"8125"', "70000", "-1", "http"],
    "number": ['"1.5"', "big"],
    "fraction": ["1.5", '"0.5"', "-0.1"],
}
RIGHT_TYPES = {
    "boolean": ["true", "False", "yes", "OFF", "y", "n", "null", "!!bool 'true'"],
    "integer": ["5", "-1", "0x10", "1_000", "~", "010"],
    "unsigned": ["0", "2"],
    "test timeout": ["0", "30"],
    "file mode": ["0755", "0o755", "0"],
    "port": ["0", "65535"],
    "number": ["1", "-1.5", "1e3", ".5"],
    "fraction": ["0", "1", "0.5"],
}
Steps = tuple[str | int, ...]


def rows() -> Iterator[tuple[str, Steps, tuple[Any, ...], str]]:
    """Yield each place that the tables speak of: its root, its steps, its row, and the shape that it is in."""
    stack: list[tuple[str, str, Steps, frozenset[str]]] = [
        (root, root, (), frozenset()) for root in ("release", "ship")
    ]
    while stack:
        root, shape, steps, above = stack.pop()
        for key, row in SHIP_SHAPES[shape].items():
            place = (*steps, key)
            yield root, place, row, shape
            if row[0] in ("mapping", "list", "entries") and row[1] not in above:
                inner = place if row[0] == "mapping" else (*place, 0)
                stack.append((root, row[1], inner, above | {shape}))


def document(steps: Steps, leaf: str) -> str:
    """Return a document with a value at a place, and nothing else."""
    text = leaf
    for step in reversed(steps):
        text = f"[{text}]" if isinstance(step, int) else f"{{{json.dumps(step)}: {text}}}"
    return text if "\n" not in text else block(steps, leaf)


def block(steps: Steps, leaf: str) -> str:
    """Return the same document in block style, where a flow style cannot hold the value."""
    lines, indent, dash = [], "", ""
    for step in steps:
        if isinstance(step, int):
            dash += "- "
        else:
            lines.append(f"{indent}{dash}{step}:")
            indent += "  " + " " * len(dash)
            dash = ""
    head, _, rest = leaf.partition("\n")
    lines[-1] += f" {head}"
    return "\n".join([*lines, *(indent + line for line in rest.splitlines())]) + "\n"


def path(steps: Steps) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def quoted(text: str) -> str:
    return json.dumps(text.replace(MASK * 12, "{{repl AppID}}"), ensure_ascii=False)


def samples(row: tuple[Any, ...]) -> tuple[list[str], list[str], str]:
    """Return wrong values and right ones of a row as YAML, and the rule that finds the wrong ones."""
    kind, name, _ = row
    if kind == "type":
        return WRONG_TYPES[name], RIGHT_TYPES[name], "schema"
    if kind == "format":
        return [quoted(one) for one in REFUSED[name]], [quoted(one) for one in TAKEN[name]], "value-format"
    return ['"no such word"', '"-"'], [json.dumps(word) for word in SETS[name]] + ["null", '""'], "unknown-value"


ROWS = [
    pytest.param(
        root,
        (*steps, 0) if row[0] == "values" else steps,
        row[1] if row[0] == "values" else row,
        id=f"{root} {path(steps)}",
    )
    for root, steps, row, _ in rows()
    if row[0] not in ("mapping", "list", "entries")
]


def at(text: str, root: str, place: str) -> list[Any]:
    from replreg.release.checks.walker import check_release, check_ship

    (one,) = read_documents(text)
    check = check_release if root == "release" else check_ship
    return [record for record in check(one.fragment, one.root) if record.path == place and record.rule != "missing-key"]


@pytest.mark.parametrize("root, steps, row", ROWS)
def test_a_wrong_value_is_found_once_at_its_place(root: str, steps: Steps, row: tuple[Any, ...]) -> None:
    wrong, _, rule = samples(row)
    for value in wrong:
        text = document(steps, value)
        found = [one for one in at(text, root, path(steps)) if one.rule == rule]
        assert len(found) == 1, value
        assert found[0].severity is quieter(found[0].severity, SEVERITIES[row[2]])
        assert written(text, found[0]) in text


@pytest.mark.parametrize("root, steps, row", ROWS)
def test_a_right_value_is_silent(root: str, steps: Steps, row: tuple[Any, ...]) -> None:
    _, right, rule = samples(row)
    for value in right:
        assert [one for one in at(document(steps, value), root, path(steps)) if one.rule == rule] == [], value


LISTS = [(steps, row) for root, steps, row, _ in rows() if row[0] == "entries"]


@pytest.mark.parametrize("steps, row", LISTS, ids=[path(steps) for steps, _ in LISTS])
def test_an_empty_entry_is_an_error_and_an_empty_list_is_not(steps: Steps, row: tuple[Any, ...]) -> None:
    for empty in ("null", "~", '""'):
        found = at(document((*steps, 0), empty), "release", path((*steps, 0)))
        assert [(one.rule, one.severity) for one in found] == [("schema", Severity.ERROR)]
    for value in ("null", "[]"):
        assert at(document(steps, value), "release", path(steps)) == []


PLACES = [
    (root, (*steps, 0) if row[0] != "mapping" else steps, row[1])
    for root, steps, row, _ in rows()
    if row[0] in ("mapping", "list", "entries")
]
NEEDED = [
    pytest.param(root, steps, key, fact, in_fragments, id=f"{root} {path(steps)} {key}")
    for root, steps, shape in PLACES
    for key, fact, in_fragments in MISSING.get(shape, ())
]


def missing(text: str, root: str, place: str, key: str) -> list[Any]:
    from replreg.release.checks.walker import check_release, check_ship

    (one,) = read_documents(text)
    check = check_release if root == "release" else check_ship
    found = check(one.fragment, one.root)
    return [
        record
        for record in found
        if record.path == place and record.rule == "missing-key" and f"'{key}'" in record.message.partition(";")[0]
    ]


@pytest.mark.parametrize("root, steps, key, fact, in_fragments", NEEDED)
def test_a_key_that_must_be_there(root: str, steps: Steps, key: str, fact: str, in_fragments: bool) -> None:
    fragment = document(steps, "{x-own: 1}")
    whole = f"{{replicated_api_version: 2.50.0, {fragment[1:]}"
    found = missing(whole, root, path(steps), key)
    assert [one.severity for one in found] == [SEVERITIES[fact]]
    assert len(missing(fragment, root, path(steps), key)) == (in_fragments or root == "ship")
    for empty in ("null", '""', "[]", "{}"):
        assert len(missing(document(steps, f"{{x-own: 1, {key}: {empty}}}"), root, path(steps), key)) == (
            in_fragments or root == "ship"
        )
    assert missing(whole.replace("x-own: 1", f"{key}: value"), root, path(steps), key) == []
    assert missing(whole.replace("x-own: 1", "{{repl AppID}}: value"), root, path(steps), key) == []


UNIQUE_KEYS = [
    pytest.param(steps, key, fact, id=path((*steps, key)))
    for root, steps, shape in PLACES
    for key, _, fact in UNIQUE.get(shape, ())
    if root == "release"
]


@pytest.mark.parametrize("steps, key, fact", UNIQUE_KEYS)
def test_a_name_that_is_there_twice(steps: Steps, key: str, fact: str) -> None:
    assert steps[-1] == 0
    entries = f"[{{{key}: one, x-a: 1}}, {{{key}: two}}, {{{key}: one}}]"
    found = [one for one in records(document(steps[:-1], entries)) if one.rule == "duplicate-name"]
    assert [(one.path, one.severity) for one in found] == [(path((*steps[:-1], 2, key)), SEVERITIES[fact])]
    templates = f"[{{{key}: '{{{{repl AppID}}}}'}}, {{{key}: '{{{{repl AppID}}}}'}}, {{{key}: ''}}, {{{key}: ''}}]"
    assert [one for one in records(document(steps[:-1], templates)) if one.rule == "duplicate-name"] == []


DEPRECATED_KEYS = [
    pytest.param(steps, key, fact, id=path((*steps, key)))
    for root, steps, shape in [("release", (), "release"), *PLACES]
    for key, _, fact in DEPRECATED.get(shape, ())
    if root == "release"
]


@pytest.mark.parametrize("steps, key, fact", DEPRECATED_KEYS)
def test_a_deprecated_key(steps: Steps, key: str, fact: str) -> None:
    text = document(steps, f"{{{key}: {{x: y}}}}")
    found = [one for one in records(text) if one.rule == "deprecated-key" and one.path == path((*steps, key))]
    assert [(written(text, one), one.severity) for one in found] == [(key, SEVERITIES[fact])]


NEWER_KEYS = [
    pytest.param(steps, key, first, id=path((*steps, key)))
    for root, steps, shape in [("release", (), "release"), *PLACES]
    for key, first in NEWER.get(shape, ())
    if root == "release" and key != "strategy"
]


@pytest.mark.parametrize("steps, key, first", NEWER_KEYS)
def test_a_key_that_lower_versions_ignore(steps: Steps, key: str, first: tuple[int, int, int]) -> None:
    inner = document(steps, f"{{{key}: [a]}}")[1:]
    for version, is_wrong in [((first[0], first[1] - 1, 9), True), (first, False), ((10, 0, 0), False)]:
        text = f"{{replicated_api_version: {'.'.join(map(str, version))}, {inner}"
        found = [one for one in records(text) if one.rule == "newer-key" and one.path == path((*steps, key))]
        assert len(found) == is_wrong
    assert [one for one in records("{" + inner) if one.rule == "newer-key"] == []


@pytest.mark.parametrize("value, first", [("random", "2.5.0"), ("autoscale", "2.7.0")])
def test_a_strategy_that_lower_versions_ignore(value: str, first: str) -> None:
    text = f"{{replicated_api_version: %s, components: [{{name: A, cluster: true, cluster_host_count: {{strategy: {value}}}}}]}}"
    assert [one.rule for one in records(text % first)] == []
    assert [one.rule for one in records(text % "2.4.9")] == ["newer-key"]


def test_the_tables_name_only_what_there_is() -> None:
    names = {"format": FORMATS, "type": TYPES, "set": SETS}
    for _, _, row, _ in rows():
        inner = row[1] if row[0] == "values" else row
        if inner[0] in names:
            assert inner[1] in names[inner[0]]
            assert inner[2] in SEVERITIES
        else:
            assert inner[1] in SHIP_SHAPES
    for table in (MISSING, UNIQUE, DEPRECATED, NEWER):
        assert table.keys() <= SHIP_SHAPES.keys()
    assert ALIASES.keys() <= SETS.keys() and SHOWN.keys() <= SETS.keys()
    for name, words in ALIASES.items():
        assert set(words.values()) <= set(SETS[name])


def test_the_keys_of_the_tables_are_keys_of_the_schema() -> None:
    """A misspelt key in a table would check nothing."""
    from replreg.yaml.json_schema import load_schema

    for name, root in (("replicated", "release"), ("ship", "ship")):
        schema = load_schema(name)
        for where, steps, _, _ in rows():
            if where != root:
                continue
            part = schema
            for step in steps:
                while "$ref" in part:
                    part = schema["$defs"][part["$ref"].rpartition("/")[2]]
                part = part["items"] if isinstance(step, int) else part.get("properties", {}).get(step)
                assert part is not None, steps
