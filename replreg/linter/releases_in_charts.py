"""Finds the releases in the folders of charts: a chart may have its manifests for the platform beside its templates."""

from __future__ import annotations

import os

from replreg.files import upward
from replreg.linter.files_of_releases import FilesOfReleases
from replreg.linter.folder_files import FolderFiles
from replreg.linter.git.ignored import IgnoredInRepositories

__all__ = ["ReleasesInCharts"]


class ReleasesInCharts:
    """Says which files in the folder of a chart are of a release. Each folder is read once."""

    def __init__(self) -> None:
        self._files = FilesOfReleases(FolderFiles(), IgnoredInRepositories())

    def has(self, path: str, chart: str) -> bool:
        """Return True if a file in a chart's folder, which Helm does not read, is in a release there.

        The release is the file's own folder or one above it, up to the chart's. Both paths are absolute.
        """
        for folder in upward(os.path.dirname(path)):
            if self._files.is_release(folder, chart):
                return True
            if folder == chart:
                break
        return False
