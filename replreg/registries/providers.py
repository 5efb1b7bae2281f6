"""The providers of registries: one record each, with its hosts, paths, user names and advice.

The facts are those of the platform's page on linking registries and of the providers' own documentation.
"""

from __future__ import annotations

from collections.abc import Callable

from replreg.lazy_re import LazyPattern, lazy_compile
from replreg.registries import docker_hub

__all__ = ["OWN_HOST", "PROVIDERS", "SHARED_DOMAINS", "Provider", "provider_of", "token_service"]

HostTest = Callable[[str], bool]
"""Returns True for some hosts; it is called with a host in lower case, without a port."""


def _matching(expression: str) -> HostTest:
    pattern = lazy_compile(expression)
    return lambda host: pattern.fullmatch(host) is not None


def _no_host(host: str) -> bool:
    return False


def _resembles_ecr(host: str) -> bool:
    if "amazonaws" not in host:
        return False
    from replreg.registries.ecr_host import resembles_ecr_host

    return resembles_ecr_host(host)


def _is_ecr(host: str) -> bool:
    from replreg.registries.ecr_host import is_ecr_host

    return is_ecr_host(host)


OWN_HOST = "the server's own host[:port]"
"""The example of a provider that is software: each customer has a server."""


class Provider:
    """The facts about one provider.

    ``title`` is its name in messages. ``example`` is its host if all customers share one, else a pattern with ``<…>``.
    ``resembles`` is True for hosts that show the provider, right or misspelt; ``can_have`` for the hosts that it really
    has, None where each customer has another. An image's path has at least ``least`` parts; ``path`` names them.

    ``usernames`` are the only user names that it accepts, where they are fixed; else ``username`` matches them, where
    they have a form. ``first_username`` is written into a new configuration. ``login_notes`` explain its user name and
    password, ``endpoint_notes`` its endpoint. ``login_host`` is the host of its token service where that is not the
    registry's own.
    """

    def __init__(
        self,
        title: str,
        example: str = OWN_HOST,
        resembles: HostTest = _no_host,
        can_have: HostTest | None = None,
        *,
        least: int = 1,
        path: str = "",
        usernames: tuple[str, ...] = (),
        username: LazyPattern | None = None,
        first_username: str = "my-account",
        login_notes: tuple[str, ...] = (),
        endpoint_notes: tuple[str, ...] = (),
        login_host: str | None = None,
    ) -> None:
        self.title = title
        self.example = example
        self.resembles = resembles
        self.can_have = can_have
        self.least = least
        self.path = path
        self.usernames = usernames
        self.username = username
        self.first_username = first_username
        self.login_notes = login_notes
        self.endpoint_notes = endpoint_notes
        self.login_host = login_host

    def can_be_at(self, host: str) -> bool:
        """Return True if a host, in lower case and without a port, can be this provider's."""
        return self.can_have is None or host == self.example or self.can_have(host)


_GOOGLE_USERNAMES = ("_json_key", "_json_key_base64", "oauth2accesstoken")
_ECR_EXAMPLE = "<12-digit account id>.dkr.ecr.<region>.amazonaws.com"

