"""Guesses the linked registries and the application's slug from the releases of a folder, for a first configuration.

A release that names an image twice shows the endpoint: an entry ``source: myquay, name: ns/img`` and an image
string ``quay.io/ns/img:1`` in the same file name the same path, so that ``myquay`` is linked to ``quay.io``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.registries.docker_hub import ENDPOINT_HOSTS
from replreg.registries.image_string import is_host, split_image, without_tag
from replreg.registries.linked_registry import BUILT_IN, is_valid_host
from replreg.release.kots_domains import KotsDomains, read_kots_domains
from replreg.release.model import Release
from replreg.release.read import read_release
from replreg.yaml.templates import MASK

__all__ = ["Guess", "GuessedHost", "GuessedRegistry", "guess_setup"]

PUBLIC_HOSTS = frozenset(
    {"registry.k8s.io", "k8s.gcr.io", "mcr.microsoft.com", "public.ecr.aws", "docker.elastic.co",
     "registry.access.redhat.com"}
)  # fmt: skip
"""Public hosts, which nobody links."""


_REGISTRY_KEY = lazy_compile(
    r"""^[ \t]*(?:-[ \t]+)?["']?(?:registry|imageRegistry|image_registry|registryHost)["']?[ \t]*:[ \t]*["']?"""
    r"""([A-Za-z0-9.-]+(?::[0-9]+)?)["']?[ \t]*(?:\#.*)?$""",
    re.MULTILINE,
)


class GuessedRegistry(NamedTuple):
    """A reference name that releases use. ``endpoints`` are candidates, the likeliest first, and may be none.

    ``images`` counts its images; ``place`` is a file that names it. ``sure`` is True if the files name one candidate
    only.
    """

    name: str
    endpoints: tuple[str, ...]
    sure: bool
    images: int
    place: str


class GuessedHost(NamedTuple):
    """A host that images are pulled from and that no reference name goes with; it may be public."""

    host: str
    images: int
    place: str
    example: str


class Guess(NamedTuple):
    """The facts that the files of a folder show. ``apps`` are the slugs that they name, the most frequent first.

    ``files`` counts the releases among them.
    """

    registries: tuple[GuessedRegistry, ...]
    hosts: tuple[GuessedHost, ...]
    apps: tuple[str, ...]
    files: int


def guess_setup(texts: Mapping[str, str], contexts: Mapping[str, KotsDomains | None] | None = None) -> Guess:
    """Return what the decoded texts of files say, by the paths under which they should be shown.

    ``contexts`` are what the linter knows of each file's folder, by the same paths; without them all texts are taken
    for one release.
    """
    context = read_kots_domains(texts.values())
    notes = _Notes(context or KotsDomains())
    for path, text in texts.items():
        release = read_release(text, context)
        own = context if contexts is None else contexts.get(path)
        if release.is_release or (context is not None and release.uses):
            notes.take(release, path)
        if context is not None:
            notes.take_registry_keys(text, path)
        notes.files += (release if own is context else read_release(text, own)).is_release
    return notes.guess()


