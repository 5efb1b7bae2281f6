"""The Embedded Cluster ``Config``: its version, its domains, and the values that it gives to the charts it installs."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.files import ChartProblem
from replreg.charts.read_values import table_of
from replreg.charts.values import Origin, Table
from replreg.delivery.files import Resource
from replreg.named_tuple import NamedTuple
from replreg.yaml.composer import Mapping, Node, Scalar
from replreg.yaml.embedded import documents_in
from replreg.yaml.templates import MASK

__all__ = ["GROUP", "ClusterConfig", "Extension", "read_cluster_config"]

GROUP = "embeddedcluster.replicated.com"
"""The API group of the ``Config``."""


class Extension(NamedTuple):
    """A chart that Embedded Cluster installs. ``chart_version`` and ``chart_name`` are empty where they are missing.

    ``node`` is the item of the list in ``resource``.

    ``chart_name`` is a name for the form of version 3, and ``REPOSITORY/NAME`` or an ``oci://`` address for that of
    version 2. ``major`` is that of the ``Config``. ``values`` and ``builder`` are None where there are none or a
    template makes them as a whole.
    """

    resource: Resource
    node: Mapping
    chart_name: str
    chart_version: str
    is_new_form: bool
    values: Table | None
    builder: Table | None
    major: int | None

    @property
    def release_name(self) -> Scalar | None:
        """The name of the Helm release, where it is given."""
        return self.node.scalar("releaseName" if self.is_new_form else "name")

    @property
    def namespace(self) -> Scalar | None:
        """The namespace of the Helm release, where it is given."""
        return self.node.scalar("namespace")


class ClusterConfig(NamedTuple):
    """One ``Config``. ``major`` is 2 or 3, or None where the version is templated or missing."""

    resource: Resource
    version: str
    major: int | None
    proxy_domain: str
    registry_domain: str
    extensions: tuple[Extension, ...]


def read_cluster_config(resource: Resource, problems: list[ChartProblem]) -> ClusterConfig:
    """Return the content of a ``Config``. A part that is missing or of another type is left out."""
    spec = resource.spec
    if spec is None:
        return ClusterConfig(resource, "", None, "", "", ())
    version = (spec.text("version") or "").strip()
    first = version.removeprefix("v").partition(".")[0]
    major = None if MASK in first or not first.isdecimal() else 3 if int(first) >= 3 else 2
    domains = spec.mapping("domains")
    extensions = spec.mapping("extensions")
    return ClusterConfig(
        resource,
        version,
        major,
        _domain(domains, "proxyRegistryDomain"),
        _domain(domains, "replicatedRegistryDomain"),
        tuple(_extensions(resource, extensions, major, problems)) if extensions is not None else (),
    )


def _domain(domains: Mapping | None, key: str) -> str:
    domain = ((domains.text(key) if domains is not None else None) or "").strip().lower()
    return "" if MASK in domain or "/" in domain else domain


def _extensions(
    resource: Resource, node: Mapping, major: int | None, problems: list[ChartProblem]
) -> Iterator[Extension]:
    helm = node.mapping("helm")
    for number, item in enumerate(helm.sequence("charts") if helm is not None else []):
        if isinstance(item, Mapping):
            chart, version = (item.text(key) or "" for key in ("chartname", "version"))
            values = _values(resource, item.get("values"), f"extensions.helm.charts[{number}].values", problems)
            yield Extension(resource, item, chart, version, False, values, None, major)
    for number, item in enumerate(node.sequence("helmCharts")):
        if isinstance(item, Mapping):
            chart_node = item.mapping("chart")
            chart, version = (
                (chart_node.text(key) if chart_node is not None else None) or "" for key in ("name", "chartVersion")
            )
            values, builder = (
                _values(resource, item.get(key), f"extensions.helmCharts[{number}].{key}", problems)
                for key in ("values", "builder")
            )
            yield Extension(resource, item, chart, version, True, values, builder, major)


def _values(resource: Resource, node: Node | None, role: str, problems: list[ChartProblem]) -> Table | None:
    """Return values that are a mapping, or a text that is one."""
    if isinstance(node, Scalar):
        for document in documents_in(resource.fragment, node):
            return table_of(document.root, Origin(resource.file.path, role, document.fragment), problems)
        return None
    return None if node is None else table_of(node, resource.origin(role), problems)
