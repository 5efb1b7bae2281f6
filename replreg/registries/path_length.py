"""How many parts the path of an image has on a host."""

from __future__ import annotations

from replreg.registries.linked_registry import Registry, registry_provider
from replreg.registries.providers import PROVIDERS, Provider, provider_of

__all__ = ["is_too_short", "provider_with_paths"]


def provider_with_paths(host: str, registry: Registry | None) -> Provider | None:
    """Return the provider of a normalized host if a path there has at least two parts, else None.

    ``registry`` is the linked registry that an image belongs to, None if there is none.
    """
    provider = PROVIDERS[registry_provider(registry) if registry is not None else provider_of(host)]
    # Google serves public images of others, such as those of Kubernetes, on hosts with other rules.
    return provider if provider.least > 1 and provider.can_be_at(host) else None


def is_too_short(host: str, path: str, registry: Registry) -> bool:
    """Return True if no image of a linked registry can have such a path on a normalized host."""
    provider = provider_with_paths(host, registry)
    return provider is not None and path.count("/") + 1 < provider.least
