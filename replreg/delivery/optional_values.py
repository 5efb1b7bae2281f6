"""Which ``optionalValues`` decide images, and which of those whose ``when`` is not known are to be tried together.

Each may hold or not, so the images of an installation are those of every subset. A few are tried in all subsets. If
there are more, only those are combined that can make an image only together: they set parts of one mapping, or one of
them sets a global value, or replaces what another one sets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, combinations

from replreg.charts.helm_chart import OptionalValues
from replreg.charts.values import Leaf, Table, tables_in
from replreg.delivery.looks import is_image_key, is_images_key, is_registry_key
from replreg.named_tuple import NamedTuple

__all__ = ["decides_images", "subsets_of"]

_PARTS = frozenset("repository tag digest sha newName newTag imageTag image_tag imageDigest".split())
_SWITCH = "enabled"
_MOST_IN_ALL_SUBSETS = 3
_LARGEST_GROUP = 5
_MOST_PAIRS = 40
_Path = tuple[str, ...]


def decides_images(values: Table, is_read: Callable[[str], bool]) -> bool:
    """Return True if values can change an image: they set a part of one, a switch, or what templates make one of.

    ``is_read`` says whether templates read a key where they make images.
    """
    return any(
        key == _SWITCH or _is_part(path[1] if path else "", key) or is_read(key)
        for path, table in tables_in(values)
        for key, value in table.entries.items()
        if isinstance(value, Leaf)
    )


def subsets_of(optional: Sequence[OptionalValues], numbers: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the sets of ``optionalValues`` to try, by their numbers: of those that may hold or not, and none twice.

    Each is there alone, and all of them are together, which is the last.
    """
    if len(numbers) <= _MOST_IN_ALL_SUBSETS:
        return _subsets(numbers)
    found: dict[tuple[int, ...], None] = {(number,): None for number in numbers}
    for group in _groups(optional, numbers):
        found.update(dict.fromkeys(_subsets(group) if len(group) <= _LARGEST_GROUP else _pairs(group)))
    found.pop(tuple(numbers), None)
    return [*found, tuple(numbers)]


def _subsets(numbers: Sequence[int]) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(numbers, size) for size in range(1, len(numbers) + 1)))


def _pairs(numbers: Sequence[int]) -> list[tuple[int, ...]]:
    return [*list(combinations(numbers, 2))[:_MOST_PAIRS], tuple(numbers)]


def _tables(values: Table) -> list[tuple[_Path, Table]]:
    """Return the tables in values with the keys that lead to them; the depth of those that have images is small."""
    found: list[tuple[_Path, Table]] = []
    for linked, table in tables_in(values):
        keys: list[str] = []
        while linked and len(keys) < 50:
            linked, key = linked
            keys.append(key)
        found.append((tuple(reversed(keys)), table))
    return found


def _is_part(above: str, key: str) -> bool:
    """Return True if a key in a mapping, whose own key is ``above``, is that of an image or a part of one."""
    if key == "name":
        return is_image_key(above)
    return key in _PARTS or key.endswith("Tag") or is_registry_key(key) or is_image_key(key) or is_images_key(key)


class _Effect(NamedTuple):
    """The keys that ``optionalValues`` set.

    These are the mappings with parts of images, those with a switch, and those that they replace.

    ``is_global`` is True where they set a value for all charts.
    """

    parts: frozenset[_Path]
    switches: frozenset[_Path]
    replaced: frozenset[str]
    is_global: bool

    def meets(self, other: _Effect) -> bool:
        """Return True if the two can make together what neither makes alone."""
        if (self.is_global and other.parts) or (other.is_global and self.parts) or self.parts & other.parts:
            return True
        return self._covers(other) or other._covers(self)

    def _covers(self, other: _Effect) -> bool:
        return any(path and path[0] in self.replaced for path in other.parts) or any(
            path[: len(above)] == above for above in self.switches for path in other.parts
        )


def _effect(item: OptionalValues) -> _Effect:
    values = item.values if item.values is not None else Table()
    tables = _tables(values)
    leaves = [(path, key) for path, table in tables for key, value in table.entries.items() if isinstance(value, Leaf)]
    return _Effect(
        frozenset(path for path, key in leaves if _is_part(path[-1] if path else "", key)),
        frozenset(path for path, key in leaves if key == _SWITCH),
        frozenset() if item.recursive else frozenset(values.entries),
        "global" in values.entries,
    )


def _groups(optional: Sequence[OptionalValues], numbers: Sequence[int]) -> list[list[int]]:
    """Return those of more than one that meet, directly or through others, in groups."""
    effects = {number: _effect(optional[number]) for number in numbers}
    left = list(numbers)
    groups: list[list[int]] = []
    while left:
        group, waiting = [], [left.pop(0)]
        while waiting:
            number = waiting.pop()
            group.append(number)
            met = [other for other in left if effects[number].meets(effects[other])]
            waiting += met
            left = [other for other in left if other not in met]
        if len(group) > 1:
            groups.append(sorted(group))
    return groups
