"""Adds a string to a list of a mapping, in the layout of the list; makes the list where there is none."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.yaml.fragment import Fragment
from replreg.yaml.insertion import content_end, double_quoted, newline_at, plain_or_quoted
from replreg.yaml.nodes import Mapping, Node, Scalar, Sequence
from replreg.yaml.templates import MASK
from replreg.yaml.text import line_end, line_start

__all__ = ["ItemPlace", "item_indent", "item_place", "pair_place"]

_REST = lazy_compile(r"[ \t]*(?:#[^\r\n]*)?")
_ITEM = lazy_compile(r"(?m)^([ \t]*)- ")
_STEP = "  "
_COMMENT = lazy_compile(r"(?m)^[ \t]*#.*$")
_BLOCK = lazy_compile(r"(?:\{\{repl|repl\{\{)-?\s*(if|range|with|define|block|end)\b")


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
    if not fragment.editable or fragment.map is not None or _is_split(fragment, holder):
        return None
    pair = next((pair for pair in holder.pairs if isinstance(pair[0], Scalar) and pair[0].value == key), None)
    if pair is None:
        return _new_list(fragment, holder, key)
    name, value = pair
    if not isinstance(name, Scalar) or value.start < name.end:
        return None  # an alias
    return _end_of(fragment, value) if isinstance(value, Sequence) else None


def _is_split(fragment: Fragment, holder: Mapping) -> bool:
    """Return True if control flow is between the values of a mapping, so that some of its lines may not be rendered.

    Control flow that begins and ends in one scalar, such as the name of a resource in ``statusInformers``, is not, and
    neither is that of a comment line.
    """
    control = sum(template.control for template in fragment.templates.within(holder.start, holder.end))
    if not control:
        return False
    stack: list[Node] = [holder]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            if MASK in node.value and (node.style in ("|", ">") or "\n" not in fragment.file[node.start : node.end]):
                control -= _closed(fragment, node.start, node.end)
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Mapping):
                stack += (part for pair in node.pairs for part in pair)
            elif isinstance(node, Sequence):
                stack += node.items
    if control:
        comments = _COMMENT.finditer(fragment.file, holder.start, holder.end)
        control -= sum(_closed(fragment, *found.span()) for found in comments)
    return control != 0


def _closed(fragment: Fragment, start: int, end: int) -> int:
    """Return how many expressions of control flow are in a span, if each block that begins in it ends in it; else 0."""
    found = [one for one in fragment.templates.within(start, end) if one.control]
    depth = 0
    for template in found:
        word = _BLOCK.match(fragment.file, template.start)
        if word is not None:
            depth += -1 if word[1] == "end" else 1
        if depth < 0:
            return 0
    return 0 if depth else len(found)


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


def pair_place(fragment: Fragment, holder: Mapping) -> tuple[int, str, str] | None:
    """Return where a pair can follow the last one of a block mapping: the offset, the line end and the indentation.

    None where the layout cannot be continued with certainty, or where control flow is in the mapping.
    """
    text = fragment.file
    if not fragment.editable or fragment.map is not None or holder.flow:
        return None
    offset = content_end(holder)
    if offset is None or _is_split(fragment, holder):
        return None
    indent = text[line_start(text, holder.start) : holder.start]
    end = line_end(text, offset)
    if indent.strip(" \ufeff") or not _REST.fullmatch(text, offset, end):
        return None
    return end, newline_at(text, end), indent.lstrip("\ufeff")


def item_indent(text: str) -> str:
    """Return how much more than their key the items of a list are indented in a file, by the first list of it."""
    for found in _ITEM.finditer(text):
        start = line_start(text, max(0, found.start() - 1))
        above = text[start : line_end(text, start)]
        if above.rstrip().endswith(":") and not above.lstrip().startswith(("-", "#")):
            depth = len(found[1]) - (len(above) - len(above.lstrip(" ")))
            return " " * depth if 0 <= depth <= len(_STEP) * 2 else _STEP
    return _STEP
