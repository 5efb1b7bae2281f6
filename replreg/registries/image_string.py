"""Splits image strings that may be wrong, or partly masked; `replreg.registries.reference` reads valid ones."""

from __future__ import annotations

from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub
from replreg.registries.docker_hub import hub_path
from replreg.registries.linked_registry import normalize_host
from replreg.registries.reference_grammar import looks_like_host
from replreg.yaml.templates import MASK

__all__ = ["Parts", "domain_of", "hub_path", "is_host", "split_image", "without_tag"]


class Parts(NamedTuple):
    """The parts of an image string, each as written. ``host``, ``tag`` and ``digest`` are None if absent."""

    host: str | None
    path: str
    tag: str | None
    digest: str | None


def split_image(image: str) -> Parts:
    """Split ``[host[:port]/]path[:tag][@digest]`` at its separators; any part may be masked or wrong.

    >>> split_image("localhost:5000/app:1")
    Parts(host='localhost:5000', path='app', tag='1', digest=None)
    """
    rest, at, digest = image.partition("@")
    host: str | None = None
    first, slash, path = rest.partition("/")
    if slash and is_host(first):
        host, rest = first, path
    colon = rest.rfind(":")
    tag: str | None = None
    if colon > rest.rfind("/"):
        rest, tag = rest[:colon], rest[colon + 1 :]
    return Parts(host, rest, tag, digest if at else None)


def domain_of(parts: Parts) -> str:
    """Return the normalized host that an image string is pulled from.

    The web site of Docker Hub is not normalized: it means Docker Hub in an endpoint, but a container runtime that pulls
    from it fails.
    """
    if parts.host is None:
        return docker_hub.DOMAIN
    return docker_hub.WEB_SITE if parts.host.lower() == docker_hub.WEB_SITE else normalize_host(parts.host)


def without_tag(image: str) -> str:
    """Return an image string without its tag and digest."""
    rest = image.partition("@")[0]
    colon = rest.rfind(":")
    return rest[:colon] if colon > rest.rfind("/") else rest


def is_host(component: str) -> bool:
    """Return True if the first component of an image string is a host, or can become one when it is rendered."""
    return looks_like_host(component) or MASK in component
