"""Lists the images of one file of a run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from replreg.finding import Finding
from replreg.linter.file_job import FailedFile, FileJob, OpenedFile, SkippedFile, open_text
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import lint_checked
from replreg.named_tuple import NamedTuple
from replreg.release.inventory import ImageRow, inventory

if TYPE_CHECKING:
    from replreg.linter.delivered_rows import ChartCoverage
    from replreg.linter.delivery_check import DeliveryCheck
    from replreg.linter.lint import LintResult

__all__ = ["FileFindings", "ListedFile", "joined_rows", "list_images"]


class FileFindings(NamedTuple):
    """The findings of one file, sorted by place, and its decoded text. ``path`` is the one that rows have for it."""

    path: str
    findings: tuple[Finding, ...]
    text: str


class ListedFile(NamedTuple):
    """The images of one file. ``unreadable`` is the number of its documents that are not YAML.

    ``charts`` says how many charts of its release are known; None but for one file of each release. ``found`` has the
    findings of the file, or of the files in it if it is a packed chart. ``elsewhere`` are images of the release that
    are in this file, and first in another one, which may not be a file of the run.
    """

    path: str
    images: tuple[ImageRow, ...]
    unreadable: int = 0
    charts: ChartCoverage | None = None
    found: tuple[FileFindings, ...] = ()
    elsewhere: tuple[ImageRow, ...] = ()


def joined_rows(files: Sequence[ListedFile]) -> list[ImageRow]:
    """Return the images of the files of a run, each once."""
    if not any(file.elsewhere for file in files):
        return [row for file in files for row in file.images]
    seen = {_identity(row) for file in files for row in file.images}
    rows: list[ImageRow] = []
    for file in files:
        rows += file.images
        for row in file.elsewhere:
            if (key := _identity(row)) not in seen:
                seen.add(key)
                rows.append(row)
    return rows


def _identity(row: ImageRow) -> tuple[object, ...]:
    return row.path, row.image, row.source, row.declared, row.used


def list_images(job: FileJob, folders: KotsFolders) -> ListedFile | SkippedFile | FailedFile:
    """Read one file and list its images."""
    if job.is_packed_chart:
        return _list_archive(job, folders)
    opened = open_text(job)
    if not isinstance(opened, OpenedFile):
        return opened
    if job.is_config:
        return SkippedFile(job.display_path, "it is a configuration of replreg", False)
    result = lint_checked(job, opened.text, folders)
    if isinstance(result, SkippedFile):
        return result
    if result.delivered is not None:
        return _list_delivered(job, *result.delivered, result)
    rows = inventory(result.resolution, result.findings, job.display_path)
    unreadable = sum(not document.is_readable for document in result.release.documents)
    return ListedFile(job.display_path, tuple(rows), unreadable, found=_found(job.display_path, result))


def _list_delivered(job: FileJob, check: DeliveryCheck, path: str, result: LintResult) -> ListedFile:
    """List the images of a release folder that are in this file."""
    from replreg.linter.delivered_rows import charts_of, rows_from_elsewhere, rows_in

    rows = rows_in(check, path, job.config, result.findings)
    others = rows_from_elsewhere(check, path, job.config, result.findings)
    unreadable = sum(not document.is_readable for document in result.release.documents)
    charts = charts_of(check, path)
    return ListedFile(job.display_path, tuple(rows), unreadable, charts, _found(path, result), tuple(others))


def _found(path: str, result: LintResult) -> tuple[FileFindings, ...]:
    if not result.findings:
        return ()
    return (FileFindings(path, tuple(result.findings), result.release.text),)


def _list_archive(job: FileJob, folders: KotsFolders) -> ListedFile | SkippedFile:
    """List the images that are in a packed chart."""
    from replreg.linter.archive import lint_parts
    from replreg.linter.delivered_rows import charts_of, rows_from_elsewhere, rows_in
    from replreg.linter.delivery_check import settings_of

    folder = folders.releases.chart_in_release(job.chart, job.named_folder)
    if folder.is_chart_alone and not job.is_named:
        return SkippedFile(job.display_path, "no release installs this archive", False)
    check = folder.check_as_read(settings_of(job.config))
    own = os.path.abspath(job.path)
    known = check.delivery.release.chart_files
    inside = [path for path in known if "!" in path and os.path.abspath(path.partition("!")[0]) == own]
    rows = [row for path in inside for row in rows_in(check, path, job.config)]
    others = [row for path in inside for row in rows_from_elsewhere(check, path, job.config)]
    charts = next((found for path in inside if (found := charts_of(check, path)) is not None), None)
    broken = sorted({place.path for row in rows for place in row.broken} & set(inside))
    parts = [(path, part) for path in broken for part in lint_parts(job, check, [path], job.display_path)]
    files = tuple(FileFindings(path, findings, text) for path, (_, findings, text) in parts)
    return ListedFile(job.display_path, tuple(rows), 0, charts, files, tuple(others))
