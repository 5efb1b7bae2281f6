"""Schemes before images in values and in collectors: an image begins with its host.

``invalid-image`` reports those of containers, of services and of assets, where what is no reference is wrong for sure.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.address import Address
from replreg.delivery.edits import edit_of
from replreg.delivery.images import Delivery
from replreg.delivery.judging import Fault, FaultyAddress, problems_of
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem, place_of

__all__ = ["schemes"]

_REPORTED_WHERE_READ = frozenset({PlaceKind.CONTAINER, PlaceKind.ADDITIONAL_IMAGE})


def schemes(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the schemes before images of linked registries and of the platform's domains: `invalid-image`."""
    return problems_of(delivery, _schemes(delivery))


def _schemes(delivery: Delivery) -> Iterator[FaultyAddress]:
    known = delivery.finder.known
    for image, installation, address in delivery.written():
        if not address.scheme.pieces or image.place.kind in _REPORTED_WHERE_READ:
            continue
        if not known.begin(f"{address.host}/x"):
            continue  # whatever the template makes, it may be the address of a web page
        scheme = Address(address.scheme)
        length = len(scheme.spelled)
        edit = edit_of(scheme, 0, length, "")
        message = (
            f"'{scheme.shown}{address.show(0, address.path_end)}' is not a valid image reference: an image begins with "
            f"the host, without a scheme; leave '{scheme.shown}' out"
        )
        literal = () if edit is None else (edit,)
        fix = f"remove '{scheme.shown}'"
        place = place_of(scheme, 0, length)
        fault = Fault(0, address.host_end, message, (), True, fix, literal=literal, place=place)
        yield FaultyAddress(image, installation, address, fault)
