"""Files within files: YAML documents that stand in a block scalar or in quotes, with their places in the outer file.

Ship's inline assets, the data of a ConfigMap, Swarm's configs and the config files of native containers carry whole
manifests this way. What is in there and is no YAML is somebody else's file, and none of our business.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from replreg.lazy_re import lazy_compile
from replreg.yaml.composer import Composed, Scalar, YAMLSyntaxError, compose
from replreg.yaml.documents import YamlDocument, split_documents
from replreg.yaml.fragment import Fragment
from replreg.yaml.scalar_offsets import value_map
from replreg.yaml.templates import MASK, MASKS
from replreg.yaml.text import Lonely, OffsetMap

__all__ = ["DEEPEST", "documents_in"]

DEEPEST = 4
"""How many files may be inside of one another."""

_BREAK = lazy_compile(r"[\r\n]")


def documents_in(source: Fragment, scalar: Scalar) -> Iterator[YamlDocument]:
    """Yield the documents that the value of one scalar of ``source`` holds: mappings and lists only, and none if it
    is no YAML. Their offsets of start and end are the value's.
    """
    text = scalar.value
    editable = source.editable and _is_editable(source, scalar)
    inner = Fragment(source.file, text, source.templates, _ScalarSpans(source, scalar), editable)
    for start, end in split_documents(text):
        composed, chunk_source = _compose(inner, start, end)
        if composed is None:
            continue
        for root in composed.roots:
            if isinstance(root, Scalar):
                continue
            document = YamlDocument(0, start, end, chunk_source)
            if chunk_source is inner:
                document.extent = (start, end)
            document.root = root
            document.quoted, composed.quoted = composed.quoted, []
            yield document


class _ScalarSpans:
    """Where the characters of a scalar's value stand in the file. Worked out when first asked: few are ever asked."""

    __slots__ = ("_map", "_scalar", "_source", "_worked_out")

    def __init__(self, source: Fragment, scalar: Scalar) -> None:
        self._source = source
        self._scalar = scalar
        self._map: OffsetMap | None = None
        self._worked_out = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the file's span of the value's ``start:end``, or the scalar's own where that cannot be told."""
        source, scalar = self._source, self._scalar
        if not self._worked_out:
            self._map = value_map(source.text, scalar)
            self._worked_out = True
        return source.node_span(scalar) if self._map is None else source.span(*self._map.span(start, end))


def _is_editable(source: Fragment, scalar: Scalar) -> bool:
    """Tell whether a change in the value is the same one in the file: in literal blocks, and in quotes on one line."""
    if scalar.style in ("'", '"'):
        return _BREAK.search(source.text, scalar.start, scalar.end) is None
    return scalar.style == "|"


def _compose(source: Fragment, start: int, end: int) -> tuple[Composed | None, Fragment]:
    """Compose one document of an embedded text; where control flow makes it no YAML, once more without that."""
    chunk = source.text[start:end]
    try:
        return compose(chunk, start), source
    except YAMLSyntaxError:
        if MASK not in chunk:
            return None, source
    rendered, offsets = _without_control_flow(source, start, end)
    if rendered == chunk:
        return None, source
    try:
        return compose(rendered), Fragment(source.file, rendered, source.templates, offsets, source.editable)
    except YAMLSyntaxError:
        return None, source


class _Chained:
    """Spans of a text that was cut out of another embedded one."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, inner: OffsetMap, outer: Fragment) -> None:
        self._inner = inner
        self._outer = outer

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the file's span."""
        return self._outer.span(*self._inner.span(start, end))


def _without_control_flow(source: Fragment, start: int, end: int) -> tuple[str, _Chained]:
    """Return an embedded document as rendering would leave it: without control flow, and without lone expressions."""
    text = source.text
    kept: list[tuple[int, int]] = []
    position = start
    lonely = Lonely(text)
    for run in MASKS.finditer(text, start, end):
        if lonely.holds(*run.span()) or _is_control_flow(source, *run.span()):
            kept.append((position, run.start()))
            position = run.end()
    kept.append((position, end))
    kept = [(first, last) for first, last in kept if last > first] or [(start, start)]
    inner: list[int] = []
    length = 0
    for first, last in kept:
        inner.append(length)
        length += last - first
    offsets = OffsetMap(inner, [first for first, _ in kept], [last for _, last in kept], length)
    return "".join(text[first:last] for first, last in kept), _Chained(offsets, source)


def _is_control_flow(source: Fragment, start: int, end: int) -> bool:
    """Tell whether a run of covered characters is control flow and nothing else."""
    templates = source.templates
    position, last = source.span(start, end)
    number = bisect_left(templates, position, key=attrgetter("start"))
    while position < last and number < len(templates):
        template = templates[number]
        if template.start != position or not template.control:
            return False
        position = template.end
        number += 1
    return position >= last
