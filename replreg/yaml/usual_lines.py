"""The forms of lines that nearly all YAML files consist of, and what is in a line of one of them."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.yaml.nodes import Scalar
from replreg.yaml.templates import MASK

__all__ = ["EMPTY", "START", "UNUSUAL", "Line", "flow_items", "is_printable", "line_of"]

Line = tuple[int, tuple[int, ...], str | None, int, int, str, str | None, int, int, str]
"""The parts of a line; its offsets count from the start of the line.

The items are: the offset of its first character that is not a space; the offsets of its dashes; its key, or None, with
the key's start, end and style; and its value with start, end and style.

The value is None if there is none: then its start is where an empty scalar would be, after the colon or the dash. It is
also None where the line does not show all of it: then its style is ``"?"``.
"""

EMPTY: Line = (0, (), None, 0, 0, "", None, 0, 0, "empty")
"""An empty line, or one with a comment alone."""

START: Line = (0, (), None, 0, 0, "", None, 0, 0, "start")
"""The start of a document: ``---`` with nothing but a comment after it."""

UNUSUAL: Line = (0, (), None, 0, 0, "", None, 0, 0, "unusual")
"""A line of no form that is known here."""

_LONGEST = 4_000
"""The most characters of a line that is read here. Expressions keep much memory for each character that they pass."""

_LAST_KEY = 1_000
"""The last offset at which a key may end. The parser takes what ends more than 1,024 characters later for no key."""

_LAST_COLUMN = 400
"""The last column of a key or an entry. Levels of nesting need as many columns, and parsers bound the levels."""

_COMMON = lazy_compile(r"( *)(- )?([\w/][\w./-]*):(?: ([\w./][\w./-]*(?::[\w./-]+)*))?")
"""The commonest form, a key with one word or nothing after it, which takes a third of the time of the others."""

# The alternatives begin with different characters, so that they match in linear time. The mask is in no set of
# characters, since compiling a set with it takes a millisecond.
_SCALAR = lazy_compile(
    rf"(?:[\w./~+$()<=^;\\]|{MASK}|-(?=[^ ]))(?:[^ :#]|:(?=[^ ])|(?<=[^ ])#| +(?=[^ :#]))*"
    r"""|'(?:[^']|'')*'|"[^"\\]*\""""
)
_ITEM = lazy_compile(rf""" *(-?-?(?:[\w./$=]|{MASK})(?:[\w./$=-]|{MASK})*|'[^']*'|"[^"\\]*") *([,\]])""")


def line_of(line: str) -> Line:
    """Return what is in a line of a text, which comes without its line break."""
    common = _COMMON.fullmatch(line) if len(line) < _LAST_COLUMN else None
    if common is not None:
        spaces, dash, name, word = common.groups()
        indent = len(spaces)
        begin = indent + 2 if dash else indent
        end = begin + len(name)
        dashes: tuple[int, ...] = (indent,) if dash else ()
        if word is None:
            return indent, dashes, name, begin, end, "", None, end + 1, end + 1, ""
        return indent, dashes, name, begin, end, "", word, end + 2, end + 2 + len(word), ""
    line = line.rstrip("\r ")
    if len(line) > _LONGEST:
        return EMPTY if line.lstrip(" ")[0] == "#" and is_printable(line) else UNUSUAL
    if not line.isprintable() and not is_printable(line):
        return UNUSUAL
    content = line.lstrip(" ")
    if not content or content[0] == "#":
        return EMPTY
    last = len(line)
    indent = place = last - len(content)
    dashes = ()
    if content[0] in "-.":
        if line.startswith(("---", "...")):
            return START if line == "---" or (line[:4] == "--- " and _has_only_comment(line, 3)) else UNUSUAL
        while place <= _LAST_COLUMN and (line.startswith("- ", place) or (place == last - 1 and line[place] == "-")):
            dashes = (*dashes, place)
            place = _after_spaces(line, place + 1)
    if place > _LAST_COLUMN:
        return UNUSUAL
    key, key_start, key_end, key_style = None, place, place, ""
    found = _SCALAR.match(line, place)
    if found is not None and line[found.end() : found.end() + 2] in (":", ": "):
        key_end = found.end()
        if key_end > _LAST_KEY:
            return UNUSUAL
        key = found.group()
        if key[0] in "'\"":
            key, key_style = _unquoted(key), key[0]
        place = key_end + 2 if key_end + 2 < last and line[key_end + 2] != " " else _after_spaces(line, key_end + 1)
        found = _SCALAR.match(line, place)
    elif not dashes:
        return UNUSUAL
    if found is not None:
        end = found.end()
        if end < last and not _has_only_comment(line, end):
            return UNUSUAL
        value = found.group()
        if value[0] not in "'\"":
            return indent, dashes, key, key_start, key_end, key_style, value, place, end, ""
        return indent, dashes, key, key_start, key_end, key_style, _unquoted(value), place, end, value[0]
    if place == last or line[place] == "#":
        place = dashes[-1] + 1 if key is None else key_end + 1
        return indent, dashes, key, key_start, key_end, key_style, None, place, place, ""
    if line[place] not in '|>[{"':
        return UNUSUAL
    return indent, dashes, key, key_start, key_end, key_style, None, place, last, "?"


def is_printable(line: str) -> bool:
    """Return True if a line has no tab, and no other character about which parsers may have a different opinion."""
    return line.isprintable() or line.replace(MASK, "").isprintable()


def _after_spaces(line: str, place: int) -> int:
    while line.startswith(" ", place):
        place += 1
    return place


def _has_only_comment(line: str, place: int) -> bool:
    """Return True if spaces follow in a line, and then perhaps a comment."""
    after = _after_spaces(line, place)
    return after == len(line) or (after > place and line[after] == "#")


def _unquoted(written: str) -> str:
    return written[1:-1].replace("''", "'") if written[0] == "'" else written[1:-1]


def flow_items(text: str, base: int) -> tuple[list[Scalar], int] | None:
    """Return the scalars of ``[a, 'b']``, which starts at ``base``, and its end; None for what is less simple."""
    items: list[Scalar] = []
    place = 1
    while True:
        found = _ITEM.match(text, place)
        if found is None:
            return None
        word = found[1]
        style = word[0] if word[0] in "'\"" else ""
        value = _unquoted(word) if style else word
        items.append(Scalar(base + found.start(1), base + found.end(1), None, value, style))
        place = found.end()
        if found[2] == "]":
            return (items, base + place) if _has_only_comment(text, place) else None
