"""Lints what is in a packed chart."""

from __future__ import annotations

import os

from replreg.finding import Finding
from replreg.linter.delivery_check import settings_of
from replreg.linter.file_job import FileJob
from replreg.linter.findings import make_findings
from replreg.linter.kots_folder import KotsFolders
from replreg.release.model import Release

__all__ = ["lint_archive"]


def lint_archive(job: FileJob, folders: KotsFolders) -> list[tuple[str, tuple[Finding, ...], str]] | None:
    """Return the files in an archive that have findings: path, findings and text of each.

    The paths are like ``web-1.0.0.tgz!web/values.yaml``. None for an archive that was found and that no release has.
    """
    named = os.path.abspath(job.folder) if job.folder else ""
    folder = folders.releases.chart_in_release(job.chart, named)
    if not job.is_named and folder.is_chart_alone:
        return None
    check = folder.check_as_read(settings_of(job.config))
    archive = os.path.abspath(job.path)
    parts = []
    for path, file in sorted(check.delivery.release.chart_files.items()):
        if os.path.abspath(path.partition("!")[0]) == archive and "!" in path:
            problems = check.problems_in(path, job.config)
            if findings := make_findings(problems, Release(file.text), job.config, path):
                parts.append((path, tuple(finding._replace(fix=None) for finding in findings), file.text))
    return parts
