"""Judges proxy paths: ``DOMAIN/proxy/APP/UPSTREAM/PATH``, and ``DOMAIN/library/…`` and ``DOMAIN/anonymous/…``.

============================================  ==================================================================
wrong                                         right
============================================  ==================================================================
no ``proxy/`` before the slug                 it is inserted
no slug, an empty one, or another app's       the app's own slug
the upstream's host twice                     once
its reference name after the upstream         nothing
a scheme before the upstream                  the host alone
an upstream that is neither host nor name      a host, a reference name, or nothing, which means Docker Hub
the web site of Docker Hub as the upstream    its host
a proxy path after another host               the proxy domain
the proxy's domain after another host          one host; the other is often a default of the chart
a linked host after ``anonymous/``            ``proxy/APP``: nobody may pull it without a login
``registry.replicated.com/`` and another app  the app's own slug
a proxy path in ``additionalImages``          the upstream
============================================  ==================================================================

Sources: replicatedhq/replicated-docs, private-images-about.md and helm-image-registry.mdx.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.address import PROXY, SLUG, Address
from replreg.delivery.domains import Domains
from replreg.delivery.settings import LinkedRegistries
from replreg.finding import Severity
from replreg.messages import NearWords
from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub
from replreg.registries.linked_registry import normalize_host
from replreg.registries.providers import provider_of
from replreg.registries.reference_grammar import looks_like_host
from replreg.templates.texts import HOLE

__all__ = ["PathFault", "ProxyJudge", "Upstream"]

_ANONYMOUS = ("anonymous", "anon")
_HUB_PARTS = 2
_QUAY = "quay.io"
"""A host on which, as on Docker Hub, a path has two parts: an organization and a repository."""


class PathFault(NamedTuple):
    """Characters of an address that are wrong. ``right`` is what belongs there, None where that is not known.

    ``is_certain`` is True where it can be nothing else. Where it ``is_before``, the characters themselves are right,
    and ``right`` is missing before them.
    """

    start: int
    end: int
    message: str
    right: str | None = None
    is_certain: bool = False
    severity: Severity | None = None
    is_before: bool = False


class Upstream(NamedTuple):
    """The place from which an address is pulled in the end: a normalized host and a path, without the tag."""

    host: str
    path: str


class ProxyJudge:
    """Judges addresses by the domains, the slug and the linked registries of a release."""

    def __init__(self, domains: Domains, registries: LinkedRegistries) -> None:
        self.domains = domains
        self.registries = registries
        self._near = NearWords()
        self._known = [*registries.by_name, *registries.hosts]

    def is_proxy(self, address: Address) -> bool:
        """Return True if an address is pulled through the proxy, as far as its host and path show."""
        host = address.host
        if host == PROXY or host.lower() in self.domains.proxies:
            return True
        return bool(host) and address.path.startswith("proxy/") and not self._is_other_host(address)

    def upstream(self, address: Address) -> Upstream | None:
        """Return what an address is pulled from in the end; None where that is not known or it is a local one."""
        if address.is_local or not address.is_located:
            return None
        parts = address.path.split("/")
        if not self.is_proxy(address):
            return self._completed(address.host, parts)
        if parts[0] == "library":
            return Upstream(self.domains.registries[-1], "/".join(parts))
        rest = parts[1:] if parts[0] in _ANONYMOUS else parts[2:] if parts[0] == "proxy" else []
        if not rest:
            return None
        if looks_like_host(rest[0]) or (self._is_name(rest[0]) and len(rest) > 1):
            return self._completed(self.registries.host_of(rest[0]), rest[1:])
        return self._completed("", rest)

    def _completed(self, host: str, parts: list[str]) -> Upstream:
        normalized = normalize_host(host) if host else docker_hub.DOMAIN
        path = "/".join(parts)
        return Upstream(normalized, f"library/{path}" if normalized == docker_hub.DOMAIN and len(parts) == 1 else path)

    def is_wrong(self, address: Address) -> bool:
        """Return True if an address has a fault that is not a warning alone, so that another image may be meant."""
        return any(fault.severity is None for fault in self.faults(address))

    def faults(self, address: Address) -> Iterator[PathFault]:
        """Yield what is wrong with an address, as far as it is known: one fault at most in each part of it."""
        if address.is_local or HOLE in address.host or not address.is_possible:
            return
        parts = address.path.split("/")
        host = address.host
        if host == PROXY or host.lower() in self.domains.proxies:
            yield from self._at_proxy(address, parts)
        elif parts[0] == "proxy" and len(parts) > 1 and self._is_slug(parts[1]):
            if not host:
                message = "the path of the proxy has no domain before it, so it would be one on Docker Hub"
                certain = self.domains.proxy_is_certain
                yield PathFault(*address.parts[0], message, f"{self.domains.proxy}/", certain, is_before=True)
                yield from self._after_slug(address, parts[2:], 2)
            elif self._is_other_host(address):
                message = f"'{host}' is not the proxy, and has no 'proxy/{address.show(*address.parts[1])}'"
                yield PathFault(0, address.host_end, message, self.domains.proxy, self.domains.proxy_is_certain)
                yield from self._after_slug(address, parts[2:], 2)
        elif host and len(parts) > 1 and parts[0].lower() in self.domains.proxies:
            message = f"'{host}/' is before the proxy's domain: the image has two hosts, so it is not found"
            yield PathFault(*address.parts[0], message, severity=Severity.WARNING)
        elif host.lower() in self.domains.registries and self.domains.slug_is_certain:
            slug = self.domains.slug
            if HOLE not in parts[0] and len(parts) > 1 and not self._is_slug(parts[0]) and parts[0] != "library":
                message = f"'{parts[0]}' is not the slug of this app, which is '{slug}'"
                yield PathFault(*address.parts[0], message, slug, is_certain=True)

    def in_list(self, address: Address) -> PathFault | None:
        """Return the fault of an address in ``additionalImages`` that is a right proxy path, None if it is not one.

        The documentation asks for the upstream name in this list, and does not say what becomes of a proxy path. Paths
        without a slug are left alone.
        """
        parts = address.path.split("/")
        if not address.is_located or parts[0] != "proxy" or not self.is_proxy(address):
            return None
        message = "'additionalImages' takes the upstream name of an image, not its path at the proxy"
        whole = PathFault(0, address.path_end, message, severity=Severity.INFO)
        if len(parts) < 3 or not self._is_slug(parts[1]):  # the slug may be missing, so what follows is not certain
            return whole
        start, end = address.parts[2]
        if looks_like_host(parts[2]) or (len(parts) == 3 and parts[2]):  # or an official image of Docker Hub
            return PathFault(0, start, message, "", severity=Severity.INFO)
        registry = self.registries.by_name.get(parts[2])
        if registry is None or not self.registries.is_only_a_name(parts[2]):
            return whole
        is_inside = registry.namespace and f"{'/'.join(parts[3:])}/".startswith(f"{registry.namespace}/")
        right = registry.pull_host if is_inside else registry.address
        return PathFault(0, end, message, right, severity=Severity.INFO)

    def _is_slug(self, part: str) -> bool:
        return part == SLUG or (part == self.domains.slug and bool(part))

    def _is_name(self, part: str) -> bool:
        return part in self.registries.by_name

    def has_name_for_host(self, address: Address) -> bool:
        """Return True if an address begins with a reference name, where only a proxy path may have one.

        A link without a name of its own is known by its endpoint: that is a host, and never meant.
        """
        return self.registries.is_only_a_name(address.host or address.path.partition("/")[0])

    def _is_upstream(self, part: str) -> bool:
        return self._is_name(part) or (looks_like_host(part) and HOLE not in part and "." in part)

    def _is_other_host(self, address: Address) -> bool:
        """Return True if a host is certainly not a proxy: a registry that is known, or the upstream itself."""
        host = normalize_host(address.host)
        parts = address.path.split("/")
        return (
            host == docker_hub.DOMAIN
            or self.registries.is_linked(host)
            or self._is_name(address.host)
            or host in self.domains.registries
            or (len(parts) > 2 and host == normalize_host(parts[2]))
            or provider_of(address.host) != "other"
        )

    def _at_proxy(self, address: Address, parts: list[str]) -> Iterator[PathFault]:
        first = parts[0]
        slug = self.domains.slug
        if HOLE in first or first == "library":
            return
        if first == "proxy":
            yield from self._after_proxy(address, parts)
        elif first in _ANONYMOUS:
            yield from self._after_anonymous(address, parts)
        elif self._is_slug(first):
            message = "'proxy/' is missing before the app slug"
            yield PathFault(*address.parts[0], message, "proxy/", is_certain=True, is_before=True)
        else:
            right = None if slug is None else f"proxy/{slug}/"
            certain = self._is_upstream(first) and self.domains.slug_is_certain
            message = f"the proxy has no path '{first}/…': 'proxy/{slug or '<app slug>'}/' is missing before it"
            yield PathFault(*address.parts[0], message, right, certain, is_before=True)

    def _after_proxy(self, address: Address, parts: list[str]) -> Iterator[PathFault]:
        slug = self.domains.slug
        if len(parts) > 2 and not parts[1]:
            start, _ = address.parts[1]
            message = "the app slug between 'proxy/' and '/' is empty"
            yield PathFault(start, start + 1, message, slug, self.domains.slug_is_certain, is_before=True)
            yield from self._after_slug(address, parts[2:], 2)
            return
        if len(parts) < 2 or not parts[1]:
            yield PathFault(*address.parts[0], f"the path ends after 'proxy': '{slug or '<app slug>'}/…' is missing")
            return
        second = parts[1]
        if HOLE in second:
            return
        start, end = address.parts[1]
        if not self._is_slug(second):
            if self._is_upstream(second) or _is_scheme(parts[1:]):
                right = None if slug is None else f"{slug}/"
                what = f"'{second}//' starts a web address" if _is_scheme(parts[1:]) else f"'{second}' is a registry"
                message = f"{what}: the app slug is missing before it"
                yield PathFault(start, end, message, right, self.domains.slug_is_certain, is_before=True)
                yield from self._after_slug(address, parts[1:], 1)
                return
            if self.domains.slug_is_certain:
                yield PathFault(start, end, f"'{second}' is not the slug of this app, which is '{slug}'", slug, True)
        yield from self._after_slug(address, parts[2:], 2)

    def _after_slug(self, address: Address, rest: list[str], number: int) -> Iterator[PathFault]:
        """Judge the upstream and the path; ``number`` is how many parts are before them."""
        if not rest or not rest[0]:
            yield PathFault(*address.parts[number - 1], "the path ends after the app slug: the image is missing")
            return
        upstream = rest[0]
        if HOLE in upstream:
            return
        start, end = address.parts[number]
        if _is_scheme(rest):
            message = f"'{upstream}//' is in a proxy path, which has the host of the upstream without a scheme"
            yield PathFault(start, end + 2, message, "", is_certain=True)
            if len(rest) > 2:
                yield from self._after_slug(address, rest[2:], number + 2)
            return
        is_name = self._is_name(upstream)
        if upstream.lower() in docker_hub.WEB_SITES:
            is_page = len(rest) > 1 and rest[1] in ("r", "_", "repository")
            message = f"'{upstream}' is a web site of Docker Hub, from which no image can be pulled"
            yield PathFault(start, end, message, None if is_page else docker_hub.ENDPOINT, is_certain=True)
            return
        if is_name or looks_like_host(upstream):
            host = self.registries.host_of(upstream)
            if len(rest) > 1 and looks_like_host(rest[1]) and normalize_host(rest[1]) == host:
                again = address.parts[number + 1]
                message = f"the upstream is there twice: '{upstream}/{rest[1]}'"
                yield PathFault(again[0], again[1] + 1, message, "", is_certain=True)
            elif self._is_name_again(host, rest[1:]):
                again = address.parts[number + 1]
                message = f"'{rest[1]}' is the reference name of the registry before it, not a namespace there"
                yield PathFault(again[0], again[1] + 1, message, "", is_certain=True)
            elif len(rest) == 1:
                yield PathFault(start, end, f"the path ends after the upstream '{upstream}': the image is missing")
            elif not is_name and self.registries and not self._is_known_host(host):
                message = f"no registry with the host '{upstream}' is linked, so the proxy has no login for it"
                yield PathFault(start, end, message, severity=Severity.WARNING)
        elif self.registries and len(rest) > _HUB_PARTS and HOLE not in "/".join(rest):
            near = self._near.nearest(upstream, self._known, cutoff=0.75)
            message = f"'{upstream}' is neither a host nor the reference name of a linked registry"
            yield PathFault(start, end, message, near)

    def _is_name_again(self, host: str, path: list[str]) -> bool:
        """Return True if a path starts with the reference name of its host, and no image there has as many parts."""
        if len(path) <= _HUB_PARTS or host not in (docker_hub.DOMAIN, _QUAY):
            return False
        return self.registries.is_only_a_name(path[0]) and self.registries.host_of(path[0]) == host

    def _is_known_host(self, host: str) -> bool:
        return self.registries.is_linked(host) or host in self.domains.registries or host == docker_hub.DOMAIN

    def _after_anonymous(self, address: Address, parts: list[str]) -> Iterator[PathFault]:
        host = parts[1] if len(parts) > 2 else ""
        if HOLE in address.path or not looks_like_host(host):
            return
        registry = self.registries.at(host, "/".join(parts[2:]))
        if registry is not None and normalize_host(host) != docker_hub.DOMAIN:
            slug = self.domains.slug
            message = f"'{host}' is a linked registry: nothing of it is pulled through '{parts[0]}/', without a login"
            right = None if slug is None else f"proxy/{slug}"
            yield PathFault(*address.parts[0], message, right, self.domains.slug_is_certain)


def _is_scheme(parts: list[str]) -> bool:
    """Return True if parts of a path start with the scheme of a web address and its two slashes."""
    return len(parts) > 1 and parts[0] in ("https:", "http:") and not parts[1]
