"""Composes the nodes of a usual YAML document from its lines, without the parser.

The parser makes an object for each event, which takes half of the time of composing. Nearly every line has one of a
few simple forms (`replreg.yaml.usual_lines`), and a document of such lines is composed from them: with the same nodes
at the same places as from the parser's events. Any doubt about a line leaves the document to the parser, so what is not
YAML is found and explained there.

Left to the parser are, among others: anchors, aliases, tags, directives, complex keys, tabs, scalars that go on in
further lines without being a block, and documents without a mapping or a list.
"""

from __future__ import annotations

from typing import Any

from replreg.yaml.block_scalars import block_scalar
from replreg.yaml.composed import Composed, YAMLSyntaxError
from replreg.yaml.nodes import Mapping, Node, Scalar, Sequence
from replreg.yaml.usual_lines import START, UNUSUAL, Line, flow_items, line_of

__all__ = ["compose_blocks"]

_known: dict[str, Line] = {}
"""The lines that were read lately: most lines of a large file, and of the files of a release, are there many times.

Threads may share it: they only look lines up, add them and clear it.
"""

_MOST_LINES = 20_000
"""How many lines are kept; then they are forgotten."""

_LONGEST_KEPT = 200
"""The most characters of a line that is kept: longer ones take memory, and few are there twice."""

_FEW_OTHERS = 200
"""After how many lines that do not show their values a document of mostly such lines is faster in the parser."""


def compose_blocks(text: str, base: int = 0) -> Composed | None:
    """Compose the document of ``text``, which starts at offset ``base`` of its file; None to leave it to the parser."""
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return None
    known = _known
    composed = Composed()
    quoted, repeating = composed.quoted, composed.repeating
    # The innermost open collection, and the column of its keys or dashes; `stack` has those around it. The outermost
    # one is not a part of the document: it has the roots, so that no root is a special case.
    outermost = Sequence(base, 0, None, False)
    outermost.items = composed.roots
    collection: Any = outermost
    is_list = True
    column = -1
    stack: list[tuple[Any, bool, int, Any]] = []
    key: Any = None  # whose value comes next
    gap = base  # where an empty scalar is if no value comes; -1 where none is due
    is_started = False
    place = base  # of the line
    after = 0  # the number of the line that follows a block scalar
    others = 0  # how many lines do not show their values as they are
    lines = text.split("\n")
    new = object.__new__  # two scalars a line: setting their attributes here takes two thirds of the time of a call
    for number, line in enumerate(lines):
        if number < after:
            continue
        found = known.get(line)
        if found is None:
            found = line_of(line)
            if len(line) <= _LONGEST_KEPT:
                if len(known) >= _MOST_LINES:
                    known.clear()
                known[line] = found
        indent, dashes, name, name_start, name_end, name_style, value, start, end, style = found
        if name is None and not dashes:
            if found is UNUSUAL or (found is START and is_started):
                return None
            is_started = is_started or found is START
            place += len(line) + 1
            continue
        is_started = True
        node: Node
        if gap >= 0 and indent <= column and (is_list or not dashes or indent < column):
            _put(Scalar(gap, gap, None, "", ""), collection, key)
            gap = -1
        if gap < 0:
            while column > indent or (is_list and column == indent and not dashes):
                collection.end = place + indent
                if not is_list and len(collection.index) < len(collection.pairs):
                    repeating.append(collection)
                collection, is_list, column, key = stack.pop()
            if column != indent or is_list is not bool(dashes):
                return None  # the last value goes on in this line, or the line is wrong
        for dash in dashes:
            if gap >= 0:
                node = Sequence(place + dash, 0, None, False)
                _put(node, collection, key)
                stack.append((collection, is_list, column, key))
                collection, is_list, column = node, True, dash
            gap = place + dash + 1
        if name is not None:
            if gap >= 0:
                node = Mapping(place + name_start, 0, None, False)
                if is_list:
                    collection.items.append(node)
                else:
                    collection.pairs.append((key, node))
                    collection.index[key.value] = node
                stack.append((collection, is_list, column, key))
                collection, is_list, column = node, False, name_start
            key = new(Scalar)
            key.start, key.end = place + name_start, place + name_end
            key.tag, key.shared = None, False
            key.value, key.style = name, name_style
            if name_style:
                quoted.append(key)
        gap = -1
        if value is not None:
            node = scalar = new(Scalar)
            scalar.start, scalar.end = place + start, place + end
            scalar.tag, scalar.shared = None, False
            scalar.value, scalar.style = value, style
            if style:
                quoted.append(scalar)
            if is_list:
                collection.items.append(node)
            else:
                collection.pairs.append((key, node))
                collection.index[name] = node
        elif not style:
            gap = place + start
        else:
            others += 1
            if others > _FEW_OTHERS and 3 * others > 2 * number:
                return None
            other = _other_value(lines, number, start, place, column, composed)
            if other is None:
                return None
            node, after, length = other
            _put(node, collection, key)
            place += length
            continue
        place += len(line) + 1
    if collection is outermost:
        return None
    if gap >= 0:
        _put(Scalar(gap, gap, None, "", ""), collection, key)
    while collection is not outermost:
        collection.end = base + len(text)
        if not is_list and len(collection.index) < len(collection.pairs):
            repeating.append(collection)
        collection, is_list, column, key = stack.pop()
    return composed


def _other_value(
    lines: list[str], number: int, start: int, place: int, column: int, composed: Composed
) -> tuple[Node, int, int] | None:
    """Return a value that starts at character ``start`` of a line, and that the line does not show as it is.

    ``place`` is the line's offset in the file, ``column`` that of the collection of the value. Also returned are the
    number of the line after the value, and the count of characters up to it. None leaves the document to the parser.
    """
    line = lines[number]
    if line[start] in "|>":
        found = block_scalar(lines, number, start, column)
        if found is None:
            return None
        value, after, length = found
        # The last line of a text has no line break.
        end = place + length - (after == len(lines))
        scalar = Scalar(place + start, end, None, value, line[start])
        composed.quoted.append(scalar)
        return scalar, after, length
    written = line[start:].rstrip("\r")
    if written in ("{}", "[]"):  # the commonest
        make = Mapping if written == "{}" else Sequence
        return make(place + start, place + start + 2, None, True), number + 1, len(line) + 1
    flow = flow_items(written, place + start) if written[0] == "[" else None
    if flow is not None:
        items, end = flow
        sequence = Sequence(place + start, end, None, True)
        sequence.items += items
        composed.quoted += [item for item in items if item.style]
        return sequence, number + 1, len(line) + 1
    if any(mark in written for mark in "&*!"):
        return None  # an anchor, an alias or a tag, whose meaning depends on the rest of the document
    from replreg.yaml.event_composer import compose_events

    try:
        alone = compose_events(written, place + start)
    except YAMLSyntaxError:
        return None
    node = alone.roots[0]
    is_whole = node.style if isinstance(node, Scalar) else isinstance(node, Mapping | Sequence) and node.flow
    if len(alone.roots) != 1 or not is_whole:
        return None  # it goes on after a quote or a bracket
    composed.quoted += alone.quoted
    composed.repeating += alone.repeating
    return node, number + 1, len(line) + 1


def _put(node: Node, collection: Any, key: Any) -> None:
    """Put a node into the open collection, where it is the value of ``key`` or the next item."""
    if type(collection) is Sequence:
        collection.items.append(node)
    else:
        collection.pairs.append((key, node))
        collection.index[key.value] = node
