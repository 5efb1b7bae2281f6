"""The nodes of a YAML document with their places: scalars and their types, sequences, mappings, and merge keys."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from replreg.lazy_re import lazy_compile

__all__ = [
    "KEYWORDS",
    "MERGE_KEY",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "is_plain",
    "merge_values",
    "nodes_in",
    "plain_type",
    "scalar_type",
]

MERGE_KEY = "<<"

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
# The platform's reader, like most, does not read the single letters `y` and `n` of YAML 1.1 as booleans.
_BOOLEAN = frozenset("yes Yes YES no No NO true True TRUE false False FALSE on On ON off Off OFF".split())

KEYWORDS = _NULL | _BOOLEAN
"""The values of plain scalars that are null, true or false."""

_INTEGER = lazy_compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|(?:0|[1-9][0-9_]*)(?::[0-5]?[0-9])*)")
_FLOAT = lazy_compile(r"[-+]?(?:[0-9][0-9_]*)?\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NEVER_LAST = frozenset("ghijklmopqrstuvwxyzGHIJKLMOPQRSTUVWXYZ")
"""Letters that no number ends in: digits of base 16, infinity and NaN end in others."""
_TYPES_OF_TAGS = {"int": "integer", "float": "number", "bool": "boolean", "null": "null"}


class Node:
    """A node of a document. ``start`` and ``end`` are offsets; anchor, tag and quotes lie between them.

    ``shared`` is True if an alias repeats the node elsewhere.
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
        self.value: str = value
        self.style: str = style


class _Merging(Node):
    """A node that can be the value of a merge key. ``_inherited`` has, by key, the mappings that searches found."""

    __slots__ = ("_inherited",)

    _inherited: dict[str, Mapping | None] | None

    def _remember(self, key: str, holder: Mapping | None) -> None:
        if self._inherited is None:
            self._inherited = {}
        self._inherited[key] = holder

    def _known_holder(self, key: str) -> Mapping | None:
        """Return the mapping that holds ``key``, as far as that is known without a search."""
        return self._inherited.get(key) if self._inherited is not None else None


