"""Images that an air gap install pulls and the bundle does not have: ``airgap-missing``."""

from __future__ import annotations

from replreg.delivery.additional_images import ListOfImages
from replreg.delivery.address import Address
from replreg.delivery.bundle import Bundle, tag_of
from replreg.delivery.cluster import Extension
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import ImagePlace, PlaceKind
from replreg.delivery.problems import DeliveryProblem, place_of
from replreg.delivery.proxy_path import ProxyJudge, Upstream
from replreg.delivery.targets import LAST_PART_ONLY, Installation
from replreg.named_tuple import NamedTuple
from replreg.templates.texts import HOLE

__all__ = ["airgap_missing"]

_NOT_SEEN = frozenset(
    {PlaceKind.CUSTOM_RESOURCE, PlaceKind.COLLECTOR, PlaceKind.RUN_COLLECTOR, PlaceKind.DATA, PlaceKind.CHART_TEMPLATE}
)
_BY_VALUES = frozenset({PlaceKind.HELM_VALUE, PlaceKind.CHART_DEFAULT, PlaceKind.EXTENSION_VALUE})


class _Missing(NamedTuple):
    """An image that the bundle lacks: its upstream, None where only its place in the local registry is known."""

    image: DeliveredImage
    address: Address
    upstream: Upstream | None
    tag: str


def airgap_missing(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the images that an air gap install pulls and the bundle does not have, each at its first place."""
    release = delivery.release
    if not release.applications or not any(installation.airgap for installation in release.installations):
        return []
    judge = ProxyJudge(release.domains, release.registries)
    bundle = Bundle(delivery, judge)
    listing = ListOfImages(release)
    problems: list[DeliveryProblem] = []
    reported: set[tuple[str, str, str]] = set()
    for image in delivery.images:
        found = _missing(delivery, judge, bundle, image)
        if found is None:
            continue
        last = found.address.last_part
        key = ("", last, found.tag) if found.upstream is None else (*found.upstream, found.tag)
        if key not in reported:
            reported.add(key)
            problems.append(_problem(delivery, bundle, listing, found))
    return sorted(problems, key=lambda problem: problem[:3])


def _missing(delivery: Delivery, judge: ProxyJudge, bundle: Bundle, image: DeliveredImage) -> _Missing | None:
    place = image.place
    if not _is_looked_at(place) or (place.kind in _BY_VALUES and delivery.finder.is_switched_off(place)):
        return None
    for installation, addresses in image.written.items():
        if not installation.airgap or not image.is_pulled_in(installation):
            continue
        for address in addresses:
            if not _can_be_image(address) or delivery.release.registries.is_only_a_name(address.path.partition("/")[0]):
                continue
            if not address.is_local:
                upstream = None if judge.is_wrong(address) else judge.upstream(address)
                if upstream is not None and not bundle.has(upstream, tag_of(address)):
                    return _Missing(image, address, upstream, tag_of(address))
                continue
            online = _online(image, installation, judge, address)
            if installation.target in LAST_PART_ONLY:
                if not _is_plain(address.last_part) or bundle.has_last_part(address.last_part, tag_of(address)):
                    continue
                return online or _Missing(image, address, None, tag_of(address))
            if online is not None and online.upstream is not None and not bundle.has(online.upstream, online.tag):
                return online
    return None


def _can_be_image(address: Address) -> bool:
    """Return True if an address can be an image reference: ``repl {{ … }}`` is text, as the platform reads it."""
    return address.is_possible and not any(character in address.spelled for character in " \t{}")


def _is_plain(part: str) -> bool:
    """Return True if no unknown part and no symbol is in a part of a path."""
    return part.isascii() and HOLE not in part


def _online(image: DeliveredImage, airgap: Installation, judge: ProxyJudge, local: Address) -> _Missing | None:
    """Return what is pulled online where a local address is pulled in an air gap, if it has the same name and tag."""
    for address in image.written.get(airgap._replace(airgap=False), ()):
        upstream = None if address.is_local or judge.is_wrong(address) else judge.upstream(address)
        if upstream is not None and address.last_part == local.last_part and tag_of(address) == tag_of(local):
            return _Missing(image, address, upstream, tag_of(address))
    return None


def _is_looked_at(place: ImagePlace) -> bool:
    if place.kind in _BY_VALUES:  # without the chart, nothing is known of what the builder finds
        is_preloaded = isinstance(place.scope.resource, Extension) and place.scope.resource.major != 3
        return place.scope.chart is not None and not is_preloaded and not _is_of_missing_chart(place)
    return place.kind in _NOT_SEEN


def _is_of_missing_chart(place: ImagePlace) -> bool:
    """Return True if an image is in the values of a dependency that is not there: its own defaults are not known."""
    chart = place.scope.chart
    if chart is None:
        return True
    path = set(place.key.split("."))
    absent = (one for inner in chart.walk() for one in inner.absent)
    return any(path & {one.name, one.alias} for one in absent)


def _problem(delivery: Delivery, bundle: Bundle, listing: ListOfImages, found: _Missing) -> DeliveryProblem:
    address, image = found.address, found.image
    place = place_of(address, address.path_start, address.path_end)
    if place.start >= 0 and isinstance(place.origin, str):
        path, start, end = place.origin, place.start, place.end
    else:
        path, (start, end) = image.place.first.path, image.place.first.span
    if found.upstream is None:
        shown = f"{address.last_part}{address.show(address.path_end)}"
        message = (
            f"no image of the air gap bundle is called '{shown}', which the local registry is asked for here, so the "
            "pull fails in an air gap; use the name and the tag of an image of the bundle"
        )
        return DeliveryProblem(path, start, end, message)
    wanted = _reference(found.upstream, address)
    reason, others = _reason(bundle, found)
    message = f"'{wanted}' is not in the air gap bundle, {reason}; list it in 'additionalImages'"
    related = tuple(("the bundle has this one", one.place.first.path, *one.place.first.span) for one in others[:1])
    fix = elsewhere = None
    made = None
    if found.tag and HOLE not in address.spelled and not bundle.clashes(found.upstream, found.tag):
        made = listing.fix(wanted)
    if made is not None:
        if made[0] == path:
            fix = made[1]
        else:
            elsewhere = made
    return DeliveryProblem(path, start, end, message, fix=fix, related=related, fix_elsewhere=elsewhere)


def _reason(bundle: Bundle, found: _Missing) -> tuple[str, list[DeliveredImage]]:
    assert found.upstream is not None
    kind = found.image.place.kind
    others = [listed for listed in bundle.others(found.upstream) if listed.tag]
    if others:
        tags = " and ".join(f"'{tag}'" for tag in sorted({listed.tag for listed in others})[:3])
        return f"which has the image with {tags} only, so the pull fails in an air gap", [one.image for one in others]
    if found.upstream in bundle.switched_off:
        return "since the values turn it on and 'builder' does not; set the same in 'builder'", []
    if kind in _BY_VALUES:
        return "since the chart has another image without these values; give the image in 'builder', too", []
    return f"whose builder does not look for images in {_where(kind)}, so the pull fails in an air gap", []


def _where(kind: PlaceKind) -> str:
    if kind is PlaceKind.RUN_COLLECTOR:
        return "a collector with a template"
    return str(kind.value)


def _reference(upstream: Upstream, address: Address) -> str:
    return f"{upstream.host}/{upstream.path}{address.show(address.path_end)}"
