"""The template functions of the platform that the checks look at, by what their first argument names."""

from __future__ import annotations

__all__ = ["CALLED", "CALLS_WITH_WORDS", "CLUSTER_CALLS", "CONTAINER_CALLS", "DEPRECATED_CALLS", "OPTION_CALLS"]

CONTAINER_CALLS = (
    "NodePrivateIPAddress", "NodePrivateIPAddressFirst", "NodePrivateIPAddressAll",
    "NodePublicIPAddress", "NodePublicIPAddressFirst", "NodePublicIPAddressAll",
    "ContainerExposedPort", "ContainerExposedPortFirst", "ContainerExposedPortAll",
    "HostPrivateIpAddress", "HostPrivateIpAddressAll", "HostPublicIpAddress", "HostPublicIpAddressAll",
)  # fmt: skip
"""Template functions whose first two arguments are a component and a container."""

OPTION_CALLS = (
    "ConfigOption", "ConfigOptionData", "ConfigOptionEquals", "ConfigOptionNotEquals", "ConfigOptionIndex",
    "ConfigOptionFilename",
)  # fmt: skip
"""Template functions whose first argument is the name of a config option."""

CLUSTER_CALLS = ("AmazonEKS", "GoogleGKE", "AzureAKS")
"""Template functions of Ship whose first argument is the name of a cluster."""

DEPRECATED_CALLS = {
    "HostPrivateIpAddress": "NodePrivateIPAddress",
    "HostPrivateIpAddressAll": "NodePrivateIPAddressAll",
    "HostPublicIpAddress": "NodePublicIPAddress",
    "HostPublicIpAddressAll": "NodePublicIPAddressAll",
    "ThisHostPrivateIpAddress": "ThisNodePrivateIPAddress",
    "ThisHostPublicIpAddress": "ThisNodePublicIPAddress",
    "ThisHostInterfaceAddress": "ThisNodePrivateIPAddress",
}
"""Template functions that are deprecated, each with the one to call now."""

CALLS_WITH_WORDS = frozenset(("LicenseProperty", "AppSetting", "LdapCopyAuthFrom", "ConsoleSetting"))
"""Template functions whose first argument is one of a few words."""

CALLED = (
    *CONTAINER_CALLS,
    *OPTION_CALLS,
    *CLUSTER_CALLS,
    "ThisHostPrivateIpAddress",
    "ThisHostPublicIpAddress",
    "ThisHostInterfaceAddress",
    *CALLS_WITH_WORDS,
)
"""Every template function that the checks look at."""
