"""Joins the indexes of two parts of a release, such as those that two processes have read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.release.checks.index_model import MOST_ABSENT
from replreg.release.checks.names import Names

if TYPE_CHECKING:
    from replreg.release.checks.index import Index

__all__ = ["join"]

_LISTS = (
    "container_references", "subscriptions", "options", "conditions", "option_references", "item_commands", "labels",
    "selectors", "claim_prefixes",
)  # fmt: skip
_FLAGS = ("is_whole", "is_native", "has_scheduler_key", "has_scheduler_document", "is_unreadable", "is_ship",
          "has_open_labels")  # fmt: skip


def join(index: Index, other: Index, first: int) -> None:
    """Add to ``index`` what ``other`` has, of documents that come after; ``first`` is the number of its document 0.

    The numbers in sites are left as they are: a record's document is found by its place.
    """
    for component in other.components:
        index.add_component(component)
    for name in _LISTS:
        getattr(index, name).extend(getattr(other, name))
    for name in _FLAGS:
        setattr(index, name, getattr(index, name) or getattr(other, name))
    _join_names(index.component_names, other.component_names)
    _join_names(index.option_names, other.option_names)
    for thing, names in other.defined.items():
        _join_names(index.names(_renumbered(thing, first)), names)
    for thing, sites in other.referred.items():
        index.referred.setdefault(_renumbered(thing, first), []).extend(sites)
    for command, kind in other.command_kinds.items():
        index.command_kinds.setdefault(command, kind)
    for kind, keys in other.renamed.items():
        index.renamed.setdefault(kind, set()).update(keys)
    for thing, lacked in other.lacked.items():
        found = index.lacked.setdefault(thing, [])
        found += lacked[: MOST_ABSENT - len(found)]
    for text, starts in other.starts.items():
        index.starts.setdefault(text, []).extend(starts)


def _renumbered(thing: str, first: int) -> str:
    """Return the word for a document's own names with the number that the document has in the whole release."""
    before, is_own, number = thing.partition(" of document ")
    return f"{before}{is_own}{int(number) + first}" if is_own else thing


def _join_names(names: Names, other: Names) -> None:
    names.is_listed = names.is_listed or other.is_listed
    names.is_open = names.is_open or other.is_open
    for text, site in other.exact.items():
        names.exact.setdefault(text, site)
    names.add_masked(other.masked)
