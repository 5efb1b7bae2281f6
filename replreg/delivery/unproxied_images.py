"""Images of linked registries by their own host where nothing rewrites them: ``unproxied-image``.

Nothing rewrites the values that are given to charts, but for those of ``HelmChart`` v1beta1. The pull works where
somebody is logged in to the registry, such as on the vendor's machine, and fails in a customer's cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.address import Address
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.judging import Change, Fault, FaultyAddress, problems_of
from replreg.delivery.local_idiom import LocalIdiom
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_path import ProxyJudge, Upstream
from replreg.delivery.targets import Installation
from replreg.finding import Edit, Fix, Severity
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub
from replreg.registries.linked_registry import Registry, normalize_host
from replreg.registries.providers import provider_of
from replreg.registries.reference_grammar import looks_like_host
from replreg.templates.texts import HOLE

__all__ = ["unproxied_images"]

_GIVEN_TO_CHARTS = frozenset(
    {PlaceKind.HELM_VALUE, PlaceKind.CHART_DEFAULT, PlaceKind.CHART_TEMPLATE, PlaceKind.EXTENSION_VALUE}
)


_WITHOUT_MIRRORS = frozenset({"dockerhub", "quay", "ghcr"})
_FUNCTION = lazy_compile(r"ReplicatedImage(?:Name|Registry)\b")


class _Unproxied(NamedTuple):
    """An image by its own host. ``more`` are the edits that write the idiom of the local registry in its place.

    ``is_second`` is True where another host is before it, which is often a default of the chart.
    """

    image: DeliveredImage
    installation: Installation
    address: Address
    host: str
    more: tuple[Edit, ...]
    is_second: bool = False


def unproxied_images(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the images of linked registries by their own host where nothing rewrites them: `unproxied-image`."""
    found = list(_unproxied(delivery))
    if not found:
        return []
    from replreg.delivery.given_values import GivenValues  # most releases have no such image

    given = GivenValues(delivery)
    for one in found:
        if not one.is_second:
            given.add(one.image, one.address, one.host)
    fixes = given.fixes()
    return problems_of(delivery, (_faulty(delivery, one, fixes.get(id(one.image))) for one in found))


def _unproxied(delivery: Delivery) -> Iterator[_Unproxied]:
    release = delivery.release
    if not release.registries:
        return
    domains = release.domains
    judge = ProxyJudge(domains, release.registries)
    evidence: set[Upstream] | None = None
    idiom = LocalIdiom(delivery)
    more: dict[int, tuple[Edit, ...]] = {}
    for image, installation, address in delivery.written():
        place = image.place
        if place.kind not in _GIVEN_TO_CHARTS or not image.is_pulled_in(installation):
            continue
        if place.is_rewritten(installation.target) or address.is_local or judge.is_proxy(address):
            continue
        if any(judge.faults(address)):  # it is a proxy path with another mistake
            continue
        second = _second_host(delivery, address)
        if second:
            yield _Unproxied(image, installation, address, second, (), is_second=True)
            continue
        registry = _linked(delivery, judge, address)
        if registry is None:
            continue
        if normalize_host(registry.host) == docker_hub.DOMAIN:
            if evidence is None:
                evidence = _proxied(delivery, judge)
            upstream = judge.upstream(address)
            if upstream is None or upstream.path.startswith("library/"):
                continue
            if not _is_own(registry, upstream) and upstream not in evidence:
                continue  # most images of Docker Hub are public, and nothing says that this one is not
        host = address.show(0, address.host_end) if address.host_end else registry.pull_host
        if id(image) not in more:
            more[id(image)] = idiom.edits(image, address, host)
        yield _Unproxied(image, installation, address, host, more[id(image)])


def _faulty(delivery: Delivery, one: _Unproxied, elsewhere: tuple[str, Fix] | None) -> FaultyAddress:
    image, installation, address, host, more, is_second = one
    domains = delivery.release.domains
    if is_second:
        message = (
            f"the image is from '{host}', which is a linked registry, and '{address.host}/' is before it: an image "
            f"with two hosts is not found; give the chart the proxy's domain as its registry, '{domains.proxy}'"
        )
        fault = Fault(*address.parts[0], message, severity=Severity.WARNING)
        return FaultyAddress(image, installation, address, fault)
    slug = domains.slug
    start = 0 if address.host_end else address.path_start
    prefix = "" if address.host_end else f"{host}/"
    shown = host if address.host_end else "Docker Hub"
    return FaultyAddress(
        image,
        installation,
        address,
        Fault(
            0,
            address.host_end or address.path_end,
            f"the image is from '{shown}', which is a linked registry, and {_why(image)}: the cluster has no login, so "
            f"the pull fails; {_hint(image)}pull it through the proxy, "
            f"'{domains.proxy}/proxy/{slug or '<app slug>'}/{host}/…'",
            () if slug is None else (Change(start, start, f"{domains.proxy}/proxy/{slug}/{prefix}"),),
            domains.slug_is_certain and domains.proxy_is_certain,
            f"put the proxy path '{domains.proxy}/proxy/{slug}/' before it",
            more=more,
            elsewhere=elsewhere,
        ),
    )


def _has_no_proxy(image: DeliveredImage) -> bool:
    """Return True if a function would put the proxy before the image, and is asked not to."""
    fields = image.place.first.origin.fragment.file, *image.place.first.span
    return _FUNCTION.search(*fields) is not None


def _why(image: DeliveredImage) -> str:
    return "the function's 'noProxy' leaves it as it is" if _has_no_proxy(image) else "nothing rewrites an image here"


def _hint(image: DeliveredImage) -> str:
    return "leave out its 'true', or " if _has_no_proxy(image) else ""


def _linked(delivery: Delivery, judge: ProxyJudge, address: Address) -> Registry | None:
    """Return the linked registry that an address is in by its real host."""
    registries = delivery.release.registries
    if HOLE in address.host or not address.is_possible:
        return None
    host = address.host or docker_hub.DOMAIN
    if not address.host and (HOLE in address.path or judge.has_name_for_host(address)):
        return None
    path = address.path.partition(HOLE)[0]
    found = registries.at(host, path)
    if found is not None or HOLE not in address.path:
        return found
    return next((one for one in registries.by_name.values() if normalize_host(one.host) == normalize_host(host)), None)


def _second_host(delivery: Delivery, address: Address) -> str:
    """Return the linked host that a path begins with, after a host that has no such path; "" if there is none.

    Elsewhere it may be the path of a mirror.
    """
    first, slash, _ = address.path.partition("/")
    is_host = bool(slash) and looks_like_host(first) and HOLE not in first
    is_after_host = bool(address.host) and provider_of(address.host) in _WITHOUT_MIRRORS
    return first if is_host and is_after_host and delivery.release.registries.is_linked(first) else ""


def _is_own(registry: Registry, upstream: Upstream) -> bool:
    """Return True if a path on Docker Hub is the vendor's own: below the endpoint's namespace or the account."""
    account = (registry.username or "").lower()
    return bool(registry.namespace) or (bool(account) and upstream.path.startswith(f"{account}/"))


def _proxied(delivery: Delivery, judge: ProxyJudge) -> set[Upstream]:
    """Return the images of Docker Hub that another place of the release pulls through the proxy."""
    found: set[Upstream] = set()
    for _, _, address in delivery.written():
        upstream = judge.upstream(address) if judge.is_proxy(address) else None
        if upstream is not None:
            found.add(upstream)
    return found
