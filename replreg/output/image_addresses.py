"""What formats of pull addresses ask a report of images: each address once, by registry, and what is left out."""

from __future__ import annotations

from replreg.output.images import ImageReport
from replreg.registries import docker_hub
from replreg.registries.linked_registry import REPLICATED_HOST, normalize_host
from replreg.registries.reference import Reference, is_reference
from replreg.release.inventory import ImageRow
from replreg.release.kots_domains import PROXY_HOST

__all__ = ["address_of", "addresses", "left_out", "registry_aliases", "tags_by_registry"]


def address_of(row: ImageRow) -> str | None:
    """Return the whole reference of an image at its upstream registry; None if it is not known or not valid."""
    return row.address if row.address is not None and is_reference(row.address) else None


def addresses(report: ImageReport) -> list[str]:
    """Return the known addresses of a report, sorted, each once."""
    return sorted({address for row in report.rows if (address := address_of(row)) is not None})


def left_out(report: ImageReport) -> int:
    """Return the number of images that `addresses` leaves out."""
    return sum(address_of(row) is None for row in report.rows)


def tags_by_registry(report: ImageReport) -> dict[str, dict[str, list[str]]]:
    """Return the tags of each path of each registry (``host[:port]``), all sorted; a digest goes before a tag."""
    found: dict[str, dict[str, list[str]]] = {}
    for address in addresses(report):
        reference = Reference.parse_normalized(address)
        tags = found.setdefault(reference.domain or "", {}).setdefault(reference.path, [])
        tag = reference.digest or reference.tag or "latest"
        if tag not in tags:
            tags.append(tag)
    return found


def registry_aliases(report: ImageReport) -> dict[str, str]:
    """Return what precedes a path in a file, and the registry (``host[:port]``) that it means, where both are known.

    These are the paths of the platform's proxy (``proxy.replicated.com/proxy/<app>/<upstream>``, and the same below the
    vendor's own domains). An upstream is the host of an image or a reference name.
    """
    hosts = set(tags_by_registry(report)) - {REPLICATED_HOST}  # the platform does not proxy its own registry
    if docker_hub.DOMAIN in hosts:
        hosts |= docker_hub.ENDPOINT_HOSTS
    aliases: dict[str, str] = {}
    for config in report.configs:
        if not config.app:
            continue
        upstreams = {host: host for host in hosts}
        for registry in config.registries:
            upstreams |= {registry.host: registry.pull_host, registry.name: registry.pull_host}
        for domain in (PROXY_HOST, *config.domains.proxy):
            for upstream, host in upstreams.items():
                aliases[f"{domain}/proxy/{config.app}/{upstream}"] = normalize_host(host)
    return dict(sorted(aliases.items()))
