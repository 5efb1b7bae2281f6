"""Images that overwrite one another in the local registry: ``airgap-collision``."""

from __future__ import annotations

from replreg.delivery.address import Address
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem, place_of
from replreg.delivery.proxy_path import ProxyJudge, Upstream
from replreg.delivery.settings import LinkedRegistries
from replreg.delivery.targets import LAST_PART_ONLY
from replreg.templates.texts import HOLE

__all__ = ["airgap_collisions"]

_IN_BUNDLE = frozenset({PlaceKind.CONTAINER, PlaceKind.RUN_COLLECTOR, PlaceKind.ADDITIONAL_IMAGE, PlaceKind.BUILDER})
_INSTALLED = frozenset(
    {
        PlaceKind.CONTAINER,
        PlaceKind.RUN_COLLECTOR,
        PlaceKind.COLLECTOR,
        PlaceKind.ADDITIONAL_IMAGE,
        PlaceKind.HELM_VALUE,
        PlaceKind.CHART_DEFAULT,
        PlaceKind.CHART_TEMPLATE,
        PlaceKind.CUSTOM_RESOURCE,
    }
)
_TOGETHER = ((True, _IN_BUNDLE), (False, _INSTALLED))
"""Images that are compared: `builder` has the images of `values` once more, for the bundle."""


def airgap_collisions(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the images that overwrite one another in the local registry: `airgap-collision`.

    It is reported where an image has the last part and the tag of another one that comes before it.
    """
    release = delivery.release
    if not release.targets.intersection(LAST_PART_ONLY):
        return []
    judge = ProxyJudge(release.domains, release.registries)
    first: dict[tuple[bool, str, str], tuple[Upstream, DeliveredImage, Address]] = {}
    problems: dict[tuple[str, int], DeliveryProblem] = {}
    seen: set[int] = set()
    for image, installation, address in delivery.written():
        kind = image.place.kind
        if id(address) in seen:
            continue
        seen.add(id(address))
        if installation.target not in LAST_PART_ONLY or kind not in _IN_BUNDLE | _INSTALLED:
            continue
        if judge.is_wrong(address) or _starts_with_name(address, release.registries):
            continue
        upstream = judge.upstream(address)
        tag = address.digest or address.tag or "latest"
        if upstream is None or HOLE in tag:
            continue
        last = upstream.path.rpartition("/")[2]
        for key in [(in_bundle, last, tag) for in_bundle, kinds in _TOGETHER if kind in kinds]:
            before, other, other_address = first.setdefault(key, (upstream, image, address))
            if before != upstream and not _exclude_one_another(address, other_address):
                break
        else:
            continue
        place = place_of(address, address.path_start, address.path_end)
        other_place = place_of(other_address, other_address.path_start, other_address.path_end)
        path, start, end = _located(place.origin, place.start, place.end, image)
        message = (
            f"'{address.shown}' and '{other_address.shown}' are both '{last}:{tag}' in the local registry, which keeps "
            "only the last part of a path: in an air gap one overwrites the other; give one of them another tag or name"
        )
        related = (("the other image", *_located(other_place.origin, other_place.start, other_place.end, other)),)
        problems.setdefault((path, start), DeliveryProblem(path, start, end, message, related=related))
    return sorted(problems.values(), key=lambda problem: problem[:3])


def _starts_with_name(address: Address, registries: LinkedRegistries) -> bool:
    """Return True if a reference name is in place of the host: what is meant may be the very image that it equals."""
    return registries.is_only_a_name(address.host or address.path.partition("/")[0])


def _exclude_one_another(first: Address, second: Address) -> bool:
    """Return True if no installation has both addresses."""
    return any(one.contradicts(other) for one in first.assumptions for other in second.assumptions)


def _located(origin: object, start: int, end: int, image: DeliveredImage) -> tuple[str, int, int]:
    if start >= 0 and isinstance(origin, str):
        return origin, start, end
    first, last = image.place.first.span
    return image.place.first.path, first, last
