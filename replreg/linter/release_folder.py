"""Finds the release folder that a file belongs to, with its charts, and reads each once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.charts.archive import ARCHIVE_SUFFIXES
from replreg.charts.chart import Chart
from replreg.charts.files import ChartProblem
from replreg.config.model import Config
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.load import chart_folders_by_name, find_charts
from replreg.delivery.settings import DeliverySettings
from replreg.files import is_inside, shown_path
from replreg.linter.delivery_check import DeliveryCheck, settings_of
from replreg.linter.inputs import SUFFIXES, is_chart_folder
from replreg.named_tuple import NamedTuple
from replreg.release.kots_domains import has_kots_document
from replreg.yaml.text import UndecodableText, decode

if TYPE_CHECKING:  # only a run that asks for a real Helm needs it
    from replreg.delivery.rendering import Renderer

__all__ = ["FileInRelease", "ReleaseFolders"]

_LARGEST = 4_000_000  # bytes of a file that is a part of a release
_MOST_FOLDERS = 20_000
_SKIPPED = frozenset({"node_modules", "vendor", "__pycache__"})
_FOLDER_WORDS = (b"kots.io/", b"embeddedcluster.replicated.com/")
_WORDS = (*_FOLDER_WORDS, b"troubleshoot", b"mage", b"egistry", b"proxy", b"replicated", b"LocalReg", b"ConfigOption")
_TEXT_WORDS = tuple(word.decode() for word in _WORDS)
"""A file without any of these words has nothing that the delivery of images depends on."""


class FileInRelease(NamedTuple):
    """A file that belongs to a release folder: the folder, and the settings under which the folder is checked."""

    folder: _Folder
    file: str
    settings: DeliverySettings

    def check(self, text: str) -> tuple[DeliveryCheck, str]:
        """Return the check of the folder in which this file has a text, and the file's path in it; "" if in none."""
        return self.folder.check(self.settings, self.file, text)


