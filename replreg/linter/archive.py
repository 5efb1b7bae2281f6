"""Lints what is in a packed chart, and what of a chart is not in a file that can be linted alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.finding import Finding
from replreg.linter.delivery_check import settings_of
from replreg.linter.file_job import FileJob
from replreg.linter.findings import make_findings
from replreg.linter.kots_folder import KotsFolders
from replreg.release.model import Release

if TYPE_CHECKING:
    from replreg.linter.delivery_check import DeliveryCheck

__all__ = ["Part", "lint_archive", "lint_parts", "lint_unlisted"]

Part = tuple[str, tuple[Finding, ...], str]
"""A file in a chart: its path as people see it, its findings, and its text."""


def lint_archive(job: FileJob, folders: KotsFolders) -> list[Part] | None:
    """Return the files in an archive that have findings, and the archive itself if it has some.

    The paths are like ``web-1.0.0.tgz!web/values.yaml``. None for an archive that was found and that no release has.
    """
    folder = folders.releases.chart_in_release(job.chart, job.named_folder)
    if not job.is_named and folder.is_chart_alone:
        return None
    check = folder.check_as_read(settings_of(job.config))
    archive = os.path.abspath(job.path)
    paths = {*check.delivery.release.chart_files, *check.problem_paths()}
    inside = [path for path in paths if os.path.abspath(path.partition("!")[0]) == archive]
    return list(lint_parts(job, check, inside, job.display_path))


def lint_unlisted(job: FileJob, folders: KotsFolders) -> list[Part]:
    """Return the findings about files of a chart's folder that no run reads, such as a link that leads out of it.

    They are reported with the chart's ``Chart.yaml``, whose job this is.
    """
    check = folders.releases.chart_in_release(job.chart, job.named_folder).check_as_read(settings_of(job.config))
    root = os.path.abspath(job.chart)
    listed = {os.path.abspath(path) for path in check.delivery.release.chart_files}
    unlisted = [
        path
        for path in check.problem_paths()
        if f"{os.path.abspath(path)}{os.sep}".startswith(root + os.sep) and os.path.abspath(path) not in listed
    ]
    return list(lint_parts(job, check, unlisted, os.path.dirname(job.display_path) or "."))


def lint_parts(job: FileJob, check: DeliveryCheck, paths: list[str], root: str) -> Iterator[Part]:
    """Yield the findings of some paths, shown as those of the run are: below ``root``, as the user has named that."""
    for path in sorted(paths):
        text = check.delivery.release.text_of(path)
        shown = path
        if os.path.isabs(root):
            shown = os.path.abspath(path.partition("!")[0]) + path[len(path.partition("!")[0]) :]
        problems = check.problems_in(path, job.config)
        if findings := make_findings(problems, Release(text), job.config, shown):
            kept = job.narrowing._replace(lines=None).keep(findings)
            yield shown, tuple(finding._replace(fix=None) for finding in kept), text
