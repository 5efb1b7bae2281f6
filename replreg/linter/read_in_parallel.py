"""Reads the documents of a text, and runs the rules over them that look at single documents.

The documents of one file have nothing to do with one another until all of them are read, so those of a large file are
read in parts by several processes. What comes back is what a single process would have read.
"""

from __future__ import annotations

from collections.abc import Iterable

from replreg.config.model import Config
from replreg.linter.processes import run
from replreg.release.documents import Document
from replreg.release.kots_domains import KotsDomains
from replreg.release.model import Release
from replreg.release.read import read_spans
from replreg.release.readers.linked_names import find_names
from replreg.rules.base import Problem
from replreg.rules.catalogue import document_rules
from replreg.yaml.documents import split_documents
from replreg.yaml.templates import mask

__all__ = ["ReadResult", "read"]

_WORTH_PROCESSES = 500_000
"""Characters of a file from which on several processes are quicker than one."""

_PARTS_EACH = 16  # for a process, at the least: the last to finish should not keep the others waiting for long
_PART = 75_000  # characters, at the most: what these give can be sent without waiting for the receiver

_Span = tuple[int, int]


class ReadResult:
    """What was read in the documents of a text, or in some of them.

    ``release`` holds what they say of images; ``problems`` what is wrong with single documents, as pairs of a rule's id
    and a problem.
    """

    __slots__ = ("problems", "release")

    def __init__(self, release: Release) -> None:
        self.release = release
        self.problems: list[tuple[str, Problem]] = []

    def add(self, part: ReadResult) -> None:
        """Take over what was read in the documents behind these, whose numbers start at 0 in ``part``."""
        first = len(self.release.documents)
        for _, problem in part.problems:
            problem.document += first
        self.problems += part.problems
        self.release.add(part.release)


def read(text: str, config: Config, context: KotsDomains | None, processes: int = 1) -> ReadResult:
    """Read all documents of a decoded text; of a large one, with as many ``processes`` at once.

    ``context`` is what the other files of a KOTS release say, None for every other release. Raises
    `replreg.linter.processes.WorkerLost`.
    """
    reader = _Reader(text, config, context)
    spans = split_documents(reader.masked.text)
    # Where much of the file is one document, there is little to share, and much to send.
    if processes < 2 or len(text) < _WORTH_PROCESSES or max(end - start for start, end in spans) > len(text) / 4:
        return reader.read(spans)
    parts = _parts(spans, max(processes * _PARTS_EACH, len(text) // _PART))
    reading = ReadResult(Release(text, context))
    results = run(parts, reader.read_packed, processes, len(text), here=reader.read)
    for part, result in zip(parts, results, strict=True):
        found = reader.unpacked(result) if isinstance(result, bytes) else result
        reading.add(found if found is not None else reader.read(part))
    return reading


def _parts(spans: list[_Span], count: int) -> list[list[_Span]]:
    """Part documents into at most ``count`` runs of about the same length."""
    begin, end = spans[0][0], spans[-1][1]
    parts: dict[int, list[_Span]] = {}
    for span in spans:
        parts.setdefault((span[0] - begin) * count // max(1, end - begin), []).append(span)
    return list(parts.values())


class _Reader:
    """Reads documents of one text, of which each process has its own copy."""

    def __init__(self, text: str, config: Config, context: KotsDomains | None) -> None:
        self.text = text
        self.masked = mask(text)
        self._config = config
        self._context = context
        self._names = find_names(text, self.masked.text, config.registries)
        self._rules = [
            (rule.id, rule.check_document)
            for rule in document_rules()
            if config.level(rule.id, rule.severity.value) != "off"
        ]
        # Every process has these; they are not sent.
        self._shared = (text, self.masked.text, self.masked.templates)

    def read(self, spans: Iterable[_Span]) -> ReadResult:
        """Read the documents at some spans, as if there were no others."""
        problems: list[tuple[str, Problem]] = []

        def check(document: Document) -> None:
            for name, check_document in self._rules:
                problems.extend([(name, problem) for problem in check_document(document)])

        reading = ReadResult(read_spans(self.text, self.masked, spans, self._context, check, self._names))
        reading.problems = problems
        return reading

    def read_packed(self, spans: list[_Span]) -> ReadResult | bytes | None:
        """Read in one process for another; None where that is not possible, and the other has to do it itself."""
        from replreg.linter.packing import packed

        try:
            return packed(self.read(spans), self._shared)
        except Exception:  # a nesting too deep to be sent, or a mistake, which will show there
            return None

    def unpacked(self, packed: bytes) -> ReadResult:
        """Return what another process has read."""
        from replreg.linter.packing import unpacked

        reading: ReadResult = unpacked(packed, self._shared)
        return reading
