"""The pull addresses in a report of images: each once, by registry, and the images that are left out."""

from __future__ import annotations

from replreg.output.images import ImageReport
from replreg.registries import docker_hub
from replreg.registries.linked_registry import REPLICATED_HOST, normalize_host
from replreg.registries.reference import Reference, is_reference
from replreg.registries.reference_grammar import looks_like_host
from replreg.release.inventory import ImageRow
from replreg.release.kots_domains import PROXY_HOST

__all__ = ["address_of", "addresses", "hosts_of", "left_out", "registry_aliases", "tags_by_registry"]


def address_of(row: ImageRow) -> str | None:
    """Return the whole reference of an image at its upstream registry; None if it is not known or not valid."""
    address = row.address
    if row.is_delivered:  # the address may be the proxy's
        address = row.image if row.is_certain and row.source else None
    return address if address is not None and is_reference(address) else None


def addresses(report: ImageReport) -> list[str]:
    """Return the known addresses of a report, sorted, each once."""
    return sorted({address for row in report.wanted if (address := address_of(row)) is not None})


def left_out(report: ImageReport) -> int:
    """Return the number of images that `addresses` leaves out."""
    return sum(address_of(row) is None for row in report.wanted)


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


def hosts_of(row: ImageRow) -> set[str]:
    """Return the hosts that an image is pulled from, in any installation, and the one that the proxy has it from."""
    pulls = [pull for pull in (row.online, row.airgap) if pull is not None]
    texts = [row.address, *(pull.address for pull in pulls), *(pull.upstream for pull in pulls)]
    if row.is_delivered and row.source:
        texts.append(row.image)
    found: set[str] = set()
    for text in texts:
        if text is not None and is_reference(text):
            found.add(normalize_host(Reference.parse_normalized(text).domain or ""))
        elif text is not None and "/" in text and looks_like_host(text.partition("/")[0]):
            found.add(normalize_host(text.partition("/")[0]))
    return found


def registry_aliases(report: ImageReport) -> dict[str, str]:
    """Return what precedes a path in a file, and the registry (``host[:port]``) that it means, where both are known.

    These are the paths of the platform's proxy (``proxy.replicated.com/proxy/<app>/<upstream>``, and the same below the
    vendor's own domains). An upstream is the host of an image or a reference name. Domains and the app slug come from
    the configuration and from the images that are pulled through the proxy.
    """
    aliases = _aliases_of_images(report)
    prefixes = [alias.split("/", 3) for alias in aliases]
    domains = {parts[0] for parts in prefixes}
    slugs = {parts[2] for parts in prefixes}
    slug = next(iter(slugs)) if len(slugs) == 1 else None
    hosts = set(tags_by_registry(report)) - {REPLICATED_HOST}  # the platform does not proxy its own registry
    if docker_hub.DOMAIN in hosts:
        hosts |= docker_hub.ENDPOINT_HOSTS
    for config in report.configs:
        app = config.app or slug
        if not app:
            continue
        upstreams = {host: host for host in hosts}
        for registry in config.registries:
            upstreams |= {registry.host: registry.pull_host, registry.name: registry.pull_host}
        for domain in dict.fromkeys((PROXY_HOST, *config.domains.proxy, *domains)):
            for upstream, host in upstreams.items():
                aliases[f"{domain}/proxy/{app}/{upstream}"] = normalize_host(host)
    return dict(sorted(aliases.items()))


def _aliases_of_images(report: ImageReport) -> dict[str, str]:
    """Return what the images that are pulled through the proxy begin with; what means two registries is left out."""
    found: dict[str, set[str]] = {}
    for row in report.rows:
        pull = row.online
        if pull is None or pull.via != "proxy" or pull.upstream is None or "{" in pull.address or "…" in pull.address:
            continue
        host, _, path = pull.upstream.partition("/")
        for rest in (path, path.removeprefix("library/")):
            prefix = pull.address.removesuffix(f"/{rest}")
            if prefix != pull.address and prefix.count("/") >= 2 and prefix.split("/")[1] == "proxy":
                found.setdefault(prefix, set()).add(normalize_host(host))
                break
    return {prefix: next(iter(hosts)) for prefix, hosts in found.items() if len(hosts) == 1}
