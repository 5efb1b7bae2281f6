"""Runs over many files: reads each, lints or fixes it with its own configuration, in one process or in several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from replreg.config import Config
from replreg.document import Kind
from replreg.edit import UnprovenEdit
from replreg.engine import Examination, examine, fix_text
from replreg.files import read_bytes
from replreg.finding import Finding, Position, Severity
from replreg.text import LineIndex, UndecodableText, decode

if TYPE_CHECKING:
    from replreg.inventory import ImageRow

__all__ = ["Job", "Outcome", "fix_file", "lint_file", "list_images", "run"]

_WORTH_A_POOL = 300_000
"""Bytes of input from which on starting processes pays for itself."""


class Job(NamedTuple):
    """One file to look at. ``shown`` is the path that findings carry; ``data`` its bytes if they are read already.

    ``named`` files are looked at whatever they are; others only if they are a release.
    """

    path: str
    shown: str
    config: Config
    named: bool
    data: bytes | None = None
    unsafe: bool = False


class Outcome(NamedTuple):
    """What a job gave. ``text`` is the file as it was, kept where something is to be said about it or changed in it.

    ``fixed`` is the text after fixing, ``codec`` what encodes it. ``error`` says why the work could not be done.
    ``is_release`` is False for a file that was passed over.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    text: str | None = None
    fixed: str | None = None
    codec: str = "utf-8"
    error: str | None = None
    is_release: bool = True
    sources: int = 0
    images: tuple[ImageRow, ...] = ()


def lint_file(job: Job) -> Outcome:
    """Read and lint one file."""
    data = _data(job)
    if isinstance(data, Outcome):
        return data
    try:
        text, codec = decode(data)
    except UndecodableText as error:
        return Outcome(job.shown, (undecodable(error, job),) if job.named else (), error.before, is_release=job.named)
    if not job.named and not _may_be_release(data):
        return Outcome(job.shown, is_release=False)
    examination = examine(text, job.config, path=job.shown)
    if not job.named and not examination.release.is_release:
        return Outcome(job.shown, is_release=False)
    findings = tuple(examination.findings)
    return Outcome(job.shown, findings, text if findings else None, codec=codec, sources=_named_sources(examination))


def fix_file(job: Job) -> Outcome:
    """Read and fix one file; nothing is written here."""
    outcome = lint_file(job)
    if outcome.error is not None or outcome.text is None:
        if outcome.error is None and job.named:
            text, codec = decode(_bytes(job))
            return Outcome(job.shown, (), text, text, codec)
        return outcome
    if not any(finding.fix and (finding.fix.safe or job.unsafe) for finding in outcome.findings):
        return Outcome(job.shown, outcome.findings, outcome.text, outcome.text, outcome.codec)
    try:
        fixed = fix_text(outcome.text, job.config, unsafe=job.unsafe, path=job.shown)
    except UnprovenEdit as error:
        return Outcome(job.shown, outcome.findings, outcome.text, error=f"left alone, since {error}")
    left = examine(fixed, job.config, path=job.shown).findings
    return Outcome(job.shown, tuple(left), outcome.text, fixed, outcome.codec)


def list_images(job: Job) -> Outcome:
    """Read one file and list its images."""
    from replreg.inventory import inventory

    data = _data(job)
    if isinstance(data, Outcome):
        return data
    try:
        text, codec = decode(data)
    except UndecodableText as error:
        return Outcome(job.shown, error=str(error)) if job.named else Outcome(job.shown, is_release=False)
    if not job.named and not _may_be_release(data):
        return Outcome(job.shown, is_release=False)
    examination = examine(text, job.config, path=job.shown)
    if not job.named and not examination.release.is_release:
        return Outcome(job.shown, is_release=False)
    rows = inventory(examination.resolution, examination.findings, job.shown)
    return Outcome(job.shown, tuple(examination.findings), codec=codec, images=tuple(rows))


def run(
    jobs: Iterable[Job], work: Callable[[Job], Outcome], processes: int, size: int, on_outcome: Callable[[], None]
) -> Iterator[Outcome]:
    """Yield the outcomes of ``jobs`` in their order. ``size`` is the input's in bytes; small inputs stay in-process."""
    jobs = list(jobs)
    if processes < 2 or len(jobs) < 2 or size < _WORTH_A_POOL:
        for job in jobs:
            outcome = work(job)
            on_outcome()
            yield outcome
        return
    import multiprocessing

    # Forking is several times quicker than starting anew, and nothing here has started a thread before it.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() and os.name == "posix" else "spawn"
    context = multiprocessing.get_context(method)
    chunk = max(1, min(16, len(jobs) // (processes * 4)))
    with context.Pool(min(processes, len(jobs)), initializer=_start_worker) as pool:
        for outcome in pool.imap(work, jobs, chunksize=chunk):
            on_outcome()
            yield outcome


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and the garbage collector out, as in the parent."""
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def undecodable(error: UndecodableText, job: Job) -> Finding:
    """Return the finding of a file that is no text."""
    position = LineIndex(error.before).position(len(error.before))
    end = Position(position.line, position.column, position.offset)
    severity = job.config.level("yaml-syntax", "error")
    return Finding(
        "yaml-syntax", Severity(severity if severity != "off" else "error"), str(error), job.shown, 0, position, end
    )


def _bytes(job: Job) -> bytes:
    return job.data if job.data is not None else read_bytes(job.path)


def _data(job: Job) -> bytes | Outcome:
    try:
        return _bytes(job)
    except OSError as error:
        return Outcome(job.shown, error=f"cannot be read: {error.strerror or error}")


def _may_be_release(data: bytes) -> bool:
    """Tell, without reading it as YAML, whether a file found in a folder can be a release at all."""
    return any(word in data for word in _WORDS) or data.startswith((b"\xff\xfe", b"\xfe\xff"))


_WORDS = (
    b"# kind:", b"#kind:", b"replicated", b"components", b"images", b"assets", b"kots.io", b"admin_commands",
    b"containers:", b"monitors", b"host_requirements", b"lifecycle", b"cmds", b"custom_", b"config", b"kind",
)  # fmt: skip


def _named_sources(examination: Examination) -> int:
    """Return how many declarations name a registry that is not built in, to tell whether one should be configured."""
    if not examination.release.has(Kind.REPLICATED, Kind.SHIP):
        return 0
    return sum(1 for declared in examination.resolution.declared if declared.linked)
