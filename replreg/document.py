"""A file's documents: where each starts and ends, what kind it is, and its nodes.

A file is cut at its ``---`` lines and each document is composed by itself, so that a mistake in one hides nothing in
the others, and so that a document's nodes can be dropped as soon as it has been looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from replreg.kind import MARKER_KINDS, Kind, Marker, find_marker, infer_kind
from replreg.pattern import lazy_pattern
from replreg.source import Source
from replreg.template import PLATFORM, Dialect, Masked, Template, mask
from replreg.text import BOM, Lonely, OffsetMap
from replreg.yamltree import Composed, Mapping, Node, Scalar, YAMLSyntaxError, compose

__all__ = ["Document", "documents_at", "read_documents", "split_documents"]

# That it starts a line is seen to afterwards: a pattern that begins with a literal is searched several times faster.
_SEPARATOR = lazy_pattern(r"---(?=[ \t\r\n]|\Z)")
_DIRECTIVE = lazy_pattern(r"^%", re.MULTILINE)


class Document:
    """One document of a file. ``index`` counts from 0; ``start`` and ``end`` are offsets of the file.

    ``extent`` is the span of its source's text that it was composed from. ``quoted`` holds its scalars in quotes and
    in blocks, which can be files of their own.
    """

    __slots__ = ("end", "error", "extent", "index", "kind", "marker", "quoted", "repeating", "root", "source", "start")

    def __init__(self, index: int, start: int, end: int, source: Source) -> None:
        self.index = index
        self.start = start
        self.end = end
        self.source = source
        self.extent = (start, end) if source.map is None else (0, len(source.text))
        self.kind = Kind.UNKNOWN
        self.marker: Marker | None = None
        self.root: Node | None = None
        self.repeating: list[Mapping] = []
        self.quoted: list[Scalar] = []
        self.error: YAMLSyntaxError | None = None


def read_documents(text: str, dialect: Dialect = PLATFORM) -> Iterator[Document]:
    """Yield the documents of a file's decoded text, in order, with their nodes. ``dialect`` says what templates it has.

    A document that is not YAML has an ``error`` in place of nodes; the error's offset is the file's.
    """
    masked = mask(text, dialect)
    return documents_at(text, masked, split_documents(masked.text))


def documents_at(text: str, masked: Masked, spans: Iterable[tuple[int, int]]) -> Iterator[Document]:
    """Yield the documents at ``spans``, some of those that `split_documents` found, as `read_documents` does.

    Their ``index`` counts from the first of them.
    """
    index = 0
    for start, end in spans:
        source = Source(text, masked.text, masked.templates)
        composed, source, error = _compose_chunk(text, masked, source, start, end)
        roots: list[Node | None] = [None] if composed is None else [*composed.roots]
        for root in roots:
            document = Document(index, start, end, source)
            document.root = root
            document.error = error
            if composed is not None:
                document.repeating, composed.repeating = composed.repeating, []
                document.quoted, composed.quoted = composed.quoted, []
            _classify(document)
            index += 1
            yield document


def split_documents(masked: str) -> list[tuple[int, int]]:
    """Return the spans of the documents. A ``---`` at the start of a line ends whatever was open, in all of YAML."""
    begin = 1 if masked.startswith(BOM) else 0
    if "%" in masked and _DIRECTIVE.search(masked):
        return [(begin, len(masked))]  # a directive belongs to the document behind its separator: one parse for all
    starts = [
        match.start()
        for match in _SEPARATOR.finditer(masked, begin)
        if match.start() == begin or masked[match.start() - 1] in "\r\n"
    ]
    if not starts or _has_content(masked[begin : starts[0]]):
        starts.insert(0, begin)
    else:
        starts[0] = begin  # comments before the first separator belong to the first document
    return list(zip(starts, [*starts[1:], len(masked)], strict=True))


def _has_content(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _compose_chunk(
    text: str, masked: Masked, source: Source, start: int, end: int
) -> tuple[Composed | None, Source, YAMLSyntaxError | None]:
    """Compose one chunk; where control flow makes it no YAML, a second time with the control flow cut out."""
    chunk = masked.text[start:end]
    try:
        return compose(chunk, start), source, None
    except YAMLSyntaxError as error:
        inside = masked.templates.within(start, end)
        if not inside:
            return None, source, error
        rendered, offsets = _without_control_flow(text, masked.text, inside, start, end)
        try:
            return compose(rendered), Source(text, rendered, masked.templates, offsets), None
        except YAMLSyntaxError:
            return None, source, error


def _without_control_flow(
    text: str, masked: str, templates: tuple[Template, ...], start: int, end: int
) -> tuple[str, OffsetMap]:
    """Return a chunk as rendering would leave it: control flow is gone, a lone expression's line is blank."""
    inner: list[int] = []
    outer: list[int] = []
    ends: list[int] = []
    pieces: list[str] = []
    length = 0
    position = start
    lonely = Lonely(text)
    for template in [*templates, Template(end, end, True)]:
        if not template.control and not lonely.holds(template.start, template.end):
            continue
        if template.start > position:
            inner.append(length)
            outer.append(position)
            ends.append(template.start)
            pieces.append(masked[position : template.start])
            length += template.start - position
        position = template.end
    if not inner:
        inner, outer, ends = [0], [start], [start]
    return "".join(pieces), OffsetMap(inner, outer, ends, length)


def _classify(document: Document) -> None:
    """Give a document its kind: the one that its marker names, or else the one that its keys show."""
    document.marker = find_marker(document.source.file, document.start, document.end)
    if document.marker is not None:
        document.kind = MARKER_KINDS.get(document.marker.word, Kind.UNKNOWN)
        if document.kind is not Kind.UNKNOWN:
            return
    document.kind = infer_kind(document.root)
