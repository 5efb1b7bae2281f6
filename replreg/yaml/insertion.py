"""Inserts pairs and list items in the layout of the mapping or list that they are added to."""

from __future__ import annotations

from collections.abc import Sequence as Pairs

from replreg.lazy_re import lazy_compile
from replreg.messages import likeness
from replreg.named_tuple import NamedTuple
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Mapping, Node, Scalar, Sequence, plain_type
from replreg.yaml.text import BOM, line_end, line_start

__all__ = [
    "ListEnd",
    "PairPlace",
    "content_end",
    "double_quoted",
    "following_pair",
    "has_like",
    "in_style",
    "list_end",
    "new_list",
    "newline_at",
    "pair_place",
    "plain_or_quoted",
]

_LIKE = 0.7
_LONGEST_WORD = 80  # characters

_PLAIN = lazy_compile(r"[A-Za-z0-9][A-Za-z0-9._/:@+-]*")
_BREAK = lazy_compile(r"\r\n?|\n")
_COLON = lazy_compile(r"[ \t]*:[ \t]*")
_REST = lazy_compile(r"[ \t]*(?:#[^\r\n]*)?")
_REST_OF_ALIAS = lazy_compile(r"[ \t]*(?::[ \t]*\*[^\s,\[\]{}]+[ \t]*)?(?:#[^\r\n]*)?")
_COMMENT_LINE = lazy_compile(r"(?:\r\n?|\n)([ \t]*)#[^\r\n]*")


def plain_or_quoted(value: str) -> str:
    """Return ``value`` as a scalar: plain where YAML reads that as the same string, else in double quotes."""
    is_safe = _PLAIN.fullmatch(value) is not None and not value.endswith(":") and plain_type(value) == "string"
    return value if is_safe else double_quoted(value)


def double_quoted(value: str) -> str:
    """Return ``value`` as a double-quoted scalar on one line."""
    return '"' + "".join(map(_escaped, value)) + '"'


def in_style(value: str, style: str) -> str | None:
    """Return ``value`` as it is written inside of a scalar of a style, without quotes; None where that cannot be."""
    if style == '"':
        return double_quoted(value)[1:-1]
    if not value.isprintable():
        return None
    if style == "'":
        return value.replace("'", "''")
    if style in ("|", ">"):
        return value
    words = value.split(" ")
    is_safe = all(_PLAIN.fullmatch(word) and not word.endswith(":") for word in words)
    return value if is_safe and plain_type(value) == "string" else None


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable() and not 0xE000 <= ord(character) <= 0xF8FF:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def following_pair(
    fragment: Fragment, node: Mapping, key: Node, value: Node, pair: tuple[str, str]
) -> tuple[int, str] | None:
    """Return where and what to insert so that ``pair`` follows the pair of ``key`` and ``value`` in their mapping.

    ``pair`` is a key and a value as they are to be written. The offset is the file's. None where the layout cannot be
    continued with certainty, such as after an alias or a block scalar, and where the mapping may have the key already,
    under a misspelt name.
    """
    if has_like(node, pair[0]):
        return None
    if not fragment.editable or not _COLON.fullmatch(fragment.text, key.end, max(key.end, value.start)):
        return None
    if not isinstance(value, Scalar) or value.style in ("|", ">"):
        return None
    text = fragment.file
    key_start, _ = fragment.span(key.start, key.end)
    _, value_end = fragment.span(value.start, value.end)
    name, written = pair
    if node.flow:
        return value_end, f", {name}: {written}"
    lead = text[line_start(text, key_start) : key_start]
    if lead.strip(" -\ufeff"):
        return None
    end = line_end(text, value_end)
    if not _REST.fullmatch(text, value_end, end):
        return None
    return end, f"{newline_at(text, end)}{' ' * len(lead.lstrip(BOM))}{name}: {written}"


def has_like(node: Mapping, name: str) -> bool:
    """Return True if a mapping has a key that is spelt almost like ``name``, so that it may be what is meant."""
    keys = (key.value for key, _ in node.pairs if isinstance(key, Scalar))
    return any(key != name and likeness(key[:_LONGEST_WORD], name) >= _LIKE for key in keys)


class ListEnd:
    """The end of a list: where a mapping can be added as its last item, and in which layout.

    ``offset`` is the file's. ``order`` has the keys of the present last item. Where ``for_one``, the list has no items
    and only one text can be added here: a second one would need a comma before it, or would repeat the list's key.
    That text may have several items.
    """

    __slots__ = ("_before", "_between", "_in_braces", "for_one", "offset", "order")

    def __init__(
        self,
        offset: int,
        before: str,
        between: str,
        *,
        in_braces: bool,
        order: tuple[str, ...] = (),
        for_one: bool = False,
    ) -> None:
        self.offset: int = offset
        self.order: tuple[str, ...] = order
        self.for_one: bool = for_one
        self._before = before
        self._between = between
        self._in_braces = in_braces

    def entry(self, pairs: Pairs[tuple[str, str]]) -> str:
        """Return the text to insert for a mapping of ``pairs``, keys and values as they are to be written.

        Keys that the last item has come in its order; the others keep their places among ``pairs``.
        """
        ordered = sorted((pair for pair in pairs if pair[0] in self.order), key=lambda pair: self.order.index(pair[0]))
        for place, pair in enumerate(pairs):
            if pair[0] not in self.order:
                ordered.insert(place, pair)
        pairs = ordered
        if not self._in_braces:
            return self._before + self._between.join(f"{key}: {value}" for key, value in pairs)
        # Within braces, some readers end a key at a colon inside of a plain scalar.
        quoted = [(key, f'"{value}"' if ":" in value and value[0] != '"' else value) for key, value in pairs]
        return self._before + "{" + ", ".join(f"{key}: {value}" for key, value in quoted) + "}"

    def first_entries(self, items: Pairs[Pairs[tuple[str, str]]]) -> str:
        """Return the text to insert for several mappings into a list that has no items yet (``for_one``)."""
        first, *others = map(self.entry, items)
        separator = ", " if self._in_braces else f"{self._between[:-2]}- "
        return separator.join([first, *(text[len(self._before) :] for text in others)])