class Sequence(_Merging):
    """A sequence of nodes. ``flow`` is True for ``[a, b]`` and False for a list of dashes."""

    __slots__ = ("flow", "items")

    def __init__(self, start: int, end: int, tag: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.shared = False
        self.flow: bool = flow
        self.items: list[Node] = []
        self._inherited = None


class Mapping(_Merging):
    """A mapping. ``pairs`` holds keys and values as written; `get` also finds what merge keys bring in."""

    __slots__ = ("flow", "index", "pairs")

    def __init__(self, start: int, end: int, tag: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.shared = False
        self.flow: bool = flow
        self.pairs: list[tuple[Node, Node]] = []
        self.index: dict[str, Node] = {}
        """The value of each scalar key; of a key that is there twice, the last value, as on the platform."""
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
        """Return the items of the value of ``key`` if it is a sequence, else an empty list."""
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
        """Return the node of the key ``name`` in this mapping, the last one where it is there twice."""
        for key, _ in reversed(self.pairs):
            if isinstance(key, Scalar) and key.value == name:
                return key
        return None

    def chain(self) -> Iterator[Mapping]:
        """Yield this mapping, and then those that its merge keys bring in, nearest first."""
        yield self
        if MERGE_KEY in self.index:
            yield from self._merged()

    def entries(self) -> Iterator[tuple[Scalar, Node]]:
        """Yield keys and values; those of merged mappings, too, unless a nearer mapping has the key."""
        seen: set[str] = set()
        for mapping in self.chain():
            written: set[str] = set()
            for key, value in mapping.pairs:
                if isinstance(key, Scalar) and not _is_merge(key) and key.value not in seen:
                    written.add(key.value)
                    yield key, value
            seen |= written

    def _inherit(self, key: str) -> Mapping | None:
        """Return the nearest mapping with ``key`` that the merge keys bring in, or None.

        This is a depth-first search, without recursion. Its result is remembered in every node that it passes:
        otherwise a search through each mapping of a long chain would take time by the square of the chain's length.

        Merge keys can form cycles. A node that is searched without result, but that leads back to a node whose search
        is still going on, is undecided: the rest of that search may find the key for both. As in Tarjan's algorithm
        for strongly connected components, its *lowlink* is the lowest depth on the path that it leads back to.
        """
        if self._inherited is not None and key in self._inherited:
            return self._inherited[key]
        path = [_Step(self, 0)]  # the nodes whose search is going on, each of them merged by the one before it
        lowlinks: dict[int, int] = {id(self): 0}  # of the undecided nodes; of a node on the path, its depth
        undecided: list[_Merging] = []
        while path:
            step = path[-1]
            node = next(step.rest, None)
            if node is None:  # nothing is left to search here, and the key was not found
                path.pop()
                if step.lowlink >= len(path):  # it leads back to no node that is still being searched
                    step.node._remember(key, None)
                else:
                    lowlinks[id(step.node)] = step.lowlink
                    undecided.append(step.node)
                    path[-1].lowlink = min(path[-1].lowlink, step.lowlink)
                continue
            if not isinstance(node, _Merging):
                continue
            holder = node._known_holder(key)
            if holder is not None:
                for passed in path:
                    passed.node._remember(key, holder)
                return holder
            if node._inherited is not None and key in node._inherited:
                continue  # an earlier search found nothing here
            if id(node) in lowlinks:
                step.lowlink = min(step.lowlink, lowlinks[id(node)])
            else:
                lowlinks[id(node)] = len(path)
                path.append(_Step(node, len(path)))
        for node in undecided:
            node._remember(key, None)
        return None

    def _known_holder(self, key: str) -> Mapping | None:
        return self if key in self.index else super()._known_holder(key)

    def _merged(self) -> Iterator[Mapping]:
        """Yield the mappings that the merge keys bring in, nearest first, each once, even where they form cycles."""
        visited = {id(self)}
        stack = [iter(merge_values(self))]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
            elif id(node) not in visited and isinstance(node, _Merging):
                visited.add(id(node))
                if isinstance(node, Mapping):
                    yield node
                stack.append(iter(merge_values(node)))


class _Step:
    """A node on the path of a search, and what it merges that has not been searched."""

    __slots__ = ("lowlink", "node", "rest")

    def __init__(self, node: _Merging, depth: int) -> None:
        self.node = node
        self.rest = iter(merge_values(node))
        self.lowlink = depth


def nodes_in(root: Node) -> Iterator[Node]:
    """Yield a node and all that are written below it, keys included. A node that aliases repeat comes once."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, Sequence):
            stack += node.items
        elif isinstance(node, Mapping):
            stack += chain.from_iterable(node.pairs)


def merge_values(node: Node) -> list[Node]:
    """Return what a merge key brings in with a node: the items of a list, or the value of each ``<<`` of a mapping.

    Nearest first. Readers accept more than one ``<<`` in a mapping.
    """
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Mapping) and MERGE_KEY in node.index:
        return [value for key, value in node.pairs if isinstance(key, Scalar) and _is_merge(key)]
    return []


def _is_merge(key: Scalar) -> bool:
    """Return True if a key merges. In quotes, ``<<`` is an ordinary key."""
    return key.value == MERGE_KEY and not key.style


def is_plain(scalar: Scalar) -> bool:
    """Return True if a scalar has neither quotes nor a tag, so that its value decides its type."""
    return not scalar.style and scalar.tag is None


def scalar_type(scalar: Scalar) -> str:
    """Return the JSON type that YAML 1.1 gives a scalar: null, boolean, integer, number or string."""
    if is_plain(scalar):
        return plain_type(scalar.value)
    return _TYPES_OF_TAGS.get((scalar.tag or "").rpartition(":")[2], "string")


def plain_type(value: str) -> str:
    """Return the type, one of those of `scalar_type`, that ``value`` has as a plain scalar without a tag."""
    if value in _NULL:
        return "null"
    if value in _BOOLEAN:
        return "boolean"
    if value[0] in "+-.0123456789":
        if value == "0" or (value.isdecimal() and value[0] != "0" and value.isascii()):
            return "integer"
        if value.count(".") > 1:
            return "string"  # a version, most likely
        if value[-1] in _NEVER_LAST or value[:2] == "--":
            return "string"  # a number with a unit, such as 100m or 10Gi, or an option of a command
        if _INTEGER.fullmatch(value):
            return "integer"
        if any(c.isdigit() for c in value) and _FLOAT.fullmatch(value):
            return "number"
    return "string"
