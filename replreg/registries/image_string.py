"""Image strings cut at their separators, leniently: any part may be masked or wrong."""

# No annotations as strings here: NamedTuple compiles each of them, and every run would wait for that.

from typing import NamedTuple

from replreg.registries.linked_registry import normalize_host
from replreg.registries.reference_grammar import looks_like_host
from replreg.yaml.templates import MASK

__all__ = ["Parts", "domain_of", "hub_path", "is_host", "split_image", "without_tag"]

_HUB_SITE = "hub.docker.com"


class Parts(NamedTuple):
    """An image string cut at its separators, leniently: any part may be masked or wrong. ``host`` is None if absent."""

    host: str | None
    path: str
    tag: str | None
    digest: str | None


def split_image(image: str) -> Parts:
    """Cut ``[host[:port]/]path[:tag][@digest]`` apart by the rule that tells a host from a path component.

    >>> split_image("localhost:5000/app:1")
    Parts(host='localhost:5000', path='app', tag='1', digest=None)
    """
    rest, at, digest = image.partition("@")
    host: str | None = None
    first, slash, behind = rest.partition("/")
    if slash and is_host(first):
        host, rest = first, behind
    colon = rest.rfind(":")
    tag: str | None = None
    if colon > rest.rfind("/"):
        rest, tag = rest[:colon], rest[colon + 1 :]
    return Parts(host, rest, tag, digest if at else None)


def domain_of(parts: Parts) -> str:
    """Return the normalized host that an image string is pulled from.

    An endpoint may have been given as the web site of Docker Hub; a container runtime asks that site, and in vain.
    """
    if parts.host is None:
        return "docker.io"
    return _HUB_SITE if parts.host.lower() == _HUB_SITE else normalize_host(parts.host)


def without_tag(image: str) -> str:
    """Return an image string without its tag and digest."""
    rest = image.partition("@")[0]
    colon = rest.rfind(":")
    return rest[:colon] if colon > rest.rfind("/") else rest


def is_host(component: str) -> bool:
    """Tell whether the first component of an image string is a host, or may become one when it is rendered."""
    return looks_like_host(component) or MASK in component


def hub_path(path: str) -> str:
    """Return a Docker Hub path as Docker completes it: ``redis`` is ``library/redis``."""
    return path if "/" in path else f"library/{path}"
