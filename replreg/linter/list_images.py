"""Lists the images of one file of a run."""

from __future__ import annotations

from typing import NamedTuple

from replreg.linter.file_job import FailedFile, FileJob, SkippedFile, open_file
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import lint_checked
from replreg.release.inventory import ImageRow, inventory
from replreg.yaml.text import UndecodableText

__all__ = ["ListedFile", "list_images"]


class ListedFile(NamedTuple):
    """The images of one file. ``unreadable`` is the number of its documents that are not YAML."""

    path: str
    images: tuple[ImageRow, ...]
    unreadable: int = 0


def list_images(job: FileJob, folders: KotsFolders) -> ListedFile | SkippedFile | FailedFile:
    """Read one file and list its images."""
    if job.chart:
        return SkippedFile(job.display_path, "it is a part of a chart", False)
    opened = open_file(job)
    if isinstance(opened, UndecodableText):
        return FailedFile(job.display_path, str(opened))
    if isinstance(opened, SkippedFile | FailedFile):
        return opened
    if job.is_config:
        return SkippedFile(job.display_path, "it is a configuration of replreg", False)
    result = lint_checked(job, opened.text, folders)
    if isinstance(result, SkippedFile):
        return result
    rows = inventory(result.resolution, result.findings, job.display_path)
    unreadable = sum(not document.is_readable for document in result.release.documents)
    return ListedFile(job.display_path, tuple(rows), unreadable)
