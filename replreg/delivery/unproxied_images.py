"""Images of linked registries by their own host where nothing rewrites them: ``unproxied-image``.

Nothing rewrites the values that are given to charts, but for those of ``HelmChart`` v1beta1. The pull works where
somebody is logged in to the registry, such as on the vendor's machine, and fails in a customer's cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.address import Address
from replreg.delivery.images import Delivery
from replreg.delivery.judging import Change, Fault, FaultyAddress, problems_of
from replreg.delivery.local_idiom import LocalIdiom
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_path import ProxyJudge, Upstream
from replreg.finding import Edit
from replreg.registries import docker_hub
from replreg.registries.linked_registry import Registry, normalize_host
from replreg.templates.texts import HOLE

__all__ = ["unproxied_images"]

_GIVEN_TO_CHARTS = frozenset(
    {PlaceKind.HELM_VALUE, PlaceKind.CHART_DEFAULT, PlaceKind.CHART_TEMPLATE, PlaceKind.EXTENSION_VALUE}
)


def unproxied_images(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the images of linked registries by their own host where nothing rewrites them: `unproxied-image`."""
    return problems_of(delivery, _unproxied(delivery))


def _unproxied(delivery: Delivery) -> Iterator[FaultyAddress]:
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
        slug = domains.slug
        start = 0 if address.host_end else address.path_start
        prefix = "" if address.host_end else f"{registry.pull_host}/"
        shown = address.show(0, address.host_end) if address.host_end else "Docker Hub"
        upstream_host = shown if address.host_end else registry.pull_host
        if id(image) not in more:
            more[id(image)] = idiom.edits(image, address, upstream_host)
        yield FaultyAddress(
            image,
            installation,
            address,
            Fault(
                0,
                address.host_end or address.path_end,
                f"the image is from '{shown}', which is a linked registry, and nothing rewrites an image here: the "
                f"cluster has no login, so the pull fails; pull it through the proxy, "
                f"'{domains.proxy}/proxy/{slug or '<app slug>'}/{upstream_host}/…'",
                () if slug is None else (Change(start, start, f"{domains.proxy}/proxy/{slug}/{prefix}"),),
                domains.slug_is_certain and domains.proxy_is_certain,
                f"put the proxy path '{domains.proxy}/proxy/{slug}/' before it",
                more=more[id(image)],
            ),
        )


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
