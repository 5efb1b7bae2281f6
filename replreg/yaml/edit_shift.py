"""Offsets of a text before and after edits of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from replreg.finding import Edit, Span

__all__ = ["EditShift"]


class EditShift:
    """Where edits move the rest of a text to. The edits are in the order of the text and do not overlap.

    Takes logarithmic time for each question.
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._ends = [edit.end for edit in edits]
        self._deltas: list[int] = [0]
        self._inserted: list[Span] = []
        self._written: list[Span] = []
        for edit in edits:
            start = edit.start + self._deltas[-1]
            self._written.append(Span(start, start + len(edit.text)))
            if edit.start == edit.end:
                self._inserted.append(Span(start, start + len(edit.text)))
            self._deltas.append(self._deltas[-1] + len(edit.text) - (edit.end - edit.start))
        self._insert_starts = [start for start, _ in self._inserted]
        self._written_starts = [start for start, _ in self._written]
        self._written_ends = [end for _, end in self._written]

    def moved(self, offset: int) -> int:
        """Return the new offset of an old one that no edit touches."""
        return offset + self._deltas[bisect_right(self._ends, offset)]

    def touches(self, start: int, end: int) -> bool:
        """Return True if an edit lies in, or at the edge of, an old span."""
        first = bisect_left(self._ends, start)
        return first < len(self._edits) and self._edits[first].start <= end

    def touching(self, start: int, end: int) -> Sequence[Edit]:
        """Return the edits that lie in, or at the edge of, an old span."""
        return self._edits[bisect_left(self._ends, start) : bisect_right(self._starts, end)]

    def touches_written(self, start: int, end: int) -> bool:
        """Return True if a new span overlaps the text of an edit, or is next to it."""
        first = bisect_left(self._written_ends, start)
        return first < len(self._written) and self._written[first].start <= end

    def is_written(self, start: int, end: int) -> bool:
        """Return True if a new span lies wholly in the text of one edit."""
        place = bisect_right(self._written_starts, start) - 1
        return place >= 0 and end <= self._written[place].end

    def is_inserted(self, start: int, end: int) -> bool:
        """Return True if a new span lies wholly in inserted text. An old empty node may be at the edge of that."""
        place = bisect_right(self._insert_starts, start) - 1
        if place < 0:
            return False
        first, last = self._inserted[place]
        return end <= last and (start < end or first < start < last)
