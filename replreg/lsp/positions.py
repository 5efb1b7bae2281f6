"""Places in a text as editors count them, to and from the offsets that everything else here counts in.

A place of the Language Server Protocol is a line, from 0, and a number of code units from its start, from 0. Which code
units is agreed upon when a client and a server meet: those of UTF-8, of UTF-16 (the default), or of UTF-32, which are
code points. Lines end at LF, CR LF or CR, and at nothing else.
"""

from __future__ import annotations

from bisect import bisect_right

from replreg.yaml.text import LineIndex

__all__ = ["ENCODINGS", "Positions"]

ENCODINGS = ("utf-32", "utf-16", "utf-8")
"""The position encodings that are known here, the one that costs nothing first."""


class Positions:
    """The places of one text. ``encoding`` is one of `ENCODINGS`."""

    __slots__ = ("_lines", "_units", "encoding", "text")

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        if encoding not in ENCODINGS:
            raise ValueError(f"there is no position encoding '{encoding}'; there are {', '.join(ENCODINGS)}")
        self.text = text
        self.encoding = encoding
        self._lines = LineIndex(text)
        self._units = {"utf-8": _units_of_utf_8, "utf-16": _units_of_utf_16}.get(encoding)

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the code units in it, both from 0, of an offset: code points from the start, from 0.

        A place between CR and LF is none in this protocol; clients read it as the one before both.
        """
        starts = self._lines.starts
        line = bisect_right(starts, offset) - 1
        before = self.text[starts[line] : offset]
        if self._units is None or before.isascii():
            return line, len(before)
        return line, sum(map(self._units, before))

    def offset(self, line: int, character: int) -> int:
        """Return the offset of a place.

        As the protocol has it, a character behind the end of its line means that end. A line behind the last one means
        the end of the text, and a place inside of a character the start of it.
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
        """Return the offsets between which a line (from 0) stands, without its end."""
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
