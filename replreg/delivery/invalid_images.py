"""Images in values and in collectors that cannot be pulled from anywhere: with a scheme, or from a web site.

``invalid-image`` reports those of containers, of services and of assets where they are read: there, every text that is
not a reference is a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.address import Address
from replreg.delivery.edits import edit_of
from replreg.delivery.images import Delivery
from replreg.delivery.judging import Fault, FaultyAddress, problems_of
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem, place_of
from replreg.registries.docker_hub import WEB_SITES

__all__ = ["invalid_images"]

_REPORTED_WHERE_READ = frozenset({PlaceKind.CONTAINER, PlaceKind.ADDITIONAL_IMAGE})


def invalid_images(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the images of web sites, and those with a scheme before a host that is known: `invalid-image`."""
    return problems_of(delivery, _invalid(delivery))


def _invalid(delivery: Delivery) -> Iterator[FaultyAddress]:
    known = delivery.finder.known
    for image, installation, address in delivery.written():
        if image.place.kind in _REPORTED_WHERE_READ:
            continue
        if address.scheme.pieces and known.begin(f"{address.host}/x"):
            # Before another host it may be the address of a page, whatever the template makes of it.
            yield FaultyAddress(image, installation, address, _scheme(address))
        elif address.host.lower() in WEB_SITES and not image.place.shape.is_hint and not address.scheme.pieces:
            message = (
                f"'{address.host}' is a web site of Docker Hub, from which no image can be pulled; write 'docker.io', "
                "or nothing where no proxy path is needed"
            )
            yield FaultyAddress(image, installation, address, Fault(0, address.host_end, message))


def _scheme(address: Address) -> Fault:
    scheme = Address(address.scheme)
    length = len(scheme.spelled)
    edit = edit_of(scheme, 0, length, "")
    message = (
        f"'{scheme.shown}{address.show(0, address.path_end)}' is not a valid image reference: an image reference has "
        f"no scheme; leave '{scheme.shown}' out"
    )
    literal = () if edit is None else (edit,)
    fix = f"remove '{scheme.shown}'"
    return Fault(0, address.host_end, message, (), True, fix, literal=literal, place=place_of(scheme, 0, length))
