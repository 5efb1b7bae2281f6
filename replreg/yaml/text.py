"""Decodes and encodes files, and finds lines and positions in their text.

Everywhere in this package an *offset* is the number of Unicode code points from the start of the decoded file, counted
from 0, byte-order mark and line ends included. Lines and columns count from 1.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from itertools import accumulate

from replreg.finding import Position
from replreg.lazy_re import lazy_compile

__all__ = [
    "BOM",
    "LineIndex",
    "UndecodableText",
    "decode",
    "encode",
    "first_newline",
    "is_alone_on_its_lines",
    "line_end",
    "line_start",
]

BOM = "\ufeff"

_LINE_END = lazy_compile(r"\r\n?|\n")
_WHITE_SPACE = lazy_compile(r"[^\S\n]*")
_ORDINARY_LINE = 400


class UndecodableText(ValueError):
    """The bytes of a file are not text in the encoding that they claim to be in.

    ``byte`` is the offset of the first wrong byte, from 0; ``before`` is the text that could be decoded up to there.
    """

    def __init__(self, reason: str, byte: int, before: str) -> None:
        super().__init__(reason)
        self.byte = byte
        self.before = before


def decode(data: bytes) -> tuple[str, str]:
    """Decode a file's bytes; return the text, a byte-order mark included, and the codec that gives the bytes back.

    A file with the byte-order mark of UTF-16 is UTF-16, as YAML requires; every other file is UTF-8.
    Raises `UndecodableText`.
    """
    if data.startswith(codecs.BOM_UTF16_LE):
        codec = "utf-16-le"
    elif data.startswith(codecs.BOM_UTF16_BE):
        codec = "utf-16-be"
    else:
        codec = "utf-8"
    try:
        return data.decode(codec), codec
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(codec, "replace")
        name = codec.upper().removesuffix("-LE").removesuffix("-BE")
        raise UndecodableText(
            f"the file is not {name} text: byte {error.start} (0x{data[error.start]:02x}) does not belong there",
            error.start,
            before,
        ) from None


def encode(text: str, codec: str) -> bytes:
    """Return the bytes of ``text``; the inverse of `decode`, for every text that it can return."""
    return text.encode(codec)


def line_start(text: str, offset: int) -> int:
    """Return the offset at which the line of ``offset`` starts. Lines end at LF, CR LF or CR. Reads that line only."""
    feed = text.rfind("\n", 0, offset) + 1
    return max(feed, text.rfind("\r", feed, offset) + 1)


def line_end(text: str, offset: int) -> int:
    """Return the offset at which the line of ``offset`` ends, before its line end. Reads that line only."""
    feed = text.find("\n", offset, offset + _ORDINARY_LINE)
    if feed >= 0:  # as most lines are; no pattern has to be compiled for them
        carriage_return = text.find("\r", offset, feed)
        return feed if carriage_return < 0 else carriage_return
    found = _LINE_END.search(text, offset)
    return found.start() if found else len(text)


def first_newline(text: str) -> str:
    """Return the line end of a text's first line, for lines that are added; LF if there is none."""
    found = _LINE_END.search(text)
    return found.group() if found else "\n"


def is_alone_on_its_lines(text: str, start: int, end: int) -> bool:
    """Return True if only white space precedes the part ``start:end`` on its first line and follows it on its last.

    Lines end at LF. Reads no further than the nearest other characters, so that asking for every part of a line takes
    time in proportion to the line.
    """
    following = _WHITE_SPACE.match(text, end)
    end = following.end() if following else end
    if end < len(text) and text[end] != "\n":
        return False
    while start and text[start - 1] != "\n":
        start -= 1
        if not text[start].isspace():
            return False
    return True


def _line_starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    lengths = map(len, text.split("\n")[:-1])  # without the line end, which is one character
    return [start + number for number, start in enumerate(accumulate(lengths, initial=0))]


class LineIndex:
    """The lines of a text, to turn offsets into positions.

    The lines are found at the first question, since most files have no finding.
    """

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset of each line's first character. Lines end at LF, CR LF or CR, as in editors."""
        if self._starts is None:
            self._starts = _line_starts(self._text)
        return self._starts

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset between 0 and the text's length."""
        starts = self.starts
        line = bisect_right(starts, offset)
        column = offset - starts[line - 1] + 1
        if line == 1 and column > 1 and self._text.startswith(BOM):
            # The mark has an offset, but editors give it no column.
            column -= 1
        return Position(line, column, offset)

    def line(self, number: int) -> str:
        """Return the text of line ``number`` (from 1) without its line end and without a byte-order mark."""
        starts = self.starts
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self._text)
        line = self._text[start:end].rstrip("\r\n")
        return line.removeprefix(BOM) if number == 1 else line
