"""Fixes one file of a run, without writing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from replreg.finding import Finding
from replreg.linter.file_job import FailedFile, FileJob, OpenedFile, SkippedFile, check_for, open_text
from replreg.linter.findings import make_findings
from replreg.linter.fix import FixCycle, SecondProof, fix_until_stable
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint import LintResult
from replreg.linter.lint_file import LintedFile, lint_checked, lint_file, text_linter
from replreg.named_tuple import NamedTuple
from replreg.yaml.edits import UnprovenEdit

if TYPE_CHECKING:  # only a release of KOTS, Embedded Cluster or Helm needs it
    from replreg.linter.delivery_check import CheckText

__all__ = ["FixedFile", "fix_file", "fix_opened", "packed_as_it_is"]


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
    if job.is_packed_chart and not job.is_named:
        return packed_as_it_is(job, folders)
    opened = open_text(job)
    if not isinstance(opened, OpenedFile):
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
    lint_text = text_linter(job, opened.text, folders, unsafe=unsafe)
    assert lint_text is not None  # it was linted a moment ago

    check = check_for(job, opened.text, folders) if first.release.context is not None or job.chart else None
    of_others: set[Finding] = set()

    def with_others(result: LintResult) -> Sequence[Finding]:
        """Return the findings of this file, and those of others whose fixes edit this one."""
        if check is None or not unsafe:
            return result.findings
        release = result.release
        found, path = check(release.text)
        problems = found.fixes_from_elsewhere(path, job.config, [document.start for document in release.documents])
        if not problems:
            return result.findings
        findings = [
            one for one in make_findings(problems, release, job.config, job.display_path) if one.fix is not None
        ]
        of_others.update(findings)
        return [*result.findings, *findings]

    def lint(text: str) -> Sequence[Finding]:
        return job.narrowing.after(opened.text, text).keep(with_others(lint_text(text)))

    try:
        findings = job.narrowing.keep(with_others(first if check is None or not unsafe else lint_text(opened.text)))
        proof = _second_proof(check)
        fixed = fix_until_stable(
            opened.text, lint, unsafe=unsafe, findings=findings, second_proof=proof, kind=job.config.kind
        )
    except UnprovenEdit as error:
        return FailedFile(job.display_path, f"not changed, since {error}")
    left = tuple(finding for finding in fixed.findings if finding not in of_others)
    return FixedFile(job.display_path, opened.text, fixed.text, left, opened.codec, fixed.cycles)


def packed_as_it_is(job: FileJob, folders: KotsFolders) -> FixedFile | SkippedFile | FailedFile:
    """Return the findings of a packed chart, in which nothing is changed: both texts are empty."""
    result = lint_file(job, folders)
    if not isinstance(result, LintedFile):
        return result
    return FixedFile(job.display_path, "", "", tuple(finding for part in result.parts for finding in part.findings))


def _second_proof(check: CheckText | None) -> SecondProof | None:
    if check is None:
        return None
    from replreg.linter.delivery_check import second_proof

    return second_proof(check)


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
