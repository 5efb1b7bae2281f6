"""Declarations, understood: the registry that each means, and the image that it names."""

from __future__ import annotations

from collections.abc import Mapping

from replreg.registries.image_string import Parts, domain_of, hub_path, split_image, without_tag
from replreg.registries.linked_registry import BUILT_IN, REPLICATED_HOST, Registry, normalize_host, split_endpoint
from replreg.release.model import Declaration
from replreg.yaml.templates import MASK

__all__ = ["ResolvedDeclaration", "names_of_endpoint"]


class ResolvedDeclaration:
    """A declaration, understood.

    ``domain`` is the normalized host that the image is pulled from, None where the endpoint is not known; ``path`` the
    whole repository path, None where it cannot be known. ``name`` is the name as the platform wants it, without tag.
    """

    __slots__ = (
        "declaration",
        "domain",
        "doubtful",
        "name",
        "path",
        "registry",
        "source",
        "strange_host",
        "strange_slug",
        "surplus",
        "tag",
        "used",
    )

    def __init__(
        self,
        declaration: Declaration,
        registries: Mapping[str, Registry],
        hosts: Mapping[str, list[Registry]],
        app: str | None,
    ) -> None:
        """``hosts`` has the registries by their normalized hosts; ``app`` is the application's slug if it is known."""
        self.declaration = declaration
        source = declaration.source_field.value if declaration.source_field else ""
        if not source and declaration.form != "container":
            source = "public"
        self.source = source
        """The source that is meant; an endpoint where a reference name belongs is read as the name, if it has one."""
        self.registry = registries.get(source)
        self.used = False
        """Whether a use was found; set by `replreg.release.resolution.resolve.Resolution`."""
        self.surplus = 0
        """How many characters at the start of the written name repeat what the source gives already."""
        self.doubtful = False
        """Whether that prefix may be a namespace after all: it is a reference name, which a namespace can be too."""
        self.strange_host: str | None = None
        """A host at the start of the name that is another one than the source's."""
        self.strange_slug: str | None = None
        """The slug of another application in a name under ``replicated``."""
        self.domain: str | None = None
        self.path: str | None = None
        tag = declaration.tag or (declaration.version if declaration.form == "images" else None)
        written = declaration.name.value if declaration.name else ""
        parts = split_image(written)
        self.name = without_tag(written)
        # `tag-in-name` says that a tag does not belong in the name; what is meant is clear.
        self.tag = tag.value if tag else parts.tag
        if self.linked and self.registry is None:
            self._read_endpoint(hosts)
            source = self.source
        if declaration.form == "ship":
            self._read_whole(parts)
            return
        if source == "public":
            self._set_place(parts)
        elif source == "replicated":
            self._read_replicated(parts, app)
        elif source and MASK not in source:
            self._read_linked(parts, hosts)

    def _read_endpoint(self, hosts: Mapping[str, list[Registry]]) -> None:
        """Take a source that is an endpoint for the name that belongs there, so that one mistake is not three."""
        names = names_of_endpoint(self.source, self.name, hosts)
        if len(names) != 1:
            return
        host, namespace = split_endpoint(self.source)
        self.source = names[0]
        self.registry = next((item for item in hosts.get(normalize_host(host), ()) if item.name == names[0]), None)
        outer = self.registry.namespace if self.registry is not None else namespace
        has_host = normalize_host(self.name.partition("/")[0]) == normalize_host(host)
        if namespace and namespace != outer and not has_host and not self.name.startswith(f"{namespace}/"):
            self.name = f"{namespace}/{self.name}"

    def _set_place(self, parts: Parts) -> None:
        self.domain = domain_of(parts)
        self.path = hub_path(parts.path) if self.domain == "docker.io" else parts.path

    def _read_whole(self, parts: Parts) -> None:
        """In Ship the name is a full image string; the domain is the one that the source means, not the written one."""
        self.name = parts.path
        if self.source == "public":
            self._set_place(parts)
            return
        self.path = parts.path
        if self.source == "replicated":
            self.domain = REPLICATED_HOST
        elif self.registry is not None:
            self.domain = normalize_host(self.registry.host)

    def _read_replicated(self, parts: Parts, app: str | None) -> None:
        """Under ``replicated`` a name is bare: the host, the application's slug and the word itself are too much."""
        self.domain = REPLICATED_HOST
        first, slash, rest = self.name.partition("/")
        if slash and first.lower() == REPLICATED_HOST:
            slug, slash, bare = rest.partition("/")
            self.surplus = len(first) + 1
            if slash and bare:
                self.surplus += len(slug) + 1
                if app is not None and slug != app:
                    self.strange_slug = app = slug
        elif slash and rest and first in ("replicated", app):
            self.surplus = len(first) + 1
        elif slash and parts.host and ("." in first or ":" in first):
            self.strange_host = parts.host
            self._set_place(parts)
            return
        self.name = self.name[self.surplus :]
        self.path = f"{app}/{self.name}" if app else None

    def _read_linked(self, parts: Parts, hosts: Mapping[str, list[Registry]]) -> None:
        """Under a linked registry a name starts behind the host."""
        first, slash, rest = self.name.partition("/")
        registry = self.registry
        if registry is not None:
            self.domain = normalize_host(registry.host)
        if slash and rest:
            host = normalize_host(first)
            if host == self.domain:
                self.surplus = len(first) + 1
            elif registry is not None and parts.host and _is_certain_host(host, registry, hosts):
                self.strange_host = parts.host
                self.name = parts.path
                self._set_place(parts)
                return
            elif first == self.source and not (registry and registry.namespace.partition("/")[0] == first):
                self.surplus = len(first) + 1
                self.doubtful = True
        self._cut()

    def _cut(self) -> None:
        self.name = self.name[self.surplus :]
        self.path = hub_path(self.name) if self.domain == "docker.io" else self.name

    def keep_prefix(self) -> None:
        """Take a doubtful prefix for the namespace that it may be."""
        self.name = f"{self.source}/{self.name}"
        self.surplus = 0
        self.doubtful = False
        self._cut()

    @property
    def is_unknown(self) -> bool:
        """Whether a template hides which image this is."""
        return MASK in self.source or MASK in self.name

    @property
    def linked(self) -> bool:
        """Whether the source is meant to be a linked registry, known or not."""
        return bool(self.source) and self.source not in BUILT_IN and MASK not in self.source


def names_of_endpoint(source: str, image: str, hosts: Mapping[str, list[Registry]]) -> list[str]:
    """Return the sources that an endpoint, written where a reference name belongs, can mean.

    ``image`` is the name of the image beside it, whose namespace tells registries of one host apart; ``hosts`` has the
    registries by their normalized hosts. Nothing is returned for what is no endpoint of any of them.
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


def _is_certain_host(host: str, registry: Registry, hosts: Mapping[str, list[Registry]]) -> bool:
    """Tell a host at the start of a name from a namespace with a dot in it, which some registries allow."""
    return host in hosts or host == "docker.io" or ":" in host or host == registry.host.lower().partition(":")[0]
