"""Paths that the local registry does not have: ``local-registry-path``.

KOTS and Embedded Cluster 2 push each image to ``HOST/NAMESPACE/LAST``, where LAST is the last part of its path.
Embedded Cluster 3 keeps whole paths. Source: replicatedhq/kots, pkg/imageutil/image.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.address import LOCAL_HOST, LOCAL_NAMESPACE, Address
from replreg.delivery.images import Delivery
from replreg.delivery.judging import Change, Fault, FaultyAddress, problems_of
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.targets import LAST_PART_ONLY
from replreg.finding import Edit
from replreg.templates.texts import HOLE, cut
from replreg.templates.values import Symbol

__all__ = ["local_registry_paths"]


def local_registry_paths(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the paths that the local registry of KOTS and Embedded Cluster 2 does not have: `local-registry-path`."""
    return problems_of(delivery, _in_local_paths(delivery))


def _in_local_paths(delivery: Delivery) -> Iterator[FaultyAddress]:
    for image, installation, address in delivery.written():
        if installation.target not in LAST_PART_ONLY or not address.is_local or not image.is_pulled_in(installation):
            continue
        if not installation.airgap or address.host != LOCAL_HOST:
            continue
        fault = _local_fault(address)
        if fault is not None:
            yield FaultyAddress(image, installation, address, fault)


def _local_fault(address: Address) -> Fault | None:
    spans = address.parts
    parts = [address.spelled[start:end] for start, end in spans]
    last_start, last_end = spans[-1]
    kept = address.show(last_start, last_end)
    if not address.path or any(HOLE in part for part in parts[:-1]) or parts[-1] == HOLE:
        return None
    if parts[0] == LOCAL_NAMESPACE:
        if len(parts) < 3:
            return None
        start, end = spans[1][0], last_start
        message = (
            f"the local registry has no path '{address.show(start, last_end)}': of each path only the last part is "
            f"kept, so the image is not found in an air gap; leave '{kept}' alone after the namespace"
        )
        return Fault(start, end, message, (Change(start, end, ""),), True, f"keep the last part, '{kept}'")
    if LOCAL_NAMESPACE in address.path:
        return None
    start = spans[0][0]
    message = (
        f"'{address.show(start, last_end)}' follows the host of the local registry without its namespace: the image is "
        f"at 'LocalRegistryAddress/{kept}', so it is not found in an air gap"
    )
    symbol = next((piece for piece in cut(address.text, 0, 1).pieces if isinstance(piece, Symbol)), None)
    if symbol is None or not isinstance(symbol.place.origin, str):
        return Fault(start, last_end, message)
    changes = (Change(start, last_start, ""),) if last_start > start else ()
    place = symbol.place
    literal = ((str(place.origin), Edit(place.start, place.end, "LocalRegistryAddress")),)
    is_word = place.end - place.start == len("LocalRegistryHost")
    fix = f"write 'LocalRegistryAddress' and keep the last part, '{kept}'"
    return Fault(start, last_end, message, changes, True, fix, literal=literal if is_word else ())
