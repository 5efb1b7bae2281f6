"""From "these characters of an address should be those" to an edit of the literal that they come from.

An edit is possible only inside of one piece that is exact, so that the file has these very characters there. A change
at the joint of two pieces goes to the one that it lengthens or shortens.
"""

from __future__ import annotations

from replreg.delivery.address import Address
from replreg.finding import Edit
from replreg.templates.values import Known, Place

__all__ = ["edit_of"]


def edit_of(address: Address, start: int, end: int, text: str) -> tuple[str, Edit] | None:
    """Return the file and the edit that write ``text`` for the characters ``start:end`` of an address, or None.

    An insertion goes before the piece that starts there; at the end of an address, after the last one. Removed text
    may be the same characters one place before, such as ``/ns`` for ``ns/``, where these are in one piece.
    """
    found = _edit_in_one_piece(address, start, end, text)
    spelled = address.spelled
    if found is None and not text and 0 < start < end and spelled[start - 1] == spelled[end - 1]:
        found = _edit_in_one_piece(address, start - 1, end - 1, text)
    return found


def _edit_in_one_piece(address: Address, start: int, end: int, text: str) -> tuple[str, Edit] | None:
    position = 0
    best: tuple[str, Edit] | None = None
    for piece in address.text.pieces:
        width = len(piece.text) if isinstance(piece, Known) else 1
        if isinstance(piece, Known) and piece.exact and position <= start and end <= position + width:
            found = _edit(piece.place, start - position, end - position, text)
            if found is not None and (start < position + width or best is None):
                if start < end or start == position:
                    return found
                best = found
        position += width
    return best


def _edit(place: Place, start: int, end: int, text: str) -> tuple[str, Edit] | None:
    if place.start < 0 or not isinstance(place.origin, str):
        return None
    return place.origin, Edit(place.start + start, place.start + end, text)
