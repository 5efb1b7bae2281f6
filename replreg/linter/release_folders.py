"""Finds the release folder that a file belongs to, with its charts, and reads each once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.load import chart_version, read_charts
from replreg.delivery.settings import DeliverySettings
from replreg.files import ARCHIVE_SUFFIXES, is_repository, repository_of, shown_path, upward
from replreg.linter.chart_folders import CHART_PARTS, is_chart_folder, is_installed
from replreg.linter.delivery_check import DeliveryCheck, settings_of
from replreg.linter.folder_files import FolderFiles, text_of
from replreg.linter.folder_walk import walk_folders
from replreg.linter.found_folders import MOST_FOLDERS, FoundFolders
from replreg.linter.git.ignored import IgnoredInRepositories
from replreg.linter.release_folder import DELIVERY_WORDS, FOLDER_WORDS, ReleaseFolder
from replreg.named_tuple import NamedTuple
from replreg.release.kots_domains import has_kots_document
from replreg.yaml.templates import MASK

if TYPE_CHECKING:  # only a run that asks for a real Helm needs it
    from replreg.delivery.rendering import Renderer

__all__ = ["FileInRelease", "ReleaseFolders"]

_FOLDER_WORDS = tuple(word.encode() for word in FOLDER_WORDS)
_RELEVANT_WORDS = tuple(word.encode() for word in DELIVERY_WORDS)


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
        self._folder_files: FolderFiles = files or FolderFiles()
        self._by_path: dict[tuple[str, bool], ReleaseFolder] = {}
        self._by_folder: dict[tuple[str, str], ReleaseFolder | None] = {}
        self._has_release: dict[str, bool] = {}
        self._by_chart: dict[str, ReleaseFolder] = {}
        self._found: dict[str, FoundFolders] = {}
        self._are_separate: dict[str, bool] = {}
        self._rules = IgnoredInRepositories()

    def file_in_release(self, path: str, config: Config, named: str = "") -> FileInRelease | None:
        """Return a manifest's release; None for a file that belongs to none.

        ``named`` is the absolute folder that the user has named, or empty.
        """
        file = os.path.abspath(path)
        folder = self._folder_of(os.path.dirname(file), named)
        return None if folder is None else FileInRelease(folder, file, settings_of(config))

    def chart_in_release(self, chart: str, named: str = "") -> ReleaseFolder:
        """Return the release that installs a chart, a folder or an archive; one of the chart alone if none does."""
        file = os.path.abspath(chart)
        found = self._by_chart.get(file)
        if found is None:
            found = self._by_chart[file] = self._find_for_chart(file, named)
        return found

    def _find_for_chart(self, chart: str, named: str) -> ReleaseFolder:
        above = None if is_repository(chart) else self._folder_of(os.path.dirname(chart), named)
        if chart.endswith(ARCHIVE_SUFFIXES):
            if above is not None and above.path == os.path.dirname(chart):
                is_output = self._rules.ignores_file(chart)
                return self._read(above.path, root_of(above.path, named), with_outputs=True) if is_output else above
        elif above is not None and above.has_chart(chart):  # spares a walk through the whole repository
            return above
        else:
            root = root_of(chart, named)  # the folder of the chart may be the repository itself
            for path in self._found_below(root).releases_by_nearness(chart):
                folder = self._read(path, root)
                if folder.has_chart(chart):
                    return folder
        charts, problems = read_charts("", (chart,))
        return ReleaseFolder(chart, [], charts, problems, is_chart_alone=True, renderer=self._renderer)

    def _found_below(self, root: str) -> FoundFolders:
        """Return the release folders and the charts at a folder and below it."""
        found = self._found.get(root)
        if found is None:
            found = self._found[root] = FoundFolders(root, self._rules, lambda folder: self._is_release(folder, root))
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
            if self._is_release(current, root):
                return current
            if current == root:
                break
        return None

    def _is_release(self, folder: str, root: str, files: Iterable[tuple[str, bytes]] | None = None) -> bool:
        """Return True if a folder has a document that makes it a release. ``files`` are its files if they are read."""
        found = self._has_release.get(folder)
        if found is None:
            found = self._has_release[folder] = any(
                any(word in data for word in _FOLDER_WORDS) and has_kots_document(text_of(data))
                for _, data in (self._folder_files.read(folder, root) if files is None else files)
            )
        return found

    def _read(self, path: str, root: str, *, with_outputs: bool = False) -> ReleaseFolder:
        """Return the release in a folder; ``with_outputs`` with packed charts that git ignores, whatever is beside."""
        found = self._by_path.get((path, with_outputs))
        if found is None:
            files, others, is_complete = self._files(path, root)
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
        near = self._found_below(path).charts_near(name, path) or self._found_below(root).charts_near(name, path)
        if not near:
            return []
        missing = {version for version in versions if version and MASK not in version}.difference(
            known := [chart_version(chart) for chart in near]
        )
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
            self._are_separate[top] = all(self._has_application(folder, root) for folder in near)
        return self._are_separate[top]

    def _has_application(self, folder: str, root: str) -> bool:
        files = self._folder_files.read(folder, root)
        return any(b"kots.io/" in data and b"kind: Application" in data for _, data in files)

    def _files(self, path: str, root: str) -> tuple[list[ReleaseFile], list[ReleaseFile], bool]:
        """Return the files in a release folder and below it that can have to do with images, and the others.

        Repositories below are releases of their own. The last value is False where a file was not read, or where there
        are more folders than are looked at, so that nothing can be said to be missing.
        """
        files: list[ReleaseFile] = []
        others: list[ReleaseFile] = []
        is_complete = True
        for count, (folder, inner) in enumerate(walk_folders(path, self._rules), start=1):
            if count > MOST_FOLDERS:
                return files, others, False
            content = list(self._folder_files.read(folder, root))
            if folder != path and (
                is_repository(folder) or is_chart_folder(folder) or self._is_release(folder, root, content)
            ):
                inner.clear()
                continue
            if folder == path and is_chart_folder(folder):
                inner[:] = [name for name in inner if name not in CHART_PARTS]
                content = [(file, data) for file, data in content if not is_installed(os.path.basename(file))]
            is_complete = is_complete and self._folder_files.is_read_whole(folder)
            for file, data in content:
                text = text_of(data)
                is_complete = is_complete and (text != "" or not data)
                found = files if any(word in data for word in _RELEVANT_WORDS) else others
                found.append(ReleaseFile(shown_path(file), file, text))
        return files, others, is_complete


def root_of(folder: str, named: str = "") -> str:
    """Return the repository of a folder; without one, the folder that the user has named if it is above, or itself."""
    root = repository_of(folder)
    if root is not None:
        return root
    top = os.path.abspath(named) if named else ""
    return top if top and f"{folder}/".startswith(top.rstrip(os.sep) + os.sep) else folder
