"""What an endpoint was meant to be, where people wrote a URL, a web site or an ARN in its place."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile

__all__ = ["repaired"]

# Most of these are asked only where a character or a word of theirs is there: what is not needed is not compiled.
_SCHEME = lazy_compile(r"(?i)[a-z][a-z0-9+.-]*:/+|//")
_HOST = lazy_compile(r"(?:[A-Za-z0-9]+(?:(?:\.|-+)[A-Za-z0-9]+)*|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?")
_NAMESPACE = lazy_compile(r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*")
_API = lazy_compile(r"(?:/v[12](?:/_catalog)?)$")
_HUB_SITES = frozenset({"docker.io", "www.docker.com", "docker.com", "hub.docker.com", "registry.hub.docker.com"})
_HUB = "index.docker.io"

_ARN = lazy_compile(r"arn:(?P<partition>aws[a-z-]*):ecr:(?P<region>[a-z0-9-]+):(?P<account>\d{12})(?::.*)?")
_ECR = lazy_compile(
    r"(?P<account>\d{12}|\d{4}-\d{4}-\d{4})\.(?:dkr[.-])?(?P<service>ecr(?P<fips>-fips)?\.)?"
    r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d+)\.amazonaws\.com(?P<cn>\.cn)?"
)


def repaired(endpoint: str) -> tuple[str | None, list[str]]:
    """Return the endpoint that is meant, None where that is not certain, and what is wrong with the written one.

    Without a reason nothing is wrong that shows in the endpoint alone. Reasons are clauses and quote no part of it,
    since a URL can carry a password.

    >>> repaired("https://quay.io/")
    ('quay.io', ['it has a scheme', 'it ends in a slash'])
    """
    rest = endpoint.strip()
    reasons = ["it has blanks around it"] if rest != endpoint else []
    arn = _ARN.fullmatch(rest) if rest.startswith("arn:") else None
    if arn is not None:
        china = ".cn" if arn["partition"] == "aws-cn" else ""
        return f"{arn['account']}.dkr.ecr.{arn['region']}.amazonaws.com{china}", [*reasons, "it is an ARN"]
    scheme = _SCHEME.match(rest) if "/" in rest else None
    if scheme is not None:
        rest = rest[scheme.end() :]
        reasons.append("it has a scheme")
    credentials, at, behind = rest.rpartition("@")
    if at and "/" not in credentials:
        rest = behind
        reasons.append("it carries credentials, which belong under 'username' and 'password'")
    if rest.endswith("/"):
        rest = rest.rstrip("/")
        reasons.append("it ends in a slash")
    api = _API.search(rest) if "/v" in rest else None
    if api is not None:
        rest = rest[: api.start()]
        reasons.append("it has the path of the registry's API")
    host, _, namespace = rest.partition("/")
    if host != host.lower():
        host = host.lower()
        reasons.append("a host is written in lower case")
    return _repaired_host(host, namespace, reasons)


def _repaired_host(host: str, namespace: str, reasons: list[str]) -> tuple[str | None, list[str]]:
    certain = True
    if host in _HUB_SITES:
        certain = not namespace or host != "hub.docker.com"  # the paths of the web site are its own
        host = _HUB
        reasons.append("Docker Hub's endpoint is 'index.docker.io'")
    amazon = _ECR.fullmatch(host) if "amazonaws" in host else None
    if amazon is not None:
        right = _amazon(amazon["account"], amazon["region"], amazon["fips"] or "")
        if right != host:
            host = right
            reasons.append("it is not the host that Amazon ECR has")
    if not _is_usual(host) and not _HOST.fullmatch(host):
        return None, reasons or ["it has characters that no host can have"] if host else ["it is empty"]
    if namespace and not _NAMESPACE.fullmatch(namespace):
        return None, reasons or ["the path behind the host is no namespace"]
    right = f"{host}/{namespace}" if namespace else host
    return (right if certain and reasons else None), reasons


def _is_usual(host: str) -> bool:
    """Tell at a glance what most hosts are: letters and digits with dots between them."""
    return host.isascii() and all(part.isalnum() for part in host.split("."))


def _amazon(account: str, region: str, fips: str) -> str:
    china = ".cn" if region.startswith("cn-") else ""
    return f"{account.replace('-', '')}.dkr.ecr{fips}.{region}.amazonaws.com{china}"
