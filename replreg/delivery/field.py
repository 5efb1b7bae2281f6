"""A scalar of a release or a chart that is an image or a part of one, and its text where no template is in it."""

from __future__ import annotations

from replreg.charts.values import Origin
from replreg.named_tuple import NamedTuple
from replreg.templates.values import Known, Place, Text
from replreg.yaml.composer import Scalar, is_plain, scalar_type
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.scalar_offsets import content_span
from replreg.yaml.templates import MASK

__all__ = ["Field", "content_of", "literal_text"]

_BLOCKS = ("|", ">")


class Field(NamedTuple):
    """A scalar: where it comes from, its node, and the key that it is under (in a list, the key of the list)."""

    origin: Origin
    node: Scalar
    key: str

    @property
    def path(self) -> str:
        """The file, as people see it."""
        return self.origin.path

    @property
    def value(self) -> str:
        """The value, with templates covered by `MASK`, and what is between control flow, too."""
        value = self.node.value
        return ScalarValue(self.origin.fragment, self.node).value if MASK in value else value

    @property
    def span(self) -> tuple[int, int]:
        """The offsets of the value in the file, without quotes."""
        return self.origin.fragment.node_span(self.node)

    @property
    def is_text(self) -> bool:
        """Whether the value is a string: in quotes, or not a number, boolean or null. Templates may be anything."""
        if not is_plain(self.node):
            return self.node.tag is None or scalar_type(self.node) == "string"
        return MASK in self.node.value or scalar_type(self.node) == "string"


def literal_text(field: Field) -> Text:
    """Return the text of a field without templates.

    It is one piece, exact where the file has these very characters; of several lines, a piece for each line.
    """
    value = field.node.value
    if not value:
        return Text()
    scalar = ScalarValue(field.origin.fragment, field.node, value)
    whole = _piece(field, scalar, 0, len(value))
    if whole.exact or "\n" not in value:
        return Text((whole,))
    pieces: list[Known] = []
    start = 0
    for line in value.split("\n"):
        end = start + len(line)
        if line:
            pieces.append(_piece(field, scalar, start, end))
        if end < len(value):
            pieces.append(Known("\n", whole.place))
        start = end + 1
    return Text(tuple(pieces))


def _piece(field: Field, scalar: ScalarValue, start: int, end: int) -> Known:
    text = field.node.value[start:end]
    place = scalar.locate(start, end)
    exact = place is not None and field.origin.fragment.file[place[0] : place[1]] == text
    return Known(text, Place(*(place if place is not None else field.span), field.path), exact)


def content_of(field: Field) -> tuple[int, int]:
    """Return the offsets in the file of what a template renders of a field: no quotes, no header of a block."""
    fragment, node = field.origin.fragment, field.node
    start, end = content_span(fragment.text, node)
    if node.style in _BLOCKS:
        line_end = min(found for found in (fragment.text.find("\n", start, end), end) if found >= 0)
        start = min(line_end + 1, end)
    text = fragment.text[start:end]
    start += len(text) - len(text.lstrip())
    return fragment.span(start, max(start, end - len(text) + len(text.rstrip())))
