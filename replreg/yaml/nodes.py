"""The nodes of a YAML document, with their places: scalars and their types, sequences, mappings and merge keys."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.lazy_re import lazy_compile

__all__ = ["KEYWORDS", "MERGE_KEY", "Mapping", "Node", "Scalar", "Sequence", "is_plain", "plain_type", "scalar_type"]

MERGE_KEY = "<<"

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
# The platform's reader, like most, does not take the single letters of YAML 1.1 (`y`, `n`) for booleans.
_BOOLEAN = frozenset("yes Yes YES no No NO true True TRUE false False FALSE on On ON off Off OFF".split())

KEYWORDS = _NULL | _BOOLEAN
"""The values of plain scalars that are null, true or false."""

_INTEGER = lazy_compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|(?:0|[1-9][0-9_]*)(?::[0-5]?[0-9])*)")
_FLOAT = lazy_compile(r"[-+]?(?:[0-9][0-9_]*)?\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TYPES_OF_TAGS = {"int": "integer", "float": "number", "bool": "boolean", "null": "null"}


class Node:
    """A node of a document. ``start`` and ``end`` are offsets; anchor, tag and quotes lie between them.

    ``shared`` tells whether an alias stands for it elsewhere.
    """

    __slots__ = ("end", "shared", "start", "tag")

    start: int
    end: int
    tag: str | None
    shared: bool


class Scalar(Node):
    """A scalar. ``value`` is its text, unquoted and unfolded; ``style`` is ``'``, ``"``, ``|``, ``>`` or ``""``."""

    __slots__ = ("style", "value")

    def __init__(self, start: int, end: int, tag: str | None, value: str, style: str) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.shared = False
        self.value = value
        self.style = style


class _Merging(Node):
    """What can stand behind a merge key. ``_inherited`` remembers what was found behind it: None until it is asked."""

    __slots__ = ("_inherited",)

    _inherited: dict[str, Mapping | None] | None

    def _remember(self, key: str, holder: Mapping | None) -> None:
        if self._inherited is None:
            self._inherited = {}
        self._inherited[key] = holder


class Sequence(_Merging):
    """A sequence of nodes. ``flow`` tells ``[a, b]`` from a list of dashes."""

    __slots__ = ("flow", "items")

    def __init__(self, start: int, end: int, tag: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.shared = False
        self.flow = flow
        self.items: list[Node] = []
        self._inherited = None


class Mapping(_Merging):
    """A mapping. ``pairs`` holds keys and values as written; `get` also looks through merge keys."""

    __slots__ = ("flow", "index", "pairs")

    def __init__(self, start: int, end: int, tag: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.shared = False
        self.flow = flow
        self.pairs: list[tuple[Node, Node]] = []
        self.index: dict[str, Node] = {}
        """The value of each scalar key; of a key that is there twice, the last one, as the platform takes it."""
        self._inherited = None

    def get(self, key: str) -> Node | None:
        """Return the value of ``key``, written here or brought in by a merge key, or None."""
        node = self.index.get(key)
        if node is None and MERGE_KEY in self.index:
            holder = self._inherit(key)
            return None if holder is None else holder.index[key]
        return node

    def holder(self, key: str) -> Mapping | None:
        """Return the mapping in which the value of ``key`` is written: this one, or one that a merge key brings in."""
        if key not in self.index and MERGE_KEY in self.index:
            return self._inherit(key)
        return self if key in self.index else None

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
                if isinstance(key, Scalar) and not _is_merge(key) and key.value not in seen:
                    written.add(key.value)
                    yield key, value
            seen |= written

    def _inherit(self, key: str) -> Mapping | None:
        """Look behind the merge keys for a mapping with ``key``; remember the outcome in all that was looked through.

        Without that, each of the mappings that merge one another in a chain would cost as much as the chain is long.
        """
        if self._inherited is not None and key in self._inherited:
            return self._inherited[key]
        depths: dict[int, int] = {id(self): 0}  # of what is looked through; of what came to nothing, where it led back
        circular: list[_Merging] = []
        path: list[_Merging] = [self]
        ways = [iter(_behind(self))]
        back = [0]
        while path:
            node = next(ways[-1], None)
            if node is None:
                merging, led_back = path.pop(), back.pop()
                ways.pop()
                if led_back >= len(path):
                    merging._remember(key, None)
                else:  # what it leads back to may come to something yet
                    depths[id(merging)] = led_back
                    circular.append(merging)
                    back[-1] = min(back[-1], led_back)
                continue
            found = node if isinstance(node, Mapping) and key in node.index else None
            if found is None and isinstance(node, _Merging):
                if node._inherited is not None and key in node._inherited:
                    found = node._inherited[key]
                elif id(node) in depths:
                    back[-1] = min(back[-1], depths[id(node)])
                else:
                    depths[id(node)] = len(path)
                    back.append(len(path))
                    path.append(node)
                    ways.append(iter(_behind(node)))
            if found is not None:
                for taker in path:
                    taker._remember(key, found)
                return found
        for merging in circular:
            merging._remember(key, None)
        return None

    def _merged(self) -> Iterator[Mapping]:
        """Yield the mappings behind ``<<``, nearest first, each once, however they refer to one another."""
        visited = {id(self)}
        ways = [iter(_behind(self))]
        while ways:
            node = next(ways[-1], None)
            if node is None:
                ways.pop()
            elif id(node) not in visited and isinstance(node, _Merging):
                visited.add(id(node))
                if isinstance(node, Mapping):
                    yield node
                ways.append(iter(_behind(node)))


def _behind(node: Node) -> list[Node]:
    """Return what a merge key brings in with a node: the items of a list, or what is behind each ``<<`` of a mapping.

    Nearest first; readers take more than one ``<<`` in a mapping.
    """
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Mapping) and MERGE_KEY in node.index:
        return [value for key, value in node.pairs if isinstance(key, Scalar) and _is_merge(key)]
    return []


def _is_merge(key: Scalar) -> bool:
    """Tell whether a key merges: in quotes ``<<`` is a key as any other."""
    return key.value == MERGE_KEY and not key.style


def is_plain(scalar: Scalar) -> bool:
    """Tell whether a scalar is written without quotes and without a tag, so that YAML guesses its type."""
    return not scalar.style and scalar.tag is None


def scalar_type(scalar: Scalar) -> str:
    """Return the JSON type that YAML 1.1 gives a scalar: null, boolean, integer, number or string."""
    if is_plain(scalar):
        return plain_type(scalar.value)
    return _TYPES_OF_TAGS.get((scalar.tag or "").rpartition(":")[2], "string")


def plain_type(value: str) -> str:
    """Return the type, as `scalar_type` does, that ``value`` has as a plain scalar without a tag."""
    if value in _NULL:
        return "null"
    if value in _BOOLEAN:
        return "boolean"
    if value[0] in "+-.0123456789":
        if value.isdecimal() and value[0] != "0" and value.isascii():
            return "integer"
        if value.count(".") > 1:
            return "string"  # a version, most likely
        if _INTEGER.fullmatch(value):
            return "integer"
        if any(c.isdigit() for c in value) and _FLOAT.fullmatch(value):
            return "number"
    return "string"
