"""Which JSON Schema describes a resource: a table by API group, version and kind, and the look-up of a document's.

The kinds are those that KOTS and Embedded Cluster read from a release. KOTS reads ``troubleshoot.replicated.com`` as
``troubleshoot.sh/v1beta2``. A ``Config`` of Embedded Cluster has one shape up to version 2 and another one from
version 3 on, with one ``apiVersion`` for both.
"""

from __future__ import annotations

from replreg.named_tuple import NamedTuple
from replreg.yaml.composer import Mapping, Node
from replreg.yaml.templates import MASK

__all__ = ["SCHEMAS", "SchemaName", "schema_of"]


class SchemaName(NamedTuple):
    """A definition of a schema file.

    ``file`` is what `replreg.yaml.json_schema.load_part` takes; ``definition`` is a name of its ``$defs``, None for the
    whole file.
    """

    file: str
    definition: str | None


_EMBEDDED_CLUSTER = ("embeddedcluster.replicated.com", "v1beta1", "Config")
_TROUBLESHOOT_KINDS = ("Preflight", "SupportBundle", "Collector", "Analyzer", "Redactor")
_HOST_KINDS = ("HostPreflight", "HostCollector")

SCHEMAS: dict[tuple[str, str, str, int | None], SchemaName] = {
    ("kots.io", "v1beta1", "Application", None): SchemaName("kots", "Application"),
    ("kots.io", "v1beta1", "Config", None): SchemaName("kots", "Config"),
    ("kots.io", "v1beta1", "ConfigValues", None): SchemaName("kots", "ConfigValues"),
    ("kots.io", "v1beta1", "HelmChart", None): SchemaName("kots", "HelmChart1"),
    ("kots.io", "v1beta2", "HelmChart", None): SchemaName("kots", "HelmChart2"),
    ("kots.io", "v1beta1", "Identity", None): SchemaName("kots", "Identity"),
    ("kots.io", "v1beta1", "LintConfig", None): SchemaName("kots", "LintConfig"),
    (*_EMBEDDED_CLUSTER, 2): SchemaName("embedded-cluster", "Config2"),
    (*_EMBEDDED_CLUSTER, 3): SchemaName("embedded-cluster", "Config3"),
    ("app.k8s.io", "v1beta1", "Application", None): SchemaName("kubernetes-app", "Application"),
    ("velero.io", "v1", "Backup", None): SchemaName("velero-backup", "Backup"),
    ("troubleshoot.sh", "v1beta3", "Redactor", None): SchemaName("troubleshoot", "RootRedactor"),
    ("troubleshoot.sh", "v1beta2", "RemoteCollector", None): SchemaName("troubleshoot", "RootRemoteCollector"),
    ("troubleshoot.sh", "v1beta3", "RemoteCollector", None): SchemaName("troubleshoot", "RootRemoteCollector"),
    **{
        (group, version, kind, None): SchemaName("troubleshoot", f"Root{kind}")
        for group, version in (("troubleshoot.sh", "v1beta2"), ("troubleshoot.replicated.com", "v1beta1"))
        for kind in _TROUBLESHOOT_KINDS
    },
    **{("troubleshoot.sh", "v1beta2", kind, None): SchemaName("troubleshoot", f"Root{kind}") for kind in _HOST_KINDS},
    **{
        ("troubleshoot.sh", "v1beta3", kind, None): SchemaName("troubleshoot", f"Root{kind}3")
        for kind in (*_TROUBLESHOOT_KINDS, *_HOST_KINDS)
        if kind != "Redactor"
    },
}
"""By API group, version, kind and, for Embedded Cluster alone, its major version: 2 is also that of version 1."""


def schema_of(root: Node | None) -> SchemaName | None:
    """Return the schema of a document by its ``apiVersion``, its ``kind`` and, for Embedded Cluster, ``spec.version``.

    None if the document is not a mapping, is of another kind, or leaves open which of two schemas is its own.
    """
    if not isinstance(root, Mapping):
        return None
    group, slash, version = (root.text("apiVersion") or "").partition("/")
    kind = root.text("kind")
    if not slash or kind is None:
        return None
    is_embedded_cluster = (group, version, kind) == _EMBEDDED_CLUSTER
    return SCHEMAS.get((group, version, kind, _embedded_cluster_major(root) if is_embedded_cluster else None))


def _embedded_cluster_major(root: Mapping) -> int | None:
    """Return 2 or 3, by the version if it is one, else by where the charts are; None if neither decides.

    A version may be a place for another program to fill in, such as ``$VERSION``.
    """
    spec = root.mapping("spec")
    if spec is None:
        return None
    major, point, _ = (spec.text("version") or "").strip().lstrip("v").partition(".")
    if point and MASK not in major and major.isascii() and major.isdigit():
        return 3 if int(major[:9]) >= 3 else 2
    extensions = spec.mapping("extensions")
    if extensions is not None:
        for key, found in (("helmCharts", 3), ("helm", 2), ("velero", 2)):
            if extensions.get(key) is not None:
                return found
    return None
