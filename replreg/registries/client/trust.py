"""Hosts and origins: where a registry's API is, what counts as loopback, and where credentials may go."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from enum import Enum

from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub
from replreg.registries.providers import SHARED_DOMAINS, token_service

__all__ = ["Origin", "Realm", "api_host", "classify_realm", "is_loopback", "split_port"]


class Origin(NamedTuple):
    """Scheme, host and port of a URL: two URLs are of one server where all three are equal."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        default = {"http": 80, "https": 443}.get(self.scheme)
        place = f"{self.scheme}://{self.bracketed_host}"
        return place if self.port == default else f"{place}:{self.port}"

    @property
    def bracketed_host(self) -> str:
        """The host as a URL has it: an IPv6 address is in brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host


class Realm(Enum):
    """The requests that may be sent to the token service that a challenge names."""

    REFUSED = "refused"
    ANONYMOUS = "anonymous"
    TRUSTED = "trusted"


def api_host(host: str) -> str:
    """Return the host that serves the API of the normalised ``host``; Docker Hub's is not the one in image names."""
    return docker_hub.API_HOST if host == docker_hub.DOMAIN else host


def split_port(host: str) -> tuple[str, int | None]:
    """Split ``host[:port]`` into the name, without brackets around an IPv6 address, and the port.

    Raises ValueError where the port is not valid.
    """
    match = re.fullmatch(r"\[([^\]]+)\](?::(\d+))?|([^:\[\]]+)(?::(\d+))?", host)
    if match is None:
        raise ValueError(f"{host!r} is not a host")
    name, port = match[1] or match[3], match[2] or match[4]
    if port is not None and not 0 < int(port[:6]) < 65536:
        raise ValueError(f"{host!r} has a port that is out of range")
    return name.lower(), int(port) if port else None


def is_loopback(name: str) -> bool:
    """Return whether ``name``, a host without its port, is this very machine by its form alone."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "go", "ne", "net", "or", "org"})


def _site(name: str) -> str:
    """Return the part of a host name that one owner registered, or the whole name where that is not known."""
    labels = name.split(".")
    if len(labels) < 2 or ":" in name or labels[-1].isdigit():
        return name
    if any(name == shared or name.endswith(f".{shared}") for shared in SHARED_DOMAINS):
        return name
    size = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-size:])


def classify_realm(realm: Origin, registry: Origin, plain: bool, configured: Callable[[str], bool]) -> Realm:
    """Return what may be asked of the token service at ``realm`` for a registry that answered at ``registry``.

    ``plain`` says whether the registry may be spoken to without TLS, ``configured`` whether the user named a host
    (without port). Credentials go only to the registry's own host, to its owner's domain, to a well-known token
    service, or to a host that the user named, and to these only by TLS. Any other service is asked for an anonymous
    token. Without TLS a realm counts only on the host of an insecure or loopback registry, or on this machine.
    """
    if realm.scheme == "http":
        at_home = realm.host == registry.host or is_loopback(realm.host)
        return Realm.TRUSTED if plain and at_home else Realm.REFUSED
    if realm.scheme != "https":
        return Realm.REFUSED
    own = realm.host == registry.host or _site(realm.host) == _site(registry.host)
    known = realm.host == token_service(registry.host)
    return Realm.TRUSTED if own or known or configured(realm.host) else Realm.ANONYMOUS
