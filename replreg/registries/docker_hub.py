"""The names of Docker Hub: in image references, in endpoints, of its API, and of its web site.

The facts are those of Docker's documentation and of the ``distribution/reference`` library.
"""

from __future__ import annotations

__all__ = [
    "API_HOST",
    "DOMAIN",
    "ENDPOINT",
    "ENDPOINT_HOSTS",
    "OFFICIAL",
    "SITES",
    "WEB_SITE",
    "WEB_SITES",
    "full_path",
    "hub_path",
    "is_on_web_site",
    "short_address",
]

DOMAIN = "docker.io"
"""The domain of Docker Hub in a normalized image reference."""

ENDPOINT = "index.docker.io"
"""The host in the endpoint of a linked registry, and the older domain in image references."""

API_HOST = "registry-1.docker.io"
"""The host that serves the registry API."""

WEB_SITE = "hub.docker.com"
"""The web site for people. It serves no images."""

ENDPOINT_HOSTS = frozenset({DOMAIN, ENDPOINT, API_HOST, WEB_SITE})
"""The hosts that mean Docker Hub in an endpoint."""

SITES = frozenset({DOMAIN, WEB_SITE, "docker.com", "www.docker.com", "registry.hub.docker.com"})
"""The hosts that people write in an endpoint instead of `ENDPOINT`."""

WEB_SITES = frozenset({WEB_SITE, "docker.com", "www.docker.com"})
"""The hosts from which no image can be pulled."""

OFFICIAL = "library"
"""The namespace of the images whose path is one name."""


def is_on_web_site(image: str) -> bool:
    """Return True if an image string starts with the host of a web site, from which no image can be pulled."""
    return "docker.com/" in image and image.partition("/")[0] in WEB_SITES


def hub_path(path: str) -> str:
    """Return a Docker Hub path with its namespace: ``library/redis`` for ``redis``."""
    return path if "/" in path else f"{OFFICIAL}/{path}"


def full_path(domain: str | None, path: str) -> str:
    """Return the whole repository path on a normalized domain: only Docker Hub adds its namespace to one name."""
    return hub_path(path) if domain == DOMAIN else path


def short_address(address: str) -> str:
    """Return a normalized address without the parts that Docker adds: ``redis:7`` for ``docker.io/library/redis:7``."""
    domain, slash, path = address.partition("/")
    return path.removeprefix(f"{OFFICIAL}/") if slash and domain == DOMAIN else address
