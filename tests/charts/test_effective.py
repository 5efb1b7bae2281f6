"""The rules by which values are merged, one by one, each with a real Helm where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chart_tools import VERSIONS, each_helm, helm_values, our_values, plain, table, write_chart

from replreg.charts.chart import read_chart
from replreg.charts.coalesce import HELM_3_8, HELM_4_1, HELM_4_2, HelmRules, rules_of
from replreg.charts.effective import EffectiveChart, effective_values
from replreg.charts.read_values import table_of
from replreg.charts.values import Leaf, Origin
from replreg.release.documents import read_documents

DB = {
    "name": "db",
    "values": {"image": "postgres", "tag": 1, "enabled": True, "exports": {"x": {"port": 5432}}, "data": {"a": 1}},
}


def top(values: Any, dependencies: list[dict[str, Any]] | None = None, *charts: dict[str, Any]) -> dict[str, Any]:
    chart: dict[str, Any] = {"name": "top", "values": values, "charts": list(charts or [DB])}
    if dependencies is not None:
        chart["dependencies"] = [{"version": "1.0.0", **dependency} for dependency in dependencies]
    return chart


NAMED = [{"name": "db"}]
RULES: dict[str, tuple[dict[str, Any], Any]] = {
    "the defaults": (top({}), {}),
    "a parent's key named like the subchart": (top({"db": {"tag": 2}}), {}),
    "given values before the parent's": (top({"db": {"tag": 2, "image": "a"}}), {"db": {"tag": 3}}),
    "lists are replaced": (top({"list": [1, 2]}), {"list": [3]}),
    "tables are merged": (top({"a": {"b": 1, "c": {"d": 2}}}), {"a": {"c": {"e": 3}}}),
    "a scalar in place of a table": (top({"a": {"b": 1}}), {"a": 1}),
    "a table in place of a scalar": (top({"a": 1}), {"a": {"b": 1}}),
    "null removes a default": (top({"a": 1, "b": {"c": 1}}), {"a": None, "b": {"c": None}}),
    "null removes a subchart's default": (top({}), {"db": {"image": None}}),
    "null of a parent removes a subchart's default": (top({"db": {"image": None}}), {}),
    "null among the defaults": (top({"a": None, "b": {"c": None}}), {}),
    "null without a default": (top({}), {"a": None, "b": {"c": None}}),
    "global reaches a subchart": (top({"global": {"registry": "r"}}), {"global": {"tag": "t"}}),
    "global before the subchart's own": (
        top({"global": {"a": {"b": 1}}}, None, {"name": "db", "values": {"global": {"a": {"b": 2, "c": 3}, "d": 4}}}), {},
    ),
    "global two levels down": (
        top({"global": {"a": 1}}, None, {"name": "db", "charts": [{"name": "inner", "values": {"x": 1}}]}), {},
    ),
    "an alias": (top({"pg": {"tag": 2}, "db": {"tag": 9}}, [{"name": "db", "alias": "pg"}]), {}),
    "two aliases of one chart": (
        top({"a": {"tag": 2}}, [{"name": "db", "alias": "a"}, {"name": "db", "alias": "b"}]), {"b": {"tag": 3}},
    ),
    "a condition that is false": (top({"db": {"enabled": False}}, [{"name": "db", "condition": "db.enabled"}]), {}),
    "a condition that the subchart's default fulfils": (top({}, [{"name": "db", "condition": "db.enabled"}]), {}),
    "a condition that is given": (top({}, [{"name": "db", "condition": "db.enabled"}]), {"db": {"enabled": False}}),
    "the first condition with a boolean": (
        top({"x": "text", "y": False, "db": {"on": True}}, [{"name": "db", "condition": "none,x,y,db.enabled"}]), {},
    ),
    "text is not a boolean": (top({"x": "false"}, [{"name": "db", "condition": "x"}]), {}),
    "tags": (top({"tags": {"a": False}}, [{"name": "db", "tags": ["a", "b"]}]), {}),
    "one tag that is on": (top({"tags": {"a": False, "b": True}}, [{"name": "db", "tags": ["a", "b"]}]), {}),
    "a condition before tags": (
        top({"tags": {"a": False}, "x": True}, [{"name": "db", "tags": ["a"], "condition": "x"}]), {},
    ),
    "a condition in a subchart": (
        top({"db": {"inner": {"on": False}}}, NAMED,
            {"name": "db", "charts": [{"name": "inner"}], "dependencies": [{"name": "inner", "version": "1.0.0", "condition": "inner.on"}]}), {},
    ),
    "exports": (top({}, [{"name": "db", "import-values": ["x"]}]), {}),
    "child and parent": (top({}, [{"name": "db", "import-values": [{"child": "data", "parent": "mine.here"}]}]), {}),
    "an import of what is not there": (top({}, [{"name": "db", "import-values": ["none"]}]), {}),
    "an import from an alias": (top({}, [{"name": "db", "alias": "pg", "import-values": ["x"]}]), {}),
    "the parent's own value before an imported one": (
        top({"mine": {"a": 9}}, [{"name": "db", "import-values": [{"child": "data", "parent": "mine"}]}]), {},
    ),
    "an import from a chart that is off": (
        top({"db": {"data": {"a": 5}}, "x": False},
            [{"name": "db", "condition": "x", "import-values": [{"child": "data", "parent": "mine"}]}]), {},
    ),
    "an import under a chart that lists no dependencies": (
        top({}, None, {"name": "db", "charts": [{"name": "inner", "values": {"a": {"b": 1}}}], "dependencies": [
            {"name": "inner", "version": "1.0.0", "alias": "x", "import-values": [{"child": "a", "parent": "c"}]}]}), {},
    ),
    "an import through two levels": (
        top({}, [{"name": "db", "import-values": [{"child": "up", "parent": "top"}]}],
            {"name": "db", "charts": [{"name": "inner", "values": {"data": {"z": 1}}}],
             "dependencies": [{"name": "inner", "version": "1.0.0", "import-values": [{"child": "data", "parent": "up"}]}]}), {},
    ),
    "a range that the chart is not in": (top({}, [{"name": "db", "version": "^2", "alias": "pg"}]), {}),
    "two imports into one key": (
        top({}, [{"name": "db", "import-values": [{"child": "a", "parent": "b"}, {"child": "c", "parent": "b"}]}],
            {"name": "db", "values": {"a": {"image": {"path": "x"}}, "c": {"image": {"path": "y", "tag": "2"}}}}), {},
    ),
    "yaml 1.1": ("a: yes\nb: 0x10\nc: 1_000\nd: on\ny: n\ne: 010\n", {}),
    "merge keys and aliases": ("a: &a {x: 1}\nb: {<<: *a, y: 2}\nc: *a\n", {"c": {"x": 2}}),
    "two keys of one name": ("a: 1\na: 2\n", {}),
}  # fmt: skip


@each_helm()
@pytest.mark.parametrize("name", RULES)
def test_as_helm(helm: str, name: str, tmp_path: Path) -> None:
    chart, given = RULES[name]
    chart = chart if isinstance(chart, dict) else top(chart, None, {"name": "none"})
    folder = write_chart(tmp_path / "top", chart)
    theirs = helm_values(helm, folder, [given], tmp_path)
    ours, problems = our_values(folder, [given], helm)
    assert problems == []
    assert ours == theirs


def effective(folder: Path, chart: dict[str, Any], given: Any = None, rules: HelmRules = HELM_4_2) -> EffectiveChart:
    read, problems = read_chart(str(write_chart(folder / "top", chart)), "top")
    assert read is not None
    result, more = effective_values(read, [] if given is None else [table(given)], rules=rules)
    assert [*problems, *more] == []
    return result


def origin(value: object) -> tuple[str, str]:
    assert isinstance(value, Leaf)
    return value.origin.path, value.origin.role


class TestPlaces:
    def test_each_value_knows_the_file_that_decides(self, tmp_path: Path) -> None:
        found = effective(tmp_path, top({"db": {"tag": 2}, "global": {"r": "x"}}), {"db": {"image": "mine"}})
        (db,) = found.subcharts
        assert db.path == ("top", "db")
        assert origin(db.values.get("image")) == ("values.yaml", "values")
        assert origin(db.values.get("tag")) == ("top/values.yaml", "chart")
        assert origin(db.values.get("data.a")) == ("top/charts/db/values.yaml", "chart")
        assert origin(db.values.get("global.r")) == ("top/values.yaml", "chart")
        assert found.values.get("db.image") is db.values.get("image")

    def test_given_values_stay_as_they_are(self, tmp_path: Path) -> None:
        chart, _ = read_chart(str(write_chart(tmp_path / "top", top({"a": {"b": 1}}))))
        assert chart is not None
        given = table({"a": {"b": None}, "db": {"x": 1}})
        for _ in range(2):
            first, _ = effective_values(chart, [given])
            assert plain(given) == {"a": {"b": None}, "db": {"x": 1}}
            assert plain(first.values)["a"] == {}


class TestSwitches:
    def test_a_subchart_that_is_off_is_named(self, tmp_path: Path) -> None:
        found = effective(tmp_path, top({"on": False}, [{"name": "db", "condition": "on"}]))
        assert found.subcharts == []
        assert [chart.name for chart in found.disabled] == ["db"]
        assert "db" not in found.values.entries

    @pytest.mark.parametrize(
        ("values", "enabled"),
        [
            ("db: {enabled: 'repl{{ ConfigOption `x` }}'}", None),
            ("db: {enabled: repl{{ x }}}", None),
            ("db: '{{repl x}}'", None),
            ("{{repl if x}}\ndb: {enabled: true}\n{{repl else}}\nz: 1\n{{repl end}}\n", True),
            ("db:\n  {{repl if x}}\n  enabled: true\n  {{repl else}}\n  enabled: false\n  {{repl end}}\n", None),
            ("db: {enabled: true}", True),
        ],
    )
    def test_a_template_decides(self, tmp_path: Path, values: str, enabled: bool | None) -> None:
        (document,) = read_documents(values)
        given = table_of(document.root, Origin("app.yaml", "values", document.fragment), [])
        chart, _ = read_chart(str(write_chart(tmp_path / "top", top({}, [{"name": "db", "condition": "db.enabled"}]))))
        assert chart is not None
        found, problems = effective_values(chart, [given])
        assert problems == []
        assert [sub.enabled for sub in found.subcharts] == [enabled]

    def test_tags_that_a_template_decides(self, tmp_path: Path) -> None:
        (document,) = read_documents("tags: {a: repl{{ x }}, b: false}")
        given = table_of(document.root, Origin("app.yaml", "values", document.fragment), [])
        chart, _ = read_chart(str(write_chart(tmp_path / "top", top({}, [{"name": "db", "tags": ["a", "b"]}]))))
        assert chart is not None
        found, _ = effective_values(chart, [given])
        assert [sub.enabled for sub in found.subcharts] == [None]


class TestMistakes:
    @pytest.mark.parametrize("value", [1, "text", None, [1]])
    def test_no_table_for_a_subchart(self, tmp_path: Path, value: object) -> None:
        chart, _ = read_chart(str(write_chart(tmp_path / "top", top({}))))
        assert chart is not None
        found, problems = effective_values(chart, [table({"db": value})])
        assert [(problem.kind, problem.path) for problem in problems] == [("values", "values.yaml")]
        assert plain(found.subcharts[0].values)["image"] == "postgres"

    @pytest.mark.slow
    def test_imports_that_multiply(self, tmp_path: Path) -> None:
        imports = [{"child": "data", "parent": f"p{number}"} for number in range(3000)]
        big = {"name": "db", "values": {"data": {f"k{number}": {"a": 1} for number in range(1000)}}}
        chart, _ = read_chart(
            str(write_chart(tmp_path / "top", top({}, [{"name": "db", "import-values": imports}], big)))
        )
        assert chart is not None
        _, problems = effective_values(chart)
        assert [problem.kind for problem in problems] == ["limit"]

    @pytest.mark.parametrize(
        "imports",
        [
            [{"child": "data", "parent": "mine"}, {"child": "data", "parent": "mine.inner"}],
            [{"child": "outer.data", "parent": "mine"}, {"child": "outer", "parent": "mine"}],
            [
                {"child": "data", "parent": "a"},
                {"child": "outer", "parent": "a.b"},
                {"child": "data", "parent": "a.b.c"},
            ],
        ],
    )
    def test_imports_into_one_another(self, tmp_path: Path, imports: list[dict[str, str]]) -> None:
        """A table in itself has no end: the stack of Helm overflows."""
        db = {"name": "db", "values": {"data": {"a": 1}, "outer": {"data": {"a": 1}}}}
        folder = write_chart(tmp_path / "top", top({}, [{"name": "db", "import-values": imports}], db))
        chart, _ = read_chart(str(folder), "top")
        assert chart is not None
        found, problems = effective_values(chart)
        assert [(problem.kind, problem.path) for problem in problems] == [("dependency", "top/Chart.yaml")]
        assert "db" in plain(found.values)

    def test_values_nested_thousands_deep(self, tmp_path: Path) -> None:
        deep = "{a: " * 3_000 + "1" + "}" * 3_000
        chart, problems = read_chart(str(write_chart(tmp_path / "top", top(f"global: {deep}\ndb: {deep}\n"))))
        assert chart is not None
        found, more = effective_values(chart, [table(f"db: {deep}\nglobal: {deep}\n")])
        assert [*problems, *more] == []
        assert found.subcharts[0].values.table("global.a.a.a") is not None


def test_the_rules_of_a_version() -> None:
    assert [rules_of(version) for version in ((3, 8), (3, 21), (4, 1), (4, 2), (5, 0))] == [
        HELM_3_8,
        HELM_4_1,
        HELM_4_1,
        HELM_4_2,
        HELM_4_2,
    ]
    assert len({rules_of(version) for version in VERSIONS.values()}) == len(VERSIONS)
