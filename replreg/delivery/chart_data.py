"""The values of a chart as data of templates: what ``.Values`` is to Helm, and what ``HelmValue`` reads."""

from __future__ import annotations

from collections.abc import Callable

from replreg.charts.values import Leaf, Origin, Table
from replreg.charts.values import Value as ChartValue
from replreg.delivery.field import Field, literal_text
from replreg.templates.alternatives import merge
from replreg.templates.values import (
    NIL,
    NOWHERE,
    Alternative,
    Boolean,
    Datum,
    Dict,
    List,
    Number,
    Opaque,
    Place,
    Text,
    Value,
)
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, is_plain, scalar_type
from replreg.yaml.templates import MASK

__all__ = ["ChartData", "Evaluate"]

Evaluate = Callable[[Field], "Value | None"]
"""Returns what the templates in a field render to; None where it is certainly not rendered."""

_MOST_IN_A_LIST = 2_000
"""How many nodes of one list are read, so that aliases of aliases come to an end."""


class ChartData:
    """Values of a chart as data. ``evaluate`` renders the platform's templates in them; without it they are unknown."""

    __slots__ = ("_evaluate", "table")

    def __init__(self, table: Table, evaluate: Evaluate | None = None) -> None:
        self.table: Table = table
        self._evaluate = evaluate

    def get(self, path: tuple[str, ...]) -> Datum | Value | None:
        """Return the value at a path; None where it is not known, `NIL` where there is certainly none."""
        value: ChartValue = self.table
        for key in path:
            if not isinstance(value, Table):
                return None if value.is_unknown else NIL
            found = value.entries.get(key)
            if found is None:
                return None if value.is_open else NIL
            value = found
        if isinstance(value, Table):
            is_true = True if value.entries else None if value.is_open else False
            return Opaque("it is a table of values", path=path, is_true=is_true)
        return self._of_leaf(value)

    def keys(self, path: tuple[str, ...]) -> list[str]:
        """Return the keys of the table at a path; none where there is no table."""
        table = self.table.table(".".join(path)) if path else self.table
        return [] if table is None else list(table.entries)

    def _of_leaf(self, leaf: Leaf) -> Datum | Value | None:
        if leaf.alternatives:
            return self._one_of((leaf.node, *leaf.alternatives), leaf)
        return NIL if leaf.is_null else self._of_node(leaf.node, leaf.origin, leaf.key.value)

    def _one_of(self, nodes: tuple[Node, ...], leaf: Leaf) -> Datum | Value | None:
        """Return the value where control flow of a template chooses one of several nodes."""
        if self._evaluate is None or not all(isinstance(node, Scalar) for node in nodes):
            return None
        found: list[Alternative] = []
        for node in nodes:
            value = self._evaluate(Field(leaf.origin, node, leaf.key.value)) if isinstance(node, Scalar) else None
            if value is not None:
                found.extend(value.alternatives)
        return merge(found, NOWHERE) if found else NIL

    def _of_node(self, node: Node, origin: Origin, key: str) -> Datum | Value | None:
        if not isinstance(node, Scalar):
            return _Lists(self, origin).read(node, key)
        datum = _literal(node, Field(origin, node, key))
        if datum is not None:
            if self._evaluate is None:
                return datum
            # A condition around it may leave it out.
            value = self._evaluate(Field(origin, node, key))
            return NIL if value is None else datum if value.is_certain else _with(value, datum)
        if self._evaluate is None:
            return None
        value = self._evaluate(Field(origin, node, key))
        if value is None:
            return NIL
        return value.alternatives[0].datum if value.is_certain else value

    def scalar(self, node: Scalar, origin: Origin, key: str) -> Datum | None:
        """Return the datum of a scalar if it is certain, else None."""
        found = self._of_node(node, origin, key)
        return None if isinstance(found, Value) else found


class _Lists:
    """Reads a list with the mappings in it, up to a number of nodes."""

    def __init__(self, data: ChartData, origin: Origin) -> None:
        self._data = data
        self._origin = origin
        self._left = _MOST_IN_A_LIST

    def read(self, node: Node, key: str, depth: int = 0) -> Datum | None:
        """Return the datum of a node; None where it is too large or too deep, `Opaque` in place of what is unknown."""
        self._left -= 1
        if self._left < 0 or depth > 20:
            return None
        if isinstance(node, Scalar):
            found = self._data.scalar(node, self._origin, key)
            return Opaque("an item of the list is not known") if found is None else found
        if isinstance(node, Sequence):
            items = [self.read(item, key, depth + 1) for item in node.items]
            return None if None in items else List(tuple(item for item in items if item is not None))
        if isinstance(node, Mapping):
            entries: list[tuple[str, Datum]] = []
            for name, value in node.entries():
                datum = self.read(value, name.value, depth + 1) if isinstance(name, Scalar) else None
                if datum is None:
                    return None
                entries.append((name.value, datum))
            return Dict(tuple(entries))
        return None


def _literal(node: Scalar, field: Field) -> Datum | None:
    """Return the datum of a scalar without templates; None where it has some."""
    if MASK in node.value:
        return None
    kind = scalar_type(node) if is_plain(node) else "string"
    if kind == "null":
        return NIL
    boolean = Leaf(node, node, field.origin).boolean
    if boolean is not None:
        return Boolean(boolean)
    text = literal_text(field)
    if kind in ("integer", "number"):
        number = _number(node.value)
        if number is not None:
            return Number(number, Place(*field.span, field.path))
    return text


def _number(text: str) -> float | None:
    """Return a number as Helm has it, which turns YAML to JSON first: every number has a floating point."""
    try:
        return float(text)
    except ValueError:
        return None


def _with(value: Value, datum: Datum) -> Value:
    """Return a value in which each known text is another datum."""
    return Value(
        tuple(
            Alternative(datum if isinstance(one, Text) and one.pieces else NIL, assumptions)
            for one, assumptions in value.alternatives
        )
    )
