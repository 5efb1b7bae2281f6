"""Checks of Ship's assets and steps that look at several keys of one mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.finding import Severity
from replreg.release.checks.access import entry_span, may_have_more
from replreg.release.checks.record import Path
from replreg.yaml.nodes import Mapping

if TYPE_CHECKING:
    from replreg.release.checks.walker import Walk

__all__ = ["check_one_of", "check_ship"]

_ONE_OF = {
    "ship eks cluster": (("created_vpc", "existing_vpc"), "an 'amazon_eks' asset"),
    "ship helm chart": (("github", "helm_fetch", "local", "upstream"), "a 'helm' asset"),
}
"""The keys of a shape of which there must be exactly one, and what a message calls the mapping."""


def check_ship(walk: Walk, mapping: Mapping, path: Path | None, name: str) -> None:
    """Report a mapping of the shape called ``name`` that has too many keys that exclude each other, or none."""
    if name in _ONE_OF:
        keys, thing = _ONE_OF[name]
        check_one_of(walk, mapping, path, keys, thing, is_needed=True)
    elif name == "ship asset":
        from replreg.release.checks.ship_shapes import SHIP_SHAPES

        check_one_of(walk, mapping, path, tuple(SHIP_SHAPES[name]), "an asset", is_needed=False)
    else:
        from replreg.release.checks.ship import STEPS

        check_one_of(walk, mapping, path, STEPS, "a step", is_needed=False)


def check_one_of(
    walk: Walk, mapping: Mapping, path: Path | None, keys: tuple[str, ...], thing: str, *, is_needed: bool
) -> None:
    """Report a mapping that has several of ``keys``, or none of them where one is needed."""
    there = [key for key in keys if mapping.get(key) is not None]
    if len(there) > 1:
        key = mapping.key(there[1])
        message = f"{thing} has both '{there[0]}' and '{there[1]}'; Ship stops at it; keep one of them"
        walk.report("conflicting-options", path, key or mapping, Severity.ERROR, message)
    elif not there and is_needed and not may_have_more(walk.fragment, mapping):
        names = ", ".join(f"'{key}'" for key in keys)
        message = f"{thing} has none of {names}; Ship stops at it; add one of them"
        walk.report("missing-key", path, entry_span(walk.fragment, mapping), Severity.ERROR, message)
