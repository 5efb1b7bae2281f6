"""What is done with one file of a run: it is read, and linted, fixed or listed with its own configuration."""

# No annotations as strings here: NamedTuple compiles each of them, and every run would wait for that.

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from replreg.config.model import Config
from replreg.files import read_bytes
from replreg.finding import Finding, Position, Severity
from replreg.linter.lint import LintResult, lint_release
from replreg.linter.processes import WorkerLost
from replreg.release.kinds import CERTAIN_WORDS, RELEASE_WORDS
from replreg.yaml.text import LineIndex, UndecodableText, decode

if TYPE_CHECKING:
    from replreg.linter.fix import FixCycle
    from replreg.release.inventory import ImageRow
    from replreg.release.kots_domains import KotsDomains

__all__ = ["FileJob", "FileResult", "do", "fix_file", "fix_opened", "lint_file", "lint_opened", "list_images"]


class FileJob(NamedTuple):
    """One file to look at. ``shown`` is the path that findings carry; ``data`` its bytes if they are read already.

    ``named`` files are looked at whatever they are; others only if they are a release.
    """

    path: str
    shown: str
    config: Config
    named: bool
    data: bytes | None = None
    unsafe: bool = False
    is_config: bool = False
    """Whether this is a configuration file of replreg's own, whose registries are looked at."""
    processes: int = 1
    """How many may work on this one file."""
    folder: str = ""
    """The folder that was named and in which the file was found, if it was."""


class FileResult(NamedTuple):
    """What a job gave. ``path`` is the one that is shown.

    ``text`` is the file as it was, kept where something is to be said about it or changed in it. ``fixed`` is the text
    after fixing, ``codec`` what encodes it, ``endless`` what has fixes without an end; ``findings`` are then those that
    are left. ``error`` says why the work could not be done. ``is_release`` is False for a file that was passed over.
    ``sources`` counts the declarations that name a linked registry, ``images`` are the rows of `list_images`.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    text: str | None = None
    fixed: str | None = None
    codec: str = "utf-8"
    error: str | None = None
    is_release: bool = True
    sources: int = 0
    images: "tuple[ImageRow, ...]" = ()
    endless: "tuple[FixCycle, ...]" = ()


def do(work: Callable[[FileJob], FileResult], job: FileJob) -> FileResult:
    """Do one file's work; a mistake of replreg's own in it is an error of this file, and the others go on.

    Raises `WorkerLost` where several processes work on the one file.
    """
    try:
        return work(job)
    except WorkerLost:
        raise
    except Exception as error:  # whatever it is
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        text = " ".join(str(error).split())[:200]
        place = f"{frame.filename.replace(os.sep, '/').rpartition('/')[2]}:{frame.lineno}"
        return FileResult(
            job.shown,
            error=f"replreg failed on this file with {type(error).__name__}: {text} ({place}); that is a mistake in "
            "replreg, and a report of it with the file is welcome",
        )


def lint_file(job: FileJob) -> FileResult:
    """Read and lint one file."""
    opened = _open(job)
    return opened if isinstance(opened, FileResult) else lint_opened(job, *opened)


def lint_opened(job: FileJob, text: str, codec: str = "utf-8") -> FileResult:
    """Lint a file whose text is at hand, as an editor's is that was not saved yet."""
    if job.is_config:
        return _check_config(job, text, codec)
    examination = lint_release(text, job.config, path=job.shown, context=_context(job, text), processes=job.processes)
    if not job.named and not examination.release.is_release:
        return FileResult(job.shown, is_release=False)
    findings = tuple(examination.findings)
    return FileResult(job.shown, findings, text if findings else None, codec=codec, sources=_named_sources(examination))


def fix_file(job: FileJob) -> FileResult:
    """Read and fix one file; nothing is written here. A file without a fix is given back as it is."""
    opened = _open(job)
    if isinstance(opened, FileResult):
        return opened._replace(error=opened.findings[0].message) if opened.findings else opened
    return fix_opened(job, *opened)


