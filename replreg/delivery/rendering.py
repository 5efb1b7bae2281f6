"""The charts of a release rendered by a real Helm, with the values of each installation and those of the bundle."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TypeAlias

from replreg.charts.chart import Chart
from replreg.charts.files import ChartFile, ChartProblem
from replreg.charts.helm_chart import HelmChartResource
from replreg.charts.helm_program import HelmError, HelmProgram
from replreg.charts.prepared_chart import PreparedChart, prepare_chart
from replreg.charts.render import Rendered, render, template_of
from replreg.delivery.finder import PlaceFinder
from replreg.delivery.helm_values import Given, given_to_helm
from replreg.delivery.places import Scope
from replreg.finding import Severity
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple

__all__ = ["HelmProblem", "RenderedChart", "Renderer"]

_PLACE = lazy_compile(r"([\w.+-]+(?:/charts/[\w.+-]+)*/(?:templates|crds)/[^\s:()]+)(?::(\d+)(?::(\d+))?)?")
_VALUES = lazy_compile(r"values\.yaml\b.*?line (\d+)")
_MOST_RUNS = 24
"""How often one chart is rendered for one resource."""

_KUBERNETES = "1.33.0"
_MINOR = lazy_compile(r"(?<![\d.])(\d{1,3})\.(\d{1,3})(?!\d)")
_MOST_VERSIONS = 6
_REFUSED = ("metadata", "version", "values", "loop", "dependency", "template")
_NOT_RENDERED = ("corrupt", "limit", "refused")
_MISSING = "the chart is rendered without {}, since 'charts/' does not have it; run `helm dependency build`"

_RunKey: TypeAlias = "tuple[str, str, str]"
"""The identity of a run of a chart: the values, the name of the release, and its namespace."""


class HelmProblem(NamedTuple):
    """What Helm says of a chart. It is an error only where nothing that Helm was given or lacked can be the cause."""

    problem: ChartProblem
    severity: Severity


class RenderedChart(NamedTuple):
    """What Helm made of the chart of a scope with some values: once for all installations that give the same."""

    scope: Scope
    chart: Chart
    given: tuple[Given, ...]
    rendered: Rendered


class Renderer:
    """Renders charts with one Helm. A chart with the same values and names is rendered once, also for several releases.

    ``seconds`` is how long one run may take. After two that took longer, no more charts are rendered.
    """

    def __init__(self, helm: HelmProgram, seconds: float = 60) -> None:
        self._helm = helm
        self._seconds = seconds
        self._done: dict[tuple[str, _RunKey], Rendered | HelmError] = {}
        self._hung = 0

    def render(self, finder: PlaceFinder, problems: list[HelmProblem]) -> Iterator[RenderedChart]:
        """Yield what Helm makes of the charts of a release, and add to ``problems`` what it refuses."""
        unread = {problem.path for problem in finder.release.problems if problem.kind in _NOT_RENDERED}
        known = (*finder.release.problems, *finder.templates.problems)
        refused = {problem.path for problem in known if problem.kind in _REFUSED}
        by_chart: dict[int, list[Scope]] = {}
        for scope in finder.scopes():
            by_chart.setdefault(id(scope.chart), []).append(scope)
        for scopes in by_chart.values():
            chart = scopes[0].chart
            if chart is None or any(_is_in(path, chart.path) for path in unread):
                continue
            missing = _missing(chart)
            if missing:
                names = ", ".join(f"'{name}'" for name in missing)
                problems.append(HelmProblem(_problem(chart, _MISSING.format(names)), Severity.INFO))
            found: list[HelmProblem] = []
            with prepare_chart(chart.folder or chart.path, missing) as prepared:
                for scope in scopes:
                    yield from self._of_scope(finder, scope, chart, prepared, found)
            if any(_is_in(path, chart.path) for path in refused):
                continue  # why Helm refuses it is said already, with a better place
            for one in found:
                is_lacking = missing and one.severity is Severity.ERROR
                _add(problems, one._replace(severity=Severity.WARNING) if is_lacking else one)

    def _of_scope(
        self,
        finder: PlaceFinder,
        scope: Scope,
        chart: Chart,
        prepared: PreparedChart | HelmError,
        problems: list[HelmProblem],
    ) -> Iterator[RenderedChart]:
        runs: dict[_RunKey, list[Given]] = {}
        try:
            for given in given_to_helm(finder, scope):
                runs.setdefault((given.text, given.release, given.namespace), []).append(given)
        except ValueError as error:
            problems.append(HelmProblem(_problem(chart, f"the chart is not rendered: {error}"), Severity.WARNING))
            return
        for names, givens in list(runs.items())[:_MOST_RUNS]:
            result = self._run(chart, prepared, names)
            if isinstance(result, Rendered):
                yield RenderedChart(scope, chart, tuple(givens), result)
                continue
            is_whole = isinstance(scope.resource, HelmChartResource) and any(given.is_whole for given in givens)
            severity = Severity.ERROR if is_whole else Severity.WARNING
            problems.append(HelmProblem(_problem(chart, result.message), severity))

    def _run(self, chart: Chart, prepared: PreparedChart | HelmError, given: _RunKey) -> Rendered | HelmError:
        if isinstance(prepared, HelmError):
            return prepared
        path = os.path.abspath(chart.folder or chart.path)
        found = self._done.get((path, given))
        if found is None:
            if self._hung >= 2:
                return HelmError("the chart is not rendered, since Helm did not end with others before it")
            found = self._render(prepared, given, _KUBERNETES)
            versions = _other_versions(found)
            while versions and isinstance(found, HelmError):
                found = self._render(prepared, given, versions.pop())
            self._hung += isinstance(found, HelmError) and found.was_stopped
            self._done[path, given] = found
        return found

    def _render(self, chart: PreparedChart, given: _RunKey, kubernetes: str) -> Rendered | HelmError:
        text, release, namespace = given
        try:
            return render(
                self._helm,
                chart,
                [text],
                release=release,
                namespace=namespace,
                kube_version=kubernetes,
                seconds=self._seconds,
            )
        except OSError as error:
            return HelmError(f"the chart is not rendered: {error}")


def _other_versions(found: Rendered | HelmError) -> list[str]:
    """Return versions of Kubernetes to try for a chart that does not want the usual one; the best is the last."""
    wanted = found.kubernetes if isinstance(found, HelmError) else ""
    named = [(int(major), int(minor)) for major, minor in _MINOR.findall(wanted)]
    versions = {(major, minor + step) for major, minor in named for step in (-1, 0, 1) if minor + step >= 0}
    return [f"{major}.{minor}.0" for major, minor in sorted(versions)][-_MOST_VERSIONS:]


def _add(problems: list[HelmProblem], found: HelmProblem) -> None:
    """Add a problem, once for each place: other values change only the words."""
    for number, other in enumerate(problems):
        if other.problem.path == found.problem.path and other.problem.start == found.problem.start:
            if found.severity.rank > other.severity.rank > Severity.INFO.rank:
                problems[number] = found
            if other.severity is not Severity.INFO:
                return
    problems.append(found)


def _missing(chart: Chart) -> tuple[str, ...]:
    """Return the charts that a chart's folder depends on and that are not in it."""
    if chart.folder is None:
        return ()
    return tuple(dict.fromkeys(one.name for one in chart.absent))


