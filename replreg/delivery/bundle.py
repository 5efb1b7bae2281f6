"""The images in the air gap bundle of a release: those that its builder finds, and those that it is given.

==================================================  ==========================
where an image is                                   the builder
==================================================  ==========================
a container of a plain manifest                     finds it
a chart, rendered with ``builder``                  finds it in pods
the ``run`` of a collector                          finds it if it is literal
``additionalImages``                                is given it
any other field, an environment variable, an
argument, ``runPod``, a ``v1beta3`` preflight       does not find it
==================================================  ==========================

Sources: replicatedhq/replicated-docs, operator-defining-additional-images.md and helm-packaging-airgap-bundles.mdx.
"""

from __future__ import annotations

from replreg.charts.helm_chart import HelmChartResource
from replreg.delivery.address import Address
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.proxy_path import ProxyJudge, Upstream
from replreg.named_tuple import NamedTuple
from replreg.templates.lexer import Dialect
from replreg.templates.texts import HOLE
from replreg.yaml.templates import MASK

__all__ = ["Bundle", "Listed", "tag_of"]

_FOUND = frozenset({PlaceKind.CONTAINER, PlaceKind.RUN_COLLECTOR, PlaceKind.ADDITIONAL_IMAGE, PlaceKind.BUILDER})


class Listed(NamedTuple):
    """An image that the bundle has, by its tag or digest; an empty tag is one that is not known."""

    tag: str
    image: DeliveredImage


class Bundle:
    """The images of the air gap bundle. ``possible`` are those that it may have, since a chart is not known.

    ``switched_off`` are images that the builder would find if ``builder`` turned them on.
    """

    def __init__(self, delivery: Delivery, judge: ProxyJudge) -> None:
        self._by_upstream: dict[Upstream, list[Listed]] = {}
        self._by_last_part: dict[str, list[Listed]] = {}
        self.switched_off: set[Upstream] = set()
        self._upstreams: dict[tuple[str, str], Upstream] = {}
        for image, _, address in delivery.written():
            upstream = judge.upstream(address)
            if upstream is None:
                continue
            if not _is_found(delivery, image) and not _is_possible(image) and not _is_excluded(image):
                continue
            if image.place.kind is PlaceKind.BUILDER and delivery.finder.is_switched_off(image.place):
                self.switched_off.add(upstream)
                continue
            listed = Listed(tag_of(address), image)
            last = upstream.path.rpartition("/")[2]
            for known in (
                self._by_upstream.setdefault(upstream, []),
                self._by_last_part.setdefault(last, []),
            ):
                if listed not in known:
                    known.append(listed)
            self._upstreams.setdefault((last, listed.tag), upstream)

    def has(self, upstream: Upstream, tag: str) -> bool:
        """Return True if the bundle has an image or may have it. A tag that is not known fits any."""
        return _has(self._by_upstream.get(upstream), tag)

    def has_last_part(self, last: str, tag: str) -> bool:
        """Return True if the local registry of KOTS has, or may have, a name and a tag once the bundle is pushed."""
        return _has(self._by_last_part.get(last), tag)

    def others(self, upstream: Upstream) -> list[Listed]:
        """Return what the bundle has of an image, whatever the tags are."""
        return self._by_upstream.get(upstream, [])

    def clashes(self, upstream: Upstream, tag: str) -> bool:
        """Return True if another image of the bundle has the last part and the tag of an image."""
        return self._upstreams.get((upstream.path.rpartition("/")[2], tag), upstream) != upstream


def tag_of(address: Address) -> str:
    """Return what tells an image from others of its name: the digest or the tag; empty where it is not known."""
    tag = address.digest or address.tag or "latest"
    return "" if HOLE in tag else tag


def _has(known: list[Listed] | None, tag: str) -> bool:
    return known is not None and (not tag or any(listed.tag in ("", tag) for listed in known))


def _is_found(delivery: Delivery, image: DeliveredImage) -> bool:
    place = image.place
    if place.kind not in _FOUND:
        return False
    is_literal = MASK not in place.first.node.value
    if place.kind is PlaceKind.BUILDER:
        return place.shape.chart is None or place.first.key == "image"  # another key is not that of a container
    if place.kind is PlaceKind.RUN_COLLECTOR:
        file = delivery.release.files.get(place.first.path)
        return is_literal and file is not None and file.dialect is Dialect.PLATFORM
    return is_literal or place.kind is PlaceKind.CONTAINER


def _is_possible(image: DeliveredImage) -> bool:
    """Return True if an image is given to a chart that is not there: its pods may have the image."""
    place = image.place
    return place.scope.chart is None and isinstance(place.scope.resource, HelmChartResource)


def _is_excluded(image: DeliveredImage) -> bool:
    """Return True if the vendor says that the bundle need not have the image."""
    return image.place.kind is PlaceKind.EXCLUDED_IMAGE