class ReleaseFolders:
    """Finds release folders. Make a new one to read the files again after they have changed."""

    def __init__(self, renderer: Renderer | None = None) -> None:
        self._renderer = renderer
        self._by_path: dict[str, _Folder | None] = {}
        self._has_release: dict[str, bool] = {}
        self._by_chart: dict[str, _Folder] = {}
        self._charts: dict[str, dict[str, list[str]]] = {}
        self._releases: dict[str, list[str]] = {}

    def file_in_release(self, path: str, config: Config, named: str = "") -> FileInRelease | None:
        """Return a manifest's release; None for a file that belongs to none.

        ``named`` is the absolute folder that the user has named, or empty.
        """
        file = os.path.abspath(path)
        folder = self._folder_of(os.path.dirname(file), named)
        return None if folder is None else FileInRelease(folder, file, settings_of(config))

    def chart_in_release(self, chart: str, named: str = "") -> _Folder:
        """Return the release that installs a chart, a folder or an archive; one of the chart alone if none does."""
        file = os.path.abspath(chart)
        found = self._by_chart.get(file)
        if found is None:
            found = self._by_chart[file] = self._find_for_chart(file, named)
        return found

    def _find_for_chart(self, chart: str, named: str) -> _Folder:
        is_archive = chart.endswith(ARCHIVE_SUFFIXES)
        root = root_of(os.path.dirname(chart) if is_archive else chart, named)  # a folder may be the repository itself
        if is_archive:
            nearest = self._folder_of(os.path.dirname(chart), named)
            if nearest is not None and nearest.path == os.path.dirname(chart):
                return nearest
        else:
            for path in self._release_folders_below(root):
                folder = self._read(path, root)
                if folder.has_chart(chart):
                    return folder
        charts, problems = find_charts((), "", None, (chart,))
        return _Folder(chart, [], charts, problems, is_chart_alone=True, renderer=self._renderer)

    def _release_folders_below(self, root: str) -> list[str]:
        found = self._releases.get(root)
        if found is None:
            found = self._releases[root] = []
            for count, (folder, folders, files) in enumerate(os.walk(root)):
                if count >= _MOST_FOLDERS:
                    break
                folders[:] = sorted(name for name in folders if name[0] != "." and name not in _SKIPPED)
                if "Chart.yaml" not in files and self._is_release(folder, root):
                    found.append(folder)
        return found

    def _folder_of(self, folder: str, named: str) -> _Folder | None:
        path = self._nearest(folder, named)
        return None if path is None else self._read(path, root_of(path, named))

    def _nearest(self, folder: str, named: str) -> str | None:
        """Return the nearest folder, at or above one, with a document that makes it a release."""
        root = root_of(folder, named)
        current = folder
        while True:
            if self._is_release(current, root):
                return current
            parent = os.path.dirname(current)
            if current == root or parent == current:
                return None
            current = parent

    def _is_release(self, folder: str, root: str) -> bool:
        found = self._has_release.get(folder)
        if found is None:
            found = self._has_release[folder] = any(
                any(word in data for word in _FOLDER_WORDS) and has_kots_document(_text(data))
                for _, data in _yaml_files(folder, root)
            )
        return found

    def _read(self, path: str, root: str) -> _Folder:
        found = self._by_path.get(path)
        if found is None:
            files, others, is_complete = self._files(path, root)
            plain = FolderRelease(files, ())
            names = {resource.name for resource in plain.helm_charts}
            names.update(one.chart_name for config in plain.clusters for one in config.extensions)
            if root not in self._charts and names:
                self._charts[root] = chart_folders_by_name(root)
            known = self._charts.get(root, {})
            given = [chart for name in sorted(names) for chart in known.get(name, ())]
            charts, problems = find_charts((), path, None, given)
            found = self._by_path[path] = _Folder(
                path,
                files,
                charts,
                problems,
                renderer=self._renderer,
                others=others,
                is_whole=lambda: is_complete and self._is_alone(path, root),
            )
        return found

    def _is_alone(self, path: str, root: str) -> bool:
        """Return True if no folder near a release folder may be a part of the same release.

        Near are the folders up to two levels above and all below those, in the repository. Other release folders there
        are releases of their own if each of them, and this one, has an ``Application``.
        """
        top = path
        for _ in range(2):
            top = top if top == root else os.path.dirname(top)
        near = self._release_folders_below(top)
        return near == [path] or all(_has_application(folder, root) for folder in near)

    def _files(self, path: str, root: str) -> tuple[list[ReleaseFile], list[ReleaseFile], bool]:
        """Return the files in a release folder and below it that can have to do with images, and the others.

        Repositories below are releases of their own. The last value is False where there are more folders than are
        looked at, so that nothing can be said to be missing.
        """
        files: list[ReleaseFile] = []
        others: list[ReleaseFile] = []
        stack = [path]
        count = 0
        while stack:
            folder = stack.pop()
            count += 1
            if count > _MOST_FOLDERS:
                return files, others, False
            if folder != path and os.path.lexists(os.path.join(folder, ".git")):
                continue
            if folder != path and (is_chart_folder(folder) or self._is_release(folder, root)):
                continue
            for file, data in _yaml_files(folder, root):
                found = files if any(word in data for word in _WORDS) else others
                found.append(ReleaseFile(shown_path(file), file, _text(data)))
            try:
                entries = sorted(entry.path for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
            except OSError:
                continue
            names = (inner for inner in reversed(entries) if not os.path.basename(inner).startswith("."))
            stack.extend(inner for inner in names if os.path.basename(inner) not in _SKIPPED)
        return files, others, True


class _Folder:
    """The files and charts of one release, and its checks by the settings."""

    def __init__(
        self,
        path: str,
        files: list[ReleaseFile],
        charts: list[Chart],
        problems: list[ChartProblem],
        *,
        is_chart_alone: bool = False,
        others: Iterable[ReleaseFile] = (),
        is_whole: Callable[[], bool] | None = None,
        renderer: Renderer | None = None,
    ) -> None:
        self.path = path
        self.is_chart_alone = is_chart_alone
        self.files: dict[str, ReleaseFile] = {str(file.file): file for file in files}
        self.others: dict[str, ReleaseFile] = {str(file.file): file for file in others}
        self.charts = charts
        self.problems = problems
        self._is_whole = is_whole
        self._renderer = renderer
        self._checks: dict[DeliverySettings, DeliveryCheck] = {}
        self._roots: set[str] | None = None
        self._chart_paths: dict[str, str] | None = None

    def check(self, settings: DeliverySettings, file: str, text: str) -> tuple[DeliveryCheck, str]:
        """Return the check of the folder in which a file has a text, and the file's path in it."""
        known = self.files.get(file) or self.others.get(file)
        is_relevant = any(word in text for word in _TEXT_WORDS)
        if known is None and not is_relevant:
            return self.check_as_read(settings), ""
        if known is not None and known.text == text:
            return self.check_as_read(settings), known.path
        shown = known.path if known is not None else shown_path(file)
        files, others = dict(self.files), dict(self.others)
        (others if is_relevant else files).pop(file, None)
        (files if is_relevant else others)[file] = ReleaseFile(shown, file, text)
        return DeliveryCheck(self._release(settings, files.values(), others.values()), self._renderer), shown

    def _release(
        self,
        settings: DeliverySettings,
        files: Iterable[ReleaseFile] | None = None,
        others: Iterable[ReleaseFile] | None = None,
        charts: list[Chart] | None = None,
        problems: list[ChartProblem] | None = None,
    ) -> FolderRelease:
        return FolderRelease(
            self.files.values() if files is None else files,
            self.charts if charts is None else charts,
            settings,
            self.problems if problems is None else problems,
            self.others.values() if others is None else others,
            self._is_whole,
        )

    def check_as_read(self, settings: DeliverySettings) -> DeliveryCheck:
        """Return the check of the folder as it was read."""
        found = self._checks.get(settings)
        if found is None:
            found = self._checks[settings] = DeliveryCheck(self._release(settings), self._renderer)
        return found

    def check_chart(self, settings: DeliverySettings, file: str, text: str) -> tuple[DeliveryCheck, str]:
        """Return the check of the folder in which a chart's file has a text, and the file's path in it."""
        check = self.check_as_read(settings)
        files = check.delivery.release.chart_files
        if self._chart_paths is None:
            self._chart_paths = {os.path.abspath(one.file): path for path, one in files.items() if one.file is not None}
        path = self._chart_paths.get(file)
        if path is None:
            return check, ""
        if files[path].text == text:
            return check, path
        problems = [problem for problem in self.problems if problem.path != path]
        charts = [chart.with_text(path, text, problems) for chart in self.charts]
        return DeliveryCheck(self._release(settings, charts=charts, problems=problems)), path

    def has_chart(self, folder: str) -> bool:
        """Return True if a chart folder is one of the charts of this release."""
        if self._roots is None:
            self._roots = {os.path.abspath(chart.path) for chart in self.charts}
        return folder in self._roots


def root_of(folder: str, named: str = "") -> str:
    """Return the repository of a folder; without one, the folder that the user has named if it is above, or itself."""
    current = folder
    while True:
        if os.path.lexists(os.path.join(current, ".git")):
            return current
        parent = os.path.dirname(current)
        if parent == current:
            break
        current = parent
    top = os.path.abspath(named) if named else ""
    return top if top and f"{folder}/".startswith(top.rstrip(os.sep) + os.sep) else folder


def _has_application(folder: str, root: str) -> bool:
    return any(b"kots.io/" in data and b"kind: Application" in data for _, data in _yaml_files(folder, root))


def _yaml_files(folder: str, root: str) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each YAML file in a folder of ``root``. No link leads outside of the root."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if not entry.name.endswith(SUFFIXES) or entry.name.startswith("."):
            continue
        try:
            if entry.is_symlink() and not is_inside(entry.path, root):
                continue  # neither does a walk follow it
            if entry.is_file() and entry.stat().st_size <= _LARGEST:
                with open(entry.path, "rb") as stream:
                    yield entry.path, stream.read()
        except OSError:
            continue


def _text(data: bytes) -> str:
    try:
        return decode(data)[0]
    except UndecodableText:
        return ""
