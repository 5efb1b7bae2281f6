"""What KOTS, Embedded Cluster and Helm releases tell of an app's slug, its domains and its linked registries."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable

from replreg.config.first_guess import PUBLIC_HOSTS, GuessedHost
from replreg.config.model import Config, Domains
from replreg.config.vendor_files import is_slug
from replreg.delivery.address import PROXY, Address
from replreg.delivery.field import Field
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import Delivery
from replreg.delivery.proxy_path import ProxyJudge
from replreg.lazy_re import lazy_compile
from replreg.linter.delivery_check import settings_of
from replreg.linter.inputs import Input
from replreg.linter.kots_folder import KotsFolders
from replreg.named_tuple import NamedTuple
from replreg.registries.docker_hub import ENDPOINT_HOSTS
from replreg.registries.linked_registry import Registry
from replreg.registries.providers import provider_of
from replreg.templates.texts import HOLE
from replreg.templates.worlds import PUBLIC_PROXY_DOMAIN, PUBLIC_REGISTRY_DOMAIN

__all__ = ["DeliveredHost", "DeliveredSetup", "read_delivered"]

_HOST = lazy_compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")

_PRIVATE_PROVIDERS = frozenset({"ecr", "acr", "artifactory", "dtr", "harbor", "nexus"})
"""Nobody pulls from their hosts without a login. Other providers have public images, too."""

_PUBLIC_SUFFIXES = (".k8s.io", ".gcr.io", ".redhat.io", ".redhat.com", ".elastic.co", ".gitlab.com")
_PUBLIC = PUBLIC_HOSTS | {"cgr.dev", "codeberg.org", "cr.l5d.io", "docker.getcollate.io", "docker.n8n.io", "lscr.io"}


class DeliveredHost(NamedTuple):
    """A registry that images are pulled from in the end.

    ``is_linked`` is True if it is certainly linked; ``is_proxied`` if images come from it through the platform's proxy.
    """

    seen: GuessedHost
    is_linked: bool
    is_proxied: bool


class DeliveredSetup(NamedTuple):
    """The facts that the releases show together.

    ``slugs`` are those in proxy paths, the most frequent first. ``application`` is the name of the only
    ``Application``, which is often the slug. ``domains`` are the vendor's own. ``releases`` counts releases and charts.
    """

    slugs: tuple[str, ...]
    application: str | None
    domains: Domains
    hosts: tuple[DeliveredHost, ...]
    releases: int


def read_delivered(items: Iterable[Input], folders: KotsFolders, folder: str) -> DeliveredSetup:
    """Return what the releases of some files tell. ``folder`` is the one that the user has named."""
    items = list(items)
    first = _read(items, folders, folder, Config())
    open_hosts = [host.seen.host for host in first.hosts if host.is_proxied and not host.is_linked]
    if not open_hosts:
        return first
    # The result of a function such as LocalImageName depends on the links: a link is right if with it all images of
    # the host come through the proxy.
    again = _read(items, folders, folder, Config(registries=[Registry(host, host) for host in open_hosts]))
    linked = {host.seen.host for host in again.hosts if host.is_linked}
    hosts = tuple(host._replace(is_linked=host.is_linked or host.seen.host in linked) for host in first.hosts)
    return first._replace(hosts=hosts)


def _read(items: Iterable[Input], folders: KotsFolders, folder: str, config: Config) -> DeliveredSetup:
    notes = _Notes(os.path.abspath(folder))
    for release in _releases(items, folders, notes.folder, config):
        notes.take(release)
    return notes.finish()


def _releases(items: Iterable[Input], folders: KotsFolders, named: str, config: Config) -> Iterable[FolderRelease]:
    """Yield the releases that files belong to, each once, and charts that no release installs."""
    settings = settings_of(config)
    found: dict[int, FolderRelease] = {}
    alone: dict[int, FolderRelease] = {}
    for item in items:
        if item.chart:
            chart = folders.releases.chart_in_release(item.chart, named)
            release = chart.check_as_read(settings).delivery.release
            (alone if chart.is_chart_alone else found)[id(release)] = release
        else:
            belongs = folders.releases.file_in_release(item.path, config, named)
            if belongs is not None:
                release = belongs.folder.check_as_read(belongs.settings).delivery.release
                found[id(release)] = release
    yield from found.values()
    yield from alone.values()


class _Notes:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._slugs: Counter[str] = Counter()
        self._applications: dict[str, None] = {}
        self._proxies: Counter[str] = Counter()
        self._registries: dict[str, None] = {}
        self._images: dict[str, dict[str, tuple[str, str]]] = {}
        self._proxied: set[str] = set()
        self._direct: set[str] = set()
        self._releases = 0

    def take(self, release: FolderRelease) -> None:
        """Note what one release says."""
        self._releases += 1
        judge = ProxyJudge(release.domains, release.registries)
        for resource in release.applications:
            metadata = resource.root.mapping("metadata") if resource.root is not None else None
            name = (metadata.text("name") if metadata is not None else None) or ""
            if is_slug(name):
                self._applications[name] = None
        for domain in release.domains.registries:
            if domain != PUBLIC_REGISTRY_DOMAIN:
                self._registries[domain] = None
        named = {domain for domain in release.domains.proxies if domain != PUBLIC_PROXY_DOMAIN}
        self._proxies.update(dict.fromkeys(named, 1))
        for image, installation, address in Delivery(release).written():
            first = image.place.first
            if judge.is_proxy(address):
                self._take_proxied(address, judge, first)
            elif not image.place.shape.is_hint:
                host = self._take_host(judge, address, first)
                # The bundle's lists and what KOTS rewrites have the upstream's name in any case.
                if image.is_pulled_in(installation) and not image.place.is_rewritten(installation.target):
                    self._direct.add(host)

    def _take_proxied(self, address: Address, judge: ProxyJudge, field: Field) -> None:
        parts = address.path.split("/")
        if address.host not in ("", PROXY, PUBLIC_PROXY_DOMAIN) and HOLE not in address.host:
            self._proxies[address.host.lower()] += 1
        if parts[0] == "proxy" and len(parts) > 2 and is_slug(parts[1]):
            self._slugs[parts[1]] += 1
            host = self._take_host(judge, address, field)
            if host:
                self._proxied.add(host)

    def _take_host(self, judge: ProxyJudge, address: Address, field: Field) -> str:
        upstream = judge.upstream(address)
        if upstream is None or HOLE in f"{upstream.host}{upstream.path}" or _HOST.fullmatch(upstream.host) is None:
            return ""
        own = (*judge.domains.registries, *judge.domains.proxies)
        if upstream.host in ENDPOINT_HOSTS or upstream.host in own:
            return ""
        self._images.setdefault(upstream.host, {}).setdefault(
            upstream.path, (field.path, f"{upstream.host}/{upstream.path}")
        )
        return upstream.host

    def finish(self) -> DeliveredSetup:
        """Return what was noted."""
        hosts = []
        for host, images in self._images.items():
            if host not in self._proxies:
                is_proxied = host in self._proxied
                is_linked = _is_linked(host, is_proxied, is_never_direct=host not in self._direct)
                hosts.append(DeliveredHost(self._host(host, images), is_linked, is_proxied))
        names = list(self._applications)
        return DeliveredSetup(
            tuple(slug for slug, _ in sorted(self._slugs.items(), key=lambda seen: (-seen[1], seen[0]))),
            names[0] if len(names) == 1 else None,
            Domains(
                _hosts(domain for domain, _ in sorted(self._proxies.items(), key=lambda seen: (-seen[1], seen[0]))),
                _hosts(self._registries),
            ),
            tuple(hosts),
            self._releases,
        )

    def _host(self, host: str, images: dict[str, tuple[str, str]]) -> GuessedHost:
        path, example = next(iter(images.values()))
        shown = os.path.relpath(os.path.abspath(path), self.folder)
        return GuessedHost(host, len(images), shown.replace(os.sep, "/"), example)


def _hosts(domains: Iterable[str]) -> tuple[str, ...]:
    """Return the domains that a configuration takes: not the local registry's, and no words that are not a host."""
    return tuple(domain for domain in domains if _HOST.fullmatch(domain) is not None)


def _is_linked(host: str, is_proxied: bool, *, is_never_direct: bool) -> bool:
    """Return True if a host should be taken for linked.

    Nobody pulls from it without a login, or all of its images come through the app's own path of the proxy, which is
    for linked registries. If some of them do not, a host with public and private images is left open.
    """
    if host in _PUBLIC or host.endswith(_PUBLIC_SUFFIXES):
        return False
    provider = provider_of(host)
    return provider in _PRIVATE_PROVIDERS or (is_proxied and (provider == "other" or is_never_direct))
