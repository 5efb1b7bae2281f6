"""Where the cursor is in half-typed YAML: the keys that lead there, by indentation, and what is written so far."""

from __future__ import annotations

import re

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple

__all__ = ["Cursor", "cursor_at"]

_KEY = lazy_compile(
    r"""(?P<before>[ ]*(?:-[ ]+)*)(?P<quote>["']?)"""
    r"""(?P<key>[^\s"'#:{}\[\],&*!|>%@`][^"':#]*?)(?P=quote)[ ]*:(?=[ ]|$)"""
)
_DASH = lazy_compile(r"[ ]*-(?=[ ]|$)")
_SEPARATOR = lazy_compile(r"(?m)^---(?=\s|$)")
_MOST_LINES = 5_000
"""How far above the cursor the keys around it are searched."""


class Cursor(NamedTuple):
    """The place of the cursor in one YAML document.

    ``path`` has the keys from the root, with ``-`` for an entry of a list. ``key`` is the key of the value that is
    being written; None where a key is. ``written`` is the part of that key or value before the cursor, ``start`` the
    offset where it begins, and ``quote`` the quote that is open, or empty. ``siblings`` are keys of the same mapping.
    """

    path: tuple[str, ...]
    key: str | None
    written: str
    start: int
    quote: str
    siblings: frozenset[str]


def cursor_at(text: str, offset: int) -> Cursor | None:
    """Return the place of the cursor; None in a comment, in a block of text, or where it cannot be made out."""
    line_start = text.rfind("\n", 0, offset) + 1
    before = text[line_start:offset]
    if re.search(r"(^|\s)#", before):
        return None
    document = max((found.end() for found in _SEPARATOR.finditer(text, 0, line_start)), default=0)
    match = _KEY.match(before)
    if match is not None:
        rest = before[match.end() :]
        value = rest.lstrip()
        quote = value[:1] if value[:1] in ("'", '"') else ""
        key, indent = match["key"], len(match["before"])
        written = value[len(quote) :]
    else:
        plain = re.fullmatch(r"""([ ]*(?:-[ ]+)*)["']?([\w./-]*)""", before)
        if plain is None:
            return None
        key, indent, quote = None, len(plain[1]), ""
        written = plain[2]
    path, siblings = _around(text[document:line_start], before, indent, text[offset:])
    if path is None:
        return None
    return Cursor(path, key, written, offset - len(written), quote, siblings)


def _around(above: str, before: str, indent: int, below: str) -> tuple[tuple[str, ...] | None, frozenset[str]]:
    """Return the keys that lead to the mapping at an indent, and the keys of that mapping."""
    path: list[str] = []
    siblings: set[str] = set()
    level = indent
    dashes = _dashes(before)
    lines = above.split("\n")[:-1][-_MOST_LINES:]
    if dashes:
        path += ["-"] * len(dashes)
        level = dashes[0] + 1  # a list may be as deep as the key that holds it
    for line in reversed(lines):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _KEY.match(line)
        own = len(line) - len(line.lstrip(" "))
        if match is None:
            if own < level and not line.lstrip().startswith("-"):
                return None, frozenset()  # a block of text, or a form that indentation does not show
            continue
        column = len(match["before"])
        marks = _dashes(line)
        if column == level:
            if not path:
                siblings.add(match["key"])
            if marks:
                path += ["-"] * len(marks)
                level = marks[0] + 1
        elif column < level:
            if re.search(r":[ ]+[|>][-+0-9]*[ ]*$", line):
                return None, frozenset()  # inside of a block of text
            path.append(match["key"])
            level = column
            if marks:
                path += ["-"] * len(marks)
                level = marks[0] + 1
        if level == 0:
            break
    for line in below.split("\n")[1:200]:
        match = _KEY.match(line)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        column = len(line) - len(line.lstrip(" "))
        if column < indent or line.startswith("---"):
            break
        if match is not None and len(match["before"]) == indent and not _dashes(line):
            siblings.add(match["key"])
        elif column == indent:
            break
    return tuple(reversed(path)), frozenset(siblings)


def _dashes(line: str) -> list[int]:
    """Return the columns of the dashes that a line begins with."""
    found: list[int] = []
    while (match := _DASH.match(line, found[-1] + 1 if found else 0)) is not None:
        found.append(match.end() - 1)
    return found
