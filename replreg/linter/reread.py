"""Reads a text again after a change: only the documents that changed; the others are moved to their new places."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from itertools import chain
from typing import TYPE_CHECKING

from replreg.finding import Span
from replreg.linter.moving import CannotMove, Mover, refresh
from replreg.release.model import Release
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import Masked, Template, Templates

if TYPE_CHECKING:
    from replreg.linter.read_in_parallel import ReadResult

__all__ = ["Rereader"]

_AROUND = 400
"""How many characters before a document can count for what is read in it: the line above a name says what it names."""

_PIECE = 4096
"""How many characters are compared at once."""

Read = Callable[[list[Span]], "ReadResult"]


class Rereader:
    """Reads the versions of one text, one after the other.

    The result of `read` may be used until the next call, which moves its objects.
    """

    def __init__(self) -> None:
        self._text = ""
        self._masked = Masked("", Templates())
        self._settings: object = None
        self._parts: list[_Part] = []

    def read(self, text: str, masked: Masked, spans: list[Span], settings: object, read: Read) -> ReadResult:
        """Return what is read at the spans of the documents of a text, as if all of them were read now.

        ``read`` reads the documents at some spans. Its result depends on the text and on ``settings``, and not on
        documents at other spans.
        """
        old, templates = self._parts, self._masked.templates
        before, after = self._unchanged(text, masked, spans) if settings == self._settings else (0, 0)
        self._parts = []  # if this fails, the next call reads everything
        new = (_Part(span, read([span])) for span in spans[before : len(spans) - after])
        parts: list[_Part] = []
        first = 0
        for span, part in zip(spans, chain(old[:before], new, old[len(old) - after :]), strict=True):
            try:
                part.place(span, first, text, masked, templates)
            except CannotMove:
                part = _Part(span, read([span]))
                part.place(span, first, text, masked, templates)
            parts.append(part)
            first += len(part.result.release.documents)
        self._text, self._masked, self._settings, self._parts = text, masked, settings, parts
        return _joined(parts, text, masked)

    def _unchanged(self, text: str, masked: Masked, spans: list[Span]) -> tuple[int, int]:
        """Return how many of the first documents, and how many of the last ones, are the same as in the last text."""
        old, delta = self._parts, len(text) - len(self._text)
        same = min(_common_start(self._text, text), _common_start(self._masked.text, masked.text))
        if same == len(text) == len(self._text):
            same += 1
        most = min(len(old), len(spans))
        before = 0
        # The character after a document counts, too: with another one it could go on.
        while before < most and old[before].span == spans[before] and spans[before].end < same:
            before += 1
        same = min(_common_end(self._text, text), _common_end(self._masked.text, masked.text))
        after = 0
        while (
            after < most - before
            and spans[-1 - after].start - _AROUND >= len(text) - same
            and _moved(old[-1 - after].span, delta) == spans[-1 - after]
        ):
            after += 1
        if before and not _are_same(self._masked.templates, masked.templates, 0, spans[before - 1].end, 0):
            before = 0
        if after and not _are_same(self._masked.templates, masked.templates, spans[-after].start, len(text), delta):
            after = 0
        return before, after


class _Part:
    """The result of reading one span. Its documents are numbered from ``first``."""

    __slots__ = ("first", "fragments", "result", "span")

    def __init__(self, span: Span, result: ReadResult) -> None:
        self.span = span
        self.result = result
        self.first = 0
        self.fragments: list[Fragment] | None = None

    def place(self, span: Span, first: int, text: str, masked: Masked, templates: Templates) -> None:
        """Move the documents to a place in a text. ``templates`` are those of the text in which they were placed last.

        Raises `CannotMove`.
        """
        delta, numbers = span.start - self.span.start, first - self.first
        index, release = self.result.index, self.result.release
        # No version of the text is kept but the last one.
        self.result.masked, release.text, release.templates = masked, text, masked.templates
        if self.fragments is None or delta or numbers:
            was_placed = self.fragments is not None
            mover = Mover(text, masked, templates if was_placed else masked.templates, delta, numbers)
            mover.release(release)
            mover.problems(self.result.problems)
            if index is not None:
                mover.index(index)
            self.span, self.first, self.fragments = span, first, mover.fragments
            return
        for fragment in self.fragments:
            refresh(fragment, text, masked, templates)
        if index is not None:
            index.starts = {text: [start for starts in index.starts.values() for start in starts]}


def _joined(parts: list[_Part], text: str, masked: Masked) -> ReadResult:
    """Return what was read in all parts, as one result."""
    from replreg.linter.read_in_parallel import ReadResult

    whole = ReadResult(Release(text), masked, [], None)
    for part in parts:
        # Copies, since what merges the problems of several rules changes them.
        whole.problems += [(rule, copy(problem)) for rule, problem in part.result.problems]
        whole.release.add_numbered(part.result.release)
        whole.join_index(part.result.index, part.first)
    return whole


def _common_start(first: str, second: str) -> int:
    """Return the number of characters that two texts have in common from their start."""
    if first == second:
        return len(first)
    length = min(len(first), len(second))
    start = 0
    while start < length and first[start : start + _PIECE] == second[start : start + _PIECE]:
        start += _PIECE
    while start < length and first[start] == second[start]:
        start += 1
    return min(start, length)


def _common_end(first: str, second: str) -> int:
    """Return the number of characters that two texts have in common from their end."""
    if first == second:
        return len(first)
    length = min(len(first), len(second))
    end = 0
    while end < length:
        piece = second[max(0, len(second) - end - _PIECE) : len(second) - end]
        if not first.endswith(piece, 0, len(first) - end):
            break
        end += len(piece)
    while end < length and first[-1 - end] == second[-1 - end]:
        end += 1
    return end


def _are_same(old: Templates, new: Templates, start: int, end: int, delta: int) -> bool:
    """Whether the templates between two offsets of a new text are those of the old one, moved by ``delta``."""
    before, now = old.within(start - delta, end - delta), new.within(start, end)
    return len(before) == len(now) and all(
        Template(one.start + delta, one.end + delta, one.control) == other
        for one, other in zip(before, now, strict=True)
    )


def _moved(span: Span, delta: int) -> Span:
    return Span(span.start + delta, span.end + delta)
