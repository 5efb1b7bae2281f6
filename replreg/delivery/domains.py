"""The proxy and registry domains of a release and its app slug, from the settings, the files and the image strings.

Sources: ``spec.domains`` of the Embedded Cluster ``Config`` and ``spec.proxyRegistryDomain`` of the KOTS
``Application`` (replicatedhq/replicated-docs, custom-domains.md). A domain that was only set in the portal is in no
file but in image strings: ``DOMAIN/proxy/SLUG/…``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from replreg.delivery.cluster import ClusterConfig
from replreg.delivery.files import Resource
from replreg.delivery.settings import DeliverySettings
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub
from replreg.registries.linked_registry import normalize_host
from replreg.registries.providers import provider_of
from replreg.templates.worlds import PUBLIC_PROXY_DOMAIN, PUBLIC_REGISTRY_DOMAIN
from replreg.yaml.templates import MASK

__all__ = ["Domains", "find_domains"]

_DOMAIN = lazy_compile(r"(?<![\w./@:-])([a-z0-9][a-z0-9.-]{0,200}\.[a-z]{2,20})/proxy/[a-z0-9]")
_SLUG = lazy_compile(r"(?<![\w.-])proxy/([a-z0-9][a-z0-9-]{0,60})/[a-z0-9]")


class Domains(NamedTuple):
    """``proxies`` and ``registries`` are all domains that are known, in lower case, the platform's own last.

    ``proxy`` is the one that a new proxy path takes, and ``proxy_is_certain`` is False where there are several of the
    vendor's own. ``slug`` is the app slug, None where it is not known; ``slug_is_certain`` says whether the caller
    gave it, rather than the image strings, which all agree.
    """

    proxies: tuple[str, ...]
    registries: tuple[str, ...]
    proxy: str
    proxy_is_certain: bool
    slug: str | None
    slug_is_certain: bool


def find_domains(
    settings: DeliverySettings,
    clusters: Sequence[ClusterConfig],
    applications: Sequence[Resource],
    texts: Iterable[str],
) -> Domains:
    """Return the domains and the slug of a release. ``texts`` are those of its files and of its charts' values."""
    proxies = dict.fromkeys(map(str.lower, (*settings.proxy_domains, *settings.other_proxy_domains)))
    registries = dict.fromkeys(map(str.lower, (*settings.registry_domains, *settings.other_registry_domains)))
    for config in clusters:
        proxies[config.proxy_domain] = None
        registries[config.registry_domain] = None
    for resource in applications:
        proxies[_field(resource, "proxyRegistryDomain")] = None
        registries[_field(resource, "replicatedRegistryDomain")] = None
    for known in (proxies, registries):
        known.pop("", None)
    given = list(proxies)
    seen_domains: set[str] = set()
    seen_slugs: set[str] = set()
    for text in texts:
        if "proxy/" in text:
            seen_domains.update(_DOMAIN.findall(text))
            seen_slugs.update(_SLUG.findall(text))
    if not given and len(seen_domains) == 1:
        hosts = {normalize_host(registry.host) for registry in settings.registries} | set(registries)
        proxies.update(dict.fromkeys(domain for domain in seen_domains if not _is_registry(domain, hosts)))
    proxy = next(iter(proxies), PUBLIC_PROXY_DOMAIN)
    slug = settings.app or (next(iter(seen_slugs)) if len(seen_slugs) == 1 else None)
    return Domains(
        tuple(dict.fromkeys((*proxies, PUBLIC_PROXY_DOMAIN))),
        tuple(dict.fromkeys((*registries, PUBLIC_REGISTRY_DOMAIN))),
        proxy,
        len(proxies) < 2,
        slug,
        bool(settings.app),
    )


def _is_registry(domain: str, hosts: set[str]) -> bool:
    """Return True if a domain in front of ``/proxy/`` is a registry: the path is a mistake there."""
    known = domain in hosts or domain in (PUBLIC_REGISTRY_DOMAIN, docker_hub.DOMAIN)
    return known or provider_of(domain) != "other"


def _field(resource: Resource, key: str) -> str:
    spec = resource.spec
    domain = ((spec.text(key) if spec is not None else None) or "").strip().lower()
    return "" if MASK in domain or "/" in domain else domain