PROVIDERS: dict[str, Provider] = {
    "dockerhub": Provider(
        "Docker Hub",
        docker_hub.ENDPOINT,
        _matching(r"(?:[a-z0-9-]+\.)*docker\.(?:io|com)"),
        {docker_hub.ENDPOINT, docker_hub.API_HOST}.__contains__,
        login_host="auth.docker.io",
    ),
    "quay": Provider(
        "Quay",
        "quay.io",
        _matching(r"quay\.io"),
        least=2,
        path="namespace/repository",
        username=lazy_compile(r"[A-Za-z0-9_.-]+(?:\+[A-Za-z0-9_.-]+)?|\$(?:oauthtoken|token|app)"),
        first_username="my-org+robot",
    ),
    "ecr": Provider(
        "Amazon ECR",
        _ECR_EXAMPLE,
        _resembles_ecr,
        _is_ecr,
        username=lazy_compile(r"AKIA[A-Z0-9]{12,124}"),
        first_username="AKIA...   # the access key ID",
        login_notes=(
            "for Amazon ECR the user name is the access key ID of an IAM user, which starts with AKIA, and the "
            "password its secret access key",
            f"the registry's name is yours to choose, its endpoint is '{_ECR_EXAMPLE}', and no e-mail address is "
            "needed",
        ),
        endpoint_notes=(f"an endpoint of Amazon ECR has the form '{_ECR_EXAMPLE}' ('.com.cn' in China)",),
    ),
    "gcr": Provider(
        "Google Container Registry",
        "gcr.io",
        _matching(r"(?:[a-z]+\.)?gcr\.io"),
        _matching(r"(?:(?:us|eu|asia)\.)?gcr\.io"),
        least=2,
        path="project/image",
        usernames=_GOOGLE_USERNAMES,
        first_username=_GOOGLE_USERNAMES[0],
    ),
    "gar": Provider(
        "Google Artifact Registry",
        "<location>-docker.pkg.dev",
        _matching(r"(?:[a-z][a-z0-9-]*-docker\.)?pkg\.dev"),
        _matching(r"[a-z][a-z0-9-]*-docker\.pkg\.dev"),
        least=3,
        path="project/repository/image",
        usernames=_GOOGLE_USERNAMES,
        first_username=_GOOGLE_USERNAMES[0],
    ),
    "ghcr": Provider(
        "the GitHub registry",
        "ghcr.io",
        _matching(r"ghcr\.io"),
        _matching(r"ghcr\.io"),
        least=2,
        path="owner/image",
    ),
    "acr": Provider(
        "Azure Container Registry",
        "<name>.azurecr.io",
        _matching(r".*\.azurecr\.(?:io|cn|us)"),
        _matching(r"[a-z0-9]+(?:-[a-z0-9]+)*\.azurecr\.(?:io|cn|us)"),
    ),
    # Servers of one's own are very often named after their software. A wrong guess does no harm.
    "artifactory": Provider("Artifactory", resembles=_matching(r".*\.jfrog\.io|(?:artifactory|jfrog)[.-].*")),
    "dtr": Provider("Docker Trusted Registry", resembles=_matching(r"(?:dtr|msr)[.-].*")),
    "harbor": Provider("Harbor", resembles=_matching(r"harbor[.-].*")),
    "nexus": Provider("Nexus", resembles=_matching(r"nexus\d?[.-].*")),
    "other": Provider("the registry"),
}
"""Every provider that a configuration can name, by that name. The first one that a host resembles is its provider."""

# Most endpoints are a host that all customers share; finding these in a dictionary compiles no expression.
_BY_EXAMPLE = {provider.example: name for name, provider in PROVIDERS.items()}
_BY_EXAMPLE[docker_hub.DOMAIN] = "dockerhub"


def provider_of(host: str) -> str:
    """Return the provider that a host (``host[:port]``) shows, a key of `PROVIDERS`; ``other`` where it shows none.

    >>> provider_of("123456789012.dkr.ecr.eu-west-1.amazonaws.com")
    'ecr'
    """
    host = host.lower().partition(":")[0]
    if host in _BY_EXAMPLE:
        return _BY_EXAMPLE[host]
    return next((name for name, provider in PROVIDERS.items() if provider.resembles(host)), "other")


# Registries whose token service has another owner by its name, and that are not among the providers above.
_TOKEN_SERVICES = (
    (lazy_compile(r"registry\.gitlab\.com"), "gitlab.com"),
    (lazy_compile(r"registry\.([a-z0-9-]+)\.aliyuncs\.com"), r"dockerauth.\1.aliyuncs.com"),
)

SHARED_DOMAINS = (
    *("aliyuncs.com", "amazonaws.com", "amazonaws.com.cn", "appspot.com", "azure.com", "azurecr.cn", "azurecr.io"),
    *("azurewebsites.net", "cloudfront.net", "fly.dev", "github.io", "gitlab.io", "herokuapp.com", "jfrog.io"),
    *("netlify.app", "ngrok.app", "ngrok.io", "ocir.io", "on.aws", "onrender.com", "pages.dev", "pkg.dev", "run.app"),
    *("vercel.app", "windows.net", "workers.dev"),
)
"""Domains in which different customers have hosts, so that a common domain does not show a common owner."""


def token_service(host: str) -> str | None:
    """Return the host of the token service that belongs to a registry at ``host`` although its name does not show it.

    Quay, GHCR, GCR, Artifact Registry, Harbor and most others have it on their own host; for them this returns None.
    """
    name = "dockerhub" if host == docker_hub.API_HOST else _BY_EXAMPLE.get(host)
    if name is not None and PROVIDERS[name].login_host is not None:
        return PROVIDERS[name].login_host
    matches = ((pattern.fullmatch(host), service) for pattern, service in _TOKEN_SERVICES)
    return next((match.expand(service) for match, service in matches if match), None)
