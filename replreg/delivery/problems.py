"""What a judgement yields: a problem in one file of the release, and the edits that remove it."""

from __future__ import annotations

from replreg.delivery.address import Address
from replreg.finding import Fix, Severity
from replreg.named_tuple import NamedTuple
from replreg.templates.texts import cut
from replreg.templates.values import NOWHERE, Place

__all__ = ["DeliveryProblem", "place_of"]


class DeliveryProblem(NamedTuple):
    """A problem. ``path`` is the file as people see it, ``start`` and ``end`` offsets of its text.

    ``severity`` is None for the rule's own. The edits of ``fix`` are of the same file. ``related`` has (message, path,
    start, end) of other places. ``is_of_folder`` is True if the file is wrong only together with the others.
    ``needs_all_files`` is True for what the file alone does not show: that something is not in the release.
    ``fix_elsewhere`` is a fix that edits another file, with that file. ``unsafe_fix`` takes the place of ``fix`` where
    unsafe fixes are made: it does more.
    """

    path: str
    start: int
    end: int
    message: str
    severity: Severity | None = None
    fix: Fix | None = None
    notes: tuple[str, ...] = ()
    related: tuple[tuple[str, str, int, int], ...] = ()
    is_of_folder: bool = False
    fix_elsewhere: tuple[str, Fix] | None = None
    needs_all_files: bool = False
    unsafe_fix: Fix | None = None


def place_of(address: Address, start: int, end: int) -> Place:
    """Return the place of some characters of an address: that of the first piece which has one, as far as it reaches.

    `NOWHERE` if none has.
    """
    pieces = cut(address.text, start, max(end, start + 1)).pieces
    placed = [piece.place for piece in pieces if piece.place.start >= 0]
    if not placed:
        return NOWHERE
    first = placed[0]
    last = max(place.end for place in placed if place.origin == first.origin and place.start >= first.start)
    return Place(first.start, max(first.end, last), first.origin)
