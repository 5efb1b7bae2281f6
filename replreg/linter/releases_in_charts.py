"""Finds the releases in the folders of charts: a chart may have its manifests for the platform beside its templates."""

from __future__ import annotations

import os

from replreg.files import upward
from replreg.linter.folder_files import FolderFiles, text_of
from replreg.linter.release_folder import FOLDER_WORDS
from replreg.release.kots_domains import has_kots_document

__all__ = ["ReleasesInCharts"]

_WORDS = tuple(word.encode() for word in FOLDER_WORDS)


class ReleasesInCharts:
    """Says which files in the folder of a chart are of a release. Each folder is read once."""

    def __init__(self) -> None:
        self._files = FolderFiles()
        self._has_release: dict[str, bool] = {}

    def has(self, path: str, chart: str) -> bool:
        """Return True if a file in a chart's folder, which Helm does not read, is in a release there.

        The release is the file's own folder or one above it, up to the chart's. Both paths are absolute.
        """
        for folder in upward(os.path.dirname(path)):
            if self._is_release(folder, chart):
                return True
            if folder == chart:
                break
        return False

    def _is_release(self, folder: str, chart: str) -> bool:
        found = self._has_release.get(folder)
        if found is None:
            found = self._has_release[folder] = any(
                any(word in data for word in _WORDS) and has_kots_document(text_of(data))
                for _, data in self._files.read(folder, chart)
            )
        return found
