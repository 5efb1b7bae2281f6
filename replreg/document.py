"""A file's documents: where each starts and ends, what kind it is, and its nodes.

A file is cut at its ``---`` lines and each document is composed by itself, so that a mistake in one hides nothing in
the others, and so that a document's nodes can be dropped as soon as it has been looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Protocol

from replreg.pattern import lazy_pattern
from replreg.scalar import content_span, value_map
from replreg.template import MASK, Masked, Template, Templates, mask
from replreg.text import BOM, OffsetMap
from replreg.yamltree import Composed, Mapping, Node, Scalar, YAMLSyntaxError, compose

__all__ = ["Document", "Field", "Kind", "Marker", "Source", "Spans", "infer_kind", "read_documents", "split_documents"]

# That it starts a line is seen to afterwards: a pattern that begins with a literal is searched several times faster.
_SEPARATOR = lazy_pattern(r"---(?=[ \t\r\n]|\Z)")
_DIRECTIVE = lazy_pattern(r"^%", re.MULTILINE)
_MARKER = lazy_pattern(r"#[ \t]*kind:[ \t]*([^\s#]+)")
_HEAD_LINE = lazy_pattern(r"[ \t\ufeff]*(?:(?:---|\.\.\.)[ \t]*)?(#[^\r\n]*)?(?:\r\n?|\n|\Z)")


class Kind(str, Enum):
    """What a document is, by the words of the platform's ``# kind:`` comments as far as it has one.

    The two ``test-proc`` kinds are in the platform's pages on programmable test procedures; they name no images.
    """

    REPLICATED = "replicated"
    SWARM = "scheduler-swarm"
    KUBERNETES = "scheduler-kubernetes"
    SHIP = "ship"
    TEST_PROC_SWARM = "test-proc-swarm"
    TEST_PROC_KUBERNETES = "test-proc-kubernetes"
    KOTS = "kots"
    UNKNOWN = "unknown"


MARKER_KINDS = {
    kind.value: kind
    for kind in (Kind.REPLICATED, Kind.SWARM, Kind.KUBERNETES, Kind.TEST_PROC_SWARM, Kind.TEST_PROC_KUBERNETES)
}


class Marker:
    """A ``# kind:`` comment: the word, and its span in the file."""

    __slots__ = ("end", "start", "word")

    def __init__(self, word: str, start: int, end: int) -> None:
        self.word = word
        self.start = start
        self.end = end


class Spans(Protocol):
    """Knows where the parts of a text stand in the file that it was taken from, as `OffsetMap` does."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the file's span of the text's ``start:end``."""


class Source:
    """A text that nodes were composed from, and where it stands in the file.

    ``text`` is masked. Nodes carry offsets of it; `span` turns them into offsets of the file, which are the same
    unless the text was taken out of a scalar or had its control flow cut out. Where not ``editable``, the text is
    written in a way that an edit could not be sure of.
    """

    __slots__ = ("editable", "file", "map", "templates", "text")

    def __init__(
        self,
        file: str,
        text: str,
        templates: Templates,
        offsets: Spans | None = None,
        editable: bool = True,
    ) -> None:
        self.file = file
        self.text = text
        self.templates = templates
        self.map = offsets
        self.editable = editable

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the file's span for a span of this text."""
        return (start, end) if self.map is None else self.map.span(start, end)

    def node_span(self, node: Node) -> tuple[int, int]:
        """Return the file's span of a node; of a scalar, without anchor, tag and quotes."""
        if isinstance(node, Scalar):
            start, end = content_span(self.text, node)
            if node.style in ("|", ">"):
                end = start + len(self.text[start:end].rstrip())
            return self.span(start, end)
        start, end = node.start, node.end
        return self.span(start, start + len(self.text[start:end].rstrip()))

    def crosses_control_flow(self, start: int, end: int) -> bool:
        """Tell whether a control-flow template stands between two offsets of the file."""
        return self.templates.have_control(start, end)


