"""Fixes one file of a run, without writing it."""

from __future__ import annotations

from collections.abc import Sequence

from replreg.finding import Finding
from replreg.linter.file_job import FailedFile, FileJob, OpenedFile, SkippedFile, open_file
from replreg.linter.fix import FixCycle, fix_until_stable
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import lint_checked, text_linter
from replreg.named_tuple import NamedTuple
from replreg.yaml.edits import UnprovenEdit
from replreg.yaml.text import UndecodableText

__all__ = ["FixedFile", "fix_file", "fix_opened"]


class FixedFile(NamedTuple):
    """A file before and after fixing, the findings that are left, and the fix cycles that were left out.

    ``codec`` encodes both texts.
    """

    path: str
    text: str
    fixed: str
    findings: tuple[Finding, ...]
    codec: str = "utf-8"
    cycles: tuple[FixCycle, ...] = ()


def fix_file(job: FileJob, folders: KotsFolders, *, unsafe: bool) -> FixedFile | SkippedFile | FailedFile:
    """Read and fix one file. A file without a fix is returned as it is."""
    if job.is_packed_chart:
        return SkippedFile(job.display_path, "it is a packed chart, in which nothing is changed", job.is_named)
    opened = open_file(job)
    if isinstance(opened, UndecodableText):
        return FailedFile(job.display_path, str(opened))
    if isinstance(opened, SkippedFile | FailedFile):
        return opened
    return fix_opened(job, opened, folders, unsafe=unsafe)


def fix_opened(
    job: FileJob, opened: OpenedFile, folders: KotsFolders, *, unsafe: bool
) -> FixedFile | SkippedFile | FailedFile:
    """Fix a file whose text is known."""
    if job.is_config:
        return _fix_config(job, opened)
    first = lint_checked(job, opened.text, folders)
    if isinstance(first, SkippedFile):
        return first
    lint_text = text_linter(job, opened.text, folders)
    assert lint_text is not None  # it was linted a moment ago

    def lint(text: str) -> Sequence[Finding]:
        return job.narrowing.after(opened.text, text).keep(lint_text(text).findings)

    try:
        findings = job.narrowing.keep(first.findings)
        fixed = fix_until_stable(opened.text, lint, unsafe=unsafe, findings=findings)
    except UnprovenEdit as error:
        return FailedFile(job.display_path, f"not changed, since {error}")
    return FixedFile(job.display_path, opened.text, fixed.text, fixed.findings, opened.codec, fixed.cycles)


def _fix_config(job: FileJob, opened: OpenedFile) -> FixedFile | FailedFile:
    from replreg.config.load import ConfigError
    from replreg.linter.config_check import check_config

    def lint(text: str) -> Sequence[Finding]:
        return job.narrowing.after(opened.text, text).keep(check_config(text, job.display_path))

    try:
        fixed = fix_until_stable(opened.text, lint, unsafe=False)
    except ConfigError as error:
        return FailedFile(job.display_path, str(error).removeprefix(f"{job.display_path}: "))
    except UnprovenEdit as error:
        return FailedFile(job.display_path, f"not changed, since {error}")
    return FixedFile(job.display_path, opened.text, fixed.text, fixed.findings, opened.codec)
