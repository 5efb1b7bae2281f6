"""Reads the YAML documents inside of a scalar's value, with their places in the outer file.

A manifest in a block scalar or in quotes is a file inside of a file. A value that is not YAML holds no document.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Span
from replreg.lazy_re import lazy_compile
from replreg.yaml.composer import Scalar, compose
from replreg.yaml.documents import Compose, YamlDocument, compose_fragment, split_documents
from replreg.yaml.fragment import Fragment
from replreg.yaml.offset_maps import OffsetMap
from replreg.yaml.scalar_offsets import value_map

__all__ = ["DEEPEST", "ScalarMap", "documents_in"]

DEEPEST = 4
"""How many levels of files inside of files are read."""

_BREAK = lazy_compile(r"[\r\n]")


def documents_in(fragment: Fragment, scalar: Scalar, compose: Compose = compose) -> Iterator[YamlDocument]:
    """Yield the documents in the value of one scalar of ``fragment``, but only mappings and lists.

    Nothing is yielded for a document that is not YAML. The documents' offsets of start and end are the value's.
    """
    text = scalar.value
    editable = fragment.editable and _is_editable(fragment, scalar)
    inner = Fragment(fragment.file, text, fragment.templates, ScalarMap(fragment, scalar), editable)
    for start, end in split_documents(text):
        composed, chunk_source, _ = compose_fragment(inner, start, end, compose)
        if composed is None:
            continue
        for root in composed.roots:
            if isinstance(root, Scalar):
                continue
            document = YamlDocument(0, start, end, chunk_source)
            if chunk_source is inner:
                document.extent = Span(start, end)
            document.root = root
            document.quoted, composed.quoted = composed.quoted, []
            yield document


class ScalarMap:
    """The offset map from the value of a scalar of a fragment to the file.

    It is made at the first question, since few are asked.
    """

    __slots__ = ("_is_made", "_map", "fragment", "scalar")

    def __init__(self, fragment: Fragment, scalar: Scalar) -> None:
        self.fragment: Fragment = fragment
        self.scalar: Scalar = scalar
        self._map: OffsetMap | None = None
        self._is_made = False

    def span(self, start: int, end: int) -> Span:
        """Return the file's span of the value's ``start:end``, or the scalar's own where that is not certain."""
        fragment, scalar = self.fragment, self.scalar
        if not self._is_made:
            self._map = value_map(fragment.text, scalar)
            self._is_made = True
        return fragment.node_span(scalar) if self._map is None else fragment.span(*self._map.span(start, end))

    def forget_places(self) -> None:
        """Forget where the characters are, since the scalar has moved."""
        self._map = None
        self._is_made = False


def _is_editable(fragment: Fragment, scalar: Scalar) -> bool:
    """Return True if the value can be edited in the file: in literal blocks, and in quotes on one line."""
    if scalar.style in ("'", '"'):
        return _BREAK.search(fragment.text, scalar.start, scalar.end) is None
    return scalar.style == "|"
