"""The linked registries of a configuration and the rules, as rows that every format can render."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from replreg.output.table import Table

__all__ = ["RegistryRow", "RuleRow", "registry_table", "rule_table"]

_LEVEL_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}


class RegistryRow(NamedTuple):
    """One linked registry. ``credential`` says whether there is one, never what it is."""

    name: str
    endpoint: str
    provider: str
    credential: str


class RuleRow(NamedTuple):
    """One rule: its level here, its default level, ``fix`` ("safe", "unsafe" or None), and one line about it."""

    rule: str
    level: str
    default: str
    fix: str | None
    summary: str


def registry_table(rows: Sequence[RegistryRow]) -> Table:
    """Return the registries as a table."""
    return Table(("NAME", "ENDPOINT", "PROVIDER", "CREDENTIAL"), rows, words=frozenset({0, 2, 3}))


def rule_table(rows: Sequence[RuleRow]) -> Table:
    """Return the rules as a table."""
    fixes = {"safe": "safe", "unsafe": "unsafe", None: "-"}
    cells = [(row.rule, row.level, fixes[row.fix], row.summary.replace("`", "'")) for row in rows]
    return Table(("RULE", "LEVEL", "FIX", "REPORTS"), cells, {1: _LEVEL_COLORS}, frozenset({0, 1, 2, 3}))
