"""Facts that a release lacks: linked registries, the app slug, the vendor's own domains, the targets."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.named_tuple import NamedTuple
from replreg.registries.linked_registry import Registry, normalize_host
from replreg.templates.worlds import Target

__all__ = ["DeliverySettings", "LinkedRegistries"]


class DeliverySettings(NamedTuple):
    """Facts of the caller. ``app`` is None where nobody gave the slug; ``targets`` None where the files decide.

    ``proxy_domains`` and ``registry_domains`` are the vendor's own; those of the platform are known. ``methods`` are
    install methods as a configuration names them, which decide if there are any and no ``targets``. The other domains
    are those that files of the release name which are not looked at here.
    """

    registries: tuple[Registry, ...] = ()
    app: str | None = None
    proxy_domains: tuple[str, ...] = ()
    registry_domains: tuple[str, ...] = ()
    targets: frozenset[Target] | None = None
    methods: tuple[str, ...] = ()
    other_proxy_domains: tuple[str, ...] = ()
    other_registry_domains: tuple[str, ...] = ()


class LinkedRegistries:
    """The linked registries, by name and by host. Hosts are compared as `normalize_host` gives them."""

    __slots__ = ("_by_host", "by_name")

    def __init__(self, registries: Iterable[Registry]) -> None:
        self.by_name: dict[str, Registry] = {}
        self._by_host: dict[str, list[Registry]] = {}
        for registry in registries:
            self.by_name.setdefault(registry.name, registry)
            self._by_host.setdefault(normalize_host(registry.host), []).append(registry)

    def __bool__(self) -> bool:
        return bool(self.by_name)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of the linked registries, normalized."""
        return tuple(self._by_host)

    def is_linked(self, host: str) -> bool:
        """Return True if a registry with this host is linked."""
        return normalize_host(host) in self._by_host

    def host_of(self, word: str) -> str:
        """Return the normalized host that an upstream in a proxy path means: that of a reference name, or itself."""
        registry = self.by_name.get(word)
        return normalize_host(word if registry is None else registry.host)

    def is_only_a_name(self, word: str) -> bool:
        """Return True if a word is a reference name and not a host: in front of a path, it is a mistake.

        A link without a name of its own is known by its endpoint, which is a host.
        """
        return word in self.by_name and not self.is_linked(word)

    def is_private(self, host: str) -> bool | None:
        """Return whether images of a host are private; None where no registry is known at all."""
        return self.is_linked(host) if self.by_name else None

    def at(self, host: str, path: str) -> Registry | None:
        """Return the registry that an image belongs to: of several, the one with the longest namespace that fits."""
        found: Registry | None = None
        for registry in self._by_host.get(normalize_host(host), ()):
            namespace = registry.namespace
            fits = not namespace or path == namespace or path.startswith(f"{namespace}/")
            if fits and (found is None or len(namespace) > len(found.namespace)):
                found = registry
        return found
