"""Lints one file of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.finding import Finding, Severity
from replreg.linter.file_job import FailedFile, FileJob, OpenedFile, SkippedFile, check_for, domains_for, open_file
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint import LintResult, lint_chart_text, lint_release
from replreg.linter.narrowing import EVERYTHING
from replreg.release.kinds import Kind
from replreg.release.model import Release
from replreg.yaml.text import LineIndex, UndecodableText

if TYPE_CHECKING:
    from replreg.linter.reread import Rereader

__all__ = ["LintedFile", "lint_checked", "lint_file", "lint_opened", "linted", "text_linter"]

_NOT_OF_RELEASE = "no document in it is part of a release"


class LintedFile:
    """The findings of one file, sorted by place.

    ``text`` is the decoded file if there are findings, ``codec`` what encodes it. ``needs_registries`` is True if the
    file cannot be checked fully without any linked registry in the configuration. ``parts`` are the files in a packed
    chart that have findings.
    """

    __slots__ = ("codec", "findings", "needs_registries", "parts", "path", "text")

    def __init__(
        self,
        path: str,
        findings: tuple[Finding, ...],
        text: str | None = None,
        codec: str = "utf-8",
        needs_registries: bool = False,
        parts: tuple[LintedFile, ...] = (),
    ) -> None:
        self.path: str = path
        self.findings: tuple[Finding, ...] = findings
        self.text: str | None = text
        self.codec: str = codec
        self.needs_registries: bool = needs_registries
        self.parts: tuple[LintedFile, ...] = parts

    def with_findings(self, findings: tuple[Finding, ...]) -> LintedFile:
        """Return the same file with other findings."""
        return LintedFile(self.path, findings, self.text, self.codec, self.needs_registries, self.parts)

    def flat(self) -> Iterator[LintedFile]:
        """Yield this file, or the files in it if it is a packed chart."""
        yield from self.parts or (self,)


def lint_file(job: FileJob, folders: KotsFolders) -> LintedFile | SkippedFile | FailedFile:
    """Read and lint one file; return the findings that its job is about."""
    result = _lint(job, folders)
    if job.narrowing == EVERYTHING or not isinstance(result, LintedFile):
        return result
    return result.with_findings(job.narrowing.keep(result.findings))


def _lint(job: FileJob, folders: KotsFolders) -> LintedFile | SkippedFile | FailedFile:
    if job.is_packed_chart:
        return _lint_archive(job, folders)
    if job.chart and os.path.basename(job.path) == "Chart.yaml":
        return _lint_metadata(job, folders)
    return _lint_text(job, folders)


def _lint_text(job: FileJob, folders: KotsFolders) -> LintedFile | SkippedFile | FailedFile:
    opened = open_file(job)
    if isinstance(opened, UndecodableText):
        return LintedFile(job.display_path, (_undecodable(opened, job.config, job.display_path),), opened.before)
    if isinstance(opened, SkippedFile | FailedFile):
        return opened
    return lint_opened(job, opened, folders)


def lint_opened(job: FileJob, opened: OpenedFile, folders: KotsFolders) -> LintedFile | SkippedFile | FailedFile:
    """Lint a file whose text is known, such as the unsaved text of an editor."""
    if job.is_config:
        return _lint_config(job, opened)
    result = lint_checked(job, opened.text, folders)
    return result if isinstance(result, SkippedFile) else linted(job, opened, result)


def linted(job: FileJob, opened: OpenedFile, result: LintResult) -> LintedFile:
    """Return the findings of a result, as those of its file."""
    findings = tuple(result.findings)
    text = opened.text if findings else None
    needs_registries = bool(job.chart) or _needs_registries(result)  # a chart without an image is not linted
    return LintedFile(job.display_path, findings, text, opened.codec, needs_registries)


def lint_checked(
    job: FileJob, text: str, folders: KotsFolders, rereader: Rereader | None = None
) -> LintResult | SkippedFile:
    """Lint a text as its file's job says; a text with nothing to check is skipped.

    A ``rereader`` is for the versions of one text, as `replreg.linter.lint.lint_release` takes it.
    """
    if not job.is_named and not job.chart and job.config.kind is None:
        from replreg.linter.relevance import has_no_release  # a file that is named is checked whatever it is

        if has_no_release(text, job.config.registries) and domains_for(job, text, folders) is None:
            return SkippedFile(job.display_path, _NOT_OF_RELEASE, False)
    lint = text_linter(job, text, folders, rereader=rereader)
    if lint is None:
        return SkippedFile(job.display_path, "a part of a chart that is not in its folder", job.is_named)
    result = lint(text)
    if job.chart:
        return _chart_result(job, text, folders, result)
    if job.config.kind is not None:
        reason = None  # somebody says that it is of a release, whatever is in it
    elif job.is_named:
        reason = _why_nothing_to_check(result.release)
    else:
        from replreg.linter.relevance import is_checked_in_folder

        is_checked = is_checked_in_folder(result.resolution, job.path) or _lacks_kind(result)
        reason = None if is_checked else _NOT_OF_RELEASE
    return result if reason is None else SkippedFile(job.display_path, reason, job.is_named)


def _why_nothing_to_check(release: Release) -> str | None:
    """Return why a file that was named has nothing to check; None if it has something."""
    if release.is_release or release.uses or release.declarations:
        return None
    if any(document.kind is not Kind.UNKNOWN or not document.is_readable for document in release.documents):
        return None
    lines = release.text.splitlines()
    if not release.text.strip(" \t\r\n\ufeff"):
        return "it is empty"
    if all(line.strip("\ufeff \t-.").startswith(("#", "%")) or not line.strip("\ufeff \t-.") for line in lines):
        return "it has only comments"
    if any(document.is_mapping for document in release.documents):
        return (
            "no document in it is of a kind that the platform reads, and no image in it begins with a reference name; "
            "if it is a release, put '# kind: replicated' above it"
        )
    return "it is plain text or a list, not a document with keys"


def _lacks_kind(result: LintResult) -> bool:
    """Return True if a file is not known as a resource for the very reason that a release folder reports."""
    return any(finding.rule == "missing-kind" for finding in result.findings)


def text_linter(
    job: FileJob, text: str, folders: KotsFolders, *, unsafe: bool = False, rereader: Rereader | None = None
) -> Callable[[str], LintResult] | None:
    """Return what lints each text that a job's file may have, with its release folder and its chart.

    ``unsafe`` gives findings their unsafe fix where they have two. A ``rereader`` is for the versions of one text.

    ``text`` is the one that the file has now. None is returned for a part of a chart that is not in its folder.
    """
    if job.chart:
        check = check_for(job, text, folders)
        if check is None:
            return None
        if not job.is_named:
            return lambda now: lint_chart_text(now, job.config, path=job.display_path, check=check)
        return lambda now: lint_release(now, job.config, path=job.display_path, check=check, in_chart=True)
    context = domains_for(job, text, folders)
    beside = check_for(job, text, folders) if context is not None else None
    return lambda now: lint_release(
        now,
        job.config,
        path=job.display_path,
        context=context,
        processes=job.processes,
        check=beside,
        unsafe=unsafe,
        rereader=rereader,
    )


def _chart_result(job: FileJob, text: str, folders: KotsFolders, result: LintResult) -> LintResult | SkippedFile:
    """Return the result for a file of a chart; one that was found and names no image is skipped."""
    check = check_for(job, text, folders)
    if job.is_named or result.findings or check is None:
        return result
    found, path = check(text)
    if path in found.paths():
        return result
    return SkippedFile(job.display_path, "no image of the release is in it", False, was_read=True)


def _lint_archive(job: FileJob, folders: KotsFolders) -> LintedFile | SkippedFile:
    """Lint what is in a packed chart. Nothing in it can be edited, so no finding has a fix."""
    from replreg.linter.archive import lint_archive

    parts = lint_archive(job, folders)
    if parts is None:
        return SkippedFile(job.display_path, "no release installs this archive", job.is_named)
    files = tuple(LintedFile(*part, needs_registries=True) for part in parts)
    return LintedFile(job.display_path, (), needs_registries=True, parts=files)


def _lint_metadata(job: FileJob, folders: KotsFolders) -> LintedFile | SkippedFile | FailedFile:
    """Lint a chart's ``Chart.yaml``, and report with it what no other file of the chart can be asked for."""
    from replreg.linter.archive import lint_unlisted

    result = _lint_text(job, folders)
    unlisted = tuple(LintedFile(*part) for part in lint_unlisted(job, folders))
    if not unlisted or isinstance(result, FailedFile):
        return result
    # The parts are not narrowed with the whole, since an archive has narrowed its own.
    own = (result.with_findings(job.narrowing.keep(result.findings)),) if isinstance(result, LintedFile) else ()
    return LintedFile(job.display_path, (), parts=(*own, *unlisted))


def _lint_config(job: FileJob, opened: OpenedFile) -> LintedFile | FailedFile:
    from replreg.config.load import ConfigError
    from replreg.linter.config_check import check_config

    try:
        findings = tuple(check_config(opened.text, job.display_path))
    except ConfigError as error:
        return FailedFile(job.display_path, str(error).removeprefix(f"{job.display_path}: "))
    return LintedFile(job.display_path, findings, opened.text if findings else None, opened.codec)


def _undecodable(error: UndecodableText, config: Config, path: str) -> Finding:
    """Return the finding of a file that is not text, at the first byte that is not."""
    place = LineIndex(error.before).position(len(error.before))
    level = config.level("yaml-syntax", "error", "document")
    severity = Severity(level if level != "off" else "error")
    return Finding("yaml-syntax", severity, str(error), path, 0, place, place)


def _needs_registries(result: LintResult) -> bool:
    """Whether a release names linked registries, or is one of KOTS, which names none, and uses images."""
    release = result.release
    if any(document.kind.facts.declares for document in release.documents) and any(
        declared.names_linked_registry for declared in result.resolution.declarations
    ):
        return True
    return release.context is not None and bool(release.uses)
