"""Adds comments to a file that suppress its findings, in place of fixing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from replreg.finding import Edit, Finding
from replreg.linter.file_job import FailedFile, FileJob, OpenedFile, SkippedFile, open_text
from replreg.linter.fix_file import FixedFile, packed_as_it_is
from replreg.linter.ignore_comment import reads_alike, silencing_edits
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import lint_checked, lint_opened, text_linter
from replreg.yaml.edits import UnprovenEdit, apply_edits

__all__ = ["add_comments", "ignore_file"]

_MOST_ROUNDS = 12
"""How many rules of one line get a comment."""

_MOST_LINTS = 500
"""How often the text of one file is linted to try comments; a run over usual files needs two or three."""

_NEVER = ("unused-ignore",)  # a comment that suppresses nothing is removed rather than suppressed


def ignore_file(job: FileJob, folders: KotsFolders) -> FixedFile | SkippedFile | FailedFile:
    """Read one file and add the comments. A configuration of replreg, which has no such comments, stays as it is."""
    if job.is_packed_chart and not job.is_named:
        return packed_as_it_is(job, folders)
    opened = open_text(job)
    if not isinstance(opened, OpenedFile):
        return opened
    if job.is_config:
        return _unchanged(job, opened, folders)
    first = lint_checked(job, opened.text, folders)
    if isinstance(first, SkippedFile):
        return first
    lint_text = text_linter(job, opened.text, folders)
    assert lint_text is not None  # it was linted a moment ago

    def lint(text: str) -> Sequence[Finding]:
        return lint_text(text).findings

    def wanted(text: str, findings: Sequence[Finding]) -> Sequence[Finding]:
        return job.narrowing.after(opened.text, text).keep(findings)

    try:
        text, findings = add_comments(opened.text, first.findings, lint, wanted)
    except UnprovenEdit as error:
        return FailedFile(job.display_path, f"not changed, since {error}")
    return FixedFile(job.display_path, opened.text, text, tuple(wanted(text, findings)), opened.codec)


def add_comments(
    text: str,
    findings: Sequence[Finding],
    lint: Callable[[str], Sequence[Finding]],
    wanted: Callable[[str, Sequence[Finding]], Sequence[Finding]],
) -> tuple[str, Sequence[Finding]]:
    """Return the text with a comment for each finding that is ``wanted`` and can be suppressed, and what is left.

    ``findings`` are those of ``text``, and ``lint`` returns those of another text. Raises
    `replreg.yaml.edits.UnprovenEdit` if the result would not have the same values.
    """
    before = text
    lints = 0

    def relint(now: str) -> Sequence[Finding]:
        nonlocal lints
        lints += 1
        return lint(now)

    for _ in range(_MOST_ROUNDS):
        asked = [finding for finding in wanted(text, findings) if finding.rule not in _NEVER]
        edits = silencing_edits(text, asked, findings, relint, lambda: lints >= _MOST_LINTS) if asked else {}
        chosen: dict[int, Edit] = {}  # by line: two comments on one line would be one
        for (line, _rule), edit in sorted(edits.items(), key=lambda item: item[0]):
            if edit is not None:
                chosen.setdefault(line, edit)
        if not chosen:
            break
        text = apply_edits(text, sorted(chosen.values()))
        findings = relint(text)
    if text != before and not reads_alike(before, text):
        raise UnprovenEdit("the comments would change a value")
    return text, findings


def _unchanged(job: FileJob, opened: OpenedFile, folders: KotsFolders) -> FixedFile | SkippedFile | FailedFile:
    result = lint_opened(job, opened, folders)
    if isinstance(result, SkippedFile | FailedFile):
        return result
    return FixedFile(job.display_path, opened.text, opened.text, job.narrowing.keep(result.findings), opened.codec)
