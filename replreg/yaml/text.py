"""Bytes to text and back, and the places in a text.

Everywhere in this package an *offset* is a number of Unicode code points from the start of the decoded file, from 0,
with the byte-order mark and the line ends counted. Lines and columns count from 1.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right

from replreg.finding import Position
from replreg.lazy_re import lazy_compile

__all__ = [
    "BOM",
    "LineIndex",
    "Lonely",
    "OffsetMap",
    "UndecodableText",
    "decode",
    "encode",
    "first_newline",
    "line_end",
    "line_start",
    "on_one_line",
]

BOM = "\ufeff"

_LINE_END = lazy_compile(r"\r\n?|\n")


class UndecodableText(ValueError):
    """The bytes of a file are not text in the encoding that they claim.

    ``byte`` is the offset of the first wrong byte, from 0; ``before`` is the text that could be decoded up to there.
    """

    def __init__(self, reason: str, byte: int, before: str) -> None:
        super().__init__(reason)
        self.byte = byte
        self.before = before


def decode(data: bytes) -> tuple[str, str]:
    """Decode a file's bytes; return the text, a byte-order mark included, and the codec that gives the bytes back.

    UTF-16 is known by its byte-order mark, as YAML wants it; all else is UTF-8, with or without a mark.
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
    """Return where the line of an offset starts. Lines end at LF, CR LF or CR. Reads no further than that line."""
    feed = text.rfind("\n", 0, offset) + 1
    return max(feed, text.rfind("\r", feed, offset) + 1)


def line_end(text: str, offset: int) -> int:
    """Return where the line of an offset ends, before its line end. Reads no further than that line."""
    found = _LINE_END.search(text, offset)
    return found.start() if found else len(text)


def first_newline(text: str) -> str:
    """Return the line end of a text's first line, as what is to be the line end of a new one; LF if it has none."""
    found = _LINE_END.search(text)
    return found.group() if found else "\n"


def on_one_line(text: str) -> str:
    """Return a text as a message quotes it: each run of white space as one space, and not too long."""
    text = " ".join(text.split())
    return text if len(text) <= 120 else text[:80] + "…" + text[-30:]


class LineIndex:
    """The lines of a text, to turn offsets into positions. Built when first asked, since most files have no finding."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset of each line's first character. Lines end at LF, CR LF or CR, as editors have it."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(self._text))]
        return self._starts

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset between 0 and the text's length."""
        starts = self.starts
        line = bisect_right(starts, offset)
        column = offset - starts[line - 1] + 1
        if line == 1 and column > 1 and self._text.startswith(BOM):
            # The mark counts as an offset, but no editor gives it a column.
            column -= 1
        return Position(line, column, offset)

    def line(self, number: int) -> str:
        """Return the text of line ``number`` (from 1), without its end; of the first, without a byte-order mark."""
        starts = self.starts
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self._text)
        line = self._text[start:end].rstrip("\r\n")
        return line.removeprefix(BOM) if number == 1 else line


class Lonely:
    """Tells which parts of a text stand alone on their lines, with nothing but blanks around them.

    When it is asked in the order of the text, each line is looked at once, however many parts stand on it.
    """

    __slots__ = ("_end", "_first", "_last", "_start", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._start, self._end = 0, -1
        self._first = self._last = 0

    def holds(self, start: int, end: int) -> bool:
        """Tell whether the part between two offsets has only blanks before it on its first line, and behind it on its
        last one. Lines end at LF."""
        self._go_to(start)
        if self._first < start:
            return False
        self._go_to(end)
        return self._last <= end

    def _go_to(self, offset: int) -> None:
        """Find the line of an offset, and its first and last character that is no blank."""
        if self._start <= offset <= self._end:
            return
        self._start = self._text.rfind("\n", 0, offset) + 1
        end = self._text.find("\n", offset)
        self._end = end if end >= 0 else len(self._text)
        line = self._text[self._start : self._end]
        self._last = self._start + len(line.rstrip())
        self._first = self._end - len(line.lstrip())


class OffsetMap:
    """Where the characters of a derived text (a scalar's value, a file inside a scalar) stand in the text it came from.

    Piecewise: piece *k* holds the inner characters from ``inner[k]`` up to the next piece's; they stand from
    ``outer[k]`` to ``ends[k]``. A piece is as long inside as outside, or one character inside that is longer outside,
    as an escape sequence or a folded line break is. ``length`` is the inner text's.
    """

    __slots__ = ("ends", "inner", "length", "outer")

    def __init__(self, inner: list[int], outer: list[int], ends: list[int], length: int) -> None:
        self.inner = inner
        self.outer = outer
        self.ends = ends
        self.length = length

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

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the outer span of the inner span ``start:end``."""
        first = self.start_of(start)
        return (first, first) if end <= start else (first, self.end_of(end))
