"""``Chart.yaml``: what is taken from it, and what Helm refuses."""

from __future__ import annotations

import pytest

from replreg.charts.files import ChartFile, ChartProblem
from replreg.charts.metadata import ImportValues, Metadata, read_metadata

GOOD = "apiVersion: v2\nname: web\nversion: 1.0.0\n"


def read(text: str, requirements: str | None = None) -> tuple[Metadata, list[ChartProblem]]:
    problems: list[ChartProblem] = []
    second = None if requirements is None else ChartFile("requirements.yaml", "web/requirements.yaml", requirements)
    return read_metadata(ChartFile("Chart.yaml", "web/Chart.yaml", text), second, problems), problems


def test_all_of_it() -> None:
    text = GOOD + (
        "appVersion: 1.20\ntype: library\ndependencies:\n- name: db\n  version: ^1\n  alias: pg\n  condition: pg.on, x\n"
        "  repository: oci://registry.example.com/charts\n  tags: [a, b]\n"
        "  import-values: [data, {child: a.b, parent: c}]\n"
    )
    found, problems = read(text)
    assert problems == []
    assert (found.name, found.version, found.app_version, found.type) == ("web", "1.0.0", "1.20", "library")
    (db,) = found.dependencies
    assert (db.name, db.version, db.alias, db.key, db.condition, db.tags) == (
        "db",
        "^1",
        "pg",
        "pg",
        "pg.on, x",
        ("a", "b"),
    )
    assert db.import_values == (ImportValues("exports.data", ".", True), ImportValues("a.b", "c"))
    assert text[db.start : db.end] == "db"
    assert text[slice(*found.places["version"])] == "1.0.0"


def test_requirements_replace_the_list() -> None:
    found, problems = read(GOOD + "dependencies: [{name: a}]\n", "dependencies: [{name: b, version: '1'}]\n")
    assert problems == []
    assert [(item.name, item.path) for item in found.dependencies] == [("b", "web/requirements.yaml")]
    found, problems = read(GOOD + "dependencies: [{name: a}]\n", "")
    assert [item.name for item in found.dependencies] == ["a"]
    assert problems == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("version: 1.0.0\n", "version: 1.0.0\n"),
        ("name: web\n", "name: web\n"),
        ("name: web\nversion: one\n", "one"),
        ("name: a/b\nversion: 1.0.0\n", "a/b"),
        ("name: ..\nversion: 1.0.0\n", ".."),
        ("name: [a]\nversion: 1.0.0\n", "[a]"),
        (GOOD + "type: app\n", "app"),
        (GOOD + "dependencies: x\n", "x"),
        (GOOD + "dependencies: [x]\n", "x]"),
        (GOOD + "dependencies: [{version: 1}]\n", "{version"),
        (GOOD + "dependencies: [{name: a}, {name: a}]\n", "a}]"),
        (GOOD + "dependencies: [{name: a, alias: 'x y'}]\n", "'x y'"),
        (GOOD + "dependencies: [{name: a, import-values: [[x]]}]\n", "[x]"),
        (GOOD + "dependencies: [{name: a, tags: 1, condition: [x]}]\n", "[x]"),
        ("[1]\n", "[1]"),
        ("a: [\n", ""),
        ("", ""),
    ],
)
def test_a_mistake_is_reported_at_its_place(text: str, place: str) -> None:
    _, problems = read(text)
    assert problems
    start = problems[0].start
    assert start is not None
    assert text[start:].startswith(place)
    assert {problem.kind for problem in problems} <= {"metadata", "version", "dependency"}
