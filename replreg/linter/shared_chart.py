"""The check of a chart that several releases install, each with values of its own: a mistake in any of them counts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from replreg.config.model import Config
from replreg.linter.delivery_check import DeliveryCheck
from replreg.rules.base import Problem

if TYPE_CHECKING:
    from replreg.delivery.catalogue import Catalogue, CatalogueRow
    from replreg.delivery.images import Delivery

__all__ = ["SharedChart"]

_Item = TypeVar("_Item")


class SharedChart(DeliveryCheck):
    """The checks of several releases as one, for a file of a chart that all of them install.

    What more than one of them finds counts once, as the first of them has it.
    """

    def __init__(self, checks: Sequence[DeliveryCheck]) -> None:
        first = checks[0]
        self.delivery: Delivery = first.delivery
        self._checks = checks
        self._view = first._view
        self._problems = first._problems
        self._rules = {}
        self._found = None
        self._taken = set()

    @property
    def parts(self) -> Sequence[DeliveryCheck]:
        """The checks of the releases."""
        return self._checks

    @property
    def catalogue(self) -> Catalogue:
        """The images of the first release."""
        return self._checks[0].catalogue

    @cached_property
    def rows_by_path(self) -> dict[str, list[CatalogueRow]]:
        """The images of all releases, by the file of their first place."""
        return _joined_rows([check.rows_by_path for check in self._checks])

    def take_from_elsewhere(self, path: str) -> list[CatalogueRow]:
        """Return the rows that none of the releases has taken for another file before."""
        return _rows_once(row for check in self._checks for row in check.take_from_elsewhere(path))

    def problems_in(
        self, path: str, config: Config, starts: Sequence[int] = (), *, unsafe: bool = False
    ) -> list[tuple[str, Problem]]:
        """Return the problems that the file has in any of the releases; one of a rule at each place."""
        found = [one for check in self._checks for one in check.problems_in(path, config, starts, unsafe=unsafe)]
        return _each_once(found, lambda one: (one[0], one[1].start, one[1].end))

    def fixes_from_elsewhere(self, path: str, config: Config, starts: Sequence[int] = ()) -> list[tuple[str, Problem]]:
        """Return the fixes that edit one file and belong to problems of others, in any of the releases."""
        found = [one for check in self._checks for one in check.fixes_from_elsewhere(path, config, starts)]
        return _each_once(found, lambda one: (one[0], one[1].start, one[1].end))

    def paths(self) -> set[str]:
        """Return the files that have an image of any of the releases, or a part of one, in them."""
        return set().union(*(check.paths() for check in self._checks))

    def problem_paths(self) -> set[str]:
        """Return the paths that have a problem of a chart in any of the releases."""
        return set().union(*(check.problem_paths() for check in self._checks))


def _joined_rows(parts: Iterable[dict[str, list[CatalogueRow]]]) -> dict[str, list[CatalogueRow]]:
    found: dict[str, list[CatalogueRow]] = {}
    for rows in parts:
        for path, own in rows.items():
            found.setdefault(path, []).extend(own)
    return {path: _rows_once(rows) for path, rows in found.items()}


def _rows_once(rows: Iterable[CatalogueRow]) -> list[CatalogueRow]:
    return _each_once(rows, lambda row: (row.image, (row.used or row.declared)[0]))


def _each_once(items: Iterable[_Item], key: Callable[[_Item], Hashable]) -> list[_Item]:
    found: dict[Hashable, _Item] = {}
    for item in items:
        found.setdefault(key(item), item)
    return list(found.values())
