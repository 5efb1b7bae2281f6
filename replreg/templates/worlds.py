"""A world: one kind of installation, in which a template is evaluated.

================================  ===========================================  ========================================
what                              online                                       air gap
================================  ===========================================  ========================================
``HasLocalRegistry``              false                                        true
``LocalRegistryHost`` …           empty                                        a symbol
``LocalImageName``                the proxy path, for a private image          host, namespace and last part of the path
``ReplicatedImageName`` …         the proxy path, unless ``noProxy``           the address and the whole path
``ConfigOption``                  the default, or something unknown            the same
================================  ===========================================  ========================================

The first three rows are those of KOTS and Embedded Cluster 2, the fourth is that of Embedded Cluster 3: a function that
the target does not have is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from replreg.named_tuple import NamedTuple
from replreg.templates.nodes import Template
from replreg.templates.values import Datum, Text, Value

__all__ = ["PUBLIC_PROXY_DOMAIN", "PUBLIC_REGISTRY_DOMAIN", "Target", "World"]

PUBLIC_PROXY_DOMAIN = "proxy.replicated.com"
PUBLIC_REGISTRY_DOMAIN = "registry.replicated.com"


class Target(Enum):
    """The program that installs the release."""

    KOTS = "kots"
    EMBEDDED_CLUSTER_2 = "embedded-cluster-2"
    EMBEDDED_CLUSTER_3 = "embedded-cluster-3"
    HELM = "helm"


class World(NamedTuple):
    """The facts about an installation.

    - ``airgap``: there is a local registry, as in every install without internet access.
    - ``app_slug``, ``proxy_domain``: None where they are not known; they are symbols either way.
    - ``proxy_domains``: further domains that are known to be proxies.
    - ``registry_domain``: the app's own domain of the platform's registry, if it has one.
    - ``proxies_public_images``: ``spec.proxyPublicImages`` of the KOTS ``Application``.
    - ``is_private``: whether an image's host (``docker.io`` where it has none) is one of a linked registry; None where
      that is not known.
    - ``config_options``: name of an option → its default, as text with places or a plain string. An option that is not
      in it has an unknown value.
    - ``chart_value``: path in the values of the chart → datum or value; None where it is not known; `NIL` where it is
      known that there is none. Pieces that it gives have an ``origin``.
    - ``chart``: metadata of the chart, by the names that ``.Chart`` has (``Name``, ``Version``, ``AppVersion`` …).
    - ``release``: what is known of the Helm release, by the names that ``.Release`` has (``Name``, ``Namespace`` …).
    - ``definitions``: named templates of other files, for ``include`` and ``template``.
    """

    target: Target = Target.KOTS
    airgap: bool = False
    app_slug: str | None = None
    proxy_domain: str | None = None
    proxy_domains: frozenset[str] = frozenset()
    registry_domain: str | None = None
    proxies_public_images: bool = False
    is_private: Callable[[str], bool | None] | None = None
    config_options: Mapping[str, Text | str] = {}
    chart_value: Callable[[tuple[str, ...]], Datum | Value | None] | None = None
    chart: Mapping[str, Text | str] = {}
    release: Mapping[str, Text] = {}
    definitions: Mapping[str, Template] = {}

    @property
    def has_local_registry_functions(self) -> bool:
        """Whether ``HasLocalRegistry``, ``LocalRegistryHost`` and the like exist."""
        return self.target in (Target.KOTS, Target.EMBEDDED_CLUSTER_2)

    @property
    def has_image_functions(self) -> bool:
        """Whether ``ReplicatedImageName``, ``ReplicatedImageRegistry`` and ``HelmValue`` exist."""
        return self.target is Target.EMBEDDED_CLUSTER_3
