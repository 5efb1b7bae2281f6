"""Finds the release folder that a file belongs to, with its charts, and reads each once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.delivery.folder import FolderRelease
from replreg.delivery.load import chart_version, read_charts
from replreg.delivery.settings import DeliverySettings
from replreg.files import ARCHIVE_SUFFIXES, is_repository, repository_of, superproject_of, upward
from replreg.linter.charts_of_releases import ChartsOfReleases
from replreg.linter.delivery_check import DeliveryCheck, settings_of
from replreg.linter.files_of_releases import FilesOfReleases
from replreg.linter.folder_files import FolderFiles
from replreg.linter.found_folders import FoundFolders
from replreg.linter.git.ignored import IgnoredInRepositories
from replreg.linter.release_folder import ReleaseFolder
from replreg.named_tuple import NamedTuple
from replreg.yaml.templates import MASK

if TYPE_CHECKING:  # only a run that asks for a real Helm needs it
    from replreg.delivery.rendering import Renderer

__all__ = ["FileInRelease", "ReleaseFolders"]


class FileInRelease(NamedTuple):
    """A file that belongs to a release folder: the folder, and the settings under which the folder is checked."""

    folder: ReleaseFolder
    file: str
    settings: DeliverySettings

    def check(self, text: str) -> tuple[DeliveryCheck, str]:
        """Return the check of the folder in which this file has a text, and the file's path in it; "" if in none."""
        return self.folder.check(self.settings, self.file, text)


