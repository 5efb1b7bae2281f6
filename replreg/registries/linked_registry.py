"""Linked registries: the reference name that ``source:`` takes, and the endpoint that an image string takes.

The facts are those of the platform's registry documentation: the name is the vendor's free choice, ``public`` and
``replicated`` are built in, and an endpoint is a host, maybe with a port, maybe with a namespace behind it.
"""

# No annotations as strings here: NamedTuple compiles each of them, and every run would wait for that.

import re
from typing import NamedTuple

__all__ = [
    "BUILT_IN",
    "DOCKER_HUB_HOSTS",
    "REPLICATED_HOST",
    "Registry",
    "normalize_host",
    "split_endpoint",
]

BUILT_IN = ("public", "replicated")
"""The two sources that every release may name without a linked registry."""

REPLICATED_HOST = "registry.replicated.com"
"""The host of the vendor's own space, the source ``replicated``; its paths start with the application's slug."""

DOCKER_HUB_HOSTS = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io", "hub.docker.com"})
"""The names under which Docker Hub appears in endpoints; all of them mean ``docker.io``."""


def normalize_host(host: str) -> str:
    """Return ``host[:port]`` as it is compared: in lower case, and ``docker.io`` for every name of Docker Hub."""
    host = host.lower()
    return "docker.io" if host in DOCKER_HUB_HOSTS else host


def split_endpoint(endpoint: str) -> tuple[str, str]:
    """Split an endpoint into its host (``host[:port]``) and namespace (``""`` where it has none).

    Lenient: a scheme, credentials, a ``/v2`` API path, surrounding blanks and slashes are taken off, since other rules
    report them.

    >>> split_endpoint("https://quay.io/namespace/")
    ('quay.io', 'namespace')
    """
    rest = endpoint.strip()
    if "://" in rest:
        rest = rest.split("://", 1)[1]
    host, _, namespace = rest.strip("/").partition("/")
    host = host.rpartition("@")[2]
    namespace = namespace.strip("/")
    if namespace in ("v1", "v2"):
        namespace = ""
    return host, namespace


class Registry(NamedTuple):
    """A registry that the vendor linked.

    ``name`` is what ``source:`` takes, ``endpoint`` is ``host[:port][/namespace]``. ``provider`` overrides the one
    that the endpoint shows. ``password`` never appears in the representation.
    """

    name: str
    endpoint: str
    provider: str | None = None
    username: str | None = None
    password: str | None = None
    email: str | None = None

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in self._asdict().items() if name != "password")
        return f"Registry({', '.join(shown)})"

    @property
    def host(self) -> str:
        """The endpoint's ``host[:port]``, as it is written in the configuration."""
        return split_endpoint(self.endpoint)[0]

    @property
    def namespace(self) -> str:
        """The path behind the endpoint's host, or ``""``."""
        return split_endpoint(self.endpoint)[1]

    @property
    def pull_host(self) -> str:
        """The host that an image string takes: the endpoint's, but for the web site of Docker Hub its registry."""
        return "index.docker.io" if self.host.lower() == "hub.docker.com" else self.host

    @property
    def address(self) -> str:
        """What stands before a path in an image string: ``host[:port][/namespace]``."""
        namespace = self.namespace
        return f"{self.pull_host}/{namespace}" if namespace else self.pull_host

    @property
    def is_usable(self) -> bool:
        """Whether the endpoint can be one at all, so that it may be written into an image string."""
        host = self.host
        if host.startswith("["):
            return "]" in host
        name, colon, port = host.partition(":")
        labels = name.split(".")
        parts = self.namespace.split("/") if self.namespace else []
        return (
            all(re.fullmatch("[a-z0-9._-]+", part) for part in parts)
            and all(
                label.isascii() and label.replace("-", "").isalnum() and label.strip("-") == label for label in labels
            )
            and (len(labels) > 1 or bool(colon) or name == "localhost")
            and (not colon or port.isdecimal())
        )
