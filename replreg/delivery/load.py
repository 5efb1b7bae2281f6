"""Finds the charts of a release folder on disk. All reading of files of this package is here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice

from replreg.charts.archive import ARCHIVE_SUFFIXES
from replreg.charts.chart import Chart, read_chart
from replreg.charts.files import ChartProblem
from replreg.files import is_inside
from replreg.lazy_re import lazy_compile
from replreg.yaml.text import UndecodableText, decode

__all__ = ["chart_folders_by_name", "find_charts"]

_NAME = lazy_compile(r"""(?m)^\ufeff?name[ \t]*:[ \t]*["']?([^\s"'#]+)""")
_SKIPPED = frozenset({"node_modules", "vendor", "__pycache__"})
_MOST_FOLDERS = 20_000


def find_charts(folder: str, given: Iterable[str] = ()) -> tuple[list[Chart], list[ChartProblem]]:
    """Return the charts that a release may install, and what is wrong with them.

    Packed charts in the release's ``folder`` are taken whatever their names are, since the platform deploys what is in
    the release; an empty text has none. ``given`` are the paths of other charts, as `chart_folders_by_name` has them.
    """
    charts: list[Chart] = []
    problems: list[ChartProblem] = []
    seen: set[str] = set()
    for path in (*_archives(folder), *given):
        real = os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            chart, found = read_chart(path, os.path.relpath(path) if os.path.isabs(path) else path)
            problems.extend(found)
            if chart is not None:
                charts.append(chart)
    return charts, problems


def chart_folders_by_name(root: str) -> dict[str, list[str]]:
    """Return the chart folders below a folder by the names in their ``Chart.yaml``.

    Hidden folders and the insides of charts are not looked at.
    """
    found: dict[str, list[str]] = {}
    for path in _chart_folders(root):
        found.setdefault(_name_of(os.path.join(path, "Chart.yaml")), []).append(path)
    return found


def _read(path: str, limit: int) -> str | None:
    try:
        with open(path, "rb") as stream:
            data = stream.read(limit + 1)
        return decode(data)[0] if len(data) <= limit else None
    except (OSError, UndecodableText):
        return None


def _archives(folder: str) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for path in (os.path.join(folder, name) for name in names if name.endswith(ARCHIVE_SUFFIXES)):
        if not os.path.islink(path) or is_inside(path, folder):
            yield path


def _chart_folders(root: str) -> Iterator[str]:
    for folder, folders, files in islice(os.walk(root), _MOST_FOLDERS):
        if "Chart.yaml" in files:
            folders.clear()
            yield folder
        else:
            folders[:] = sorted(name for name in folders if name[0] != "." and name not in _SKIPPED)


def _name_of(path: str) -> str:
    found = _NAME.search(_read(path, 100_000) or "")
    return found[1] if found is not None else ""
