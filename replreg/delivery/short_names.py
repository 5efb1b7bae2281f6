"""Images without a host in Kubernetes: ``short-name``.

A container runtime completes a short name. One that enforces full names refuses it, since it does not ask anybody which
registry is meant. Source: containers/image, docs/containers-registries.conf.5.md (``short-name-mode``).
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.address import Address
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.judging import Change, Fault, FaultyAddress, problems_of
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_path import ProxyJudge
from replreg.delivery.shapes import Role
from replreg.lazy_re import lazy_compile
from replreg.registries import docker_hub
from replreg.templates.texts import HOLE

__all__ = ["short_names"]

_PODS = (PlaceKind.CONTAINER, PlaceKind.RUN_COLLECTOR)
_VALUES = (PlaceKind.HELM_VALUE, PlaceKind.CHART_DEFAULT)
_HUB_PARTS = 2
# A value without such a use, such as one that an included template writes, is not reported.
_USE = lazy_compile(r"""(?m)(^[ \t-]*image:[ \t]*["']?\{\{-?[ \t]*)?\.Values\.([\w.]+)""")


def short_names(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the images of pods that have no host: `short-name`."""
    return problems_of(delivery, _without_host(delivery))


def _without_host(delivery: Delivery) -> Iterator[FaultyAddress]:
    release = delivery.release
    excluded = {image.place.first.value for image in delivery.images if image.place.kind is PlaceKind.EXCLUDED_IMAGE}
    uses = _Uses()
    judge = ProxyJudge(release.domains, release.registries)
    for image, installation, address in delivery.written():
        if not image.is_pulled_in(installation) or not _is_short(address) or not _is_of_pod(image, uses):
            continue
        if judge.has_name_for_host(address):
            continue  # a reference name in place of the host, which `alias-as-host` reports
        if image.place.kind not in _PODS and release.registries.is_linked(docker_hub.DOMAIN):
            continue  # it may be a private image, which belongs on the proxy
        count = address.path.count("/") + 1
        prefix = f"{docker_hub.DOMAIN}/library/" if count == 1 else f"{docker_hub.DOMAIN}/"
        message = (
            f"'{address.show(0, address.path_end)}' has no host: a container runtime that enforces full names refuses "
            f"it; write '{prefix}{address.show(0, address.path_end)}'"
        )
        start = address.path_start
        changes = (Change(start, start, prefix),) if address.shown not in excluded else ()
        fault = Fault(start, address.path_end, message, changes, True, f"insert '{prefix}'")
        yield FaultyAddress(image, installation, address, fault)


def _is_short(address: Address) -> bool:
    """Return True if an address is certainly on Docker Hub and does not say so."""
    path = address.path
    if address.host or not path or not path.isascii() or HOLE in path or not address.is_possible:
        return False
    return path.count("/") < _HUB_PARTS and not path.startswith("proxy/")


def _is_of_pod(image: DeliveredImage, uses: _Uses) -> bool:
    """Return True if the string is what a pod has: nothing puts a host before it."""
    place = image.place
    if place.kind in _PODS:
        return True
    if place.kind is PlaceKind.CHART_TEMPLATE:
        return place.first.key == "image"
    return place.kind in _VALUES and place.part(Role.REGISTRY) is None and uses.are_direct(image)


class _Uses:
    """Which values a chart's templates write after ``image:`` with nothing else before them. Each text is read once."""

    def __init__(self) -> None:
        self._direct: dict[int, set[str]] = {}

    def are_direct(self, image: DeliveredImage) -> bool:
        """Return True if each use of the value in the chart's templates is the begin of an image."""
        chart = image.place.scope.chart
        if chart is None:
            return False
        direct = self._direct.get(id(chart))
        if direct is None:
            direct = set()
            others: set[str] = set()
            for file in chart.templates.values():
                for found in _USE.finditer(file.text):
                    (direct if found[1] is not None else others).add(found[2])
            self._direct[id(chart)] = direct = direct - others
        return image.place.key in direct
