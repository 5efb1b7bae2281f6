"""Fragments: texts that nodes were composed from; and the scalars in them that name images, with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.finding import Span
from replreg.messages import shorten
from replreg.yaml.nodes import Mapping, Node, Scalar
from replreg.yaml.templates import MASK, Templates, legible

if TYPE_CHECKING:
    from replreg.yaml.offset_maps import OffsetMap

__all__ = ["Fragment", "ScalarValue", "part"]


class Fragment:
    """A text that nodes were composed from, and where it is in the file.

    ``text`` is masked. Nodes carry offsets of it; `span` turns them into offsets of the file, which are the same
    unless the text was taken out of a scalar or had its control flow cut out. Where not ``editable``, an edit of the
    file could have another effect than the same edit of the text.
    """

    __slots__ = ("editable", "file", "map", "templates", "text")

    def __init__(
        self,
        file: str,
        text: str,
        templates: Templates,
        offsets: OffsetMap | None = None,
        editable: bool = True,
    ) -> None:
        self.file: str = file
        self.text: str = text
        self.templates: Templates = templates
        self.map: OffsetMap | None = offsets
        self.editable: bool = editable

    def span(self, start: int, end: int) -> Span:
        """Return the file's span for a span of this text."""
        return Span(start, end) if self.map is None else self.map.span(start, end)

    def node_span(self, node: Node) -> Span:
        """Return the file's span of a node; of a scalar, without anchor, tag and quotes."""
        if isinstance(node, Scalar):
            from replreg.yaml.scalar_offsets import content_span  # a file without findings asks for no such place

            start, end = content_span(self.text, node)
            if node.style in ("|", ">"):
                end = start + len(self.text[start:end].rstrip())
            return self.span(start, end)
        start, end = node.start, node.end
        return self.span(start, start + len(self.text[start:end].rstrip()))

    def choices(self, mapping: Mapping, key: str) -> list[Node]:
        """Return the values that ``key`` may have: one, none, or several where control flow chooses between pairs."""
        value = mapping.get(key)
        if value is None or key not in mapping.index or len(mapping.index) == len(mapping.pairs):
            return [] if value is None else [value]
        pairs = [pair for pair in mapping.pairs if isinstance(pair[0], Scalar) and pair[0].value == key]
        found = [pairs.pop()]
        while pairs and self.crosses_control_flow(*self.span(pairs[-1][0].end, found[-1][0].start)):
            found.append(pairs.pop())
        return [chosen for _, chosen in reversed(found)]

    def crosses_control_flow(self, start: int, end: int) -> bool:
        """Return True if a control-flow template starts between two offsets of the file."""
        return self.templates.have_control(start, end)


class ScalarValue:
    """A scalar that holds an image, a part of one, or a registry's name: its value, and where each character is.

    In ``value`` everything that is not known before rendering is covered by `MASK` characters. ``skipped`` is how many
    characters before it do not belong to it.
    """

    __slots__ = ("_map", "fragment", "node", "skipped", "value")

    def __init__(self, fragment: Fragment, node: Scalar, value: str | None = None) -> None:
        self.fragment: Fragment = fragment
        self.node: Scalar = node
        self._map: OffsetMap | None = None
        self.skipped: int = 0
        if value is None:
            value = node.value
            whole = fragment.map is None and "\n" not in fragment.text[node.start : node.end]
            if fragment.templates and (MASK in value or not whole):
                from replreg.yaml.scalar_offsets import content_span

                start, end = content_span(fragment.text, node)
                value = self._covered(value, start, end)
        self.value: str = value

    def _covered(self, value: str, start: int, end: int) -> str:
        """Cover the value from its first control flow to its last: only one of several texts between is there."""
        control = [t for t in self.fragment.templates.within(*self.fragment.span(start, end)) if t.control]
        if not control or self.node.style in ("|", ">"):
            return value
        if self.fragment.map is not None or end - start != len(value):
            return MASK * len(value)
        first, last = control[0].start - start, control[-1].end - start
        return value[:first] + MASK * (last - first) + value[last:]

    def skip(self, length: int) -> None:
        """Leave characters at the start out of the value. Offsets before the value are negative from then on."""
        self.value = self.value[length:]
        self.skipped += length

    def forget_places(self) -> None:
        """Forget where the characters are, since the node has moved."""
        self._map = None

    @property
    def span(self) -> Span:
        """The file's span of the value, without quotes."""
        return self.fragment.node_span(self.node)

    def locate(self, start: int, end: int) -> Span | None:
        """Return the file's span of the value's characters ``start:end``, or None where they cannot be edited.

        Characters after the end of the value, which may be those of another field, are not in this one.
        """
        if not self.fragment.editable or end > len(self.value):
            return None
        if self._map is None:
            from replreg.yaml.scalar_offsets import value_map

            self._map = value_map(self.fragment.text, self.node)
            if self._map is None:
                return None
        first, last = self._map.span(start + self.skipped, end + self.skipped)
        outer = self.fragment.span(first, last)
        return outer if last - first == outer.end - outer.start else None

    @property
    def shown(self) -> str:
        """The value as messages quote it: shortened, and as it is in the file where a template covers a part."""
        is_as_written = MASK in self.value or self.skipped
        return shorten(self.fragment.file[slice(*self.span)] if is_as_written else self.value)


def part(field: ScalarValue, start: int, end: int) -> str:
    """Return the characters ``start:end`` of a field's value as messages quote them, with templates as written."""
    text = field.value[start:end]
    place = field.locate(start, end) if MASK in text else None
    return legible(text) if place is None else shorten(field.fragment.file[slice(*place)])
