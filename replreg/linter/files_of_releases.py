"""Reads the files of release folders, each folder once: which folders are releases, and what is in them."""

from __future__ import annotations

import os
from collections.abc import Iterable

from replreg.delivery.files import ReleaseFile
from replreg.files import is_repository, shown_path
from replreg.linter.chart_folders import CHART_PARTS, is_chart_folder, is_installed
from replreg.linter.folder_files import FolderFiles, text_of
from replreg.linter.folder_walk import walk_folders
from replreg.linter.found_folders import MOST_FOLDERS
from replreg.linter.git.ignored import IgnoredInRepositories
from replreg.linter.release_folder import DELIVERY_WORDS, FOLDER_WORDS
from replreg.named_tuple import NamedTuple
from replreg.release.kots_domains import has_kots_document

__all__ = ["FilesOfRelease", "FilesOfReleases"]

_FOLDER_WORDS = tuple(word.encode() for word in FOLDER_WORDS)
_RELEVANT_WORDS = tuple(word.encode() for word in DELIVERY_WORDS)


class FilesOfRelease(NamedTuple):
    """The files in a release folder and below it that can have to do with images, and the others.

    ``is_complete`` is False where a file was not read, or where there are more folders than are looked at, so that
    nothing can be said to be missing.
    """

    relevant: list[ReleaseFile]
    others: list[ReleaseFile]
    is_complete: bool


class FilesOfReleases:
    """The files of release folders. ``root`` is the repository of a folder: links that lead out of it are not read."""

    def __init__(self, files: FolderFiles, rules: IgnoredInRepositories) -> None:
        self._folder_files = files
        self._rules = rules
        self._has_release: dict[str, bool] = {}
        self._read: dict[str, FilesOfRelease] = {}

    def is_release(self, folder: str, root: str, files: Iterable[tuple[str, bytes]] | None = None) -> bool:
        """Return True if a folder has a document that makes it a release. ``files`` are its files if they are read."""
        found = self._has_release.get(folder)
        if found is None:
            found = self._has_release[folder] = any(
                any(word in data for word in _FOLDER_WORDS) and has_kots_document(text_of(data))
                for _, data in (self._folder_files.read(folder, root) if files is None else files)
            )
        return found

    def has_application(self, folder: str, root: str) -> bool:
        """Return True if an ``Application`` of KOTS is in a folder."""
        files = self._folder_files.read(folder, root)
        return any(b"kots.io/" in data and b"kind: Application" in data for _, data in files)

    def of(self, path: str, root: str) -> FilesOfRelease:
        """Return the files of a release folder. Charts, and repositories and releases below it, are not of it."""
        found = self._read.get(path)
        if found is None:
            found = self._read[path] = self._files(path, root)
        return found

    def _files(self, path: str, root: str) -> FilesOfRelease:
        files: list[ReleaseFile] = []
        others: list[ReleaseFile] = []
        is_complete = True
        for count, (folder, inner) in enumerate(walk_folders(path, self._rules), start=1):
            if count > MOST_FOLDERS:
                return FilesOfRelease(files, others, False)
            content = list(self._folder_files.read(folder, root))
            if folder != path and (
                is_repository(folder) or is_chart_folder(folder) or self.is_release(folder, root, content)
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
        return FilesOfRelease(files, others, is_complete)
