"""Questions about nodes that every check asks: what is absent, what is unknown, and where something is written."""

from __future__ import annotations

from replreg.finding import AbsentKey
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import MERGE_KEY, Mapping, Node, Scalar, Sequence
from replreg.yaml.templates import MASK

__all__ = [
    "GO_FLAGS",
    "absent_key",
    "entry_span",
    "has_template",
    "is_absent",
    "is_false",
    "known_text",
    "lacks",
    "may_have_more",
    "node_span",
]

GO_FLAGS = frozenset("true True TRUE t T 1 false False FALSE f F 0".split())
"""The words that Go reads as a boolean, and so the platform where a text decides."""

_LONGEST_INDENT = 200
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_FALSE = frozenset(("false", "False", "FALSE", "f", "F", "0", "no"))


def is_absent(node: Node | None) -> bool:
    """Return True if there is no node, or a null or an empty scalar."""
    if node is None:
        return True
    if type(node) is not Scalar:
        return False
    value = node.value
    return not value or (not node.style and node.tag is None and value in _NULL)


def lacks(mapping: Mapping, key: str) -> bool:
    """Return True if a mapping does not have ``key``, or has it with an empty scalar, list or mapping."""
    node = mapping.get(key)
    if type(node) is Sequence:
        return not node.items
    if type(node) is Mapping:
        return not node.pairs
    return is_absent(node)


def may_have_more(fragment: Fragment, node: Mapping | Sequence) -> bool:
    """Return True if a template may bring in keys of a mapping, or entries of a list.

    A template does so as a key, as a merged mapping, as an entry, or as a line of its own. Control flow on the line on
    which a mapping ends does, too: the lines after it may belong to each of its branches.
    """
    if not fragment.templates:
        return False
    if type(node) is Mapping:
        for key, value in node.pairs:
            if isinstance(key, Scalar) and (
                MASK in key.value or (key.value == MERGE_KEY and isinstance(value, Scalar) and MASK in value.value)
            ):
                return True
    elif type(node) is Sequence and any(isinstance(item, Scalar) and MASK in item.value for item in node.items):
        return True
    if fragment.map is None:
        return False
    start, end = fragment.span(node.start, node.end)
    text = fragment.file
    for template in fragment.templates.within(start, end):
        before = text[max(0, template.start - _LONGEST_INDENT) : template.start].rpartition("\n")[2]
        if not template.control and not before.strip(" \t-"):
            return True
    return type(node) is Mapping and _ends_before_control_flow(fragment, node)


def _ends_before_control_flow(fragment: Fragment, mapping: Mapping) -> bool:
    """Return True if control flow follows the last value of a mapping in block style directly."""
    last = mapping.pairs[-1][1] if mapping.pairs and not mapping.flow else None
    if not isinstance(last, Scalar):
        return False
    _, end = fragment.node_span(last)
    return any(one.control and one.start == end for one in fragment.templates.within(end, end + 1))


def has_template(fragment: Fragment, scalar: Scalar) -> bool:
    """Return True if a template is in a scalar, also one that was cut out so that the rest could be read."""
    if MASK in scalar.value:
        return True
    if not fragment.templates or fragment.map is None:
        return False
    return bool(fragment.templates.within(*fragment.span(scalar.start, scalar.end)))


def known_text(fragment: Fragment, node: Node | None) -> str | None:
    """Return the text of a scalar that is not absent and has no template, else None."""
    if isinstance(node, Scalar) and not is_absent(node) and not has_template(fragment, node):
        return node.value
    return None


def is_false(fragment: Fragment, node: Node | None) -> bool:
    """Return True if a flag is absent or says no. A template is taken for yes."""
    if node is None or is_absent(node):
        return True
    return isinstance(node, Scalar) and not has_template(fragment, node) and node.value in _FALSE


def node_span(fragment: Fragment, node: Node) -> tuple[int, int]:
    """Return the file's span of a node on its first line; of an empty entry of a list, that of its dash."""
    start, end = fragment.node_span(node)
    text = fragment.file
    if start == end:
        place = start - 1
        while place >= 0 and text[place] in " \t\r\n":
            place -= 1
        return (place, place + 1) if place >= 0 and text[place] in "-:" else (start, end)
    line = text[start:end].partition("\n")[0].rstrip("\r")
    return start, start + len(line)


def entry_span(fragment: Fragment, mapping: Mapping, key: str = "") -> tuple[int, int]:
    """Return where something is missing: the key with an empty value, or else the first key of the mapping."""
    found = mapping.key(key) if key else None
    if found is None and mapping.pairs and not mapping.flow:
        first = mapping.pairs[0][0]
        return node_span(fragment, first)
    return node_span(fragment, mapping if found is None else found)


def absent_key(fragment: Fragment, mapping: Mapping, key: str) -> AbsentKey:
    """Return a key that a mapping lacks, with the file's span of the mapping."""
    return AbsentKey(key, *fragment.span(mapping.start, mapping.end))
