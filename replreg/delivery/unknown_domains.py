"""Domains of the proxy and of the registry that are not the app's: ``unknown-domain``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replreg.charts.helm_chart import HelmChartResource
from replreg.charts.values import Leaf, Table, tables_in
from replreg.delivery.address import Address
from replreg.delivery.domains import Domains
from replreg.delivery.files import Resource
from replreg.delivery.images import Delivery
from replreg.delivery.judging import Fault, FaultyAddress, problems_of
from replreg.delivery.looks import is_registry_key
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_path import ProxyJudge
from replreg.lazy_re import lazy_compile
from replreg.messages import NearWords, shorten, suggestion
from replreg.registries.reference_grammar import looks_like_host
from replreg.templates.texts import HOLE
from replreg.templates.worlds import PUBLIC_PROXY_DOMAIN, PUBLIC_REGISTRY_DOMAIN
from replreg.yaml.composer import Mapping, Scalar
from replreg.yaml.templates import MASK, legible

__all__ = ["unknown_domains"]

_ADDRESS = lazy_compile(r"(?i)(?:registry(?:host)?|hub)[\"']?[ \t]*:[ \t]*[\"']?[a-z]+://")
_LOGIN = frozenset({"username", "password", "auth", "email"})
_PROXY_KEY, _REGISTRY_KEY, _APP_KEY = "proxyRegistryDomain", "replicatedRegistryDomain", "replicatedAppDomain"


def unknown_domains(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the domains that are not the app's, and those that are not domains: `unknown-domain`."""
    found = [*_in_fields(delivery), *_with_scheme(delivery), *problems_of(delivery, _in_images(delivery))]
    return sorted(found, key=lambda problem: problem[:3])


def _in_fields(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield the problems of the keys that name domains. A domain is unknown only where the caller knows the app's."""
    release = delivery.release
    settings = release.settings
    proxies = [domain.lower() for domain in settings.proxy_domains]
    registries = [domain.lower() for domain in settings.registry_domains]
    known = {
        _PROXY_KEY: [*proxies, PUBLIC_PROXY_DOMAIN] if proxies else [],
        _REGISTRY_KEY: [*registries, PUBLIC_REGISTRY_DOMAIN] if registries else [],
        _APP_KEY: [],
    }
    for resource in release.applications:
        yield from _in_mapping(resource, resource.spec, known)
    for config in release.clusters:
        spec = config.resource.spec
        yield from _in_mapping(config.resource, spec.mapping("domains") if spec is not None else None, known)


def _with_scheme(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield the registries in values that are a domain of the platform or a linked host with a scheme before it.

    Beside a login, a registry may be the address that the login is for.
    """
    release = delivery.release
    texts = (file.text for files in (release.files, release.chart_files) for file in files.values())
    if not any("://" in text and _ADDRESS.search(text) is not None for text in texts):
        return  # a search takes much less time than a walk over the values
    known = {*release.domains.proxies, *release.domains.registries}
    seen: set[tuple[str, int]] = set()
    for table in _tables(delivery):
        for _, inner in tables_in(table):
            leaves = [(key, leaf) for key, leaf in inner.entries.items() if is_registry_key(key)]
            for key, leaf in [] if _LOGIN & inner.entries.keys() else leaves:
                if not isinstance(leaf, Leaf) or not isinstance(leaf.node, Scalar):
                    continue
                value, place = leaf.node.value, (leaf.origin.path, leaf.node.start)
                host = value.partition("://")[2].partition("/")[0].lower()
                if host and place not in seen and (host in known or release.registries.is_linked(host)):
                    seen.add(place)
                    message = (
                        f"'{legible(value)}' has a scheme: '{legible(key)}' takes a domain alone, such as '{host}'"
                    )
                    yield DeliveryProblem(leaf.origin.path, *leaf.origin.fragment.node_span(leaf.node), message)


def _tables(delivery: Delivery) -> Iterator[Table]:
    for scope in delivery.finder.scopes():
        resource = scope.resource
        if resource is not None and resource.values is not None:
            yield resource.values
        if isinstance(resource, HelmChartResource):
            yield from (item.values for item in resource.optional if item.values is not None)
        values = delivery.finder.chart_values(scope.chart)
        if values is not None:
            yield values.table


def _in_mapping(resource: Resource, holder: Mapping | None, known: dict[str, list[str]]) -> Iterator[DeliveryProblem]:
    for key, domains in known.items() if holder is not None else ():
        node = holder.get(key) if holder is not None else None
        if not isinstance(node, Scalar) or MASK in node.value or not node.value.strip():
            continue
        value = node.value.strip()
        message = None
        if "/" in value:
            what = "a scheme" if "://" in value else "a path"
            message = f"'{shorten(value)}' has {what}: '{key}' takes a domain alone, such as 'images.example.com'"
        elif domains and value.lower() not in domains:
            message = _message(value, domains, NearWords())
        if message is not None:
            yield DeliveryProblem(resource.file.path, *resource.fragment.node_span(node), message)


def _message(domain: str, known: Sequence[str], near_words: NearWords) -> str:
    near = near_words.nearest(domain, known, cutoff=0.75)
    hint = suggestion(near, "add it to 'domains' in the configuration, or correct it")
    return f"'{shorten(domain)}' is neither a domain of the platform nor one of this app, so the pull fails; {hint}"


def _in_images(delivery: Delivery) -> Iterator[FaultyAddress]:
    release = delivery.release
    domains = release.domains
    given = [domain for domain in domains.proxies if domain != PUBLIC_PROXY_DOMAIN]
    judge = ProxyJudge(domains, release.registries)
    near_words = NearWords()
    own = [domain for domain in domains.registries if domain != PUBLIC_REGISTRY_DOMAIN]
    for image, installation, address in delivery.written():
        if own and _is_like_own_registry(address, delivery, near_words):
            message = _message(address.host, domains.registries, near_words)
            yield FaultyAddress(image, installation, address, Fault(0, address.host_end, message))
            continue
        if not given or address.is_local or not _is_proxy_path(address, domains) or any(judge.faults(address)):
            continue
        message = _message(address.host, domains.proxies, near_words)
        yield FaultyAddress(image, installation, address, Fault(0, address.host_end, message))


def _is_like_own_registry(address: Address, delivery: Delivery, near_words: NearWords) -> bool:
    """Return True if a path is one of the app's own space, and the host is nearly the app's own domain for it."""
    release = delivery.release
    host = address.host.lower()
    parts = address.path.split("/")
    if not host.isascii() or HOLE in host or not host or len(parts) < 2 or parts[0] != release.domains.slug:
        return False
    if host in (*release.domains.registries, *release.domains.proxies) or release.registries.is_linked(host):
        return False
    return near_words.nearest(host, release.domains.registries, cutoff=0.75) is not None


def _is_proxy_path(address: Address, domains: Domains) -> bool:
    """Return True if a path is one of a proxy, and the host is written out and not known as one."""
    host = address.host
    if not host.isascii() or HOLE in address.host or not host or host.lower() in domains.proxies:
        return False
    parts = address.path.split("/")
    if len(parts) < 3 or parts[0] != "proxy":
        return False
    return parts[1] == domains.slug or not parts[1].isascii() or looks_like_host(parts[2])
