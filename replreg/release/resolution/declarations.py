"""Resolves declarations: the registry that each one means, and the image that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub
from replreg.registries.image_string import Parts, domain_of, split_image, without_tag
from replreg.registries.linked_registry import BUILT_IN, REPLICATED_HOST, Registry, normalize_host, split_endpoint
from replreg.release.model import Declaration, Form, Release
from replreg.yaml.templates import MASK

__all__ = ["DeclarationResolver", "ResolvedDeclaration", "location_of", "names_of_endpoint", "resolve_declarations"]


class ResolvedDeclaration(NamedTuple):
    """A declaration with the registry and the image that it means.

    ``source`` is the source that is meant: an endpoint that is written in place of a reference name is read as that
    name. ``tag`` is the tag, whichever key or name has it. ``name`` is the name as the platform wants it, without a
    tag. ``domain`` is the normalized host that the image is pulled from, None if the endpoint is not known. ``path`` is
    the whole repository path, None if it cannot be known.

    ``redundant_prefix_length`` counts the code points at the start of the written name that repeat the source.
    ``prefix_may_be_namespace`` is True if that prefix is a reference name, which a namespace can be called, too.
    ``foreign_host`` is a host at the start of the name that is not the source's; ``foreign_app`` is the slug of another
    application in a name under ``replicated``.
    """

    declaration: Declaration
    source: str
    registry: Registry | None
    tag: str | None
    name: str
    domain: str | None
    path: str | None
    redundant_prefix_length: int
    prefix_may_be_namespace: bool
    foreign_host: str | None
    foreign_app: str | None

    @property
    def is_templated(self) -> bool:
        """Whether a template hides which image this is."""
        return MASK in self.source or MASK in self.name

    @property
    def names_linked_registry(self) -> bool:
        """Whether the source is meant to be a linked registry, known or not."""
        return _is_linked(self.source)


class _Image(NamedTuple):
    """The image of a declaration: the last fields of `ResolvedDeclaration`."""

    name: str
    domain: str | None
    path: str | None
    redundant_prefix_length: int = 0
    prefix_may_be_namespace: bool = False
    foreign_host: str | None = None
    foreign_app: str | None = None


class DeclarationResolver:
    """Resolves single declarations.

    ``registries`` are the linked ones by their names and ``hosts`` the same by their normalized hosts. ``app`` is the
    application's slug, None if it is not known.
    """

    def __init__(
        self, registries: Mapping[str, Registry], hosts: Mapping[str, list[Registry]], app: str | None
    ) -> None:
        self._registries = registries
        self._hosts = hosts
        self._app = app

    def resolve(self, declaration: Declaration, *, treat_prefix_as_namespace: bool = False) -> ResolvedDeclaration:
        """Return a declaration with its registry and its image.

        A reference name at the start of the name is redundant, or with ``treat_prefix_as_namespace`` a namespace.
        """
        source = declaration.source_field.value if declaration.source_field else ""
        if not source and declaration.form is not Form.CONTAINER:
            source = "public"
        written = declaration.name.value if declaration.name else ""
        parts = split_image(written)
        name = without_tag(written)
        # `tag-in-name` reports a tag in the name; which tag is meant is clear.
        field = declaration.tag or declaration.ignored_version
        tag = field.value if field else parts.tag
        registry = self._registries.get(source)
        if registry is None and _is_linked(source):
            source, registry, name = self._read_endpoint(source, name)
        if declaration.form is Form.SHIP:
            image = _image_of_asset(source, registry, parts)
        elif source == "public":
            image = _Image(name, *location_of(parts))
        elif source == "replicated":
            image = _image_of_app(name, parts, self._app)
        elif source and MASK not in source:
            image = self._image_of_registry(name, parts, source, registry, treat_prefix_as_namespace)
        else:
            image = _Image(name, None, None)
        return ResolvedDeclaration(declaration, source, registry, tag, *image)

    def location_after_name(self, parts: Parts) -> tuple[str, str] | None:
        """Return the host and the path of an image that starts with a reference name; None for every other.

        The name is in place of the host, or directly after the host of its registry. There it is a namespace if no
        image can have the rest of the path alone.
        """
        first, slash, rest = parts.path.partition("/")
        registry = self._registries.get(first) if slash and rest else None
        if registry is None or (parts.host is not None and domain_of(parts) != normalize_host(registry.host)):
            return None
        has_namespace = not registry.namespace or f"{rest}/".startswith(f"{registry.namespace}/")
        domain = normalize_host(registry.host)
        path = rest if has_namespace else f"{registry.namespace}/{rest}"
        if parts.host is not None:
            from replreg.registries.path_length import is_too_short  # few releases need it

            if is_too_short(domain, path, registry):
                return None
        return domain, docker_hub.full_path(domain, path)

    def _read_endpoint(self, source: str, name: str) -> tuple[str, Registry | None, str]:
        """Read a source that is an endpoint as the reference name, so that one mistake is not reported three times.

        Returns the source, its registry, and the name with the namespace that the endpoint gives it.
        """
        names = names_of_endpoint(source, name, self._hosts)
        if len(names) != 1:
            return source, None, name
        host, namespace = split_endpoint(source)
        host = normalize_host(host)
        registry = next((item for item in self._hosts.get(host, ()) if item.name == names[0]), None)
        outer = registry.namespace if registry is not None else namespace
        has_host = normalize_host(name.partition("/")[0]) == host
        if namespace and namespace != outer and not has_host and not name.startswith(f"{namespace}/"):
            name = f"{namespace}/{name}"
        return names[0], registry, name

    def _image_of_registry(
        self, name: str, parts: Parts, source: str, registry: Registry | None, treat_prefix_as_namespace: bool
    ) -> _Image:
        """Return the image of a name under a linked registry, which has no host in front."""
        domain = normalize_host(registry.host) if registry is not None else None
        first, slash, rest = name.partition("/")
        redundant = 0
        may_be_namespace = False
        if slash and rest:
            host = normalize_host(first)
            if host == domain:
                redundant = len(first) + 1
            elif registry is not None and parts.host and _is_certain_host(host, registry, self._hosts):
                return _Image(parts.path, *location_of(parts), foreign_host=parts.host)
            elif first == source and not (registry and registry.namespace.partition("/")[0] == first):
                may_be_namespace = not treat_prefix_as_namespace
                redundant = len(first) + 1 if may_be_namespace else 0
        name = name[redundant:]
        return _Image(name, domain, docker_hub.full_path(domain, name), redundant, may_be_namespace)


def resolve_declarations(release: Release, resolver: DeclarationResolver) -> list[ResolvedDeclaration]:
    """Return the declarations of a release, resolved, in the order of the file.

    A name under a registry may start with the registry's reference name. That is a mistake, or a namespace that is
    called like the registry. It is a namespace if the release uses the very path, or if another name of the same source
    has only one part after the prefix. A single part after the prefix is a mistake only if a use has that part alone,
    and no other entry lists it, of the same source or of another one whose host is that of the use.
    """
    resolved = [resolver.resolve(declaration) for declaration in release.declarations]
    doubtful = [declared for declared in resolved if declared.prefix_may_be_namespace]
    if not doubtful:
        return resolved
    parsed = [split_image(use.reference) for use in release.uses]
    locations = {location_of(parts) for parts in parsed}
    hosted = {location_of(parts) for parts in parsed if parts.host is not None}
    # A reference name in place of the host counts as the host, and one after its own host does not count.
    hosted.update(filter(None, map(resolver.location_after_name, parsed)))
    certain = [declared for declared in resolved if not declared.prefix_may_be_namespace]
    listed = {(declared.domain, declared.path) for declared in certain}
    short_paths = {path for domain, path in hosted if (domain, path) not in listed}
    # A host that is missing counts, too: another entry lists the path under a linked registry.
    linked = {declared.name for declared in certain if declared.registry}
    paths = {path for _, path in hosted}
    paths.update(parts.path for parts in parsed if parts.host is None and parts.path in linked)
    other_entries = _OtherEntries(resolved, parsed)
    namespaces: set[str] = set()
    for declared in doubtful:
        whole, short = f"{declared.source}/{declared.name}", declared.name
        if declared.domain is not None:
            is_used_whole = (declared.domain, whole) in locations
            is_used_short = (declared.domain, short) in locations
        else:
            is_used_whole, is_used_short = whole in paths, short in short_paths
        if other_entries.list_name(declared):
            is_used_short = other_entries.leave_use_for(declared)
        if is_used_whole or ("/" not in short and not is_used_short and MASK not in short):
            namespaces.add(declared.source)
    return [
        resolver.resolve(declared.declaration, treat_prefix_as_namespace=True)
        if declared.prefix_may_be_namespace
        and (declared.source in namespaces or ("/" not in declared.name and MASK in declared.name))
        else declared
        for declared in resolved
    ]


class _OtherEntries:
    """Entries that list a name without a prefix, beside those that list it with one, and the tags of its uses.

    ``resolved`` are the declarations, ``parsed`` the image strings of the uses.
    """

    def __init__(self, resolved: Iterable[ResolvedDeclaration], parsed: Iterable[Parts]) -> None:
        self._listed: dict[tuple[str, str], set[str]] = {}
        for declared in resolved:
            if not declared.prefix_may_be_namespace:
                self._listed.setdefault((declared.source, declared.name), set()).add(declared.tag or "latest")
        self._used: dict[tuple[str, str], set[str]] = {}
        for parts in parsed:
            # A reference name in place of the host counts as the host: without a host, the path starts with the name.
            place = location_of(parts) if parts.host is not None else ("", parts.path)
            self._used.setdefault(place, set()).add(parts.tag or "latest")

    def list_name(self, declared: ResolvedDeclaration) -> bool:
        """Return True if another entry of the source lists the name without the prefix."""
        return declared.domain is not None and (declared.source, declared.name) in self._listed

    def leave_use_for(self, declared: ResolvedDeclaration) -> bool:
        """Return True if a use needs the entry without its prefix: with a tag that no other entry lists."""
        source, name, tag = declared.source, declared.name, declared.tag or "latest"
        used = self._used.get((declared.domain or "", name), set()) | self._used.get(("", f"{source}/{name}"), set())
        return tag not in self._listed[source, name] and (tag in used or (MASK in tag and bool(used)))


def location_of(parts: Parts) -> tuple[str, str]:
    """Return the normalized host and the whole repository path that an image string is pulled from."""
    domain = domain_of(parts)
    return domain, docker_hub.full_path(domain, parts.path)


def names_of_endpoint(source: str, image: str, hosts: Mapping[str, list[Registry]]) -> list[str]:
    """Return the sources that an endpoint, written in place of a reference name, can mean.

    ``image`` is the name of the image beside it, whose namespace decides between registries of one host. ``hosts`` has
    the registries by their normalized hosts. The list is empty if ``source`` is not an endpoint of any of them.
    """
    host, namespace = split_endpoint(source)
    host = normalize_host(host)
    if host == REPLICATED_HOST and host not in hosts:
        return ["replicated"]
    registries = hosts.get(host, [])
    exact = [registry for registry in registries if registry.namespace == namespace]
    if not exact and namespace:
        exact = [registry for registry in registries if not registry.namespace]
    elif not exact:
        exact = [registry for registry in registries if image.startswith(f"{registry.namespace}/")] or registries
    return [registry.name for registry in exact]


def _image_of_asset(source: str, registry: Registry | None, parts: Parts) -> _Image:
    """Return the image of a Ship asset. The name is a full image string; its host is the one that the source means."""
    if source == "public":
        return _Image(parts.path, *location_of(parts))
    if source == "replicated":
        return _Image(parts.path, REPLICATED_HOST, parts.path)
    return _Image(parts.path, normalize_host(registry.host) if registry is not None else None, parts.path)


def _image_of_app(name: str, parts: Parts, app: str | None) -> _Image:
    """Return the image of a name under ``replicated``, which has no host, no slug and no ``replicated`` in front."""
    first, slash, rest = name.partition("/")
    redundant = 0
    foreign_app = None
    if slash and first.lower() == REPLICATED_HOST:
        slug, slash, bare = rest.partition("/")
        redundant = len(first) + 1
        if slash and bare:
            redundant += len(slug) + 1
            if app is not None and slug != app:
                foreign_app = app = slug
    elif slash and rest and first in ("replicated", app):
        redundant = len(first) + 1
    elif slash and parts.host and ("." in first or ":" in first):
        return _Image(name, *location_of(parts), foreign_host=parts.host)
    name = name[redundant:]
    return _Image(name, REPLICATED_HOST, f"{app}/{name}" if app else None, redundant, foreign_app=foreign_app)


def _is_linked(source: str) -> bool:
    return bool(source) and source not in BUILT_IN and MASK not in source


def _is_certain_host(host: str, registry: Registry, hosts: Mapping[str, list[Registry]]) -> bool:
    """Return True if the start of a name is a host, not a namespace with a dot in it, which some registries allow."""
    return host in hosts or host == docker_hub.DOMAIN or ":" in host or host == registry.host.lower().partition(":")[0]
