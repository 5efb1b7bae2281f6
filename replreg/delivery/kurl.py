"""Checks of a kURL ``Installer``: its API version, and the versions of its add-ons.

Source of the facts: the rules of the vendor portal, replicatedhq/kots-lint.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.resource_problems import literal, problem, scalar_span
from replreg.finding import Edit, Fix, Severity
from replreg.yaml.composer import Mapping
from replreg.yaml.templates import legible

__all__ = ["installers"]

_GROUPS = ("cluster.kurl.sh", "kurl.sh")


def installers(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield add-ons whose version is not pinned, and installers of the deprecated API version, as a warning."""
    for resource in release.resources("kurl.sh"):
        if resource.group not in _GROUPS or resource.kind != "Installer":
            continue
        node = literal(resource.root, "apiVersion")
        if node is not None and node.value == "kurl.sh/v1beta1":
            start, end = scalar_span(resource, node)
            right = "cluster.kurl.sh/v1beta1"
            message = f"'kurl.sh/v1beta1' is the deprecated version of an installer; write '{right}'"
            fix = Fix(True, f"replace 'kurl.sh/v1beta1' with '{right}'", (Edit(start, end, right),))
            yield problem(resource, (start, end), message, severity=Severity.WARNING, fix=fix)
        for name, addon in resource.spec.entries() if resource.spec is not None else ():
            version = literal(addon, "version") if isinstance(addon, Mapping) else None
            if version is not None and (version.value == "latest" or ".x" in version.value):
                message = (
                    f"the add-on '{legible(name.value)}' has the version '{legible(version.value)}', which is another "
                    "one after each release of it; the portal refuses the installer; write one version, such as 1.2.3"
                )
                yield problem(resource, scalar_span(resource, version), message)
