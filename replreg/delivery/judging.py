"""From faults of addresses to problems of files: one problem a literal, and edits that break no other address.

A literal may be a part of several addresses: of the same image online and in an air gap, of an anchor that is used
twice, of a chart that is installed twice. An edit is made only if each of those addresses has the same fault there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from replreg.delivery.address import Address
from replreg.delivery.edits import edit_of
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem, place_of
from replreg.delivery.targets import Installation, fails_in
from replreg.finding import Edit, Fix, Severity
from replreg.named_tuple import NamedTuple
from replreg.templates.values import Known, Place

__all__ = ["Change", "Fault", "FaultyAddress", "problems_of"]


class Change(NamedTuple):
    """Replace the characters ``start:end`` of an address by ``text``."""

    start: int
    end: int
    text: str


class Fault(NamedTuple):
    """A mistake in the characters ``start:end`` of an address. Without ``changes`` nothing can be edited.

    ``more`` are edits that do more than ``changes``, for those who want unsafe fixes.
    ``elsewhere`` is a fix of another file, which does more, too.
    ``literal`` are edits of what is not a literal of the address, such as the name of a function, with their file.
    ``place`` is what is wrong in the file where that is not in the address.
    """

    start: int
    end: int
    message: str
    changes: tuple[Change, ...] = ()
    is_safe: bool = False
    fix_message: str = ""
    severity: Severity | None = None
    notes: tuple[str, ...] = ()
    literal: tuple[tuple[str, Edit], ...] = ()
    more: tuple[Edit, ...] = ()
    elsewhere: tuple[str, Fix] | None = None
    place: Place | None = None


class FaultyAddress(NamedTuple):
    """A fault, and the image and the installation that it is in."""

    image: DeliveredImage
    installation: Installation
    address: Address
    fault: Fault


class _Found(NamedTuple):
    fault: Fault
    edits: tuple[tuple[str, Edit], ...]
    addresses: set[int]
    installations: dict[Installation, None]


def problems_of(delivery: Delivery, faulty: Iterable[FaultyAddress]) -> list[DeliveryProblem]:
    """Return the problems of a release: faults at the same place with the same message are one."""
    found: dict[tuple[str, int, int, str], _Found] = {}
    for image, installation, address, fault in faulty:
        place = fault.place or place_of(address, fault.start, fault.end)
        path, start, end = (place.origin, place.start, place.end) if place.start >= 0 else _whole(image)
        edits = _edits(delivery.release, address, fault)
        entry = found.setdefault((str(path), start, end, fault.message), _Found(fault, edits, set(), {}))
        if entry.edits == edits:
            entry.addresses.add(id(address))
        entry.installations[installation] = None
    users = _Users(delivery) if any(entry.edits for entry in found.values()) else None
    # Addresses that have a fault with the same edit, whatever its message is, agree with the edit.
    agreeing: dict[tuple[tuple[str, Edit], ...], set[int]] = {}
    for entry in found.values():
        agreeing.setdefault(entry.edits, set()).update(entry.addresses)
    problems: list[DeliveryProblem] = []
    for (path, start, end, message), entry in found.items():
        fault = entry.fault
        fix = None
        if entry.edits and users is not None and users.are_among(entry.edits, agreeing[entry.edits]):
            own = tuple(sorted(edit for file, edit in entry.edits if file == path))
            if len(own) == len(entry.edits):
                fix = Fix(fault.is_safe, fault.fix_message, own)
        targets = {installation.target for installation in entry.installations}
        looked_at = {installation.target for installation in delivery.release.installations}
        notes = (*fault.notes, *fails_in(looked_at, targets))
        problem = DeliveryProblem(path, start, end, message, fault.severity, fix, notes)
        if fix is not None and fault.more:
            more = Fix(False, "pull it through the proxy, and from the local registry in an air gap", fault.more)
            problem = problem._replace(unsafe_fix=more)
        if fault.elsewhere is not None and fault.elsewhere[0] != path:
            problem = problem._replace(fix_elsewhere=fault.elsewhere)
        problems.append(problem)
    return sorted(problems, key=lambda problem: problem[:3])


def _whole(image: DeliveredImage) -> tuple[str, int, int]:
    start, end = image.place.first.span
    return image.place.first.path, start, end


def _edits(release: FolderRelease, address: Address, fault: Fault) -> tuple[tuple[str, Edit], ...]:
    """Return the edits that remove a fault; none where one of them cannot be made."""
    edits = list(fault.literal)
    for start, end, text in fault.changes:
        edit = edit_of(address, start, end, text)
        if edit is None:
            return ()
        edits.append(edit)
    return tuple(edits) if all(release.can_edit(path) for path, _ in edits) else ()


class _Users:
    """Which addresses have characters at a place of a file."""

    def __init__(self, delivery: Delivery) -> None:
        self._by_file: dict[str, list[tuple[int, int, int]]] = {}
        self._longest: dict[str, int] = {}
        for image in delivery.images:
            # A value that `builder` takes from a chart's defaults may be anything that can be pulled.
            # What Helm made is not read when a file is fixed.
            is_ignored = image.place.kind is PlaceKind.BUILDER or image.is_traced
            for addresses in () if is_ignored else image.written.values():
                for address in addresses:
                    for piece in address.text.pieces if address.is_possible else ():
                        start, end, origin = piece.place
                        if isinstance(piece, Known) and start >= 0 and isinstance(origin, str):
                            self._by_file.setdefault(origin, []).append((start, end, id(address)))
                            self._longest[origin] = max(self._longest.get(origin, 0), end - start)
        for spans in self._by_file.values():
            spans.sort()

    def are_among(self, edits: Sequence[tuple[str, Edit]], addresses: set[int]) -> bool:
        """Return True if all addresses that have characters where the edits are belong to ``addresses``."""
        return all(user in addresses for path, edit in edits for user in self._at(path, edit.start, edit.end))

    def _at(self, path: str, start: int, end: int) -> Iterator[int]:
        spans = self._by_file.get(path, [])
        index = bisect_left(spans, (start - self._longest.get(path, 0), 0, 0))
        while index < len(spans) and spans[index][0] <= end:
            _, last, user = spans[index]
            # An insertion belongs to the characters on either side of it.
            if last > start if start < end else last >= start:
                yield user
            index += 1
