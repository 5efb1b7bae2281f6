"""Where the characters of a scalar's value stand in the file: what makes an edit inside a quoted scalar exact.

`value_map` walks the scalar's source by the rules of YAML 1.1 (quotes, escapes, folding, indentation) and gives a map
from offsets of the value to offsets of the source. It proves itself: where the walk does not arrive at the very value
that the parser read, there is no map, and nothing will be edited there.
"""

from __future__ import annotations

import re

from replreg.lazy_re import lazy_compile
from replreg.yaml.composer import Scalar
from replreg.yaml.text import OffsetMap

__all__ = ["content_span", "unquoted", "value_map"]

_PROPERTIES = lazy_compile(r"(?:(?:[&!][^\s]*)(?:[ \t]+|\r\n?|\n|[ \t]*#[^\r\n]*(?=[\r\n]))+)*")
_BLOCK_HEADER = lazy_compile(r"[|>]([0-9]?)([+-]?)([0-9]?)[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n|$)")
_LINE = lazy_compile(r"([^\r\n\x85\u2028\u2029]*)(\r\n|[\r\n\x85\u2028\u2029]|$)")
_ESCAPED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_ESCAPE = lazy_compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_FLOW_TOKEN = {
    "": lazy_compile(r"[^\r\n\x85\u2028\u2029]+|\r\n|[\r\n\x85\u2028\u2029]"),
    "'": lazy_compile(r"''|[^'\r\n\x85\u2028\u2029]+|\r\n|[\r\n\x85\u2028\u2029]"),
    '"': lazy_compile(
        r'\\(?:\r\n|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|[^"\\\r\n\x85\u2028\u2029]+|\r\n|[\r\n\x85\u2028\u2029]',
        re.DOTALL,
    ),
}
_BREAKS = "\r\n\x85\u2028\u2029"
_FEEDS = lazy_compile(r"\n*")
_BLANK = lazy_compile(r"[ \t]*(\r\n|[\r\n\x85\u2028\u2029])?")


def content_span(text: str, scalar: Scalar) -> tuple[int, int]:
    """Return the span of a scalar without anchor, tag and quotes; a block scalar's begins at its ``|`` or ``>``."""
    start, end = scalar.start, scalar.end
    if scalar.tag is not None or text[start : start + 1] in ("&", "!"):
        properties = _PROPERTIES.match(text, start, end)
        if properties:
            start = properties.end()
    if scalar.style in ("'", '"') and end - start >= 2:
        return start + 1, end - 1
    return start, end


def unquoted(text: str, style: str) -> str:
    """Return what a piece of a scalar's source, on one line, stands for in a scalar of ``style``."""
    if style == "'":
        return text.replace("''", "'")
    return _ESCAPE.sub(lambda found: _unescape(found.group()), text) if style == '"' else text


def value_map(text: str, scalar: Scalar) -> OffsetMap | None:
    """Return where each character of ``scalar.value`` stands in ``text``, the text it was composed from.

    None where that cannot be told for certain.
    """
    start, end = content_span(text, scalar)
    value = scalar.value
    if scalar.style in ("", "'", '"'):
        if end - start == len(value) and text.startswith(value, start):
            return OffsetMap([0], [start], [end], len(value))
        return _flow_map(text, start, end, scalar)
    return _block_map(text, start, end, scalar)


class _Walk:
    """The value as it grows, and the pieces of its map."""

    __slots__ = ("ends", "inner", "length", "outer", "parts")

    def __init__(self) -> None:
        self.inner: list[int] = []
        self.outer: list[int] = []
        self.ends: list[int] = []
        self.parts: list[str] = []
        self.length = 0

    def add(self, characters: str, start: int, end: int) -> None:
        """Take ``characters`` of the value, which stand in the source from offset ``start`` to ``end``."""
        if characters:
            self.inner.append(self.length)
            self.outer.append(start)
            self.ends.append(end)
            self.parts.append(characters)
            self.length += len(characters)

    def finish(self, value: str) -> OffsetMap | None:
        """Return the map if the walk arrived at ``value``, but for the line feeds that chomping takes off its end."""
        walked = "".join(self.parts)
        if not walked.startswith(value) or walked[len(value) :].strip("\n") or not self.inner:
            return None
        while self.inner[-1] >= len(value) and len(self.inner) > 1:
            self.inner.pop(), self.outer.pop(), self.ends.pop()
        return OffsetMap(self.inner, self.outer, self.ends, len(value))


