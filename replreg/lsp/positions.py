"""Converts between the places of the Language Server Protocol and offsets in code points.

A place is a line and a number of code units from its start, both from 0. Client and server agree on the code units:
those of UTF-8, of UTF-16 (the default), or of UTF-32, which are code points. Lines end at LF, CR LF or CR, and nowhere
else.
"""

from __future__ import annotations

from bisect import bisect_right

from replreg.lsp.capabilities import ENCODINGS
from replreg.yaml.text import LineIndex

__all__ = ["Positions"]


class Positions:
    """The places of one text. ``encoding`` is one of `replreg.lsp.capabilities.ENCODINGS`."""

    __slots__ = ("_lines", "_units", "encoding", "text")

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        if encoding not in ENCODINGS:
            raise ValueError(f"'{encoding}' is not a position encoding; they are {', '.join(ENCODINGS)}")
        self.text: str = text
        self.encoding = encoding
        self._lines = LineIndex(text)
        self._units = {"utf-8": _units_of_utf_8, "utf-16": _units_of_utf_16}.get(encoding)

    @property
    def lines(self) -> LineIndex:
        """The lines of the text."""
        return self._lines

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the code units in it, both from 0, of an offset: code points from the start, from 0.

        The protocol has no place between CR and LF; clients read it as the one before both.
        """
        starts = self._lines.starts
        line = bisect_right(starts, offset) - 1
        before = self.text[starts[line] : offset]
        if self._units is None or before.isascii():
            return line, len(before)
        return line, sum(map(self._units, before))

    def offset(self, line: int, character: int) -> int:
        """Return the offset of a place.

        By the protocol, a character after the end of its line means that end. A line after the last one means the end
        of the text, and a place inside of a character the start of that character.
        """
        starts = self._lines.starts
        if line >= len(starts):
            return len(self.text)
        start, end = self.line_span(line)
        if self._units is None or self.text[start:end].isascii():
            return min(start + character, end)
        units = 0
        for offset in range(start, end):
            units += self._units(self.text[offset])
            if units > character:
                return offset
        return end

    def line_span(self, line: int) -> tuple[int, int]:
        """Return the offsets of the start and the end of a line (from 0), without its line end."""
        starts = self._lines.starts
        start = starts[line]
        end = starts[line + 1] if line + 1 < len(starts) else len(self.text)
        if line + 1 < len(starts):
            end -= 2 if self.text.endswith("\r\n", start, end) else 1
        return start, end


def _units_of_utf_8(character: str) -> int:
    point = ord(character)
    return 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4


def _units_of_utf_16(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1
