"""How a mapping or a list is laid out in its file, so that what is added looks like what is there."""

from __future__ import annotations

from replreg.document import Source
from replreg.shape import scalar_type
from replreg.yamltree import Mapping, Node, Scalar, Sequence

__all__ = ["appended_entry", "following_pair", "plain_or_quoted"]


def plain_or_quoted(value: str) -> str:
    """Return ``value`` as a scalar: plain where YAML reads that as the same string, else in double quotes."""
    probe = Scalar(0, len(value), None, value, "")
    safe = all((c.isascii() and c.isalnum()) or c in "._-/:@+" for c in value) and value[:1].isalnum() and not value.endswith(":")
    return value if safe and scalar_type(probe) == "string" else double_quoted(value)


def double_quoted(value: str) -> str:
    """Return ``value`` as a double-quoted scalar on one line."""
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable() and not 0xE000 <= ord(character) <= 0xF8FF:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def following_pair(
    source: Source, node: Mapping, key: Node, value: Node, pair: tuple[str, str]
) -> tuple[int, str] | None:
    """Return where and what to insert so that ``pair`` follows the pair of ``key`` and ``value`` in their mapping.

    The offset is the file's. None where the layout is not one that can be continued with certainty.
    """
    text = source.file
    key_start, _ = source.span(key.start, key.end)
    _, value_end = source.span(value.start, value.end)
    name, written = pair
    if node.flow:
        return value_end, f", {name}: {written}"
    line_start = max(text.rfind("\n", 0, key_start), text.rfind("\r", 0, key_start)) + 1
    lead = text[line_start:key_start]
    if lead.strip(" \t-\ufeff"):
        return None
    line_end = _line_end(text, value_end)
    if text[value_end:line_end].strip() and not text[value_end:line_end].lstrip().startswith("#"):
        return None
    indent = "".join(" " if character in "-\ufeff" else character for character in lead)
    return line_end, f"{_newline(text)}{indent}{name}: {written}"


def appended_entry(source: Source, entries: Sequence, pairs: list[tuple[str, str]]) -> tuple[int, str] | None:
    """Return where and what to insert so that a mapping of ``pairs`` becomes the last item of a block sequence.

    None for a flow sequence, an empty one, or one whose layout cannot be continued with certainty.
    """
    if entries.flow or not entries.items:
        return None
    text = source.file
    last = entries.items[-1]
    start, end = source.node_span(last)
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    lead = text[line_start:start]
    dash = lead.rstrip(" \t")
    if not dash.endswith("-") or dash[:-1].strip() or source.map is not None:
        return None
    line_end = _line_end(text, end)
    rest = text[end:line_end].strip()
    if rest and not rest.startswith("#"):
        return None
    newline = _newline(text)
    inner = " " * len(lead)
    lines = [f"{name}: {value}" for name, value in pairs]
    return line_end, newline + lead + f"{newline}{inner}".join(lines)


def _line_end(text: str, offset: int) -> int:
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    return min(ends) if ends else len(text)


def _newline(text: str) -> str:
    """Return the line end that the file uses."""
    feed = text.find("\n")
    if feed > 0 and text[feed - 1] == "\r":
        return "\r\n"
    return "\n" if feed >= 0 or "\r" not in text else "\r"
