"""The result of a judgement: a problem in one file of the release, and the edits that remove it."""

from __future__ import annotations

from enum import IntEnum

from replreg.delivery.address import Address
from replreg.finding import AbsentKey, Fix, Severity
from replreg.named_tuple import NamedTuple
from replreg.templates.texts import cut
from replreg.templates.values import NOWHERE, Place

__all__ = ["DeliveryProblem", "View", "place_of"]


class View(IntEnum):
    """How many files of a release must be looked at to see a problem, or are; a wider view sees more.

    A mistake in one file shows in that file. A contradiction shows where the ``OTHER_FILES`` are looked at too, and
    that something is missing where ``ALL_FILES`` of the release are.
    """

    ONE_FILE = 0
    OTHER_FILES = 1
    ALL_FILES = 2


class DeliveryProblem(NamedTuple):
    """A problem. ``path`` is the file as people see it, ``start`` and ``end`` offsets of its text.

    ``severity`` is None for the rule's own. The edits of ``fix`` are of the same file. ``related`` has (message, path,
    start, end) of other places. ``needs`` is the least view that shows the problem.
    ``fix_elsewhere`` is a fix that edits another file, with that file. ``unsafe_fix`` takes the place of ``fix`` where
    unsafe fixes are made: it does more. ``hint`` says what to do, where that is apart from the message; ``lacks`` are
    absent keys: with one of them, the problem might not be there.
    """

    path: str
    start: int
    end: int
    message: str
    severity: Severity | None = None
    fix: Fix | None = None
    notes: tuple[str, ...] = ()
    related: tuple[tuple[str, str, int, int], ...] = ()
    needs: View = View.ONE_FILE
    fix_elsewhere: tuple[str, Fix] | None = None
    unsafe_fix: Fix | None = None
    hint: str = ""
    lacks: tuple[AbsentKey, ...] = ()

    @property
    def view(self) -> View:
        """The least view that shows the problem and the other places that it speaks of."""
        is_elsewhere = any(file != self.path for _, file, _, _ in self.related)
        return max(self.needs, View.OTHER_FILES) if is_elsewhere else self.needs


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
