"""The worlds of a release: what is known of each installation, and of the chart that a value is given to."""

from __future__ import annotations

from replreg.delivery.chart_data import ChartData
from replreg.delivery.folder import FolderRelease
from replreg.delivery.targets import Installation
from replreg.lazy_re import lazy_compile
from replreg.templates.worlds import World
from replreg.yaml.composer import Mapping

__all__ = ["make_world"]

_TRUE = lazy_compile("(?i)true")


def make_world(release: FolderRelease, installation: Installation, values: ChartData | None = None) -> World:
    """Return the world of an installation. ``values`` are those of the chart that ``HelmValue`` reads, if it is there.

    The proxy domain and the slug are known as far as the settings and the files give them.
    """
    domains = release.domains
    return World(
        target=installation.target,
        airgap=installation.airgap,
        app_slug=domains.slug,
        proxy_domain=domains.proxy,
        proxy_domains=frozenset(domains.proxies),
        registry_domain=domains.registries[0],
        proxies_public_images=any(
            _TRUE.fullmatch((spec.text("proxyPublicImages") or "").strip())
            for spec in (resource.spec for resource in release.applications)
            if isinstance(spec, Mapping)
        ),
        is_private=release.registries.is_private,
        config_options=release.config_options,
        chart_value=None if values is None else values.get,
    )