def _flow_map(text: str, start: int, end: int, scalar: Scalar) -> OffsetMap | None:
    """Map a plain or quoted scalar: escapes are one character each, line breaks fold to a space or to line feeds."""
    walk = _Walk()
    tokens = _FLOW_TOKEN[scalar.style]
    position = start
    while position < end:
        token = tokens.match(text, position, end)
        if token is None:
            return None
        characters = token.group()
        at, position = token.span()
        if characters[0] in _BREAKS:
            position = _fold(walk, text, at, position, end, " ")
        elif characters[0] == "\\" and scalar.style == '"':
            if characters[1] in _BREAKS:  # an escaped line break vanishes, with the indentation behind it
                position = _fold(walk, text, at, position, end, "")
            else:
                walk.add(_unescape(characters), at, position)
        elif characters == "''" and scalar.style == "'":
            walk.add("'", at, position)
        else:
            if text[position : position + 1] in _BREAKS and position < end:
                characters = characters.rstrip(" \t")
            walk.add(characters, at, at + len(characters))
    return walk.finish(scalar.value)


def _fold(walk: _Walk, text: str, at: int, position: int, end: int, joint: str) -> int:
    """Take the line break from ``at`` to ``position``, the blank lines behind it and the next line's indentation.

    They are one line feed for each blank line; where there is none, they are ``joint``. Returns where they end.
    """
    start = position
    while (blank := _BLANK.match(text, position, end)) is not None and blank.group(1):
        position = blank.end()
        walk.add("\n", at, position)
        at = position
    fed = position > start
    if blank is not None:
        position = blank.end()
    if fed:
        walk.ends[-1] = position
    else:
        walk.add(joint, at, position)
    return position


def _unescape(escape: str) -> str:
    """Return the character of an escape sequence of a double-quoted scalar, or nothing for one that YAML has not."""
    if escape[1] in "xuU" and len(escape) > 2:
        return chr(int(escape[2:], 16))
    return _ESCAPED.get(escape[1], "")


def _block_map(text: str, start: int, end: int, scalar: Scalar) -> OffsetMap | None:
    """Map a block scalar, literal or folded."""
    header = _BLOCK_HEADER.match(text, start)
    if header is None:
        return None
    lines = [
        (match.start(), match.group(1), match.end())
        for match in _LINE.finditer(text, header.end(), end)
        if match.end() > match.start()
    ]
    indent = _block_indent(scalar.value, lines)
    if scalar.style == ">" and sum(1 for _, content, _ in lines if content.strip(" ")) > 1:
        return _folded_map(scalar.value, lines, indent)
    walk = _Walk()
    for at, content, line_end in lines:
        walk.add(content[indent:], at + indent, at + len(content))
        walk.add("\n", at + len(content), line_end)
    return walk.finish(scalar.value)


def _folded_map(value: str, lines: list[tuple[int, str, int]], indent: int) -> OffsetMap | None:
    """Map a folded block by the value itself: what stands between two of its lines is a space, or line feeds."""
    walk = _Walk()
    last = lines[0][0]
    breaks: list[int] = []  # the ends of the lines since the last one that was not blank
    for at, content, line_end in lines:
        written = content[indent:]
        if written:
            start = at + indent
            if breaks and value.startswith(" " + written, walk.length):
                walk.add(" ", last, start)
            else:
                _add_feeds(walk, value, last, breaks, start)
            if not value.startswith(written, walk.length):
                return None
            last = at + len(content)
            walk.add(written, start, last)
            breaks = []
        breaks.append(line_end)
    _add_feeds(walk, value, last, breaks, 0)
    return walk.finish(value)


def _add_feeds(walk: _Walk, value: str, last: int, breaks: list[int], start: int) -> None:
    """Take the line feeds that the value has next. They stand for ``breaks``, or all but the first where lines fold.

    They begin at offset ``last`` of the source, and reach to ``start``, where the next line does unless it is 0.
    """
    feeds = _FEEDS.match(value, walk.length)
    count = feeds.end() - walk.length if feeds else 0
    folded = len(breaks) - count if start else 0
    for number, end in enumerate(breaks[max(folded, 0) :][:count], 1):
        walk.add("\n", last, max(end, start) if number == count else end)
        last = end


def _block_indent(value: str, lines: list[tuple[int, str, int]]) -> int:
    """Return the indentation of a block scalar: what its first line that is not blank has more than the value's."""
    written = next((content for _, content, _ in lines if content.strip(" ")), "")
    read = next((line for line in value.split("\n") if line.strip(" ")), "")
    return len(written) - len(written.lstrip(" ")) - len(read) + len(read.lstrip(" "))
