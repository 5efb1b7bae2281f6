"""Values files, and other YAML mappings, read into trees of values."""

from __future__ import annotations

from replreg.charts.coalesce import merge_values
from replreg.charts.files import ChartFile, ChartProblem
from replreg.charts.values import Leaf, Origin, Table, key_text, pairs_of
from replreg.yaml.composer import Mapping, Node, Scalar, YAMLSyntaxError, compose, scalar_type
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import Templates

__all__ = ["read_values", "table_of"]

_MOST_REPEATED = 100_000
"""How many values aliases may repeat in one file. Helm's YAML reader refuses such files, too."""


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
    # The stack of steps: fill a table from a mapping, or (with None) close a mapping that is filled.
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
        for name, value in pairs_of(mapping):
            if isinstance(value, Mapping):
                if id(value) in open_nodes:
                    _report(problems, origin, name, "the alias leads back into itself: Helm refuses the chart", "loop")
                    continue
                inner = Table(name, origin)
                current.entries[key_text(name)] = inner
                stack.append((value, inner))
            else:
                current.entries[key_text(name)] = Leaf(name, value, origin)
        if len(mapping.index) < len(mapping.pairs):
            _add_alternatives(mapping, current, origin)
    return table


def _add_alternatives(mapping: Mapping, table: Table, origin: Origin) -> None:
    """Note the other values of keys that template control flow chooses between."""
    counts: dict[str, int] = {}
    for key, _ in mapping.pairs:
        if isinstance(key, Scalar):
            counts[key.value] = counts.get(key.value, 0) + 1
    for text, count in counts.items():
        leaf = table.entries.get(text)
        if count > 1 and isinstance(leaf, Leaf):
            leaf.alternatives = tuple(node for node in origin.fragment.choices(mapping, text) if node is not leaf.node)


def _report(problems: list[ChartProblem], origin: Origin, node: Node, message: str, kind: str = "values") -> None:
    start, end = origin.fragment.node_span(node)
    end = end if isinstance(node, Scalar) else start
    problems.append(ChartProblem(origin.path, kind, message, start, end))


def read_values(file: ChartFile | None, problems: list[ChartProblem], role: str = "chart") -> Table:
    """Return the tree of a values file; an empty table if there is none or it cannot be read, which is reported.

    Helm reads the file as it is: template calls in it are text. From version 3.18 on it takes all documents of the
    file, and the later ones win.
    """
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
    merged = merge_values(tables)
    merged.origin = origin
    return merged
