"""The values that each chart of a release is installed with: defaults, parents' values and given values merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replreg.charts.chart import Chart
from replreg.charts.coalesce import HELM_4_2, HelmRules, Merger, TooMuchWork, merge_values
from replreg.charts.dependencies import ChartInUse, coalesce, process_dependencies
from replreg.charts.files import ChartProblem
from replreg.charts.read_values import read_values
from replreg.charts.values import Table

__all__ = ["EffectiveChart", "default_values", "effective_values"]


class EffectiveChart:
    """A chart with the values that its templates see as ``.Values``.

    ``name`` is its alias or name, ``path`` its name after those of the charts that it is in, ``enabled`` None where a
    template decides whether it is installed. ``subcharts`` are those that are not switched off; ``disabled`` are the
    charts that are.
    """

    __slots__ = ("chart", "disabled", "enabled", "name", "path", "subcharts", "values")

    def __init__(self, used: ChartInUse, values: Table, above: tuple[str, ...]) -> None:
        self.chart: Chart = used.chart
        self.name: str = used.name
        self.path: tuple[str, ...] = (*above, used.name)
        self.enabled: bool | None = used.enabled
        self.values: Table = values
        self.disabled: list[Chart] = [subchart.chart for subchart in used.disabled]
        self.subcharts: list[EffectiveChart] = [
            EffectiveChart(subchart, values.table(subchart.name) or Table(), self.path)
            for subchart in used.dependencies
        ]

    def walk(self) -> Iterator[EffectiveChart]:
        """Yield this chart and all charts below it that are not switched off, parents first."""
        stack = [self]
        while stack:
            chart = stack.pop()
            yield chart
            stack.extend(reversed(chart.subcharts))


def default_values(chart: Chart, problems: list[ChartProblem]) -> dict[int, Table]:
    """Return the own values of a chart and of all charts below it, by the charts' ``id``. Parses each file once.

    `effective_values` takes them, so that several installations of one chart do not parse its files again.
    """
    return {id(inner): read_values(inner.values, problems) for inner in chart.walk()}


def effective_values(
    chart: Chart,
    given: Sequence[Table] = (),
    *,
    rules: HelmRules = HELM_4_2,
    defaults: dict[int, Table] | None = None,
) -> tuple[EffectiveChart, list[ChartProblem]]:
    """Return a chart and its subcharts with their values, and what Helm would refuse.

    ``given`` are the values that are given to Helm, later ones before earlier ones; they are not changed. Where merging
    takes more work than any honest chart needs, the values are the chart's own ones, and that is reported.
    """
    problems: list[ChartProblem] = []
    if defaults is None:
        defaults = default_values(chart, problems)
    if not rules.copies_defaults:
        defaults = {number: table.copy() for number, table in defaults.items()}
    user = merge_values(given) if given else Table()
    merger = Merger(rules)
    used = ChartInUse(chart, chart.name, defaults)
    values = merge_values([user])
    try:
        process_dependencies(merger, used, user, problems)
        coalesce(merger, used, values, problems)
    except TooMuchWork as error:
        problems.append(ChartProblem(chart.path, "limit", str(error)))
        used = ChartInUse(chart, chart.name, defaults)
        used.dependencies = []
        values = merge_values([defaults[id(chart)], user])
    return EffectiveChart(used, values, ()), problems
