"""A Helm chart and its subcharts, read from a folder or an archive."""

from __future__ import annotations

import os
from collections.abc import Iterator

from replreg.charts.archive import load_archive, read_archive
from replreg.charts.files import DEFAULT_LIMITS, Budget, ChartFile, ChartFiles, ChartProblem, Exhausted, Limits
from replreg.charts.folder import load_folder
from replreg.charts.metadata import Dependency, Metadata, read_metadata
from replreg.yaml.text import UndecodableText, decode

__all__ = ["Chart", "read_chart"]


class Chart:
    """A chart. ``path`` is its folder or archive as people see it; ``is_archive`` is True inside of an archive, too.

    ``metadata`` is what ``Chart.yaml`` says; ``metadata_file`` that file. ``requirements`` is its
    ``requirements.yaml``, which lists dependencies as Helm 2 had them. ``ignore_rules`` is the ``.helmignore`` of a
    folder. ``values`` is its ``values.yaml``, None
    without one. ``templates`` (``templates/**``) and ``crds`` are by name in the chart. ``subcharts`` are the charts
    in ``charts/``, each once, listed as dependencies or not. ``folder`` is the chart's folder on disk, None in an
    archive.
    """

    __slots__ = (
        "crds",
        "folder",
        "ignore_rules",
        "is_archive",
        "metadata",
        "metadata_file",
        "path",
        "requirements",
        "schema",
        "subcharts",
        "templates",
        "values",
    )

    def __init__(self, path: str, metadata: Metadata) -> None:
        self.path: str = path
        self.metadata: Metadata = metadata
        self.metadata_file: ChartFile | None = None
        self.requirements: ChartFile | None = None
        self.ignore_rules: ChartFile | None = None
        self.values: ChartFile | None = None
        self.schema: ChartFile | None = None
        self.templates: dict[str, ChartFile] = {}
        self.crds: dict[str, ChartFile] = {}
        self.subcharts: list[Chart] = []
        self.folder: str | None = None
        self.is_archive: bool = False

    def __repr__(self) -> str:
        return f"Chart({self.path!r}, {self.name!r}, {self.version!r})"

    @property
    def name(self) -> str:
        """The name in ``Chart.yaml``; with the version it is what a ``HelmChart`` names."""
        return self.metadata.name

    @property
    def version(self) -> str:
        """The version in ``Chart.yaml``, as written."""
        return self.metadata.version

    @property
    def absent(self) -> list[Dependency]:
        """The dependencies that are listed and whose charts are not in ``charts/``."""
        there = {subchart.name for subchart in self.subcharts}
        return [dependency for dependency in self.metadata.dependencies if dependency.name not in there]

    def with_text(self, path: str, text: str, problems: list[ChartProblem]) -> Chart:
        """Return this chart with another text of the file that people see as ``path``; itself if that is not in it.

        A mistake in a ``Chart.yaml`` is added to ``problems``; its dependencies stay as they were read.
        """
        import copy
        import dataclasses

        made = copy.copy(self)
        if self.metadata_file is not None and self.metadata_file.path == path:
            made.metadata_file = self.metadata_file._replace(text=text)
            metadata = read_metadata(made.metadata_file, None, problems)
            made.metadata = dataclasses.replace(metadata, dependencies=self.metadata.dependencies)
            return made
        if self.values is not None and self.values.path == path:
            made.values = self.values._replace(text=text)
            return made
        for files in (made.templates, made.crds):
            for name, file in files.items():
                if file.path == path:
                    new = {**files, name: file._replace(text=text)}
                    if files is made.templates:
                        made.templates = new
                    else:
                        made.crds = new
                    return made
        subcharts = [chart.with_text(path, text, problems) for chart in self.subcharts]
        if all(new is old for new, old in zip(subcharts, self.subcharts, strict=True)):
            return self
        made.subcharts = subcharts
        return made

    def walk(self) -> Iterator[Chart]:
        """Yield this chart and all charts below it, parents first."""
        stack = [self]
        while stack:
            chart = stack.pop()
            yield chart
            stack.extend(reversed(chart.subcharts))


