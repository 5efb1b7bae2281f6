"""Helm charts that are folders: which folder is one, and which of its files Helm reads."""

from __future__ import annotations

import os
from collections.abc import Iterable

from replreg.files import ARCHIVE_SUFFIXES, is_repository, upward_in_repository

__all__ = [
    "CHART_PARTS",
    "chart_folders",
    "chart_of",
    "charts_around",
    "is_chart_folder",
    "is_in_chart",
    "is_installed",
]

_IN_CHARTS = ("templates", "values.yaml", "charts")
"""A chart has at least one of these beside its ``Chart.yaml``."""


CHART_PARTS = frozenset(("charts", "crds", "templates"))
"""The folders of a chart that Helm reads. They hold parts of the chart alone: neither releases nor other charts."""


def is_chart_folder(folder: str) -> bool:
    """Return True if a folder is a Helm chart: it has ``Chart.yaml``, and values, templates or subcharts.

    A chart of subcharts alone has no templates.
    """
    return os.path.isfile(os.path.join(folder, "Chart.yaml")) and any(
        os.path.exists(os.path.join(folder, name)) for name in _IN_CHARTS
    )


def chart_folders(folder: str, names: Iterable[str]) -> frozenset[str]:
    """Return the Helm charts below ``folder``, each with a final slash, of the ``names`` of files below it."""
    charts = []
    for name in names:
        parent, slash, base = name.rpartition("/")
        if base == "Chart.yaml" and slash and is_chart_folder(os.path.join(folder, parent)):
            charts.append(parent + "/")
    return frozenset(charts)


def charts_around(folder: str) -> list[str]:
    """Return the Helm charts that a folder is in, or is, in its repository: absolute paths, the outermost first."""
    return [path for path in upward_in_repository(folder) if is_chart_folder(path)][::-1]


def is_installed(name: str) -> bool:
    """Return True if a file, named by its path in a chart, is its ``Chart.yaml``, has values or is a template."""
    from replreg.charts.files import is_chart_file

    return is_chart_file(name) and os.path.basename(name) != "requirements.yaml"


def chart_of(path: str) -> str:
    """Return the chart that a file is a part of, or that it is; empty if it is a part of none."""
    if path.endswith(ARCHIVE_SUFFIXES):
        return path
    name = os.path.abspath(path)
    around = charts_around(os.path.dirname(name))
    parts = (chart for chart in around if is_installed(os.path.relpath(name, chart).replace(os.sep, "/")))
    return next(parts, "")


def is_in_chart(path: str) -> bool:
    """Return True if a file is a part of a Helm chart below the root of its repository, and of no release in there.

    A run over the folders above the chart reads its ``Chart.yaml``, its values and its templates, and no other file
    but those of a release.
    """
    name = os.path.abspath(path)
    around = [chart for chart in charts_around(os.path.dirname(name)) if not is_repository(chart)]
    if not around:
        return False
    from replreg.linter.releases_in_charts import ReleasesInCharts  # few files are in charts and not installed

    return not ReleasesInCharts().has(name, around[0])
