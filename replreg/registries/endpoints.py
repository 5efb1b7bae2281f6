"""Repairs endpoints: people write a URL, a web site or an ARN where the host of a registry belongs."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.registries import docker_hub
from replreg.registries.linked_registry import is_valid_host

__all__ = ["repaired"]

_SCHEME = lazy_compile(r"(?i)[a-z][a-z0-9+.-]*:/+|//")
_NAMESPACE = lazy_compile(r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*")


def repaired(endpoint: str) -> tuple[str | None, list[str]]:
    """Return the endpoint that is meant, or None where that is not certain, and what is wrong with the written one.

    Without reasons, the endpoint alone shows no mistake. Reasons are clauses. They quote no part of the endpoint, since
    a URL can contain a password.

    >>> repaired("https://quay.io/")
    ('quay.io', ['it has a scheme', 'it ends in a slash'])
    """
    rest = endpoint.strip()
    reasons = ["it has white space around it"] if rest != endpoint else []
    if rest.startswith("arn:"):
        from replreg.registries.ecr_host import parse_arn

        named = parse_arn(rest)
        if named is not None:
            return named.host, [*reasons, "it is an ARN"]
    scheme = _SCHEME.match(rest) if "/" in rest else None
    if scheme is not None:
        rest = rest[scheme.end() :]
        reasons.append("it has a scheme")
    credentials, at, host = rest.rpartition("@")
    if at and "/" not in credentials:
        rest = host
        reasons.append("it carries credentials, which belong under 'username' and 'password'")
    if rest.endswith("/"):
        rest = rest.rstrip("/")
        reasons.append("it ends in a slash")
    without_api = rest.removesuffix("/_catalog").removesuffix("/v1").removesuffix("/v2")
    if without_api != rest:
        rest = without_api
        reasons.append("it has the path of the registry's API")
    host, _, namespace = rest.partition("/")
    if host != host.lower():
        host = host.lower()
        reasons.append("a host is written in lower case")
    return _repaired_host(host, namespace, reasons)


def _repaired_host(host: str, namespace: str, reasons: list[str]) -> tuple[str | None, list[str]]:
    certain = True
    if host in docker_hub.SITES:
        certain = not namespace or host != docker_hub.WEB_SITE  # a path of the web site is not a namespace
        host = docker_hub.ENDPOINT
        reasons.append(f"Docker Hub's endpoint is '{docker_hub.ENDPOINT}'")
    if "amazonaws" in host:
        from replreg.registries.ecr_host import parse_ecr_host

        amazon = parse_ecr_host(host)
        if amazon is not None and amazon.host != host:
            host = amazon.host
            reasons.append("it is not a host of Amazon ECR")
    if not is_valid_host(host):
        return None, (reasons or [_why_not_a_host(host)]) if host else ["it is empty"]
    if namespace and not _NAMESPACE.fullmatch(namespace):
        return None, reasons or ["the path after the host is not a namespace"]
    right = f"{host}/{namespace}" if namespace else host
    return (right if certain and reasons else None), reasons


def _why_not_a_host(host: str) -> str:
    name, colon, _ = host.rpartition(":")
    if colon and is_valid_host(name):
        return "its port is not a number from 1 to 65535"
    return "it has characters that no host can have"