def read_chart(
    path: str, shown: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> tuple[Chart | None, list[ChartProblem]]:
    """Return the chart at ``path``, a folder or an archive, and what is wrong with it; the chart is None if unreadable.

    ``shown`` is how people see the path; the default is the path itself. Raises nothing.
    """
    shown = path if shown is None else shown
    problems: list[ChartProblem] = []
    budget = Budget(limits)
    if os.path.isdir(path):
        files = load_folder(path, shown, budget, problems)
        if files is None:
            return None, problems
        chart = _build(files, budget, problems, 0, 0)
        if chart is not None:
            chart.folder = path
        return chart, problems
    files = load_archive(path, shown, budget, problems)
    return (None if files is None else _build(files, budget, problems, 0, 1)), problems


def _build(files: ChartFiles, budget: Budget, problems: list[ChartProblem], depth: int, archives: int) -> Chart | None:
    """Make a chart of its files. ``depth`` counts the charts, ``archives`` the archives, that it is in."""
    try:
        budget.take_chart()
        if depth > budget.limits.charts_deep:
            raise Exhausted(f"charts are more than {budget.limits.charts_deep} deep in one another")
        if archives > budget.limits.archives_deep:
            raise Exhausted(f"archives are more than {budget.limits.archives_deep} deep in one another")
    except Exhausted as error:
        problems.append(ChartProblem(files.shown, "limit", f"the chart is not read: {error}"))
        return None
    own: dict[str, ChartFile] = {}
    below: dict[str, ChartFiles] = {}
    packed: list[tuple[str, str, bytes]] = []
    for name, (path, data) in files.contents.items():
        if not name.startswith("charts/"):
            text = _text(path, data, problems)
            if text is not None:
                own[name] = ChartFile(name, path, text, files.on_disk.get(name))
            continue
        folder, slash, rest = name[7:].partition("/")
        if not slash:
            packed.append((folder, path, data))
            continue
        inner = below.get(folder)
        if inner is None:
            inner = below[folder] = ChartFiles(path[: len(path) - len(rest) - 1])
        inner.contents[rest] = (path, data)
        if name in files.on_disk:
            inner.on_disk[rest] = files.on_disk[name]
    metadata_file = own.get("Chart.yaml")
    if metadata_file is None:
        if files.shown not in {problem.path for problem in problems}:
            problems.append(ChartProblem(files.shown, "metadata", "it has no 'Chart.yaml': it is not a chart"))
        return None
    requirements = own.get("requirements.yaml")
    chart = Chart(files.shown, read_metadata(metadata_file, requirements, problems))
    chart.metadata_file, chart.requirements = metadata_file, requirements
    chart.ignore_rules = own.get(".helmignore")
    chart.is_archive = archives > 0
    chart.values = own.get("values.yaml")
    chart.schema = own.get("values.schema.json")
    chart.templates = {name: own[name] for name in sorted(own) if name.startswith("templates/")}
    chart.crds = {name: own[name] for name in sorted(own) if name.startswith("crds/")}
    for folder in sorted(below):
        _add(chart, _build(below[folder], budget, problems, depth + 1, archives))
    for _, path, data in sorted(packed):
        if archives + 1 > budget.limits.archives_deep:
            message = f"the chart is not read: archives are more than {budget.limits.archives_deep} deep in one another"
            problems.append(ChartProblem(path, "limit", message))
            continue
        inner = read_archive(data, path, budget, problems)
        _add(chart, None if inner is None else _build(inner, budget, problems, depth + 1, archives + 1))
    return chart


def _add(chart: Chart, subchart: Chart | None) -> None:
    if subchart is not None:
        chart.subcharts.append(subchart)


def _text(path: str, data: bytes, problems: list[ChartProblem]) -> str | None:
    try:
        return decode(data)[0]
    except UndecodableText as error:
        problems.append(ChartProblem(path, "corrupt", str(error)))
        return None