def fix_opened(job: FileJob, text: str, codec: str = "utf-8") -> FileResult:
    """Fix a file whose text is at hand; nothing is written here."""
    from replreg.linter.fix import make_fixes
    from replreg.yaml.edits import UnprovenEdit

    if job.is_config:
        return _check_config(job, text, codec, fix=True)
    context = _context(job, text)
    known: dict[str, LintResult] = {}  # what a text gave: of a large one, a look takes seconds

    def look(now: str) -> LintResult:
        if now not in known:
            known[now] = lint_release(now, job.config, path=job.shown, context=context, processes=job.processes)
        return known[now]

    if not job.named and not look(text).release.is_release:
        return FileResult(job.shown, is_release=False)
    findings = look(text).findings
    fixed = text
    endless: tuple[FixCycle, ...] = ()
    if any(finding.fix and (finding.fix.safe or job.unsafe) for finding in findings):
        try:
            fixed, endless = make_fixes(text, lambda now: look(now).findings, unsafe=job.unsafe)
        except UnprovenEdit as error:
            return FileResult(job.shown, tuple(findings), text, codec=codec, error=f"left alone, since {error}")
    return FileResult(job.shown, tuple(look(fixed).findings), text, fixed, codec, endless=endless)


def list_images(job: FileJob) -> FileResult:
    """Read one file and list its images."""
    from replreg.release.inventory import inventory

    opened = _open(job)
    if isinstance(opened, FileResult):
        return opened._replace(error=opened.findings[0].message) if opened.findings else opened
    text, codec = opened
    if job.is_config:
        return FileResult(job.shown, is_release=False)
    examination = lint_release(text, job.config, path=job.shown, context=_context(job, text), processes=job.processes)
    if not job.named and not examination.release.is_release:
        return FileResult(job.shown, is_release=False)
    rows = inventory(examination.resolution, examination.findings, job.shown)
    return FileResult(job.shown, tuple(examination.findings), codec=codec, images=tuple(rows))


def _open(job: FileJob) -> tuple[str, str] | FileResult:
    """Return a file's text and codec; or the outcome of a file that can be no release, or that is no text."""
    try:
        data = job.data if job.data is not None else read_bytes(job.path)
    except OSError as error:
        return FileResult(job.shown, error=f"cannot be read: {error.strerror or error}")
    if not job.named and not _may_be_release(data):
        return FileResult(job.shown, is_release=False)
    try:
        return decode(data)
    except UndecodableText as error:
        if not job.named and not any(word in data for word in CERTAIN_WORDS):
            return FileResult(job.shown, is_release=False)
        return FileResult(job.shown, (_undecodable(error, job),), error.before)


def _context(job: FileJob, text: str) -> "KotsDomains | None":
    """Return what the other files of a KOTS release say, if the file may be one of its manifests."""
    if job.data is not None or job.path == "-" or "apiVersion" not in text or "# kind:" in text or "#kind:" in text:
        return None
    from replreg.linter.kots_folder import domains_of_folder

    named = os.path.abspath(job.folder) if job.folder else ""
    return domains_of_folder(os.path.dirname(os.path.abspath(job.path)), named)


def _check_config(job: FileJob, text: str, codec: str, *, fix: bool = False) -> FileResult:
    """Look at the registries of a configuration file, and mend them if that is wished."""
    from replreg.config.load import ConfigError
    from replreg.linter.config_check import check_config, fix_config
    from replreg.yaml.edits import UnprovenEdit

    try:
        findings = check_config(text, job.shown)
        if not fix:
            return FileResult(job.shown, tuple(findings), text if findings else None, codec=codec)
        fixed = fix_config(text, job.shown)
        left = check_config(fixed, job.shown)
    except ConfigError as error:
        return FileResult(job.shown, error=str(error).removeprefix(f"{job.shown}: "))
    except UnprovenEdit as error:
        return FileResult(job.shown, error=f"left alone, since {error}")
    return FileResult(job.shown, tuple(left), text, fixed, codec)


def _undecodable(error: UndecodableText, job: FileJob) -> Finding:
    """Return the finding of a file that is no text."""
    position = LineIndex(error.before).position(len(error.before))
    end = Position(position.line, position.column, position.offset)
    severity = job.config.level("yaml-syntax", "error")
    return Finding(
        "yaml-syntax", Severity(severity if severity != "off" else "error"), str(error), job.shown, 0, position, end
    )


def _may_be_release(data: bytes) -> bool:
    """Tell, without reading it as YAML, whether a file found in a folder can be a release at all."""
    return any(word in data for word in RELEASE_WORDS) or data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _named_sources(examination: LintResult) -> int:
    """Return how many declarations name a registry that is not built in, to tell whether one should be configured."""
    if not any(document.kind.facts.declares for document in examination.release.documents):
        return 0
    return sum(1 for declared in examination.resolution.declarations if declared.names_linked_registry)
