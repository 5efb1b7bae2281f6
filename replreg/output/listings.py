"""The linked registries of a configuration and the rules, as rows that every format can render."""

from __future__ import annotations

from collections.abc import Sequence

from replreg.named_tuple import NamedTuple
from replreg.output.table import Table
from replreg.output.terminal import SEVERITY_COLORS

__all__ = ["RegistryRow", "RuleRow", "registry_table", "rule_table"]


class RegistryRow(NamedTuple):
    """One linked registry. ``credential`` says whether there is one, never what it is."""

    name: str
    endpoint: str
    provider: str
    credential: str


class RuleRow(NamedTuple):
    """One rule: its level here, its default level, ``fix`` ("safe", "unsafe" or None), a line about it, its group."""

    rule: str
    level: str
    default: str
    fix: str | None
    summary: str
    group: str


def registry_table(rows: Sequence[RegistryRow]) -> Table:
    """Return the registries as a table."""
    return Table(("NAME", "ENDPOINT", "PROVIDER", "CREDENTIAL"), rows, words=frozenset({0, 2, 3}))


def rule_table(rows: Sequence[RuleRow]) -> Table:
    """Return the rules as a table, which has them by group."""
    fixes = {"safe": "safe", "unsafe": "unsafe", None: "-"}
    cells = [(row.rule, row.level, row.group, fixes[row.fix], row.summary.replace("`", "'")) for row in rows]
    return Table(("RULE", "LEVEL", "GROUP", "FIX", "REPORTS"), cells, {1: SEVERITY_COLORS}, frozenset({0, 1, 2, 3, 4}))