def _is_in(path: str, chart: str) -> bool:
    if chart == os.curdir:  # the paths of its files do not begin with it
        return not os.path.isabs(path) and not path.startswith(f"{os.pardir}/")
    return path == chart or path.startswith((f"{chart}/", f"{chart}!"))


def _problem(chart: Chart, message: str) -> ChartProblem:
    """Return a message as a problem of the file and the place that Helm names; else of ``Chart.yaml``."""
    for found in _PLACE.finditer(message):
        place = template_of(chart, found[1])
        if place is not None:
            start = _offset(place[1].text, int(found[2] or 1), int(found[3] or 0))
            return ChartProblem(place[1].path, "helm", message, start, start)
    line = _VALUES.search(message)
    if line is not None and chart.values is not None:
        start = _offset(chart.values.text, int(line[1]), 0)
        return ChartProblem(chart.values.path, "helm", message, start, start)
    file: ChartFile | None = chart.metadata_file
    return ChartProblem(chart.path if file is None else file.path, "helm", message, 0, 0)


def _offset(text: str, line: int, column: int) -> int:
    """Return the offset of a line, from 1, and a column, from 0."""
    start = 0
    for _ in range(line - 1):
        end = text.find("\n", start)
        if end < 0:
            return start
        start = end + 1
    end = text.find("\n", start)
    return min(start + column, len(text) if end < 0 else end)
