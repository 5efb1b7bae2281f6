"""Tables of values merged as Helm merges them.

The rules are those of Helm's ``coalesce.go``. They differ between its versions in what becomes of ``null``, which
`HelmRules` names one by one. Where Helm changes a table in place that another chart shares, so does this: some values
that it renders with cannot be explained otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

from replreg.charts.values import Table
from replreg.named_tuple import NamedTuple

__all__ = [
    "HELM_3_8",
    "HELM_3_17",
    "HELM_4_1",
    "HELM_4_2",
    "HelmRules",
    "Merger",
    "TooMuchWork",
    "merge_values",
    "shallow_merge",
]


class HelmRules(NamedTuple):
    """The differences between versions of Helm.

    ``copies_defaults``: a merge leaves a chart's own values as they are. From 3.13 on; before, the values of a
    subchart that a condition switches off may stay in its parent's. From 3.13 on, too, importing values keeps nulls,
    and the parent's own values win over imported ones.
    ``keeps_subchart_nulls``: a null that a chart sets for its subchart reaches it and removes the subchart's default.
    From 3.17.1 on.
    ``keeps_new_nulls``: a null for a key that has no default is kept as null. From 3.20.1 and 4.1 on.
    ``drops_default_nulls``: a null among a chart's own values is left out. From 4.2 on.
    """

    name: str
    copies_defaults: bool = True
    keeps_subchart_nulls: bool = True
    keeps_new_nulls: bool = True
    drops_default_nulls: bool = True


HELM_3_8 = HelmRules("3.8", False, False, False, False)
"""The rules of Helm before 3.13. Where values are imported, nulls among a chart's own values may come out otherwise."""
HELM_3_17 = HelmRules("3.17", True, True, False, False)
"""The rules of Helm 3.17.1 to 3.19; near those of 3.20.0 and 4.0."""
HELM_4_1 = HelmRules("4.1", True, True, True, False)
"""The rules of Helm 3.20.1 to 3.21 and 4.1."""
HELM_4_2 = HelmRules("4.2")
"""The rules of Helm 4.2, the default."""

_SINCE = (
    ((4, 2), HELM_4_2),
    ((4, 1), HELM_4_1),
    ((4, 0), HELM_3_17),
    ((3, 20), HELM_4_1),
    ((3, 17), HELM_3_17),
    ((3, 13), HelmRules("3.13", True, False, False, False)),
)


def rules_of(version: tuple[int, int]) -> HelmRules:
    """Return the rules of a version of Helm, given as (major, minor)."""
    return next((rules for since, rules in _SINCE if version >= since), HELM_3_8)


_MOST_STEPS = 2_000_000


class TooMuchWork(Exception):
    """Merging takes more steps than any honest chart needs."""


