"""Finds the charts and the release folders of a repository in one walk; files are read only to find releases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import islice

from replreg.delivery.load import chart_folders_by_name, chart_version
from replreg.files import upward
from replreg.linter.chart_folders import CHART_PARTS
from replreg.linter.folder_walk import walk_folders
from replreg.linter.git.ignored import IgnoredInRepositories

__all__ = ["MOST_FOLDERS", "FoundFolders"]

MOST_FOLDERS = 20_000
"""The folders of a repository that are looked at."""


class FoundFolders:
    """The charts and the release folders at a folder and below it, each parent before what is in it.

    Questions about the nearest ones take the time of the answer, not that of all charts or releases.
    """

    def __init__(self, root: str, rules: IgnoredInRepositories, is_release: Callable[[str], bool]) -> None:
        self._is_release = is_release
        self._folders: list[str] = []
        self._versions: dict[str, dict[str, str]] = {}
        self._separate: dict[tuple[str, str], dict[str, list[str]]] = {}
        self.charts: list[str] = []
        for folder, inner in islice(walk_folders(root, rules), MOST_FOLDERS):
            self._folders.append(folder)
            if os.path.isfile(os.path.join(folder, "Chart.yaml")):
                self.charts.append(folder)
                inner[:] = [name for name in inner if name not in CHART_PARTS]

    @cached_property
    def releases(self) -> list[str]:
        """The release folders. All files of all folders have to be read to find them."""
        return list(filter(self._is_release, self._folders))

    def charts_near(self, name: str, path: str) -> list[str]:
        """Return the charts of a name that share most of their path with a folder; those inside of it, if there are."""
        return _nearest(self._charts_above.get(name, {}), path)

    def charts_of_version(self, name: str, version: str, path: str) -> list[str]:
        """Return the charts of a name and a version that share most of their path with a release folder.

        A chart that shares more of its path with another release is that one's, and left out.
        """
        key = name, version
        if key not in self._separate:
            charts = [chart for chart, known in self.versions_of(name).items() if known == version]
            self._separate[key] = _above(charts, self._releases_above) if charts else {}
        return _nearest(self._separate[key], path)

    def versions_of(self, name: str) -> dict[str, str]:
        """Return the charts of a name, each with its version; none for a name that no chart has."""
        if name not in self._versions:
            self._versions[name] = {chart: chart_version(chart) for chart in self._by_name.get(name, ())}
        return self._versions[name]

    @cached_property
    def names(self) -> dict[str, str]:
        """The charts, each with its name."""
        return {chart: name for name, charts in self._by_name.items() for chart in charts}

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        return chart_folders_by_name(self.charts)

    @cached_property
    def _charts_above(self) -> dict[str, dict[str, list[str]]]:
        return {name: _above(charts) for name, charts in self._by_name.items()}

    @cached_property
    def _releases_above(self) -> dict[str, list[str]]:
        return _above(self.releases)


def _above(paths: Iterable[str], nearer: Mapping[str, object] | None = None) -> dict[str, list[str]]:
    """Return some paths by each folder that they are, or are in; not by those above a folder that is in ``nearer``."""
    found: dict[str, list[str]] = {}
    for path in paths:
        for folder in upward(path):
            found.setdefault(folder, []).append(path)
            if nearer is not None and folder in nearer:
                break
    return found


def _nearest(paths: Mapping[str, list[str]], path: str) -> list[str]:
    return next((paths[folder] for folder in upward(path) if folder in paths), [])
