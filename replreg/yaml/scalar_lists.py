"""Adds a string to a list of a mapping, in the layout of the list; makes the list where there is none."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.yaml.control_flow import is_split
from replreg.yaml.fragment import Fragment
from replreg.yaml.insertion import double_quoted, newline_at, pair_place, plain_or_quoted
from replreg.yaml.nodes import Mapping, Node, Scalar, Sequence
from replreg.yaml.templates import MASK
from replreg.yaml.text import line_end, line_start

__all__ = ["ItemPlace", "item_indent", "item_place"]

_REST = lazy_compile(r"[ \t]*(?:#[^\r\n]*)?")
_ITEM = lazy_compile(r"(?m)^([ \t]*)- ")
_STEP = "  "


class ItemPlace(NamedTuple):
    """Where a string can be added to a list: the offset in the file, what goes before it and after it.

    ``style`` is the quote that the last item has, or empty. Where ``for_one``, only one string can be added here at
    once: a second one would repeat the list's key.
    """

    offset: int
    before: str
    after: str = ""
    style: str = ""
    for_one: bool = False

    def text(self, value: str) -> str:
        """Return the text to insert for a string, which must be printable."""
        if self.style == '"':
            written = double_quoted(value)
        elif self.style == "'" and "'" not in value:
            written = f"'{value}'"
        else:
            written = plain_or_quoted(value)
        return f"{self.before}{written}{self.after}"


def item_place(fragment: Fragment, holder: Mapping, key: str) -> ItemPlace | None:
    """Return where a string can be added to the list under ``key``.

    None where the layout cannot be continued with certainty: after an alias, in control flow, or where the key has
    another kind of value.
    """
    if not fragment.editable or fragment.map is not None or is_split(fragment, holder):
        return None
    pair = next((pair for pair in holder.pairs if isinstance(pair[0], Scalar) and pair[0].value == key), None)
    if pair is None:
        return _new_list(fragment, holder, key)
    name, value = pair
    if not isinstance(name, Scalar) or value.start < name.end:
        return None  # an alias
    return _end_of(fragment, value) if isinstance(value, Sequence) else None


def _end_of(fragment: Fragment, listed: Sequence) -> ItemPlace | None:
    text = fragment.file
    if not listed.items:
        return ItemPlace(listed.end - 1, "", for_one=True) if text[listed.end - 1 : listed.end] == "]" else None
    last = listed.items[-1]
    previous = listed.items[-2].start if len(listed.items) > 1 else listed.start - 1
    if not isinstance(last, Scalar) or last.style in ("|", ">") or MASK in last.value or last.start <= previous:
        return None
    if listed.flow:
        return ItemPlace(last.end, ", ", style=last.style or "")
    start = line_start(text, last.start)
    lead = text[start : last.start]
    end = line_end(text, last.end)
    if lead.strip(" ") != "-" or not _REST.fullmatch(text, last.end, end):
        return None
    return ItemPlace(end, f"{newline_at(text, end)}{lead}", style=last.style or "")


def _new_list(fragment: Fragment, holder: Mapping, key: str) -> ItemPlace | None:
    text = fragment.file
    if holder.flow:
        if not holder.pairs:
            return None
        last: Node = holder.pairs[-1][1]
        if last.start < holder.pairs[-1][0].end:
            return None
        return ItemPlace(last.end, f", {key}: [", "]", '"', for_one=True)
    place = pair_place(fragment, holder)
    if place is None:
        return None
    offset, newline, indent = place
    return ItemPlace(offset, f"{newline}{indent}{key}:{newline}{indent}{item_indent(text)}- ", for_one=True)


def item_indent(text: str) -> str:
    """Return how much more than their key the items of a list are indented in a file, by the first list of it."""
    for found in _ITEM.finditer(text):
        start = line_start(text, max(0, found.start() - 1))
        above = text[start : line_end(text, start)]
        if above.rstrip().endswith(":") and not above.lstrip().startswith(("-", "#")):
            depth = len(found[1]) - (len(above) - len(above.lstrip(" ")))
            return " " * depth if 0 <= depth <= len(_STEP) * 2 else _STEP
    return _STEP
