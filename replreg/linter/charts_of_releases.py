"""Finds the releases that may install a chart, by the names and versions in their files, before they are read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cached_property

from replreg.delivery.files import ReleaseFile
from replreg.lazy_re import lazy_compile
from replreg.linter.found_folders import FoundFolders

__all__ = ["ChartsOfReleases"]

_NAME = lazy_compile(r"""name["']?[ \t]*:\s*["']?([^\s"',{}\[\]]+)""")
"""The value of ``name`` or ``chartname``, also in a mapping on one line."""

_VERSION = lazy_compile(r"""[vV]ersion["']?[ \t]*:\s*["']?([^\s"',{}\[\]]+)""")
_UNREADABLE = ("&", "*", "!", "|", ">", "#")
"""A value that starts like this may be any text. One with a template is not compared with a chart's."""


class ChartsOfReleases:
    """The releases of a repository by the charts that they may install.

    Every release that installs a chart is among those of the chart, and perhaps some more: the files are searched for
    words, which costs less than reading them as YAML. ``files_of`` returns the files of a release folder.
    """

    def __init__(self, found: FoundFolders, files_of: Callable[[str], Iterable[ReleaseFile]]) -> None:
        self._found = found
        self._files_of = files_of
        self._by_name: dict[str, dict[str, list[str]]] = {}

    def releases_of(self, chart: str) -> list[str]:
        """Return the release folders that may install a chart folder, those first that share most of its path."""
        name = self._found.names.get(chart)
        if name is None:
            return []
        if name not in self._by_name:
            self._by_name[name] = self._by_chart(name)
        return sorted(self._by_name[name].get(chart, ()), key=lambda path: -len(os.path.commonpath((path, chart))))

    def _by_chart(self, name: str) -> dict[str, list[str]]:
        """Return the releases that may install each chart of a name: one of the nearest, or one with their version."""
        found: dict[str, list[str]] = {}
        versions = set(self._found.versions_of(name).values())
        by_name, unsure = self._naming
        for release, known in (*by_name.get(name, ()), *unsure):
            charts = dict.fromkeys(self._found.charts_near(name, release))
            for version in sorted(versions if known is None else versions & known):
                charts.update(dict.fromkeys(self._found.charts_of_version(name, version, release)))
            for chart in charts:
                found.setdefault(chart, []).append(release)
        return found

    @cached_property
    def _naming(self) -> tuple[dict[str, list[_Versions]], list[_Versions]]:
        """The releases, with the versions in them, by the names in them; and those in which any name may be."""
        by_name: dict[str, list[_Versions]] = {}
        unsure: list[_Versions] = []
        for release in self._found.releases:
            texts = [file.text for file in self._files_of(release)]
            names = {name for text in texts for name in _NAME.findall(text)}
            versions = {version for text in texts for version in _VERSION.findall(text)}
            known = None if any(version.startswith(_UNREADABLE) for version in versions) else versions
            if any(name.startswith(_UNREADABLE) for name in names):
                unsure.append((release, known))
            else:
                for name in names:
                    by_name.setdefault(name, []).append((release, known))
        return by_name, unsure


_Versions = tuple[str, set[str] | None]
"""A release folder, and the versions in its files; None where any may be."""