class Field:
    """A scalar that holds an image, a part of one, or a registry's name; its value, and where its characters stand.

    In ``value`` everything unknown before rendering is covered by `MASK` characters.
    """

    __slots__ = ("_map", "node", "source", "value")

    def __init__(self, source: Source, node: Scalar, value: str | None = None) -> None:
        self.source = source
        self.node = node
        self._map: OffsetMap | None = None
        if value is None:
            value = node.value
            if source.templates and (MASK in value or "\n" in source.text[node.start : node.end]):
                start, end = content_span(source.text, node)
                value = self._covered(value, start, end)
        self.value = value

    def _covered(self, value: str, start: int, end: int) -> str:
        """Cover the value from the first control flow within it to the last: it is one thing or another there."""
        control = [t for t in self.source.templates.within(*self.source.span(start, end)) if t.control]
        if not control or self.node.style in ("|", ">"):
            return value
        if self.source.map is not None or end - start != len(value):
            return MASK * len(value)
        first, last = control[0].start - start, control[-1].end - start
        return value[:first] + MASK * (last - first) + value[last:]

    @property
    def span(self) -> tuple[int, int]:
        """The file's span of the value, without quotes."""
        return self.source.node_span(self.node)

    def locate(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the file's span of the value's characters ``start:end``, or None where no edit could be made there."""
        if not self.source.editable:
            return None
        if self._map is None:
            self._map = value_map(self.source.text, self.node)
            if self._map is None:
                return None
        first, last = self._map.span(start, end)
        outer = self.source.span(first, last)
        return outer if last - first == outer[1] - outer[0] else None

    @property
    def shown(self) -> str:
        """The value as a message quotes it: as it stands in the file where parts are unknown, and not too long."""
        if MASK in self.value:
            start, end = self.span
            text = self.source.file[start:end]
        else:
            text = self.value
        text = " ".join(text.split())
        return text if len(text) <= 120 else text[:80] + "…" + text[-30:]


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


def read_documents(text: str) -> Iterator[Document]:
    """Yield the documents of a file's decoded text, in order, with their nodes.

    A document that is not YAML has an ``error`` in place of nodes; the error's offset is the file's.
    """
    masked = mask(text)
    chunks = split_documents(masked.text)
    index = 0
    for number, (start, end) in enumerate(chunks):
        source = Source(text, masked.text, masked.templates)
        composed, source, error = _compose_chunk(text, masked, source, start, end)
        if error is not None:
            document = Document(index, start, end, source)
            document.error = error
            _classify(document, index, len(chunks))
            index += 1
            yield document
            continue
        if composed is None:
            continue
        for root in composed.roots:
            document = Document(index, start, end, source)
            document.root = root
            document.repeating = composed.repeating
            document.quoted = composed.quoted
            composed.repeating, composed.quoted = [], []
            _classify(document, index, len(chunks) if number or len(composed.roots) == 1 else 2)
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
    for template in [*templates, Template(end, end, True)]:
        alone = not template.control and _is_alone(text, template)
        if not template.control and not alone:
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


def _is_alone(text: str, template: Template) -> bool:
    before = text[text.rfind("\n", 0, template.start) + 1 : template.start]
    line_end = text.find("\n", template.end)
    after = text[template.end : line_end if line_end >= 0 else len(text)]
    return not before.strip() and not after.strip()


def _classify(document: Document, index: int, count: int) -> None:
    """Give a document its kind: the one that its marker names, or else the one that its keys show."""
    document.marker = _marker(document.source.file, document.start, document.end)
    if document.marker is not None:
        document.kind = MARKER_KINDS.get(document.marker.word, Kind.UNKNOWN)
        if document.kind is not Kind.UNKNOWN:
            return
    document.kind = infer_kind(document.root)


def _marker(text: str, start: int, end: int) -> Marker | None:
    """Find the ``# kind:`` comment among the comments that a document starts with.

    One with a word that the platform knows goes before others, which may be YAML that somebody has commented out.
    """
    position = start
    first: Marker | None = None
    while position < end:
        line = _HEAD_LINE.match(text, position, end)
        if line is None or line.end() == position:
            break
        found = _MARKER.match(text, line.start(1), line.end(1)) if line.group(1) else None
        if found:
            marker = Marker(found.group(1), found.start(1), found.end(1))
            if marker.word in MARKER_KINDS:
                return marker
            first = first or marker
        position = line.end()
    return first


_NATIVE_KEYS = frozenset(
    "replicated_api_version components images monitors admin_commands cmds host_requirements custom_requirements "
    "custom_metrics console_support_markdown identity state backup statsd graphite carbon localization support "
    "release_notes terms config properties swarm kubernetes".split()
)
_KNOWN_KEYS = _NATIVE_KEYS | {"name", "version"}


def infer_kind(root: Node | None) -> Kind:
    """Tell a document's kind from its keys, as far as they tell it."""
    if not isinstance(root, Mapping):
        return Kind.UNKNOWN
    keys = root.index
    if any(isinstance(value, Mapping) and "v1" in value.index for value in map(keys.get, ("assets", "lifecycle"))):
        return Kind.SHIP
    if "apiVersion" in keys and "kind" in keys:
        version = root.text("apiVersion") or ""
        return Kind.KOTS if version.partition("/")[0] in KOTS_GROUPS else Kind.KUBERNETES
    if _is_native(root):
        return Kind.REPLICATED
    if "services" in keys:
        return Kind.SWARM
    return Kind.UNKNOWN


def _is_native(root: Mapping) -> bool:
    """Tell whether an unmarked mapping is a ``replicated`` document.

    Its version says so, or its lists of containers or images do. Other keys, such as ``backup`` or ``components``,
    stand in many a file that has nothing to do with a release (values of a chart, an API description), so they count
    only where no key is a stranger.
    """
    keys = root.index
    if "replicated_api_version" in keys:
        return True
    if any(isinstance(item, Mapping) and "containers" in item.index for item in root.sequence("components")):
        return True
    if any(isinstance(item, Mapping) and "source" in item.index for item in root.sequence("images")):
        return True
    if not all(key in _KNOWN_KEYS or key.startswith(("x-", ".", "_", "<<")) or MASK in key for key in keys):
        return False
    images = keys.get("images")
    if isinstance(images, Mapping) and images.pairs and len(keys) == 1:
        return False  # values of a chart: a release has a list there
    return not _NATIVE_KEYS.isdisjoint(keys)


KOTS_GROUPS = frozenset({"kots.io"})
"""API groups whose presence makes a directory a KOTS release."""
