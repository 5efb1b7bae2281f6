"""Who runs a registry, by its endpoint, and what is peculiar to that provider: hosts, paths and user names.

The facts are those of the platform's page on linking registries and of the providers' own documentation.
"""

# No annotations as strings here: NamedTuple compiles each of them, and every run would wait for that.

import re
from typing import NamedTuple

from replreg.lazy_re import lazy_compile
from replreg.registries.linked_registry import Registry, split_endpoint

__all__ = ["ECR_HOST", "PROVIDERS", "Provider", "provider_of", "registry_provider"]

ECR_HOST = lazy_compile(
    r"\d{12}\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d+)\.amazonaws\.com(?P<cn>\.cn)?"
)
"""The host of a private Amazon ECR registry; regions whose name starts with ``cn-`` end in ``.com.cn``."""

_LOCATION = r"[a-z][a-z0-9-]*"


class Provider(NamedTuple):
    """What is peculiar to a provider.

    ``title`` is its name in a message. ``hosts`` matches the hosts that it can have, None where each customer has a
    host of their own; ``example`` is one, or a pattern with ``<…>``. ``least`` is how many parts an image's path has at
    least, and ``path`` those parts by name. ``usernames`` are the only user names that it takes, where they are fixed.
    """

    title: str
    hosts: re.Pattern[str] | None
    example: str
    least: int = 1
    path: str = ""
    usernames: tuple[str, ...] = ()

    def can_be_at(self, host: str) -> bool:
        """Tell whether a host, in lower case and without a port, can be this provider's."""
        return self.hosts is None or host == self.example or self.hosts.fullmatch(host) is not None


PROVIDERS: dict[str, Provider] = {
    "dockerhub": Provider("Docker Hub", lazy_compile(r"(?:index|registry-1)\.docker\.io"), "index.docker.io"),
    "quay": Provider("Quay", None, "quay.io", 2, "namespace/repository"),
    "ecr": Provider("Amazon ECR", ECR_HOST, "<12-digit account id>.dkr.ecr.<region>.amazonaws.com"),
    "gcr": Provider(
        "Google Container Registry",
        lazy_compile(r"(?:(?:us|eu|asia)\.)?gcr\.io"),
        "gcr.io",
        2,
        "project/image",
        ("_json_key", "_json_key_base64", "oauth2accesstoken"),
    ),
    "gar": Provider(
        "Google Artifact Registry",
        lazy_compile(rf"{_LOCATION}-docker\.pkg\.dev"),
        "<location>-docker.pkg.dev",
        3,
        "project/repository/image",
        ("_json_key", "_json_key_base64", "oauth2accesstoken"),
    ),
    "ghcr": Provider("the GitHub registry", lazy_compile(r"ghcr\.io"), "ghcr.io", 2, "owner/image"),
    "acr": Provider(
        "Azure Container Registry",
        lazy_compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.azurecr\.(?:io|cn|us)"),
        "<name>.azurecr.io",
    ),
    "dtr": Provider("Docker Trusted Registry", None, "the server's own host[:port]"),
    "nexus": Provider("Nexus", None, "the server's own host[:port]"),
    "harbor": Provider("Harbor", None, "the server's own host[:port]"),
    "artifactory": Provider("Artifactory", None, "the server's own host[:port]"),
    "other": Provider("the registry", None, "the server's own host[:port]"),
}  # fmt: skip
"""Every provider that a configuration can name, by that name."""

# Where there is one host for everybody, the example is that host. Most endpoints are of these: no pattern is compiled.
_BY_EXAMPLE = {provider.example: name for name, provider in PROVIDERS.items()}
_HUB = lazy_compile(r"(?:[a-z0-9-]+\.)*docker\.(?:io|com)")
_AMAZON = lazy_compile(r"(?:.*\.)?ecr(?:-fips)?\..*amazonaws\.com(?:\.cn)?|\d{12}\.dkr\..*amazonaws\.com(?:\.cn)?")
_ANY_HOST = (
    ("dockerhub", _HUB),
    ("quay", lazy_compile(r"quay\.io")),
    ("ecr", _AMAZON),
    ("gcr", lazy_compile(r"(?:[a-z]+\.)?gcr\.io")),
    ("gar", lazy_compile(rf"(?:{_LOCATION}-docker\.)?pkg\.dev")),
    ("ghcr", lazy_compile(r"ghcr\.io")),
    ("acr", lazy_compile(r".*\.azurecr\.(?:io|cn|us)")),
    ("artifactory", lazy_compile(r".*\.jfrog\.io")),
    # Self-hosted servers are very often called after what they are; a wrong guess costs nothing.
    ("dtr", lazy_compile(r"(?:dtr|msr)[.-].*")),
    ("harbor", lazy_compile(r"harbor[.-].*")),
    ("nexus", lazy_compile(r"nexus\d?[.-].*")),
    ("artifactory", lazy_compile(r"(?:artifactory|jfrog)[.-].*")),
)


def provider_of(endpoint: str) -> str:
    """Return the provider that an endpoint shows, one of `PROVIDERS`; ``other`` where it shows none.

    >>> provider_of("123456789012.dkr.ecr.eu-west-1.amazonaws.com")
    'ecr'
    """
    host = split_endpoint(endpoint)[0].lower()
    name, _, _ = host.partition(":")
    if name in _BY_EXAMPLE:
        return _BY_EXAMPLE[name]
    return next((provider for provider, pattern in _ANY_HOST if pattern.fullmatch(name)), "other")


def registry_provider(registry: Registry) -> str:
    """Return a registry's provider: the one that the configuration names, or else the one that the endpoint shows."""
    return registry.provider if registry.provider in PROVIDERS else provider_of(registry.endpoint)
