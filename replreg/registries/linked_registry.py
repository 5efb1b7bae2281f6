"""Linked registries: the reference name that ``source:`` takes, and the endpoint that an image string begins with.

The facts are those of the platform's registry documentation: the vendor chooses the name, ``public`` and ``replicated``
are built in, and an endpoint is a host with an optional port and an optional namespace.
"""

from __future__ import annotations

import re

from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub

__all__ = [
    "BUILT_IN",
    "REPLICATED_HOST",
    "Registry",
    "is_valid_host",
    "normalize_host",
    "registry_provider",
    "split_endpoint",
]

BUILT_IN = ("public", "replicated")
"""The two sources that a release can name without a linked registry."""

REPLICATED_HOST = "registry.replicated.com"
"""The host of the platform's own registry, the source ``replicated``; its paths begin with the application's slug."""

_WELL_KNOWN = (docker_hub.ENDPOINT, "quay.io", "gcr.io", "ghcr.io")
"""The endpoints that all customers of a provider share."""


def normalize_host(host: str) -> str:
    """Return ``host[:port]`` in the form that is compared: lower case, ``docker.io`` for every host of Docker Hub."""
    host = host.lower()
    return docker_hub.DOMAIN if host in docker_hub.ENDPOINT_HOSTS else host


def split_endpoint(endpoint: str) -> tuple[str, str]:
    """Split an endpoint into its host (``host[:port]``) and namespace (``""`` where it has none).

    A scheme, credentials, a ``/v2`` API path, and surrounding white space and slashes are removed without an error;
    a rule reports them.

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


def is_valid_host(host: str) -> bool:
    """Return True if ``host`` is a host name or an IP address, IPv6 in brackets, with or without a port (1 to 65535).

    >>> is_valid_host("registry.example.com:5000"), is_valid_host("[::1]:5000"), is_valid_host("my_host.com")
    (True, True, False)
    """
    address, bracket, port = host.rpartition("]")
    if bracket:
        is_address = address[:1] == "[" and len(address) > 1 and not address[1:].strip("0123456789abcdefABCDEF:")
        colon, port = port[:1], port[1:]
    else:
        name, colon, port = host.partition(":")
        labels = name.split(".")
        is_address = name.isascii() and all(
            label.strip("-") == label and label.replace("-", "").isalnum() for label in labels
        )
    return is_address and (_is_port(port) if colon else not port)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len("65535") and 0 < int(text) <= 65535


class _RegistryFields(NamedTuple):
    name: str
    endpoint: str
    provider: str | None = None
    username: str | None = None
    password: str | None = None
    email: str | None = None


class Registry(_RegistryFields):
    """A registry that the vendor linked.

    ``name`` is the reference name, the value of ``source:``; ``endpoint`` is ``host[:port][/namespace]``. ``provider``
    overrides the one that the endpoint shows. ``password`` never appears in the representation. Raises ValueError for
    an empty or a built-in name, an empty endpoint, and an unknown provider, and TypeError for a value that is not text.
    """

    __slots__ = ()

    def __new__(
        cls,
        name: str,
        endpoint: str,
        provider: str | None = None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
    ) -> Registry:
        """Check the values; see the class."""
        for field, value in (("name", name), ("endpoint", endpoint)):
            if not isinstance(value, str):
                raise TypeError(f"the {field} of a registry is a string, not {type(value).__name__}")
        for field, given in (("provider", provider), ("username", username), ("password", password), ("email", email)):
            if given is not None and not isinstance(given, str):
                raise TypeError(f"the {field} of the registry '{name}' is a string, not {type(given).__name__}")
        if not name.strip():
            raise ValueError("a registry needs a name, which is what 'source:' takes in a release")
        if name in BUILT_IN:
            raise ValueError(f"'{name}' is built in and cannot be the name of a linked registry")
        if not endpoint:
            raise ValueError(f"the registry '{name}' needs an endpoint, the host that its image strings begin with")
        if provider is not None:
            _check_provider(provider)
        return super().__new__(cls, name, endpoint, provider, username, password, email)

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in self._asdict().items() if name != "password")
        return f"Registry({', '.join(shown)})"

    @property
    def host(self) -> str:
        """The endpoint's ``host[:port]``, as it is written in the configuration."""
        return split_endpoint(self.endpoint)[0]

    @property
    def namespace(self) -> str:
        """The path after the endpoint's host, or ``""``."""
        return split_endpoint(self.endpoint)[1]

    @property
    def pull_host(self) -> str:
        """The host for image strings: the endpoint's, or Docker Hub's where the endpoint is its web site."""
        return docker_hub.ENDPOINT if self.host.lower() == docker_hub.WEB_SITE else self.host

    @property
    def address(self) -> str:
        """The part of an image string before the path: ``host[:port][/namespace]``."""
        namespace = self.namespace
        return f"{self.pull_host}/{namespace}" if namespace else self.pull_host

    @property
    def needs_checks(self) -> bool:
        """Whether the endpoint may be wrong: it is not well known, or the configuration names its provider."""
        return self.endpoint not in _WELL_KNOWN or self.provider is not None

    @property
    def is_usable(self) -> bool:
        """Whether the endpoint is a valid one, so that it may be written into an image string."""
        host = self.host
        parts = self.namespace.split("/") if self.namespace else []
        return (
            is_valid_host(host)
            and ("." in host or ":" in host or host == "localhost")
            and all(re.fullmatch("[a-z0-9._-]+", part) for part in parts)
        )


def registry_provider(registry: Registry) -> str:
    """Return a registry's provider: the one that the configuration names, or else the one that the endpoint shows."""
    from replreg.registries.providers import provider_of  # a run without such a question needs no provider

    return registry.provider or provider_of(registry.host)


def _check_provider(provider: str) -> None:
    from replreg.registries.providers import PROVIDERS

    if provider not in PROVIDERS:
        from replreg.messages import did_you_mean

        hint = did_you_mean(provider, PROVIDERS, otherwise=f"the providers are {', '.join(PROVIDERS)}")
        raise ValueError(f"'{provider}' is not a provider; {hint}")
