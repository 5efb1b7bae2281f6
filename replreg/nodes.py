"""The nodes of a YAML document, with their places: scalars, sequences and mappings, and what merge keys bring in."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["MERGE_KEY", "Mapping", "Node", "Scalar", "Sequence", "is_plain"]

MERGE_KEY = "<<"


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


class Sequence(Node):
    """A sequence of nodes. ``flow`` tells ``[a, b]`` from a list of dashes."""

    __slots__ = ("flow", "items")

    def __init__(self, start: int, end: int, tag: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.shared = False
        self.flow = flow
        self.items: list[Node] = []


class Mapping(Node):
    """A mapping. ``pairs`` holds keys and values as written; `get` also looks through merge keys."""

    __slots__ = ("_inherited", "flow", "index", "pairs")

    def __init__(self, start: int, end: int, tag: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.shared = False
        self.flow = flow
        self.pairs: list[tuple[Node, Node]] = []
        self.index: dict[str, Node] = {}
        """The value of each scalar key; of a key that is there twice, the last one, as the platform takes it."""
        self._inherited: dict[str, Node | None] | None = None

    def get(self, key: str) -> Node | None:
        """Return the value of ``key``, written here or brought in by a merge key, or None."""
        node = self.index.get(key)
        if node is None and MERGE_KEY in self.index:
            return self._inherit(key)
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
                if isinstance(key, Scalar) and not _is_merge(key) and key.value not in seen:
                    written.add(key.value)
                    yield key, value
            seen |= written

    def _inherit(self, key: str) -> Node | None:
        """Look for ``key`` behind the merge keys, and remember the outcome here and in every mapping on the way to it.

        Without that, each of the mappings that merge one another in a chain would cost as much as the chain is long.
        """
        if self._inherited is not None and key in self._inherited:
            return self._inherited[key]
        visited = {id(self)}
        heirs: dict[int, Mapping | None] = {id(self): None}  # who merges a mapping, by its id
        passed = [self]
        pending: list[tuple[Node, Mapping]] = [(value, self) for value in self._merge_values()]
        while pending:
            node, heir = pending.pop()
            if id(node) in visited:
                continue
            visited.add(id(node))
            if isinstance(node, Sequence):
                pending.extend((item, heir) for item in reversed(node.items))
            elif isinstance(node, Mapping):
                found = node.index.get(key)
                if found is None and MERGE_KEY in node.index:
                    if node._inherited is None or key not in node._inherited:
                        heirs[id(node)] = heir
                        passed.append(node)
                        pending.extend((value, node) for value in node._merge_values())
                    else:
                        found = node._inherited[key]
                if found is not None:
                    taker: Mapping | None = heir
                    while taker is not None:
                        taker._remember(key, found)
                        taker = heirs[id(taker)]
                    return found
        for mapping in passed:  # from none of these leads a way to it
            mapping._remember(key, None)
        return None

    def _remember(self, key: str, node: Node | None) -> None:
        if self._inherited is None:
            self._inherited = {}
        self._inherited[key] = node

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
        return [value for key, value in reversed(self.pairs) if isinstance(key, Scalar) and _is_merge(key)]


def _is_merge(key: Scalar) -> bool:
    """Tell whether a key merges: in quotes ``<<`` is a key as any other."""
    return key.value == MERGE_KEY and not key.style


def is_plain(scalar: Scalar) -> bool:
    """Tell whether a scalar is written without quotes and without a tag, so that YAML guesses its type."""
    return not scalar.style and scalar.tag is None
