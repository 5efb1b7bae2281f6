"""Joins declarations and uses: which registry each one means, and which entry lists which use.

This is the only place that compares the two ways to name an image. The rules read the outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from replreg.registries import docker_hub
from replreg.registries.image_string import Parts, split_image, without_tag
from replreg.registries.linked_registry import REPLICATED_HOST, Registry, normalize_host, split_endpoint
from replreg.release.kots_domains import KotsDomains
from replreg.release.model import Declaration, Form, Release, Use
from replreg.release.resolution.declarations import (
    DeclarationResolver,
    ResolvedDeclaration,
    location_of,
    resolve_declarations,
)
from replreg.release.resolution.image_index import EntryMatch, ImageEntries, ImageIndex
from replreg.release.resolution.outcomes import (
    DeclaredElsewhere,
    DeclaredInPlace,
    Listed,
    MissingHost,
    Outcome,
    PossiblyListed,
    Templated,
    Unlisted,
)
from replreg.release.resolution.uses import ResolvedUse, has_same_tag
from replreg.yaml.composer import Mapping
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

if TYPE_CHECKING:
    from replreg.release.resolution.name_as_host import NameAsHost, NameAsHostFinder

__all__ = ["Resolution"]

_TEMPLATED = Templated()
_UNLISTED = Unlisted()

_MOST_CANDIDATES = 10
"""A thousand registries may list one path, and a thousand uses may lack its host. More candidates help nobody."""


class Resolution:
    """The declarations and uses of a release, resolved and joined, in time linear in their number.

    ``registries`` are the linked ones. ``app`` is the application's slug, None if the settings do not give it; then the
    slug that all uses agree on counts. ``domains`` are known beside those that the files of the release name.
    ``declarations`` and ``uses`` are in the order of the file; ``declared_images`` are the entries of the ``images:``
    lists.
    """

    def __init__(
        self,
        release: Release,
        registries: Iterable[Registry] = (),
        app: str | None = None,
        domains: KotsDomains | None = None,
    ) -> None:
        self.release = release
        self.app_is_given: bool = app is not None
        self.app: str | None = app or _app_in_use(release)
        self.domains: KotsDomains = (release.context or KotsDomains()).joined(domains or KotsDomains())
        self.registries: dict[str, Registry] = {registry.name: registry for registry in registries}
        self.hosts: dict[str, list[Registry]] = {}
        for registry in self.registries.values():
            self.hosts.setdefault(normalize_host(registry.host), []).append(registry)
        self._by_namespace: dict[str, dict[str, list[Registry]]] = {}
        for host, on_host in self.hosts.items():
            namespaces = self._by_namespace.setdefault(host, {})
            for registry in on_host:
                namespaces.setdefault(registry.namespace, []).append(registry)
        depths = (name.count("/") + 1 for namespaces in self._by_namespace.values() for name in namespaces)
        self._deepest_namespace = max(depths, default=0)
        self._resolver = DeclarationResolver(self.registries, self.hosts, self.app)
        self.declarations: list[ResolvedDeclaration] = resolve_declarations(release, self._resolver)
        self.declared_images: list[ResolvedDeclaration] = [
            item for item in self.declarations if item.declaration.form is Form.IMAGES
        ]
        self._index = ImageIndex(self.declared_images, self.app)
        self._in_place = {id(item.declaration): item for item in self.declarations if _is_in_place(item.declaration)}
        uses = map(self._resolve, release.uses)
        resolved = [used for used in uses if used.use.hint is None or used.name_as_host is not None]
        self.uses: list[ResolvedUse] = self._find_declared_elsewhere(resolved)

    @cached_property
    def _names_as_hosts(self) -> NameAsHostFinder:
        """Finds names in place of a host. An image that an entry lists as it is written needs no such search."""
        from replreg.release.resolution.name_as_host import NameAsHostFinder

        sources = {declared.source for declared in self.declarations}
        written = [split_image(use.reference) for use in self.release.uses if use.hint is None]
        locations = {location_of(parts): parts.host is not None for parts in written}
        return NameAsHostFinder(
            self.registries, self.hosts, sources, self._index, locations, self.app, self.app_is_given
        )

    @cached_property
    def unused_images(self) -> list[ResolvedDeclaration]:
        """The entries of the ``images:`` lists that no outcome speaks of."""
        in_use = _entries_in_use(self.uses)
        return [declared for declared in self.declared_images if id(declared) not in in_use]

    @property
    def has_list(self) -> bool:
        """Whether the release has an ``images:`` list."""
        return bool(self.release.image_lists)

    def registries_at(self, domain: str, path: str) -> list[Registry]:
        """Return the linked registries that an image on ``domain`` can belong to: those with the longest namespace."""
        namespaces = self._by_namespace.get(domain)
        if namespaces is None:
            return []
        parts = path.split("/", self._deepest_namespace)
        longest = min(len(parts), self._deepest_namespace)
        starts = ["/".join(parts[:length]) for length in range(longest, 0, -1)]
        return next((namespaces[start] for start in [*starts, ""] if start in namespaces), [])

    def registry_at(self, domain: str, path: str) -> Registry | None:
        """Return the first of `registries_at`, or None."""
        found = self.registries_at(domain, path)
        return found[0] if found else None

    def would_list(self, used: ResolvedUse, source: str, name: str) -> bool:
        """Return True if an entry of ``images:`` with this source and name would list the image of a use."""
        image = used.use.image
        written, named = (ScalarValue(image.fragment, image.node, value) for value in (source, name))
        node = Mapping(image.node.start, image.node.end, None, False)
        entry = Declaration(used.use.document, Form.IMAGES, image.fragment, node, written, named, None)
        # A reference name at the start of the name is a namespace, since a use has the very path.
        declared = self._resolver.resolve(entry, treat_prefix_as_namespace=True)
        return (declared.domain, declared.path) == (used.domain, used.path)

    def _resolve(self, use: Use) -> ResolvedUse:
        """Return a use with its image and its outcome, as far as that does not depend on the other uses."""
        parts = split_image(use.reference)
        domain, path = location_of(parts)
        own = self._in_place.get(id(use.declaration))
        name_as_host = None
        if own is not None or not self._is_declared_as_written(use, domain, path):
            name_as_host = self._names_as_hosts.find(use, own)
        if name_as_host is not None:
            domain, path = _location_meant(use, name_as_host)
        if MASK in (parts.host or "") or MASK in parts.path:
            return ResolvedUse(use, parts, domain, path, None, "", name_as_host, own, _TEMPLATED)
        registry, source = self._origin(parts, domain, path, name_as_host)
        outcome: Outcome
        if own is not None:
            app = self.app if self.app_is_given else None
            if _agree(own, parts, domain, path, source, name_as_host, app):
                outcome = DeclaredInPlace(own)
                if own.source != "public":
                    registry, source = own.registry, own.source
            else:
                outcome = DeclaredElsewhere(own)
        else:
            outcome = self._compare_with_entries(use, parts, domain, path, name_as_host)
            if isinstance(outcome, MissingHost):
                registry, source = outcome.entry.registry, outcome.entry.source
            elif isinstance(outcome, Listed) and outcome.match.registry is not None:
                registry, source = outcome.match.registry, outcome.match.registry.name
        return ResolvedUse(use, parts, domain, path, registry, source, name_as_host, own, outcome)

    def _origin(
        self, parts: Parts, domain: str, path: str, name_as_host: NameAsHost | None
    ) -> tuple[Registry | None, str]:
        """Return the registry and the source of an image by its location alone."""
        if domain in self.domains.registry_domains:
            return None, "replicated"
        if name_as_host is not None:
            if name_as_host.address is None:
                return None, name_as_host.name
        elif parts.host is None or (domain == docker_hub.DOMAIN and not parts.host.startswith("index.")):
            return None, "public"  # images of Docker Hub can be pulled without a link
        registry = self.registry_at(domain, path)
        return registry, registry.name if registry else "public"

    def _compare_with_entries(
        self, use: Use, parts: Parts, domain: str, path: str, name_as_host: NameAsHost | None
    ) -> Outcome:
        """Return how the entries of the ``images:`` lists relate to an image."""
        match = self._listed(use, parts, domain, path, name_as_host)
        if match is not None:
            return Listed(match)
        if parts.host is None and name_as_host is None and use.is_certain:
            entries = self._index.by_hostless_name(parts.path)
            if entries is not None:
                match = self._with_namespace(_match(entries, parts), parts)
                entry, *others = match.first_of_each_source[:_MOST_CANDIDATES]
                if use.is_embedded and "/" not in parts.path and not has_same_tag(parts, entry):
                    return PossiblyListed(tuple(match.closest))  # a mere word may well be another image
                return MissingHost(match, entry, tuple(others))
        written = {parts.path, path, f"{domain}/{path}", without_tag(use.reference)}
        for entry in self._index.templated_matches(written):
            if entry.source == "public" or entry.domain in (None, domain):
                return PossiblyListed((entry,))
        return _UNLISTED

    def _with_namespace(self, match: EntryMatch, parts: Parts) -> EntryMatch:
        """Return what the entries of the same path below the namespace of its endpoint say, if they are meant.

        Names are written with the namespace, so an entry without it is read so only if no other entry has it.
        """
        entry, *others = match.first_of_each_source
        namespace = entry.registry.namespace if entry.registry is not None else ""
        if others or not namespace or entry.domain is None or parts.path.startswith(f"{namespace}/"):
            return match
        entries = self._index.by_location(entry.domain, f"{namespace}/{parts.path}")
        whole = _match(entries, parts) if entries is not None else None
        return whole if whole is not None and (whole.same_tag or not match.same_tag) else match

    def _listed(
        self, use: Use, parts: Parts, domain: str, path: str, name_as_host: NameAsHost | None
    ) -> EntryMatch | None:
        """Return what the entries that list an image say of it, None if there are none."""
        entries = self._index.by_location(domain, path)
        if entries is None and domain and not self._is_of_platform(domain):
            # Only the use itself may say which host a registry without an endpoint has: not one of the platform.
            written = parts.path if name_as_host is None else _path_as_written(use, path, name_as_host)
            entries = self._index.by_name_on_unknown_host(written)
        if entries is None and name_as_host is not None and name_as_host.address is None and name_as_host.entry:
            entries = ImageEntries()
            entries.add(name_as_host.entry)
        return _match(entries, parts) if entries is not None else None

    def _is_of_platform(self, domain: str) -> bool:
        return domain in self.domains.registry_domains or domain in self.domains.proxy_domains

    def _is_declared_as_written(self, use: Use, domain: str, path: str) -> bool:
        """Return True if an entry lists the very string, as public or of Docker Hub: it has no reference name then."""
        if self._index.by_location(domain, path) is not None:
            # Docker Hub has no path of three parts, so an entry that lists one there has the same mistake.
            name = path.partition("/")[0]
            return not (domain == docker_hub.DOMAIN and path.count("/") > 1 and name in self.registries)
        first, slash, _ = use.reference.partition("/")
        return any(
            declared.source == "public" and declared.name.startswith(first + slash)
            for declared in self._index.templated_matches([without_tag(use.reference)])
        )

    def _find_declared_elsewhere(self, uses: list[ResolvedUse]) -> list[ResolvedUse]:
        """Return the uses with the outcome `DeclaredElsewhere` for those whose path an unused entry lists elsewhere."""
        proxies = self.domains.proxy_domains  # a path of the proxy is not that of the image
        candidates = [
            place for place, used in enumerate(uses) if _may_be_declared_elsewhere(used) and used.domain not in proxies
        ]
        if not candidates:
            return uses
        from replreg.release.resolution.unused_entries import UnusedEntries

        in_use = _entries_in_use(uses)
        unused = UnusedEntries(declared for declared in self.declared_images if id(declared) not in in_use)
        found = list(uses)
        for place in candidates:
            entry = unused.on_another_host(uses[place])
            if entry is not None:
                found[place] = uses[place]._replace(outcome=DeclaredElsewhere(entry))
        return found


def _entries_in_use(uses: Iterable[ResolvedUse]) -> set[int]:
    """Return the `id` of each declaration that the outcome of a use speaks of.

    Many uses share one list of entries, which is read once.
    """
    lists = {id(entries): entries for entries in (used.outcome.entries for used in uses)}
    return {id(declared) for entries in lists.values() for declared in entries}


def _is_in_place(declaration: Declaration) -> bool:
    """Return True if a declaration is in the same place as the use, as in a Ship asset."""
    return declaration.form is Form.SHIP


def _may_be_declared_elsewhere(used: ResolvedUse) -> bool:
    is_open = isinstance(used.outcome, (Unlisted, PossiblyListed))
    return is_open and bool(used.domain) and used.use.is_listable


def _match(entries: ImageEntries, parts: Parts) -> EntryMatch:
    return entries.match(parts.tag, parts.digest is not None)


def _agree(
    own: ResolvedDeclaration,
    parts: Parts,
    domain: str,
    path: str,
    source: str,
    name_as_host: NameAsHost | None,
    app: str | None,
) -> bool:
    """Return True if an image and the source in the same place agree, or if it is not certain which host is meant.

    ``app`` is the application's slug, None if the settings do not give it.
    """
    if name_as_host is not None and not name_as_host.is_certain and own.source == "public":
        return True
    if "" in parts.path.split("/"):
        return True  # with a part missing, as after a scheme, the host that was meant is not known
    if own.source == "public":
        # An image of a linked registry can be public, too, but then the source has to say so.
        is_in_library = domain == REPLICATED_HOST and path.startswith("library/")
        return source == "public" or own.declaration.source_field is not None or is_in_library
    if own.source == "replicated":
        if domain == REPLICATED_HOST and app is not None and "/" in path:
            return path.partition("/")[0] in (app, "library")
        return source == "replicated" or domain.endswith(".replicated.com")
    return own.domain is None or domain in ("", own.domain)


def _location_meant(use: Use, name_as_host: NameAsHost) -> tuple[str, str]:
    """Return the domain and path of an image with the right host in place of a reference name.

    The domain is "" if the right host is not known.
    """
    after = use.reference[name_as_host.end :]
    if name_as_host.address == "":
        return location_of(split_image(use.reference[: name_as_host.start] + after))
    path = without_tag(after.lstrip("/"))
    if not name_as_host.address:
        return "", path
    host, namespace = split_endpoint(name_as_host.address)
    domain = normalize_host(host)
    path = f"{namespace}/{path}" if namespace else path
    return domain, docker_hub.full_path(domain, path)


def _path_as_written(use: Use, path: str, name_as_host: NameAsHost) -> str:
    """Return ``path`` as an image string has it: without the ``library/`` that Docker Hub gives a name of one part."""
    if name_as_host.address is None:
        return path
    before, after = use.reference[: name_as_host.start], use.reference[name_as_host.end :]
    return split_image(before + name_as_host.address + after).path


def _app_in_use(release: Release) -> str | None:
    """Return the application's slug in images of the platform's own registry, if all uses agree on one."""
    prefix = f"{REPLICATED_HOST}/"
    paths = (use.reference[len(prefix) :].split("/", 1) for use in release.uses if use.reference.startswith(prefix))
    slugs = {path[0] for path in paths if len(path) > 1} - {docker_hub.OFFICIAL}  # which has images of the platform
    slug = slugs.pop() if len(slugs) == 1 else ""
    return slug if slug and MASK not in slug else None
