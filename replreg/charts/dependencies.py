"""Which subcharts of a chart are on, what each is called, and what each gives to its parent: as Helm decides it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from replreg.charts.chart import Chart
from replreg.charts.coalesce import Merger
from replreg.charts.files import ChartProblem
from replreg.charts.metadata import Dependency
from replreg.charts.semver import is_in_range
from replreg.charts.values import Leaf, Table, Value

__all__ = ["ChartInUse", "coalesce", "process_dependencies"]

Switch: TypeAlias = 'bool | Literal["silent"] | None'
"""The answer of a value about a chart: on, off, None where a template decides, or nothing, as it is not a boolean."""


class ChartInUse:
    """A chart as a part of another: under its alias, with its own values, and with the subcharts that are on.

    ``name`` is the alias or the name. ``enabled`` is None where a template decides it. ``values`` are the chart's own
    values, with those that it imports. ``dependencies`` are the subcharts that are not switched off, ``disabled`` those
    that are. ``is_listed`` is True once its list of dependencies has had its effect; without a list, Helm does not look
    at those of the charts below it.
    """

    __slots__ = ("chart", "dependencies", "disabled", "enabled", "is_listed", "name", "requirements", "values")

    def __init__(self, chart: Chart, name: str, values: dict[int, Table]) -> None:
        self.chart: Chart = chart
        self.name: str = name
        self.values: Table = values[id(chart)]
        self.enabled: bool | None = True
        self.is_listed: bool = False
        self.disabled: list[ChartInUse] = []
        self.requirements: list[Dependency] = list(chart.metadata.dependencies)
        self.dependencies: list[ChartInUse] = [
            ChartInUse(subchart, subchart.name, values) for subchart in chart.subcharts
        ]


def coalesce(
    merger: Merger, used: ChartInUse, into: Table, problems: list[ChartProblem], *, keep_nulls: bool = False
) -> None:
    """Merge the values of a chart and of all charts below it into a table, whose own values win.

    The depth of subcharts is limited when a chart is read.
    """
    merger.values(into, used.values, {subchart.name for subchart in used.dependencies}, keep_nulls=keep_nulls)
    for subchart in used.dependencies:
        table = into.entries.get(subchart.name)
        if type(table) is not Table:
            is_open = isinstance(table, Leaf) and table.is_unknown
            if isinstance(table, Leaf) and not is_open:
                _report_mismatch(table, subchart.name, problems)
            table = into.entries[subchart.name] = Table(is_open=is_open)
        merger.globals(table, into)
        coalesce(merger, subchart, table, problems, keep_nulls=keep_nulls)


def _report_mismatch(leaf: Leaf, name: str, problems: list[ChartProblem]) -> None:
    start, end = leaf.origin.fragment.node_span(leaf.key)
    message = f"'{name}' is the name of a subchart, so its value has to be a mapping: Helm refuses the chart"
    problem = ChartProblem(leaf.origin.path, "values", message, start, end)
    if problem not in problems:
        problems.append(problem)


def process_dependencies(merger: Merger, top: ChartInUse, values: Table, problems: list[ChartProblem]) -> None:
    """Switch subcharts on and off by tags and conditions, give them their aliases, and import their values."""
    _switch(merger, top, values, "", problems)
    _import_all(merger, top, problems)


def _switch(merger: Merger, used: ChartInUse, values: Table, path: str, problems: list[ChartProblem]) -> None:
    requirements = used.requirements
    if not requirements:
        return
    used.is_listed = True
    unlisted = [subchart for subchart in used.dependencies if not any(_fits(subchart, r) for r in requirements)]
    listed: list[ChartInUse] = []
    owners: list[tuple[Dependency, ChartInUse | None]] = []
    for requirement in requirements:
        found = next((subchart for subchart in used.dependencies if _fits(subchart, requirement)), None)
        if found is not None:
            found = _renamed(found, requirement.key)
            listed.append(found)
        owners.append((requirement, found))
    used.dependencies = [*unlisted, *listed]
    coalesced = merger.copy(values)
    coalesce(merger, used, coalesced, problems)
    states = {requirement.key: _state(requirement, coalesced, path) for requirement, _ in owners}
    kept: list[ChartInUse] = []
    for subchart in used.dependencies:
        subchart.enabled = states.get(subchart.name, True)
        (used.disabled if subchart.enabled is False else kept).append(subchart)
    used.dependencies = kept
    for subchart in kept:
        _switch(merger, subchart, coalesced, f"{path}{subchart.name}.", problems)
    used.requirements = [requirement for requirement in requirements if states[requirement.key] is not False]


def _fits(subchart: ChartInUse, requirement: Dependency) -> bool:
    return subchart.name == requirement.name and is_in_range(requirement.version, subchart.chart.version)


def _renamed(used: ChartInUse, name: str) -> ChartInUse:
    """Return a chart in use under another name: an own copy, as a chart can be listed twice."""
    return ChartInUse(used.chart, name, _values_below(used))


def _values_below(used: ChartInUse) -> dict[int, Table]:
    values = {id(used.chart): used.values}
    for subchart in used.dependencies:
        values.update(_values_below(subchart))
    return values


def _state(requirement: Dependency, values: Table, path: str) -> bool | None:
    """Return whether a dependency is on; None where a template decides. The first condition with a boolean counts."""
    enabled: bool | None = True
    tags = values.entries.get("tags")
    if type(tags) is Table and tags.is_open and requirement.tags:
        enabled = None
    elif type(tags) is Table and requirement.tags:
        found = [tags.entries[tag] for tag in requirement.tags if tag in tags.entries]
        switches = [_switch_of(value) for value in found]
        if True not in switches:
            enabled = None if None in switches else False not in switches
    for condition in requirement.condition.split(","):
        switch = _switch_at(values, (path + condition).split(".")) if condition else "silent"
        if switch != "silent":
            return switch
    return enabled


def _switch_at(values: Table, path: list[str]) -> Switch:
    value: Value | None = values
    for key in path:
        if type(value) is not Table:
            return None if isinstance(value, Leaf) and value.is_unknown else "silent"
        if value.is_open:
            return None
        value = value.entries.get(key)
    return _switch_of(value)


def _switch_of(value: Value | None) -> Switch:
    if not isinstance(value, Leaf):
        return "silent"
    if value.is_unknown:
        return None
    return "silent" if value.boolean is None else value.boolean


def _import_all(merger: Merger, used: ChartInUse, problems: list[ChartProblem]) -> None:
    for subchart in used.dependencies:
        _import_all(merger, subchart, problems)
    if used.requirements:
        _import(merger, used, problems)


def _import(merger: Merger, used: ChartInUse, problems: list[ChartProblem]) -> None:
    """Replace a chart's own values by those with the values of its subcharts, and the imported ones, merged in.

    As in Helm, an imported table stays a part of the subchart's values: what a later import adds to it, and the nulls
    that the parent has for it, are there, too. Source: helm/helm, processImportValues.
    """
    keep_nulls = merger.rules.copies_defaults
    values = Table(used.values.key, used.values.origin)
    coalesce(merger, used, values, problems, keep_nulls=keep_nulls)
    imported = Table()
    for requirement in used.requirements:
        name = requirement.key if used.is_listed else requirement.name
        for item in requirement.import_values:
            table = values.table(f"{name}.{item.child}")
            if table is None:
                continue
            if item.parent != ".":
                for key in reversed(item.parent.split(".")):
                    outer = Table()
                    outer.entries[key] = table
                    table = outer
            if not merger.rules.copies_defaults and not item.exports:
                imported = values  # so that what follows is merged into the parent's own values
            merger.tables(imported, table, keep_nulls=keep_nulls)
            if merger.holds_itself(table):
                message = (
                    f"'import-values' puts '{item.child}' of '{requirement.name}' into itself, which Helm cannot "
                    "merge; import it into another key"
                )
                problems.append(
                    ChartProblem(requirement.path, "dependency", message, requirement.start, requirement.end)
                )
                return
    if not merger.rules.copies_defaults:
        if imported is not values:
            merger.tables(imported, values, keep_nulls=False)
        used.values = imported
        return
    values = merger.copy(values)
    merger.tables(values, imported, keep_nulls=True)
    used.values = values