class Merger:
    """Merges tables by the rules of one version of Helm. Counts its steps; methods raise `TooMuchWork`."""

    __slots__ = ("_steps", "rules")

    def __init__(self, rules: HelmRules) -> None:
        self.rules: HelmRules = rules
        self._steps = _MOST_STEPS

    def count(self, steps: int) -> None:
        """Count some steps of work."""
        self._steps -= steps
        if self._steps < 0:
            raise TooMuchWork(f"merging the values takes more than {_MOST_STEPS:,} steps")

    def copy(self, table: Table) -> Table:
        """Return a copy of a table whose tables can be changed."""
        return table.copy(self.count)

    def tables(self, into: Table, defaults: Table, *, keep_nulls: bool) -> None:
        """Merge ``defaults`` into a table whose own values win. Both may be changed.

        A null in ``into`` removes the key. Where nulls are to be kept, it becomes the value in ``defaults``, too, which
        matters where these are used again.
        """
        keeps_new = self.rules.keeps_new_nulls
        stack = [(into, defaults)]
        while stack:
            table, source = stack.pop()
            own, other = table.entries, source.entries
            self.count(len(other) + 1)
            for key, value in list(other.items()):
                mine = own.get(key)
                if mine is None:
                    own[key] = value
                elif mine.is_null and not keep_nulls and not (keeps_new and value.is_null):
                    del own[key]
                elif type(value) is Table and type(mine) is Table:
                    stack.append((mine, value))
            if keep_nulls:
                self.count(len(own))
                other.update([(key, mine) for key, mine in own.items() if mine.is_null])

    def holds_itself(self, table: Table) -> bool:
        """Return True if a table leads back into itself. Takes time in proportion to the tables in it."""
        above: set[int] = set()
        done: set[int] = set()
        stack = [(table, False)]
        while stack:
            inner, is_left = stack.pop()
            if is_left:
                above.remove(id(inner))
                done.add(id(inner))
            elif id(inner) in above:
                return True
            elif id(inner) not in done:
                above.add(id(inner))
                self.count(len(inner.entries) + 1)
                stack.append((inner, True))
                stack.extend((value, False) for value in inner.entries.values() if type(value) is Table)
        return False

    def values(self, into: Table, defaults: Table, subcharts: set[str], *, keep_nulls: bool) -> None:
        """Merge a chart's own values into a table. ``subcharts`` are the names of its subcharts."""
        rules = self.rules
        if rules.copies_defaults:
            defaults = self.copy(defaults)
        own = into.entries
        self.count(len(defaults.entries) + 1)
        for key, value in list(defaults.entries.items()):
            mine = own.get(key)
            if mine is None:
                if rules.drops_default_nulls and not keep_nulls:
                    if value.is_null:
                        continue
                    if type(value) is Table:
                        self._drop_nulls(value)
                own[key] = value
            elif mine.is_null and not keep_nulls:
                del own[key]
            elif type(mine) is Table and type(value) is Table:
                keep = keep_nulls or (rules.keeps_subchart_nulls and key in subcharts)
                if rules.drops_default_nulls and not keep:
                    self._drop_nulls(value)
                self.tables(mine, value, keep_nulls=keep)

    def globals(self, into: Table, parent: Table) -> None:
        """Merge the ``global`` table of a parent's values into that of a subchart's values. The parent's wins."""
        inner = into.entries.get("global")
        outer = parent.entries.get("global")
        if (inner is not None and type(inner) is not Table) or (outer is not None and type(outer) is not Table):
            return
        target = Table() if inner is None else inner
        for key, value in outer.entries.items() if outer is not None else ():
            mine = target.entries.get(key)
            if type(value) is Table:
                if mine is not None and type(mine) is not Table:
                    continue
                copied = Table(value.key, value.origin, value.is_open)
                copied.entries = value.entries.copy()
                self.count(len(copied.entries) + 1)
                if mine is not None:
                    self.tables(copied, mine, keep_nulls=self.rules.copies_defaults)
                target.entries[key] = copied
            elif type(mine) is not Table:
                target.entries[key] = value
        into.entries["global"] = target

    def _drop_nulls(self, table: Table) -> None:
        stack = [table]
        while stack:
            entries = stack.pop().entries
            self.count(len(entries) + 1)
            for key, value in list(entries.items()):
                if type(value) is Table:
                    stack.append(value)
                elif value.is_null:
                    del entries[key]


def merge_values(tables: Iterable[Table]) -> Table:
    """Return the values of several files given to Helm, as ``--values`` merges them: later ones win, nulls stay."""
    merged = Table()
    for table in tables:
        stack = [(merged, table.copy())]
        while stack:
            into, other = stack.pop()
            for key, value in other.entries.items():
                mine = into.entries.get(key)
                if type(mine) is Table and type(value) is Table:
                    stack.append((mine, value))
                else:
                    into.entries[key] = value
        merged.key, merged.origin, merged.is_open = table.key, table.origin, merged.is_open or table.is_open
    return merged


def shallow_merge(base: Table, *overlays: Table) -> Table:
    """Return the values of ``base`` with each top key of the overlays in its place, as a whole: the last one wins."""
    merged = base.copy()
    for overlay in overlays:
        merged.entries.update(overlay.copy().entries)
    return merged
