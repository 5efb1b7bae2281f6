"""Maps the characters of a scalar's value to the file, so that an edit inside of a quoted scalar is exact.

`value_map` reads the written scalar by the rules of YAML 1.1 (quotes, escapes, folding, indentation) and returns a map
from offsets of the value to offsets of the text. The map is checked: where reading does not arrive at the value that
the parser read, there is no map, and nothing is edited there.
"""

from __future__ import annotations

import re

from replreg.finding import Span
from replreg.lazy_re import lazy_compile
from replreg.yaml.nodes import Scalar
from replreg.yaml.offset_maps import PiecewiseMap

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
_EMPTY_LINE = lazy_compile(r"[ \t]*(\r\n|[\r\n\x85\u2028\u2029])?")


def content_span(text: str, scalar: Scalar) -> Span:
    """Return the span of a scalar without anchor, tag and quotes; that of a block scalar begins at ``|`` or ``>``."""
    start, end = scalar.start, scalar.end
    if scalar.tag is not None or text[start : start + 1] in ("&", "!"):
        properties = _PROPERTIES.match(text, start, end)
        if properties:
            start = properties.end()
    if scalar.style in ("'", '"') and end - start >= 2:
        return Span(start + 1, end - 1)
    return Span(start, end)


def unquoted(text: str, style: str) -> str:
    """Return the value of a written piece, on one line, of a scalar of ``style``."""
    if style == "'":
        return text.replace("''", "'")
    return _ESCAPE.sub(lambda found: _unescape(found.group()), text) if style == '"' else text


def value_map(text: str, scalar: Scalar) -> PiecewiseMap | None:
    """Return the map from ``scalar.value`` to ``text``, the text that it was composed from; None if not certain."""
    start, end = content_span(text, scalar)
    value = scalar.value
    if scalar.style in ("", "'", '"'):
        if end - start == len(value) and text.startswith(value, start):
            return PiecewiseMap([0], [start], [end], len(value))
        return _flow_map(text, start, end, scalar)
    return _block_map(text, start, end, scalar)


class _Walk:
    """The part of the value that has been read, and the pieces of its map."""

    __slots__ = ("ends", "inner", "length", "outer", "parts")

    def __init__(self) -> None:
        self.inner: list[int] = []
        self.outer: list[int] = []
        self.ends: list[int] = []
        self.parts: list[str] = []
        self.length = 0

    def add(self, characters: str, start: int, end: int) -> None:
        """Add ``characters`` of the value, which are written in the text from offset ``start`` to ``end``."""
        if characters:
            self.inner.append(self.length)
            self.outer.append(start)
            self.ends.append(end)
            self.parts.append(characters)
            self.length += len(characters)

    def finish(self, value: str) -> PiecewiseMap | None:
        """Return the map if the walk arrived at ``value``, less the line feeds that chomping takes off its end."""
        walked = "".join(self.parts)
        if not walked.startswith(value) or walked[len(value) :].strip("\n") or not self.inner:
            return None
        while self.inner[-1] >= len(value) and len(self.inner) > 1:
            self.inner.pop(), self.outer.pop(), self.ends.pop()
        return PiecewiseMap(self.inner, self.outer, self.ends, len(value))


def _flow_map(text: str, start: int, end: int, scalar: Scalar) -> PiecewiseMap | None:
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
            if characters[1] in _BREAKS:  # an escaped line break vanishes, with the indentation after it
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
    """Add the line break from ``at`` to ``position``, the empty lines after it and the next line's indentation.

    They are one line feed for each empty line; where there is none, they are ``joint``. Returns where they end.
    """
    start = position
    while (empty := _EMPTY_LINE.match(text, position, end)) is not None and empty.group(1):
        position = empty.end()
        walk.add("\n", at, position)
        at = position
    fed = position > start
    if empty is not None:
        position = empty.end()
    if fed:
        walk.ends[-1] = position
    else:
        walk.add(joint, at, position)
    return position


def _unescape(escape: str) -> str:
    """Return the character of an escape sequence of a double-quoted scalar, or ``""`` if YAML does not have it."""
    if escape[1] in "xuU" and len(escape) > 2:
        return chr(int(escape[2:], 16))
    return _ESCAPED.get(escape[1], "")


def _block_map(text: str, start: int, end: int, scalar: Scalar) -> PiecewiseMap | None:
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


def _folded_map(value: str, lines: list[tuple[int, str, int]], indent: int) -> PiecewiseMap | None:
    """Map a folded block with the help of its value: a space or line feeds are between the values of two lines."""
    walk = _Walk()
    last = lines[0][0]
    breaks: list[int] = []  # the ends of the lines since the last one with text
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
    """Add the line feeds that the value has next. They are written as ``breaks``, less the first where lines fold.

    They are written from offset ``last`` of the text up to ``start``, where the next line begins; 0 if there is none.
    """
    feeds = _FEEDS.match(value, walk.length)
    count = feeds.end() - walk.length if feeds else 0
    folded = len(breaks) - count if start else 0
    for number, end in enumerate(breaks[max(folded, 0) :][:count], 1):
        walk.add("\n", last, max(end, start) if number == count else end)
        last = end


def _block_indent(value: str, lines: list[tuple[int, str, int]]) -> int:
    """Return the indentation of a block scalar: by how much its first line with text is longer than the value's."""
    written = next((content for _, content, _ in lines if content.strip(" ")), "")
    read = next((line for line in value.split("\n") if line.strip(" ")), "")
    return len(written) - len(written.lstrip(" ")) - len(read) + len(read.lstrip(" "))
