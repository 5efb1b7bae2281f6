"""Reads the documents of a text and checks each; those of a large text in several processes.

Documents do not depend on one another until all of them are read, so a large file is read in parts. The result is the
same as from a single process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from replreg.finding import Span
from replreg.linter.processes import run
from replreg.registries.linked_registry import Registry
from replreg.release.dialects import mask_text
from replreg.release.documents import Document
from replreg.release.kots_domains import KotsDomains
from replreg.release.model import Release
from replreg.release.read import read_spans
from replreg.release.readers.name_places import find_names
from replreg.rules.base import Problem
from replreg.yaml.documents import split_documents

__all__ = ["DocumentCheck", "read_and_check"]

DocumentCheck = tuple[str, Callable[[Document], Iterator[Problem]]]
"""A rule's id and its check of a document, which is called while the document has its nodes."""

_WORTH_PROCESSES = 500_000
"""Characters of a text from which on several processes are faster than one."""

_PARTS_PER_PROCESS = 16  # at least: then no process finishes long after the others
_LARGEST_PART = 75_000  # characters; the results of a part of this size fit the pipe's buffer

_Problems = list[tuple[str, Problem]]


def read_and_check(
    text: str,
    checks: Sequence[DocumentCheck],
    context: KotsDomains | None,
    registries: Iterable[Registry] = (),
    processes: int = 1,
) -> tuple[Release, _Problems]:
    """Return the release in a decoded text, and the problems of its documents with the ids of their rules.

    ``context`` is what the other files of a KOTS release say, None for other releases. The reference names of
    ``registries`` are searched for in all strings. Raises
    `replreg.linter.processes.WorkerLost`.
    """
    reader = _Reader(text, checks, context, registries)
    spans = split_documents(reader.masked.text)
    # A document that is most of the file cannot be shared, and sending it takes longer than reading it.
    if processes < 2 or len(text) < _WORTH_PROCESSES or max(end - start for start, end in spans) > len(text) / 4:
        return reader.read(spans)
    parts = _parts(spans, max(processes * _PARTS_PER_PROCESS, len(text) // _LARGEST_PART))
    release = Release(text, context)
    problems: _Problems = []
    results = run(parts, reader.read_packed, processes, len(text), here=reader.read)
    for part, result in zip(parts, results, strict=True):
        part_release, part_problems = (
            reader.unpacked(result) if isinstance(result, bytes) else result or reader.read(part)
        )
        first = len(release.documents)  # the documents of a part are numbered from 0
        for _, problem in part_problems:
            problem.document += first
        problems += part_problems
        release.add(part_release)
    return release, problems


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
        registries: Iterable[Registry],
    ) -> None:
        self.text = text
        self.masked = mask_text(text)
        self._checks = checks
        self._context = context
        self._names = find_names(text, self.masked.text, registries)
        # Every process has these objects already, so they are not sent.
        self._shared = (text, self.masked.text, self.masked.templates)

    def read(self, spans: Iterable[Span]) -> tuple[Release, _Problems]:
        """Read the documents at some spans as if there were no others."""
        problems: _Problems = []

        def check(document: Document) -> None:
            for rule, check_document in self._checks:
                problems.extend([(rule, problem) for problem in check_document(document)])

        return read_spans(self.text, self.masked, spans, self._context, check, self._names), problems

    def read_packed(self, spans: list[Span]) -> tuple[Release, _Problems] | bytes | None:
        """Read in a worker process; return None if the result cannot be sent, so that the parent reads the part."""
        from replreg.linter.packing import pack

        try:
            return pack(self.read(spans), self._shared)
        except Exception:  # nested too deeply for pickle, or a bug that the parent meets and reports
            return None

    def unpacked(self, packed: bytes) -> tuple[Release, _Problems]:
        """Return what another process has read."""
        from replreg.linter.packing import unpack

        result: tuple[Release, _Problems] = unpack(packed, self._shared)
        return result