class ReleaseFolders:
    """Finds release folders. Make a new one to read the files again after they have changed."""

    def __init__(self, renderer: Renderer | None = None, files: FolderFiles | None = None) -> None:
        self._renderer = renderer
        self._rules = IgnoredInRepositories()
        self._files = FilesOfReleases(files or FolderFiles(), self._rules)
        self._by_path: dict[tuple[str, bool], ReleaseFolder] = {}
        self._by_folder: dict[tuple[str, str], ReleaseFolder | None] = {}
        self._by_chart: dict[str, list[ReleaseFolder]] = {}
        self._takers: dict[str, ChartsOfReleases] = {}
        self._found: dict[str, FoundFolders] = {}
        self._are_separate: dict[str, bool] = {}

    def file_in_release(self, path: str, config: Config, named: str = "") -> FileInRelease | None:
        """Return a manifest's release; None for a file that belongs to none.

        ``named`` is the absolute folder that the user has named, or empty.
        """
        file = os.path.abspath(path)
        folder = self._folder_of(os.path.dirname(file), named)
        return None if folder is None else FileInRelease(folder, file, settings_of(config))

    def chart_in_release(self, chart: str, named: str = "") -> ReleaseFolder:
        """Return the first one of `releases_of_chart`."""
        return self.releases_of_chart(chart, named)[0]

    def releases_of_chart(self, chart: str, named: str = "") -> list[ReleaseFolder]:
        """Return the releases that install a chart, the nearest one first; one of the chart alone if none does.

        The chart is a folder or an archive. A chart inside of a release's folder is its own, and no other one is asked.
        """
        file = os.path.abspath(chart)
        found = self._by_chart.get(file)
        if found is None:
            found = self._by_chart[file] = self._find_for_chart(file, named)
        return found

    def _find_for_chart(self, chart: str, named: str) -> list[ReleaseFolder]:
        above = None if is_repository(chart) else self._folder_of(os.path.dirname(chart), named)
        if chart.endswith(ARCHIVE_SUFFIXES):
            if above is not None and above.path == os.path.dirname(chart):
                is_output = self._rules.ignores_file(chart)
                return [self._read(above.path, root_of(above.path, named), with_outputs=True) if is_output else above]
        elif above is not None and above.has_chart(chart):  # spares a walk through the whole repository
            return [above]
        else:
            root: str | None = root_of(chart, named)  # the folder of the chart may be the repository itself
            while root is not None:
                if found := self._installing(chart, root):
                    return found
                root = superproject_of(root)
        charts, problems = read_charts("", (chart,))
        return [ReleaseFolder(chart, [], charts, problems, is_chart_alone=True, renderer=self._renderer)]

    def _installing(self, chart: str, root: str) -> list[ReleaseFolder]:
        """Return the releases of a repository that install a chart folder in it, the nearest one first."""
        if root not in self._takers:
            self._takers[root] = ChartsOfReleases(
                self._found_below(root), lambda path: self._files.of(path, root).relevant
            )
        near = [self._read(path, root_of(path, root)) for path in self._takers[root].releases_of(chart)]
        return [folder for folder in near if folder.has_chart(chart)]

    def _found_below(self, root: str) -> FoundFolders:
        """Return the release folders and the charts at a folder and below it."""
        found = self._found.get(root)
        if found is None:
            found = self._found[root] = FoundFolders(
                root, self._rules, lambda folder: self._files.is_release(folder, root)
            )
        return found

    def _folder_of(self, folder: str, named: str) -> ReleaseFolder | None:
        """Return the release of a folder, which all files in the folder ask for; None if it is in none."""
        key = folder, named
        if key not in self._by_folder:
            path = self._nearest(folder, named)
            self._by_folder[key] = None if path is None else self._read(path, root_of(path, named))
        return self._by_folder[key]

    def _nearest(self, folder: str, named: str) -> str | None:
        """Return the nearest folder, at or above one, with a document that makes it a release."""
        root = root_of(folder, named)
        for current in upward(folder):
            if self._files.is_release(current, root):
                return current
            if current == root:
                break
        return None

    def _read(self, path: str, root: str, *, with_outputs: bool = False) -> ReleaseFolder:
        """Return the release in a folder; ``with_outputs`` with packed charts that git ignores, whatever is beside."""
        found = self._by_path.get((path, with_outputs))
        if found is None:
            files, others, is_complete = self._files.of(path, root)
            plain = FolderRelease(files, ())
            wanted: dict[str, set[str]] = {}
            for resource in plain.helm_charts:
                wanted.setdefault(resource.name, set()).add(resource.version)
            for extension in (one for config in plain.clusters for one in config.extensions):
                wanted.setdefault(extension.chart_name, set()).add(extension.chart_version)
            given = [chart for name in sorted(wanted) for chart in self._charts_named(name, wanted[name], path, root)]
            charts, problems = read_charts(path, given, None if with_outputs else self._rules.ignores_file)
            found = self._by_path[path, with_outputs] = ReleaseFolder(
                path,
                files,
                charts,
                problems,
                renderer=self._renderer,
                others=others,
                is_whole=lambda: is_complete and self._is_alone(path, root),
            )
        return found

    def _charts_named(self, name: str, versions: Iterable[str], path: str, root: str) -> list[str]:
        """Return the chart folders with a name that are nearest to a release folder, in its repository.

        Releases of one repository may have charts of the same name, each its own. Where none of the nearest has a
        version that the release names, one that has it is taken from farther away, unless another release is nearer.
        """
        near = next(filter(None, (self._found_below(one).charts_near(name, path) for one in _wider(path, root))), [])
        known = [chart_version(chart) for chart in near]
        missing = {version for version in versions if version and MASK not in version}.difference(known)
        farther = [
            chart for one in sorted(missing) for chart in self._found_below(root).charts_of_version(name, one, path)
        ]
        is_near = not farther or any(version in known for version in versions)
        return [*near, *farther] if is_near else farther

    def _is_alone(self, path: str, root: str) -> bool:
        """Return True if no folder near a release folder may be a part of the same release.

        Near are the folders up to two levels above and all below those, in the repository. Other release folders there
        are releases of their own if each of them, and this one, has an ``Application``.
        """
        top = path
        for _ in range(2):
            top = top if top == root else os.path.dirname(top)
        near = self._found_below(top).releases
        if near == [path]:
            return True
        if top not in self._are_separate:  # each of them asks: looking at all every time would take their square
            self._are_separate[top] = all(self._files.has_application(folder, root) for folder in near)
        return self._are_separate[top]


def _wider(path: str, root: str) -> list[str]:
    """Return the folders in which the nearest charts are looked for, each a part of the next one.

    A chart and its release are often beside one another: that spares a walk through the repository. The last ones are
    the repositories that have this one as a submodule.
    """
    folders = [path, path if path == root else os.path.dirname(path)]
    outer: str | None = root
    while outer is not None:
        folders.append(outer)
        outer = superproject_of(outer)
    return list(dict.fromkeys(folders))


def root_of(folder: str, named: str = "") -> str:
    """Return the repository of a folder; without one, the folder that the user has named if it is above, or itself."""
    root = repository_of(folder)
    if root is not None:
        return root
    top = os.path.abspath(named) if named else ""
    return top if top and f"{folder}/".startswith(top.rstrip(os.sep) + os.sep) else folder
