"""Values of charts as a tree in which every value remembers the file and the YAML node that it came from.

Helm merges tables (YAML mappings) key by key, and replaces everything else as a whole, lists included. So a tree has
two kinds of node: a `Table`, and a `Leaf`, which is a scalar, a null or a whole list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from replreg.yaml.composer import MERGE_KEY, Mapping, Node, Scalar, is_plain, scalar_type
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import MASK

__all__ = ["BOOLEANS", "KeyPath", "Leaf", "Origin", "Table", "Value", "dotted", "key_text", "pairs_of", "tables_in"]


class Origin:
    """Where values were read from. ``path`` is the file as people see it; ``fragment`` turns the nodes' offsets into
    offsets of that file. ``role`` says what the values are: ``chart``, ``values``, ``optionalValues[0]``, ``builder``.
    """

    __slots__ = ("fragment", "path", "role")

    def __init__(self, path: str, role: str, fragment: Fragment) -> None:
        self.path: str = path
        self.role: str = role
        self.fragment: Fragment = fragment

    def __repr__(self) -> str:
        return f"Origin({self.path!r}, {self.role!r})"


class Leaf:
    """A scalar, a null or a list. ``node`` is its node, ``key`` its key's, and ``origin`` the file of both.

    ``alternatives`` holds other nodes that the value may be, where template control flow chooses between pairs with
    the same key.
    """

    __slots__ = ("alternatives", "is_null", "key", "node", "origin")

    def __init__(self, key: Scalar, node: Node, origin: Origin, alternatives: tuple[Node, ...] = ()) -> None:
        self.key: Scalar = key
        self.node: Node = node
        self.origin: Origin = origin
        self.alternatives: tuple[Node, ...] = alternatives
        self.is_null: bool = type(node) is Scalar and not node.style and scalar_type(node) == "null"

    def __repr__(self) -> str:
        return f"Leaf({self.text!r}, {self.origin!r})"

    @property
    def text(self) -> str | None:
        """The value as text, templates covered by `MASK`; None of a list and of null."""
        return self.node.value if isinstance(self.node, Scalar) and not self.is_null else None

    @property
    def is_unknown(self) -> bool:
        """Whether a template hides the value or a part of it."""
        return bool(self.alternatives) or (isinstance(self.node, Scalar) and MASK in self.node.value)

    @property
    def boolean(self) -> bool | None:
        """The value if it is a boolean to Helm, else None. Text in quotes is not."""
        return _boolean(self.node) if isinstance(self.node, Scalar) else None


class Table:
    """A mapping. ``key`` and ``origin`` say where its nearest definition is; None for one that Helm makes.

    ``is_open`` is True where a template makes the mapping or a part of it, so that other values may be in it.
    Tables are changed in place by a merge; leaves never are.
    """

    __slots__ = ("entries", "is_open", "key", "origin")

    is_null = False

    def __init__(self, key: Scalar | None = None, origin: Origin | None = None, is_open: bool = False) -> None:
        self.entries: dict[str, Value] = {}
        self.key: Scalar | None = key
        self.origin: Origin | None = origin
        self.is_open: bool = is_open

    def __repr__(self) -> str:
        return f"Table({self.entries!r})"

    def get(self, path: str) -> Value | None:
        """Return the value at a path with dots, or None."""
        value: Value | None = self
        for key in path.split("."):
            if not isinstance(value, Table):
                return None
            value = value.entries.get(key)
        return value

    def table(self, path: str) -> Table | None:
        """Return the value at a path with dots if it is a table."""
        value = self.get(path)
        return value if isinstance(value, Table) else None

    def leaf(self, path: str) -> Leaf | None:
        """Return the value at a path with dots if it is a leaf."""
        value = self.get(path)
        return value if isinstance(value, Leaf) else None

    def copy(self, count: Callable[[int], None] | None = None) -> Table:
        """Return a copy whose tables can be changed without changing these.

        ``count`` is called with the steps of each table: one, and one for each entry. It may raise to stop the copy.
        """
        copied = Table(self.key, self.origin, self.is_open)
        stack = [(self, copied)]
        while stack:
            table, copy = stack.pop()
            if count is not None:
                count(len(table.entries) + 1)
            entries = copy.entries = table.entries.copy()
            for key, value in table.entries.items():
                if type(value) is Table:
                    inner = entries[key] = Table(value.key, value.origin, value.is_open)
                    stack.append((value, inner))
        return copied


Value: TypeAlias = Leaf | Table
KeyPath: TypeAlias = "tuple[KeyPath, str] | tuple[()]"
"""A path of keys as a linked list, so that values nested thousands deep do not take time by the square of that."""


def dotted(path: KeyPath) -> str:
    """Return a path of keys with dots between them."""
    keys: list[str] = []
    while path:
        path, key = path
        keys.append(key)
    return ".".join(reversed(keys))


def tables_in(table: Table) -> Iterator[tuple[KeyPath, Table]]:
    """Yield a table and all tables in it, each with its path from there, in the order of their keys."""
    stack: list[tuple[KeyPath, Table]] = [((), table)]
    while stack:
        path, inner = stack.pop()
        yield path, inner
        stack.extend(((path, key), value) for key, value in reversed(inner.entries.items()) if isinstance(value, Table))


def pairs_of(mapping: Mapping) -> Iterable[tuple[Scalar, Node]]:
    """Return the keys and values of a mapping, with those that merge keys bring in."""
    if MERGE_KEY in mapping.index:
        return mapping.entries()
    return ((key, value) for key, value in mapping.pairs if isinstance(key, Scalar))


BOOLEANS = {
    word: value
    for value, words in ((True, "y yes true on"), (False, "n no false off"))
    for lower in words.split()
    for word in (lower, lower.capitalize(), lower.upper())
}
"""The words that Helm's YAML reader takes for booleans: single letters are among them."""


def _boolean(scalar: Scalar) -> bool | None:
    if is_plain(scalar):
        return BOOLEANS.get(scalar.value)
    return BOOLEANS.get(scalar.value) if scalar_type(scalar) == "boolean" else None


def key_text(key: Scalar) -> str:
    """Return a key as Helm has it: it turns YAML to JSON first, where a boolean is ``true`` or ``false``."""
    boolean = None if key.style else _boolean(key)
    return key.value if boolean is None else "true" if boolean else "false"
