"""Offset maps: they turn spans of a derived text into spans of the text that it was derived from.

Derived texts are a scalar's value, a document inside of a scalar, one branch of a scalar with control flow, and a
document without its control flow. `OffsetMap` is the protocol of all maps. Offsets are code points from 0.
"""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Protocol

from replreg.finding import Span

__all__ = ["ChainedMap", "OffsetMap", "PiecewiseMap"]


class OffsetMap(Protocol):
    """Turns spans of a derived text (*inner*) into spans of the text that it was derived from (*outer*)."""

    def span(self, start: int, end: int) -> Span:
        """Return the outer span of the inner span ``start:end``."""


class PiecewiseMap:
    """A map of pieces that follow one another in the inner text, and that may lie apart in the outer text.

    Piece *k* has the inner characters from ``inner[k]`` up to the next piece's, and the outer characters from
    ``outer[k]`` to ``ends[k]``. Both have the same length, or the inner piece is one character and the outer one is
    longer, as an escape sequence or a folded line break is. ``length`` is the inner text's.
    """

    __slots__ = ("ends", "inner", "length", "outer")

    def __init__(self, inner: list[int], outer: list[int], ends: list[int], length: int) -> None:
        self.inner: list[int] = inner
        self.outer: list[int] = outer
        self.ends: list[int] = ends
        self.length: int = length

    @classmethod
    def of_spans(cls, spans: Iterable[tuple[int, int]]) -> "PiecewiseMap":
        """Return the map of an inner text that consists of some outer spans, one after the other; at least one."""
        outer, ends = (list(offsets) for offsets in zip(*spans, strict=True))
        *inner, length = accumulate((end - start for start, end in zip(outer, ends, strict=True)), initial=0)
        return cls(inner, outer, ends, length)

    def move(self, delta: int) -> None:
        """Let the outer text begin ``delta`` characters later."""
        self.outer = [offset + delta for offset in self.outer]
        self.ends = [offset + delta for offset in self.ends]

    def start_of(self, offset: int) -> int:
        """Return the outer offset at which the inner character at ``offset`` starts; past the last one, its end."""
        if offset >= self.length:
            return self.end_of(self.length)
        piece = bisect_right(self.inner, offset) - 1
        return self.outer[piece] + offset - self.inner[piece]

    def end_of(self, offset: int) -> int:
        """Return the outer offset at which the inner character before ``offset`` ends."""
        if offset <= 0:
            return self.outer[0]
        piece = bisect_right(self.inner, offset - 1) - 1
        following = self.inner[piece + 1] if piece + 1 < len(self.inner) else self.length
        if offset == following:
            return self.ends[piece]
        return self.outer[piece] + offset - self.inner[piece]

    def span(self, start: int, end: int) -> Span:
        """Return the outer span of the inner span ``start:end``."""
        first = self.start_of(start)
        return Span(first, first) if end <= start else Span(first, self.end_of(end))


class ChainedMap:
    """Two maps in a row: from the innermost text to one between, and from that one to the outermost."""

    __slots__ = ("_first", "second")

    def __init__(self, first: OffsetMap, second: OffsetMap) -> None:
        self._first = first
        self.second: OffsetMap = second

    def span(self, start: int, end: int) -> Span:
        """Return the outermost span of the innermost span ``start:end``."""
        return self.second.span(*self._first.span(start, end))
