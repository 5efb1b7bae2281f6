"""Values of charts as a tree in which every value remembers the file and the YAML node that it came from.

Helm merges tables (YAML mappings) key by key, and replaces everything else as a whole, lists included. So a tree has
two kinds of node: a `Table`, and a `Leaf`, which is a scalar, a null or a whole list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from replreg.charts.files import ChartFile, ChartProblem
from replreg.yaml.composer import MERGE_KEY, Mapping, Node, Scalar, YAMLSyntaxError, is_plain, plain_type, scalar_type
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import MASK, MASKS, Templates

__all__ = ["KeyPath", "Leaf", "Origin", "Table", "Value", "dotted", "read_values", "table_of", "tables_in", "to_yaml"]

_MOST_REPEATED = 100_000
"""How many values aliases may repeat in one file. Helm's YAML reader refuses such files, too."""

_MOST_WRITTEN = 2_000_000
"""How many values `to_yaml` writes."""


class Origin:
    """Where values were read from. ``path`` is the file as people see it; ``source`` turns the nodes' offsets into
    offsets of that file. ``role`` says what the values are: ``chart``, ``values``, ``optionalValues[0]``, ``builder``.
    """

    __slots__ = ("path", "role", "source")

    def __init__(self, path: str, role: str, source: Fragment) -> None:
        self.path = path
        self.role = role
        self.source = source

    def __repr__(self) -> str:
        return f"Origin({self.path!r}, {self.role!r})"


class Leaf:
    """A scalar, a null or a list. ``node`` is its node, ``key`` its key's, and ``origin`` the file of both.

    ``alternatives`` holds other nodes that the value may be, where template control flow chooses between pairs with
    the same key.
    """

    __slots__ = ("alternatives", "is_null", "key", "node", "origin")

    def __init__(self, key: Scalar, node: Node, origin: Origin, alternatives: tuple[Node, ...] = ()) -> None:
        self.key = key
        self.node = node
        self.origin = origin
        self.alternatives = alternatives
        self.is_null = type(node) is Scalar and not node.style and scalar_type(node) == "null"

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
        self.key = key
        self.origin = origin
        self.is_open = is_open

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

    def copy(self) -> Table:
        """Return a copy whose tables can be changed without changing these."""
        copied = Table(self.key, self.origin, self.is_open)
        stack = [(self, copied)]
        while stack:
            table, copy = stack.pop()
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


def table_of(node: Node | None, origin: Origin, problems: list[ChartProblem], key: Scalar | None = None) -> Table:
    """Return the tree of a mapping node; an empty table for null and for nothing.

    Anything else is reported. Aliases are followed; one that leads back into itself is reported and left out.
    """
    table = Table(key, origin)
    if not isinstance(node, Mapping):
        if node is not None and not (isinstance(node, Scalar) and scalar_type(node) == "null"):
            _report(problems, origin, node, "values have to be a mapping: Helm refuses the chart")
        return table
    repeated = 0
    seen: set[int] = set()
    open_nodes: set[int] = set()
    # What is to be done: fill a table from a mapping, or (with None) close a mapping that is filled.
    stack: list[tuple[Mapping, Table | None]] = [(node, table)]
    while stack:
        mapping, current = stack.pop()
        if current is None:
            open_nodes.discard(id(mapping))
            continue
        if mapping.shared:
            if id(mapping) in seen:
                repeated += len(mapping.pairs)
            seen.add(id(mapping))
        elif repeated:
            repeated += len(mapping.pairs)
        if repeated > _MOST_REPEATED:
            _report(problems, origin, node, f"aliases repeat more than {_MOST_REPEATED:,} values: they are not read")
            return Table(key, origin)
        open_nodes.add(id(mapping))
        stack.append((mapping, None))
        for name, value in _pairs(mapping):
            if isinstance(value, Mapping):
                if id(value) in open_nodes:
                    _report(problems, origin, name, "the alias leads back into itself: Helm refuses the chart")
                    continue
                inner = Table(name, origin)
                current.entries[_key_text(name)] = inner
                stack.append((value, inner))
            else:
                current.entries[_key_text(name)] = Leaf(name, value, origin)
        if len(mapping.index) < len(mapping.pairs):
            _add_alternatives(mapping, current, origin)
    return table


def _pairs(mapping: Mapping) -> Iterable[tuple[Scalar, Node]]:
    if MERGE_KEY in mapping.index:
        return mapping.entries()
    return ((key, value) for key, value in mapping.pairs if isinstance(key, Scalar))


def _add_alternatives(mapping: Mapping, table: Table, origin: Origin) -> None:
    """Note the other values of keys that template control flow chooses between."""
    counts: dict[str, int] = {}
    for key, _ in mapping.pairs:
        if isinstance(key, Scalar):
            counts[key.value] = counts.get(key.value, 0) + 1
    for key_text, count in counts.items():
        leaf = table.entries.get(key_text)
        if count > 1 and isinstance(leaf, Leaf):
            leaf.alternatives = tuple(
                node for node in origin.source.choices(mapping, key_text) if node is not leaf.node
            )


