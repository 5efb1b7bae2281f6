"""The images that a chart's templates make of those in its values.

The values of a chart have an image in parts, and only the chart's templates say how these are joined: which registry
comes first, what the path is where the values have a host alone, and which tag it has where they have none. So where
the templates can be evaluated, they decide; and a template that has nothing of its own is not one more image.
"""

from __future__ import annotations

from bisect import bisect_right

from replreg.delivery.address import Address
from replreg.delivery.places import ImagePlace, PlaceKind
from replreg.delivery.shapes import Role
from replreg.templates.texts import HOLE
from replreg.templates.values import Known, Piece

__all__ = ["Written", "with_templates"]

Written = tuple[ImagePlace, tuple[Address, ...]]
"""A place, and the addresses that the strings in it make in one installation."""


def with_templates(scoped: list[Written]) -> list[Written]:
    """Return the places of one scope with what its templates make of them, without the templates that add nothing.

    Takes time in proportion to the number of places, times a logarithm.
    """
    if not any(place.shape.chart is not None for place, _ in scoped):
        return scoped
    values = {for_bundle: _ValuePlaces(scoped, for_bundle=for_bundle) for for_bundle in (False, True)}
    made: dict[int, tuple[Address, ...]] = {}
    own: dict[int, ImagePlace] = {}
    for number, (place, written) in enumerate(scoped):
        if place.shape.chart is None:
            continue
        decide = values[place.kind is PlaceKind.BUILDER].that_decide(place, written)
        if written and all(address.is_located for address in written):
            for decides in decide:
                made.setdefault(decides, written)
            is_hint = place.shape.is_hint and not decide
            own[number] = place._replace(shape=place.shape._replace(is_hint=is_hint))
        elif not decide and any(_says_something(address) for address in written):
            own[number] = place
    said = {
        (place.kind is PlaceKind.BUILDER, _shown(made.get(id(place), written)))
        for place, written in scoped
        if place.shape.chart is None
    }
    found: list[Written] = []
    for number, (place, written) in enumerate(scoped):
        if place.shape.chart is None:
            found.append((place, made.get(id(place), written)))
        elif number in own and (place.kind is PlaceKind.BUILDER, _shown(written)) not in said:
            found.append((own[number], written))
    return found


class _ValuePlaces:
    """The places in values, by where they are in their files."""

    def __init__(self, scoped: list[Written], *, for_bundle: bool) -> None:
        self._by_file: dict[str, list[tuple[int, int, int, bool]]] = {}
        for place, written in scoped:
            if place.shape.chart is not None or (place.kind is PlaceKind.BUILDER) is not for_bundle:
                continue
            for part in place.shape.parts:
                if part.role in (Role.REPOSITORY, Role.IMAGE, Role.REGISTRY):
                    is_path = part.role is not Role.REGISTRY
                    for field in part.fields if is_path or len(place.shape.parts) == 1 else ():
                        self._add(field.path, field.span, place, is_path)
            if place.part(Role.REPOSITORY) is not None or place.part(Role.IMAGE) is not None:
                for address in written:  # a function of the platform may take the path from another value
                    last = _last_of_path(address)
                    if last is not None and isinstance(last.place.origin, str) and last.place.start >= 0:
                        self._add(last.place.origin, (last.place.start, last.place.end), place, True)
        for spans in self._by_file.values():
            spans.sort()

    def _add(self, path: str, span: tuple[int, int], place: ImagePlace, is_path: bool) -> None:
        self._by_file.setdefault(path, []).append((*span, id(place), is_path))

    def that_decide(self, template: ImagePlace, written: tuple[Address, ...]) -> list[int]:
        """Return the places whose values a template has as the end of its path, or as its whole host.

        A template that is a hint only may have a host alone from the values.
        """
        found: list[int] = []
        for address in written:
            position = 0
            begun: dict[int, int] = {}
            for piece in address.text.pieces:
                if position >= max(address.path_end, 1):
                    break
                end = position + (len(piece.text) if isinstance(piece, Known) else 1)
                for number, is_path in self._at(piece):
                    begins = begun.setdefault(number, position)
                    if is_path and not template.shape.is_hint:
                        is_whole = begins == 0 or address.spelled[begins - 1] == "/"
                        if end >= address.path_end and is_whole and number not in found:
                            found.append(number)
                    elif not is_path and begins == 0 and number not in found:
                        found.append(number)
                position = end
        return found

    def _at(self, piece: Piece) -> list[tuple[int, bool]]:
        start, end, path = piece.place
        spans = self._by_file.get(path) if start >= 0 and isinstance(path, str) else None
        if spans is None:
            return []
        found: list[tuple[int, bool]] = []
        index = bisect_right(spans, (start + 1,)) - 1
        while index >= 0 and spans[index][1] >= end and spans[index][0] <= start:
            found.append(spans[index][2:])
            index -= 1
        return found


def _last_of_path(address: Address) -> Known | None:
    """Return the piece that the path ends in, if it is known."""
    position = 0
    for piece in address.text.pieces:
        position += len(piece.text) if isinstance(piece, Known) else 1
        if position >= address.path_end:
            return piece if isinstance(piece, Known) else None
    return None


def _says_something(address: Address) -> bool:
    """Return True if a part of the host or the path is known."""
    return bool(address.spelled[: address.path_end].strip(f"{HOLE}/"))


def _shown(written: tuple[Address, ...]) -> tuple[str, ...]:
    return tuple(address.shown for address in written)
