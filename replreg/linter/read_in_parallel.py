"""Reads the documents of a text and checks each; those of a large text in several processes.

Documents do not depend on one another until all of them are read, so a large file is read in parts. The result is the
same as from a single process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.finding import Span
from replreg.linter.release_checks import ReleaseChecks
from replreg.release.dialects import mask_text
from replreg.release.documents import Document, same_documents
from replreg.release.kinds import MARKER_KINDS
from replreg.release.kots_domains import KotsDomains
from replreg.release.model import Release
from replreg.release.read import read_spans
from replreg.release.readers.name_places import find_names
from replreg.rules.base import Problem
from replreg.yaml.documents import split_documents
from replreg.yaml.templates import Masked

if TYPE_CHECKING:
    from replreg.linter.reread import Rereader
    from replreg.release.checks.index import Index

__all__ = ["WORTH_PROCESSES", "DocumentCheck", "ReadResult", "read_and_check"]

DocumentCheck = tuple[str, Callable[[Document], Iterable[Problem]]]
"""A rule's id and its check of a document, which is called while the document has its nodes."""

WORTH_PROCESSES = 500_000
"""Characters of a text from which on several processes are faster than one."""

_PARTS_PER_PROCESS = 16  # at least: then no process finishes long after the others
_LARGEST_PART = 75_000  # characters; the results of a part of this size fit the pipe's buffer

_Problems = list[tuple[str, Problem]]


class ReadResult:
    """The content of the documents of a text, or of some of them.

    ``release`` has what they say of images. ``problems`` are those of single documents, with the ids of their rules.
    ``index`` has what the documents define and refer to; None if no check across documents needs it. ``masked`` is the
    whole text with its templates covered.
    """

    __slots__ = ("index", "masked", "problems", "release")

    def __init__(self, release: Release, masked: Masked, problems: _Problems, index: Index | None) -> None:
        self.release: Release = release
        self.masked: Masked = masked
        self.problems: _Problems = problems
        self.index = index

    def add(self, part: ReadResult) -> None:
        """Take over what was read in the documents that come next. Those of ``part`` are numbered from 0."""
        first = len(self.release.documents)
        for _, problem in part.problems:
            problem.document += first
        self.problems += part.problems
        self.release.add(part.release)
        self.join_index(part.index, first)

    def join_index(self, index: Index | None, first: int) -> None:
        """Take over the index of the documents that come next. Its document 0 is ``first`` here."""
        if index is not None:
            if self.index is None:
                from replreg.release.checks.index import Index

                self.index = Index()
            self.index.join(index, first)


def read_and_check(
    text: str,
    checks: Sequence[DocumentCheck],
    context: KotsDomains | None,
    processes: int,
    release_checks: ReleaseChecks,
    config: Config,
    known: Iterable[Document] = (),
    rereader: Rereader | None = None,
) -> ReadResult:
    """Read the documents of a decoded text, and run checks over each of them.

    ``context`` is what the other files of a KOTS release say, None for other releases. ``release_checks`` are those of
    the rules that report records; they and ``checks`` follow from ``config``. The reference names of its registries are
    searched for in all strings, and it may name the kind of the documents without a marker. ``known`` are the documents
    of the text if somebody has composed them; they stay as they are.

    A ``rereader`` keeps what it reads, and reads only the documents of the next text that differ, as long as the
    configurations are equal. It is for texts without a ``context``.

    Raises `replreg.linter.processes.WorkerLost`.
    """
    reader = _Reader(text, checks, context, release_checks, config)
    spans = split_documents(reader.masked.text)
    if rereader is not None:
        return rereader.read(text, reader.masked, spans, (config, release_checks.skipped), reader.read)
    # A document that is most of the file cannot be shared, and sending it takes longer than reading it.
    if processes < 2 or len(text) < WORTH_PROCESSES or max(end - start for start, end in spans) > len(text) / 4:
        return reader.read(spans, same_documents(known, reader.masked) or None)
    from replreg.linter.processes import run  # most texts are too short for it

    parts = _parts(spans, max(processes * _PARTS_PER_PROCESS, len(text) // _LARGEST_PART))
    reading = ReadResult(Release(text, context), reader.masked, [], None)
    results = run(parts, reader.read_packed, processes, len(text), here=reader.read)
    for part, result in zip(parts, results, strict=True):
        reading.add(reader.unpacked(result) if isinstance(result, bytes) else result or reader.read(part))
    return reading


def _parts(spans: list[Span], count: int) -> list[list[Span]]:
    """Group documents into at most ``count`` runs of about the same length."""
    begin, end = spans[0][0], spans[-1][1]
    parts: dict[int, list[Span]] = {}
    for span in spans:
        parts.setdefault((span[0] - begin) * count // max(1, end - begin), []).append(span)
    return list(parts.values())


class _Reader:
    """Reads and checks documents of one text. Each process has its own copy."""

    def __init__(
        self,
        text: str,
        checks: Sequence[DocumentCheck],
        context: KotsDomains | None,
        release_checks: ReleaseChecks,
        config: Config,
    ) -> None:
        self.text = text
        self._release_checks = release_checks
        self.masked = mask_text(text)
        self._checks = checks
        self._context = context
        self._told = MARKER_KINDS.get(config.kind or "")
        self._names = find_names(text, self.masked.text, config.registries)
        # Every process has these objects already, so they are not sent.
        self._shared = (text, self.masked, self.masked.text, self.masked.templates)

    def read(self, spans: Iterable[Span], documents: Iterable[Document] | None = None) -> ReadResult:
        """Read the documents at some spans as if there were no others; ``documents`` if they are composed already."""
        problems: _Problems = []
        release_checks = self._release_checks
        index: Index | None = None

        def check(document: Document) -> None:
            nonlocal index
            for rule, check_document in self._checks:
                problems.extend([(rule, problem) for problem in check_document(document)])
            records = release_checks.check_document(document)
            if records:
                problems.extend(release_checks.problems(records))
            index = release_checks.indexed(index, document)

        release = read_spans(self.text, self.masked, spans, self._context, check, self._names, documents, self._told)
        return ReadResult(release, self.masked, problems, index)

    def read_packed(self, spans: list[Span]) -> ReadResult | bytes | None:
        """Read in a worker process; return None if the result cannot be sent, so that the parent reads the part."""
        from replreg.linter.packing import pack

        try:
            return pack(self.read(spans), self._shared)
        except Exception:  # nested too deeply for pickle, or a bug that the parent meets and reports
            return None

    def unpacked(self, packed: bytes) -> ReadResult:
        """Return what another process has read."""
        from replreg.linter.packing import unpack

        result: ReadResult = unpack(packed, self._shared)
        return result