def list_end(fragment: Fragment, entries: Sequence) -> ListEnd | None:
    """Return where and how to add an item in the layout of the last one.

    None where the layout cannot be continued with certainty, or where control flow is in the list or right after it,
    so that the new item would be there only sometimes.
    """
    if not fragment.editable or fragment.crosses_control_flow(*fragment.span(entries.start, entries.end)):
        return None
    if not entries.items:
        if not entries.flow:
            return None
        return ListEnd(fragment.span(entries.start, entries.end - 1)[1], "", "", in_braces=True, for_one=True)
    last = entries.items[-1]
    if not isinstance(last, Mapping) or not _is_written_last(last, entries):
        return None
    order = tuple(key.value for key, _ in last.pairs if isinstance(key, Scalar))
    if entries.flow:
        return (
            ListEnd(fragment.span(last.start, last.end)[1], ", ", "", in_braces=True, order=order)
            if last.flow
            else None
        )
    offset = content_end(last)
    if offset is None:
        return None
    text = fragment.file
    start, item_end = fragment.span(last.start, offset)
    lead = text[line_start(text, start) : start]
    dash = lead.rstrip(" ")
    end = line_end(text, item_end)
    if not dash.endswith("-") or dash[:-1].strip(" ") or not _REST_OF_ALIAS.fullmatch(text, item_end, end):
        return None
    while (comment := _COMMENT_LINE.match(text, end)) is not None and len(comment.group(1)) >= len(dash):
        end = comment.end()  # a comment that is indented like the item belongs to it
    newline = newline_at(text, end)
    return ListEnd(end, newline + lead, newline + " " * len(lead), in_braces=last.flow, order=order)


def new_list(fragment: Fragment, root: Mapping, key: str) -> ListEnd | None:
    """Return where and how to add a pair of ``key`` and a list with one item at the end of a document's mapping.

    None where `pair_place` is None.
    """
    place = pair_place(fragment, root)
    if place is None:
        return None
    before = f"{place.newline}{place.indent}{key}:{place.newline}{place.indent}- "
    return ListEnd(place.offset, before, f"{place.newline}{place.indent}  ", in_braces=False, for_one=True)


class PairPlace(NamedTuple):
    """Where a pair can follow the last one of a mapping: the file's offset, the line end and the indentation there."""

    offset: int
    newline: str
    indent: str


def pair_place(fragment: Fragment, holder: Mapping) -> PairPlace | None:
    """Return where a pair can follow the last one of a block mapping, whose value may be an alias.

    None where the layout cannot be continued with certainty, or where control flow is between the mapping's values.
    """
    if not fragment.editable or fragment.map is not None or holder.flow:
        return None
    offset = content_end(holder)
    if offset is None:
        return None
    if fragment.crosses_control_flow(holder.start, holder.end):
        from replreg.yaml.control_flow import is_split

        if is_split(fragment, holder):
            return None
    text = fragment.file
    indent = text[line_start(text, holder.start) : holder.start].lstrip(BOM)
    end = line_end(text, offset)
    if indent.strip(" ") or not _REST_OF_ALIAS.fullmatch(text, offset, end):
        return None
    return PairPlace(end, newline_at(text, end), indent)


def _is_written_last(item: Node, entries: Sequence) -> bool:
    """Return True if the last item of a sequence is written in it, and is not an alias for a node from elsewhere."""
    previous = entries.items[-2].start if len(entries.items) > 1 else entries.start - 1
    return entries.start <= item.start and previous < item.start and item.end <= entries.end


def content_end(node: Node) -> int | None:
    """Return the offset after the last character of a collection, or after its last key where an alias is the value.

    The parser's end of a block collection is after the comments that follow it. None if a block scalar comes last.
    """
    while True:
        if isinstance(node, Scalar):
            return None if node.style in ("|", ">") else node.end
        if isinstance(node, Mapping):
            if node.flow:
                return node.end
            if not node.pairs:
                return None
            key, value = node.pairs[-1]
            if value.start < key.end:
                return key.end
            node = value
        elif isinstance(node, Sequence):
            if node.flow:
                return node.end
            if not node.items or not _is_written_last(node.items[-1], node):
                return None
            node = node.items[-1]
        else:
            return None


def newline_at(text: str, end: int) -> str:
    """Return the line end at offset ``end``, where a line ends; at the end of the text, that of the line before."""
    found = _BREAK.match(text, end) or _BREAK.match(text, max(0, line_start(text, end) - 1))
    if found is None:
        return "\n"
    return "\r\n" if found.group() == "\n" and text[found.start() - 1 : found.start()] == "\r" else found.group()