class _Notes:
    """Collects the facts, file by file."""

    def __init__(self, context: KotsDomains) -> None:
        self._proxies = frozenset(context.proxy_domains)
        self._own = frozenset(context.registry_domains)
        self.files = 0  # that the linter counts as releases
        self._apps: Counter[str] = Counter()
        self._endpoints: dict[str, Counter[str]] = {}
        self._images: dict[str, set[str]] = {}
        self._places: dict[str, str] = {}
        self._hosts: dict[str, dict[str, str]] = {}
        self._public: set[tuple[str, str]] = set()

    def take(self, release: Release, path: str) -> None:
        """Note what one release says."""
        names: dict[str, set[str]] = {}
        for declaration in release.declarations:
            source = declaration.source_field.value if declaration.source_field else "public"
            written = declaration.name.value if declaration.name else ""
            if MASK in source or not source:
                continue
            parts = split_image(written)
            if source not in BUILT_IN:
                self._name(source, without_tag(written), path)
                names.setdefault(parts.path, set()).add(source)
                if parts.host is not None and MASK not in parts.host:
                    self._vote(source, parts.host)
            elif source == "public" and parts.host is not None:
                self._public.add((parts.host, parts.path))
        for use in release.uses:
            parts = split_image(use.reference)
            host = parts.host
            if host is None or not is_valid_host(host):
                continue  # a template, or text that was meant to be one
            if host in self._own or host in self._proxies:
                self._take_own(host in self._proxies, parts.path, path)
            elif host not in ENDPOINT_HOSTS or names.get(parts.path):
                beside = use.declaration.source_field if use.declaration is not None else None
                for source in names.get(parts.path, ()):
                    if beside is None or source == beside.value:  # a Ship asset says itself whose image it is
                        self._vote(source, host)
                self._hosts.setdefault(host, {}).setdefault(parts.path, path)

    def _take_own(self, is_proxy: bool, image: str, path: str) -> None:
        """Note an image on the platform's own hosts: ``<app>/<name>``, or ``proxy/<app>/<upstream>/<path>``."""
        pieces = image.split("/")
        if is_proxy:
            if len(pieces) > 3 and pieces[0] == "proxy" and MASK not in pieces[2]:
                upstream, rest = pieces[2], "/".join(pieces[3:])
                if is_host(upstream):
                    if upstream not in ENDPOINT_HOSTS:
                        self._hosts.setdefault(upstream, {}).setdefault(rest, path)
                elif "/" in rest:
                    # Without a host the upstream is Docker Hub: 'proxy/app/org/img' has no reference name, and one
                    # part more cannot be on Docker Hub.
                    self._name(upstream, rest, path)
            pieces = pieces[1:] if pieces[0] == "proxy" else []
        if len(pieces) > 1 and pieces[0] not in ("", "library") and MASK not in pieces[0]:
            self._apps[pieces[0]] += 1

    def take_registry_keys(self, text: str, path: str) -> None:
        """Note the hosts under keys such as ``registry`` in Helm values, whose repository is under another key."""
        for match in _REGISTRY_KEY.finditer(text):
            host = match[1]
            if is_host(host) and MASK not in host and host not in ENDPOINT_HOSTS | self._own | self._proxies:
                self._hosts.setdefault(host, {}).setdefault("", path)

    def _name(self, name: str, image: str, path: str) -> None:
        self._places.setdefault(name, path)
        self._images.setdefault(name, set()).add(image)

    def _vote(self, name: str, host: str) -> None:
        self._endpoints.setdefault(name, Counter())[host] += 1

    def guess(self) -> Guess:
        """Return the guess that the notes add up to."""
        hosts = tuple(self._unclaimed())
        registries = []
        for name, images in self._images.items():
            votes = self._endpoints.get(name, Counter())
            found = [host for host, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))]
            sure = len(found) == 1
            if is_host(name) and not found:
                # A link without a name of its own goes by its endpoint. Where another name is linked to that host,
                # it is the mistake that `endpoint-as-source` reports.
                if any(name in other for other in self._endpoints.values()):
                    continue
                found, sure = [name], True
            registries.append(GuessedRegistry(name, tuple(found), sure, len(images), self._places[name]))
        unknown = [registry for registry in registries if not registry.endpoints]
        if len(unknown) == 1 and len(hosts) == 1:
            # The one name without a host and the one host without a name may belong together.
            lone = registries.index(unknown[0])
            registries[lone] = unknown[0]._replace(endpoints=(hosts[0].host,))
        apps = [app for app, _ in sorted(self._apps.items(), key=lambda seen: (-seen[1], seen[0]))]
        return Guess(tuple(registries), hosts, tuple(apps), self.files)

    def _unclaimed(self) -> Iterable[GuessedHost]:
        claimed = {host for votes in self._endpoints.values() for host in votes} | self._images.keys()
        for host, images in self._hosts.items():
            private = {image: path for image, path in images.items() if (host, image) not in self._public}
            if private and host not in claimed and host.lower() not in PUBLIC_HOSTS:
                image, path = next(iter(private.items()))
                example = f"{host}/{image}".rstrip("/").replace(MASK, "…")
                yield GuessedHost(host, len(private), path, example)
