"""One view of values, whether they are a YAML mapping or a table of merged values: keys, fields and what is below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from replreg.charts.values import KeyPath, Origin, Table
from replreg.delivery.field import Field
from replreg.named_tuple import NamedTuple
from replreg.yaml.composer import MERGE_KEY, Mapping, Node, Scalar, Sequence

__all__ = ["Level", "levels"]

_MOST_LEVELS = 200_000
"""How many mappings of one tree are looked at; aliases may repeat a mapping very often."""


class Level(NamedTuple):
    """One mapping of a tree. ``path`` are the keys that lead to it; a list is named by its own key.

    ``fields`` has the scalars by their keys: more than one where control flow chooses. ``listed`` has the scalars of
    the lists in it.
    """

    path: KeyPath
    key: str
    parent_key: str
    fields: dict[str, list[Field]]
    listed: list[Field]
    is_open: bool


_Item: TypeAlias = "tuple[KeyPath, str, str, Table | Mapping | Sequence, Origin | None]"


def levels(
    root: Table | Node | None, origin: Origin | None, prefix: str = "", skip: frozenset[str] = frozenset()
) -> Iterator[Level]:
    """Yield the mappings of a tree, outer ones first, in the order of their keys; each node of a file once.

    ``origin`` is that of a node; tables know theirs. ``skip`` are keys at the top that are left out.
    """
    stack: list[_Item] = []
    if isinstance(root, Table | Mapping | Sequence):
        stack.append((((), prefix) if prefix else (), prefix, "", root, origin))
    seen: set[int] = set()
    make_field = Field._make  # there are as many fields as lines
    count = 0
    while stack and count < _MOST_LEVELS:
        path, key, parent_key, node, source = stack.pop()
        if not isinstance(node, Table):
            if id(node) in seen:
                continue
            seen.add(id(node))
        count += 1
        fields: dict[str, list[Field]] = {}
        listed: list[Field] = []
        below: list[_Item] = []
        if isinstance(node, Sequence):
            _add_items(node, path, key, parent_key, source, listed, below)
        else:
            for name, value, place in _entries(node, source):
                if name in skip:
                    continue
                if isinstance(value, Scalar):
                    if place is not None:
                        field = make_field((place, value, name))
                        if name in fields:
                            fields[name].append(field)
                        else:
                            fields[name] = [field]
                elif isinstance(value, (Table, Mapping)):
                    below.append(((path, name), name, key, value, place))
                elif isinstance(value, Sequence) and id(value) not in seen:
                    seen.add(id(value))
                    _add_items(value, (path, name), name, key, place, listed, below)
        skip = frozenset()
        yield Level._make((path, key, parent_key, fields, listed, isinstance(node, Table) and node.is_open))
        stack.extend(reversed(below))


def _add_items(
    node: Sequence,
    path: KeyPath,
    key: str,
    parent_key: str,
    origin: Origin | None,
    listed: list[Field],
    below: list[_Item],
) -> None:
    for item in node.items:
        if isinstance(item, Scalar):
            if origin is not None:
                listed.append(Field(origin, item, key))
        elif isinstance(item, Mapping | Sequence):
            below.append((path, key, parent_key, item, origin))


def _entries(node: Table | Mapping, origin: Origin | None) -> Iterator[tuple[str, Table | Node, Origin | None]]:
    """Yield each key with what is under it: a table, or a node and where it comes from."""
    if isinstance(node, Table):
        for key, entry in node.entries.items():
            if isinstance(entry, Table):
                yield key, entry, None
            else:
                yield key, entry.node, entry.origin
                for other in entry.alternatives:
                    yield key, other, entry.origin
    else:
        pairs = node.entries() if MERGE_KEY in node.index else node.pairs
        for name, value in pairs:
            if isinstance(name, Scalar):
                yield name.value, value, origin