_BOOLEANS = {
    word: value
    for value, words in ((True, "y yes true on"), (False, "n no false off"))
    for lower in words.split()
    for word in (lower, lower.capitalize(), lower.upper())
}
"""The words that Helm's YAML reader takes for booleans: single letters are among them."""


def _boolean(scalar: Scalar) -> bool | None:
    if is_plain(scalar):
        return _BOOLEANS.get(scalar.value)
    return _BOOLEANS.get(scalar.value) if scalar_type(scalar) == "boolean" else None


def _key_text(key: Scalar) -> str:
    """Return a key as Helm has it: it turns YAML to JSON first, where a boolean is ``true`` or ``false``."""
    boolean = None if key.style else _boolean(key)
    return key.value if boolean is None else "true" if boolean else "false"


def _report(problems: list[ChartProblem], origin: Origin, node: Node, message: str) -> None:
    start, end = origin.source.node_span(node)
    end = end if isinstance(node, Scalar) else start
    problems.append(ChartProblem(origin.path, "values", message, start, end))


def read_values(file: ChartFile | None, problems: list[ChartProblem], role: str = "chart") -> Table:
    """Return the tree of a values file; an empty table if there is none or it cannot be read, which is reported.

    Helm reads the file as it is: template calls in it are text. From version 3.18 on it takes all documents of the
    file, and the later ones win.
    """
    from replreg.yaml.composer import compose

    if file is None:
        return Table()
    origin = Origin(file.path, role, Fragment(file.text, file.text, Templates()))
    try:
        roots = compose(file.text).roots
    except YAMLSyntaxError as error:
        message = f"the file is not YAML: {error}"
        problems.append(ChartProblem(file.path, "values", message, error.offset, error.offset))
        return Table(None, origin)
    tables = [table_of(root, origin, problems) for root in roots]
    if len(tables) == 1:
        return tables[0]
    from replreg.charts.coalesce import merge_values

    merged = merge_values(tables)
    merged.origin = origin
    return merged


Evaluate = Callable[[Origin, Scalar], str]
"""Returns the text of a scalar that templates hide a part of."""


def to_yaml(table: Table, evaluate: Evaluate | None = None) -> str:
    """Return a tree as YAML in flow style, as ``helm --values`` reads it.

    Numbers, booleans and nulls stay as they are written, so that Helm reads them itself. ``evaluate`` gives the text of
    what templates hide; without it, that is ``unknown``. Raises `ValueError` if aliases repeat more than 2,000,000
    values.
    """
    pieces: list[str] = []
    # What is to be written: text, or a value with its origin. Collections are taken apart when it is their turn.
    stack: list[str | Table | tuple[Origin, Node]] = [table]
    written = 0
    while stack:
        item = stack.pop()
        written += 1
        if written > _MOST_WRITTEN:
            raise ValueError(f"there are more than {_MOST_WRITTEN:,} values")
        if isinstance(item, str):
            pieces.append(item)
        elif isinstance(item, Table):
            parts: list[str | Table | tuple[Origin, Node]] = ["{"]
            for key, value in item.entries.items():
                parts.append(f"{_quoted(key)}: ")
                parts.append(value if isinstance(value, Table) else (value.origin, value.node))
                parts.append(", ")
            parts.append("}")
            stack.extend(reversed(parts))
        else:
            origin, node = item
            if isinstance(node, Scalar):
                pieces.append(_written(origin, node, evaluate))
            elif isinstance(node, Mapping):
                inner: list[str | Table | tuple[Origin, Node]] = ["{"]
                for name, child in _pairs(node):
                    inner += (f"{_quoted(_key_text(name))}: ", (origin, child), ", ")
                stack.extend(reversed([*inner, "}"]))
            else:
                listed: list[str | Table | tuple[Origin, Node]] = ["["]
                for child in getattr(node, "items", ()):
                    listed += ((origin, child), ", ")
                stack.extend(reversed([*listed, "]"]))
    return "".join(pieces) + "\n"


def _written(origin: Origin, scalar: Scalar, evaluate: Evaluate | None) -> str:
    value = scalar.value
    if MASK in value:
        value = evaluate(origin, scalar) if evaluate else MASKS.sub("unknown", value)
    if is_plain(scalar) and value in _BOOLEANS:
        return value
    kind = plain_type(value) if is_plain(scalar) and value else scalar_type(scalar)
    return _quoted(value) if kind == "string" else value or "null"


def _quoted(text: str) -> str:
    """Return a text in double quotes, as both JSON and YAML read it."""
    import json

    quoted = json.dumps(text, ensure_ascii=False)
    if quoted.isprintable():
        return quoted
    return "".join(
        c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in quoted
    )
