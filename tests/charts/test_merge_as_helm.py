"""Values are merged as a real Helm merges them: the same charts are rendered by both."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from chart_tools import each_helm, helm_values, our_values, write_chart
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SCALARS = st.sampled_from([None, None, True, False, 0, 7, 1.5, "", "text", "true", "null", [1, None], []])
KEYS = st.sampled_from(["a", "b", "c"])


def tables(depth: int) -> st.SearchStrategy[dict[str, Any]]:
    values: st.SearchStrategy[Any] = SCALARS
    for _ in range(depth):
        values = SCALARS | st.dictionaries(KEYS, values, max_size=3)
    return st.dictionaries(KEYS, values, max_size=3)


@st.composite
def values_for(draw: st.DrawFn, subcharts: list[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    """Values of a chart, with keys for its subcharts, for globals and for switches."""
    values = draw(tables(2))
    if draw(st.booleans()):
        values["global"] = draw(tables(2))
    for name, subchart in zip(names, subcharts, strict=True):
        if draw(st.booleans()):
            values[name] = draw(values_for(subchart["charts"], [inner["key"] for inner in subchart["charts"]]))
            if draw(st.booleans()):
                values[name]["enabled"] = draw(st.sampled_from([True, False, "false", None]))
    if draw(st.booleans()):
        # With the keys of other imports, Helm changes the exported tables, too.
        values["exports"] = {"data": {"d": draw(SCALARS)}, "more": {"e": {"f": draw(SCALARS)}}}
    if draw(st.booleans()):
        values["tags"] = draw(st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from([True, False, "no"])))
    return values


@st.composite
def charts(
    draw: st.DrawFn, name: str = "t", depth: int = 2, imports: bool = True, twice: bool = False
) -> dict[str, Any]:
    count = draw(st.integers(0, 2)) if depth else 0
    subcharts = [draw(charts(f"{name}{number}", depth - 1, imports, twice)) for number in range(count)]
    dependencies = []
    keys = []
    for subchart in subcharts:
        key = subchart["name"]
        if draw(st.integers(0, 3)):
            dependency: dict[str, Any] = {"name": key, "version": draw(st.sampled_from(["1.0.0", "^1", "1.x", "~2"]))}
            if draw(st.booleans()) and dependency["version"] != "~2":
                key = dependency["alias"] = key + "-alias"
            if draw(st.booleans()):
                dependency["condition"] = draw(
                    st.sampled_from([f"{key}.enabled", "a", "a.b,b", f" {key}.enabled", f"{key}.a,b"])
                )
            if draw(st.booleans()):
                dependency["tags"] = draw(st.lists(st.sampled_from(["x", "y"]), max_size=2))
            if imports and draw(st.booleans()):
                dependency["import-values"] = draw(
                    st.lists(
                        # Into one key, Helm merges the tables of the subchart themselves.
                        st.sampled_from(
                            [
                                *({"child": child, "parent": "b"} for child in "abc"),
                                *({"child": child, "parent": "new.c"} for child in "ab"),
                                *("data", "more"),
                            ]
                        ),
                        max_size=4,
                    )
                )
            dependencies.append(dependency)
            if twice and not draw(st.integers(0, 3)):  # the same chart once more, under another name
                again = {"name": subchart["name"], "version": "1.0.0", "alias": f"{subchart['name']}-again"}
                dependencies.append({**again, **draw(st.sampled_from([{}, {"condition": "a.b"}, {"tags": ["x"]}]))})
        subchart["key"] = key
        keys.append(key)
    chart: dict[str, Any] = {"name": name, "charts": subcharts, "values": draw(values_for(subcharts, keys))}
    if dependencies:
        chart["dependencies"] = dependencies
    return chart


@pytest.mark.slow
@each_helm()
@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_generated_charts(helm: str, data: st.DataObject) -> None:
    # Before 3.13, importing values changes the charts' own tables on the way, and nulls among them come and go with that.
    # There, too, a chart that is listed twice shares its subcharts. Later ones share tables between the two only where
    # subcharts import values.
    is_new = helm != "helm-3.8"
    twice = is_new and data.draw(st.booleans())
    chart = data.draw(charts(imports=is_new and not twice, twice=twice))
    given = [
        data.draw(values_for(chart["charts"], [inner["key"] for inner in chart["charts"]]))
        for _ in range(data.draw(st.integers(0, 2)))
    ]
    with tempfile.TemporaryDirectory() as work:
        folder = write_chart(Path(work) / "top", chart)
        theirs = helm_values(helm, folder, given, Path(work))
        ours, problems = our_values(folder, given, helm)
        if isinstance(theirs, str):
            assert "type mismatch" in theirs and problems, theirs
        else:
            if helm.startswith("helm-3"):  # it names the parts of a renamed chart by their old path
                ours, theirs = ours["t"], theirs["t"]
            assert ours == theirs
            assert problems == []
