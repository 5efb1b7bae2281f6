"""Reads the charts of a release folder from the disk. No other module of this package reads files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from replreg.charts.chart import Chart, read_chart
from replreg.charts.files import ChartProblem
from replreg.files import ARCHIVE_SUFFIXES, is_inside
from replreg.lazy_re import lazy_compile
from replreg.yaml.text import UndecodableText, decode

__all__ = ["chart_folders_by_name", "chart_version", "read_charts"]

_NAME = lazy_compile(r"""(?m)^\ufeff?name[ \t]*:[ \t]*["']?([^\s"'#]+)""")
_VERSION = lazy_compile(r"""(?m)^\ufeff?version[ \t]*:[ \t]*["']?([^\s"'#]+)""")
_LARGEST = 100_000  # bytes of a Chart.yaml whose name is read


def read_charts(
    release_folder: str, given: Iterable[str] = (), is_ignored: Callable[[str], bool] | None = None
) -> tuple[list[Chart], list[ChartProblem]]:
    """Return the charts that a release may install, and what is wrong with them.

    Packed charts in ``release_folder``, "" for none, are taken whatever their names are, since the platform deploys
    what is in the release. ``given`` are paths of other charts: those that the release names. A packed chart for which
    ``is_ignored`` returns True is what a build made of one of these, and left out beside the chart that it was made of.
    """
    packed = list(_archives(release_folder))
    outputs = frozenset(packed) if is_ignored is not None else frozenset()
    seen: set[str] = set()
    read: list[tuple[str, Chart | None, list[ChartProblem]]] = []
    for path in (*packed, *given):
        real = os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            read.append((path, *read_chart(path, os.path.relpath(path) if os.path.isabs(path) else path)))
    sources = {chart.name for _, chart, _ in read if chart is not None and not chart.is_archive and chart.name}
    charts: list[Chart] = []
    problems: list[ChartProblem] = []
    for path, chart, found in read:
        if path in outputs and (chart is None or chart.name in sources) and is_ignored is not None and is_ignored(path):
            continue
        problems.extend(found)
        if chart is not None:
            charts.append(chart)
    return charts, problems


def chart_folders_by_name(folders: Iterable[str]) -> dict[str, list[str]]:
    """Return chart folders by the names in their ``Chart.yaml``."""
    found: dict[str, list[str]] = {}
    for path in folders:
        found.setdefault(_name_of(os.path.join(path, "Chart.yaml")), []).append(path)
    return found


def chart_version(folder: str) -> str:
    """Return the version in the ``Chart.yaml`` of a folder; empty if there is none."""
    found = _VERSION.search(_read(os.path.join(folder, "Chart.yaml")))
    return found[1] if found is not None else ""


def _read(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            data = stream.read(_LARGEST + 1)
        return decode(data)[0] if len(data) <= _LARGEST else ""
    except (OSError, UndecodableText):
        return ""


def _archives(folder: str) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for path in (os.path.join(folder, name) for name in names if name.endswith(ARCHIVE_SUFFIXES)):
        if not os.path.islink(path) or is_inside(path, folder):
            yield path


def _name_of(path: str) -> str:
    found = _NAME.search(_read(path))
    return found[1] if found is not None else ""
