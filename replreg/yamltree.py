"""Positioned YAML nodes, composed from the events of ``ruamel.yaml``.

The events come from the library's C parser (libyaml, of which the platform's own reader is a port), or where that is
not installed from its Python parser. Composing here rather than with the library's composer is several times faster,
keeps every position, and keeps apart what is written from what an alias or a merge key brings in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from replreg.pattern import lazy_pattern

__all__ = [
    "Composed",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "YAMLSyntaxError",
    "compose",
    "is_plain",
    "parser_name",
]

MERGE_KEY = "<<"

DEEPEST = 10_000
"""The levels of nesting that a document may have: the platform's reader, a port of libyaml, refuses more."""

_UNPRINTABLE = lazy_pattern("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class YAMLSyntaxError(ValueError):
    """A text is not YAML. ``offset`` is where the parser stopped, in code points of the text it was given.

    ``began`` is where what it was reading began, such as an open bracket; the same as ``offset`` if that is not known.
    """

    def __init__(self, reason: str, offset: int, began: int | None = None) -> None:
        super().__init__(reason)
        self.offset = offset
        self.began = offset if began is None else began


class Node:
    """A node of a document. ``start`` and ``end`` are offsets; anchor, tag and quotes lie between them."""

    __slots__ = ("end", "start", "tag")

    start: int
    end: int
    tag: str | None


class Scalar(Node):
    """A scalar. ``value`` is its text, unquoted and unfolded; ``style`` is ``'``, ``"``, ``|``, ``>`` or ``""``."""

    __slots__ = ("style", "value")

    def __init__(self, start: int, end: int, tag: str | None, value: str, style: str) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.value = value
        self.style = style


class Sequence(Node):
    """A sequence of nodes. ``flow`` tells ``[a, b]`` from a list of dashes."""

    __slots__ = ("flow", "items")

    def __init__(self, start: int, end: int, tag: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.flow = flow
        self.items: list[Node] = []


class Mapping(Node):
    """A mapping. ``pairs`` holds keys and values as written; `get` also looks through merge keys."""

    __slots__ = ("flow", "index", "pairs")

    def __init__(self, start: int, end: int, tag: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.flow = flow
        self.pairs: list[tuple[Node, Node]] = []
        self.index: dict[str, Node] = {}
        """The value of each scalar key; of a key that is there twice, the last one, as the platform takes it."""

    def get(self, key: str) -> Node | None:
        """Return the value of ``key``, written here or brought in by a merge key, or None."""
        node = self.index.get(key)
        if node is None and MERGE_KEY in self.index:
            for merged in self._merged():
                node = merged.index.get(key)
                if node is not None:
                    return node
        return node

    def mapping(self, key: str) -> Mapping | None:
        """Return the value of ``key`` if it is a mapping."""
        node = self.get(key)
        return node if isinstance(node, Mapping) else None

    def sequence(self, key: str) -> list[Node]:
        """Return the items of the value of ``key`` if it is a sequence, else nothing."""
        node = self.get(key)
        return node.items if isinstance(node, Sequence) else []

    def scalar(self, key: str) -> Scalar | None:
        """Return the value of ``key`` if it is a scalar."""
        node = self.get(key)
        return node if isinstance(node, Scalar) else None

    def text(self, key: str) -> str | None:
        """Return the value of ``key`` as text if it is a scalar."""
        node = self.get(key)
        return node.value if isinstance(node, Scalar) else None

    def key(self, name: str) -> Scalar | None:
        """Return the node of the key ``name`` itself, the last one where it is there twice."""
        for key, _ in reversed(self.pairs):
            if isinstance(key, Scalar) and key.value == name:
                return key
        return None

    def chain(self) -> Iterator[Mapping]:
        """Yield this mapping and then those that its merge keys bring in, nearest first."""
        yield self
        if MERGE_KEY in self.index:
            yield from self._merged()

    def entries(self) -> Iterator[tuple[Scalar, Node]]:
        """Yield keys and values, those of merged mappings included where no nearer one has the key."""
        seen: set[str] = set()
        for source in self.chain():
            written: set[str] = set()
            for key, value in source.pairs:
                if isinstance(key, Scalar) and key.value != MERGE_KEY and key.value not in seen:
                    written.add(key.value)
                    yield key, value
            seen |= written

    def _merged(self) -> Iterator[Mapping]:
        """Yield the mappings behind ``<<``, nearest first, each once, however they refer to one another."""
        visited = {id(self)}
        pending = self._merge_values()
        while pending:
            node = pending.pop()
            if id(node) in visited:
                continue
            visited.add(id(node))
            if isinstance(node, Sequence):
                pending.extend(reversed(node.items))
            elif isinstance(node, Mapping):
                yield node
                if MERGE_KEY in node.index:
                    pending.extend(node._merge_values())

    def _merge_values(self) -> list[Node]:
        """Return the values of every ``<<``, which readers take more than once in one mapping, the first one last."""
        return [value for key, value in reversed(self.pairs) if isinstance(key, Scalar) and key.value == MERGE_KEY]


class Composed:
    """What `compose` makes: the roots of the documents, and what can be found on the way to them.

    ``repeating`` holds the mappings in which a key stands twice; ``quoted`` the scalars in quotes and in blocks, which
    are the ones that can hold a file of their own.
    """

    __slots__ = ("quoted", "repeating", "roots")

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.repeating: list[Mapping] = []
        self.quoted: list[Scalar] = []


def is_plain(scalar: Scalar) -> bool:
    """Tell whether a scalar is written without quotes and without a tag, so that YAML guesses its type."""
    return not scalar.style and scalar.tag is None


def compose(text: str, base: int = 0) -> Composed:
    """Compose the documents of ``text``, which starts at offset ``base`` of its file. Raises `YAMLSyntaxError`.

    Nodes that an alias repeats are the same object, and a node may contain itself.
    """
    events = _events()
    try:
        return _compose_with(events, text, base)
    except YAMLSyntaxError as error:
        tolerant = events.tolerate(text)
        if tolerant == text:
            raise
        try:
            composed = _compose_with(events, tolerant, base)
        except YAMLSyntaxError:
            raise error from None
    for root in composed.roots:
        _restore(root)
    return composed


def _compose_with(events: _Events, text: str, base: int) -> Composed:
    composed = Composed()
    try:
        _compose(events.source(text), events, composed, base)
    except events.reader_error as error:
        raise _unreadable(text, base, str(error)) from None
    except UnicodeEncodeError as error:
        raise _unreadable(text, base, error.reason) from None
    except events.error as error:
        mark = error.problem_mark or error.context_mark
        offset = min(mark.index if mark else 0, len(text))
        began = min(error.context_mark.index, offset) if error.context_mark else offset
        reason = " ".join(part for part in (error.context, error.problem) if part)
        raise YAMLSyntaxError(reason or "it cannot be read as YAML", base + offset, base + began) from None
    return composed


def parser_name() -> str:
    """Return ``"libyaml"`` or ``"python"``, whichever reads the files in this process."""
    return _events().name


def _compose(next_event: Any, events: _Events, composed: Composed, base: int) -> None:
    """Build the nodes. One loop and a stack of open collections: no depth of nesting can exhaust the call stack."""
    scalar_event, alias_event = events.scalar, events.alias
    mapping_start, mapping_end = events.mapping_start, events.mapping_end
    sequence_start, sequence_end = events.sequence_start, events.sequence_end
    document_start, stream_end = events.document_start, events.stream_end
    anchors: dict[str, Node] = {}
    stack: list[tuple[Node | None, Node | None]] = []
    quoted = composed.quoted
    collection: Node | None = None  # the open collection; None between documents
    key: Node | None = None  # in a mapping, the key that waits for its value
    while True:
        event = next_event()
        kind = type(event)
        node: Node
        if kind is scalar_event:
            start = event.start_mark.index
            style = event.style or ""
            node = Scalar(base + start, base + event.end_mark.index, event.tag, event.value, style)
            if style:
                quoted.append(node)
            if event.anchor is not None:
                anchors[event.anchor] = node
        elif kind is mapping_start or kind is sequence_start:
            make = Mapping if kind is mapping_start else Sequence
            node = make(base + event.start_mark.index, base + event.end_mark.index, event.tag, bool(event.flow_style))
            if event.anchor is not None:
                anchors[event.anchor] = node
            stack.append((collection, key))
            if len(stack) > DEEPEST:
                raise YAMLSyntaxError(f"found more than {DEEPEST:,} levels of nesting", node.start)
            collection, key = node, None
            continue
        elif kind is mapping_end:
            mapping: Any = collection
            mapping.end = base + event.end_mark.index
            index = mapping.index
            count = 0
            for name, value in mapping.pairs:
                if type(name) is Scalar:
                    count += 1
                    index[name.value] = value
            if len(index) < count:
                composed.repeating.append(mapping)
            node = mapping
            collection, key = stack.pop()
        elif kind is sequence_end:
            sequence: Any = collection
            sequence.end = base + event.end_mark.index
            node = sequence
            collection, key = stack.pop()
        elif kind is alias_event:
            target = anchors.get(event.anchor)
            if target is None:
                raise YAMLSyntaxError(
                    f"found the alias '*{event.anchor}', but no anchor '&{event.anchor}' before it",
                    base + event.start_mark.index,
                )
            node = target
        elif kind is document_start:
            anchors = {}
            continue
        elif kind is stream_end:
            return
        else:
            continue
        if collection is None:
            composed.roots.append(node)
        elif type(collection) is Sequence:
            collection.items.append(node)
        elif key is None:
            key = node
        else:
            collection.pairs.append((key, node))  # type: ignore[attr-defined]
            key = None


# The C parser is of libyaml 0.1, which stops at a colon or a question mark inside a plain scalar of a flow collection
# (`{image: redis:3}`); the platform's reader, as every newer one, does not. A text that fails is tried once more with
# such characters covered by ones of the private use area, and their scalars uncovered afterwards.
_COVERED = {":": "\ue002", "?": "\ue003"}
_INSIDE_PLAIN = lazy_pattern(r"""(?<=[^\s,\[\]{}'":?])(?::(?=[^\s,\[\]{}])|\?)""")
# The Python parser stops at a tab between tokens, where it is white space as any other.
_TAB_INSIDE = lazy_pattern(r"(?<=\S)[ \t]*\t[ \t]*")


def _cover(text: str) -> str:
    return _INSIDE_PLAIN.sub(lambda found: _COVERED[found.group()], text)


def _untab(text: str) -> str:
    return _TAB_INSIDE.sub(lambda found: " " * len(found.group()), text)


def _restore(root: Node) -> None:
    """Uncover the characters that `_cover` covered, in every scalar below ``root`` and in the index of its mappings."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            for character, cover in _COVERED.items():
                node.value = node.value.replace(cover, character)
        elif isinstance(node, Sequence):
            stack.extend(node.items)
        elif isinstance(node, Mapping):
            for key, value in node.pairs:
                _restore(key) if isinstance(key, Scalar) else stack.append(key)
                stack.append(value)
            node.index = {key.value: value for key, value in node.pairs if isinstance(key, Scalar)}


def _unreadable(text: str, base: int, reason: str) -> YAMLSyntaxError:
    """Explain a character that YAML does not allow."""
    bad = _UNPRINTABLE.search(text)
    if bad is None:
        return YAMLSyntaxError(reason, base)
    code = ord(bad.group())
    name = "a NUL character" if code == 0 else f"the character U+{code:04X}"
    return YAMLSyntaxError(f"found {name}, which YAML does not allow", base + bad.start())


class _Events:
    """The event classes of ``ruamel.yaml`` and a function that yields events, bound once a process."""

    def __init__(self) -> None:
        from ruamel.yaml import events
        from ruamel.yaml.error import MarkedYAMLError
        from ruamel.yaml.reader import ReaderError

        self.scalar = events.ScalarEvent
        self.alias = events.AliasEvent
        self.mapping_start = events.MappingStartEvent
        self.mapping_end = events.MappingEndEvent
        self.sequence_start = events.SequenceStartEvent
        self.sequence_end = events.SequenceEndEvent
        self.document_start = events.DocumentStartEvent
        self.stream_end = events.StreamEndEvent
        self.error: type[Any] = MarkedYAMLError
        self.reader_error: type[Exception] = ReaderError
        try:
            from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined,unused-ignore]
        except ImportError:
            self.name = "python"
            self.tolerate = _untab
            self.source = _python_source
        else:
            self.name = "libyaml"
            self.tolerate = _cover
            self.source = lambda text: CParser(text).get_event


def _python_source(text: str) -> Any:
    """Return the function that gives the events of the library's Python parser, one a call."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    return yaml.parse(text).__next__


_bound: _Events | None = None


def _events() -> _Events:
    global _bound
    if _bound is None:
        _bound = _Events()
    return _bound
