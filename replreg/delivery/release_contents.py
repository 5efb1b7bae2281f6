"""Checks for resources of the platform that are missing, or there twice.

Source of the facts: the rules of the vendor portal, replicatedhq/kots-lint.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem, View
from replreg.delivery.resource_problems import head_span, problem, value_at
from replreg.release.checks.access import is_absent
from replreg.templates.worlds import Target

__all__ = ["duplicate_kinds", "missing_backup", "missing_kind", "old_preflights"]

_TROUBLESHOOT = frozenset(("troubleshoot.replicated.com", "troubleshoot.sh"))
_KURL = frozenset(("cluster.kurl.sh", "kurl.sh"))
_ONCE = {
    "kots.io": frozenset(("Application", "Config", "Identity")),
    "app.k8s.io": frozenset(("Application",)),
    "velero.io": frozenset(("Backup", "Restore")),
    **dict.fromkeys(_TROUBLESHOOT, frozenset(("Collector", "Analyzer", "SupportBundle", "Redactor", "Preflight"))),
    **dict.fromkeys(_KURL, frozenset(("Installer",))),
}
"""The kinds that a release has once, by their API groups."""

_V1BETA3 = "troubleshoot.sh/v1beta3"


def missing_kind(release: FolderRelease, group: str, kinds: frozenset[str], message: str) -> Iterator[DeliveryProblem]:
    """Yield a problem if no resource of some kinds is in a release folder, at its first resource of KOTS.

    ``group`` is the API group, where ``troubleshoot`` means both of Troubleshoot's. A chart may have the resources of
    Troubleshoot in its templates, also in a text that makes a secret. One text alone has nothing missing.
    """
    first = next(iter((*release.applications, *release.config_screens, *release.helm_chart_resources)), None)
    if first is None or not release.is_whole:
        return
    groups = _TROUBLESHOOT if group == "troubleshoot" else frozenset((group,))
    if any(one.group in groups and one.kind in kinds for one in release.resources(*groups)):
        return
    texts = [file.text for path, file in release.chart_files.items() if "/templates/" in f"/{path}"]
    if group == "troubleshoot" and any(f"kind: {kind}" in text for text in texts for kind in kinds):
        return
    if release.unreadable:
        return  # what seems to be missing may be there
    yield problem(first, head_span(first), message, needs=View.OTHER_FILES)


def duplicate_kinds(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the resources of a kind that a release has once, but for the first one of each.

    Those with a condition of KOTS may exclude one another.
    """
    first: dict[tuple[str, str], Resource] = {}
    for resource in release.resources(*_ONCE):
        if resource.kind not in _ONCE.get(resource.group, ()) or _has_condition(resource):
            continue
        if resource.api_version == _V1BETA3:
            continue  # a template of Helm, which may be empty after it is rendered
        group = "troubleshoot" if resource.group in _TROUBLESHOOT else resource.group.removeprefix("cluster.")
        one = first.setdefault((group, resource.kind), resource)
        if one is not resource:
            message = (
                f"a release has one '{resource.kind}' of {resource.group}, and this is another one; the platform reads "
                "only one of them; put both into one resource"
            )
            related = (("the first one", one.file.path, *head_span(one)),)
            yield problem(resource, head_span(resource), message, related=related)


def _has_condition(resource: Resource) -> bool:
    return any(
        value_at(resource.root, "metadata", "annotations", key) is not None
        for key in ("kots.io/exclude", "kots.io/when")
    )


def missing_backup(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield a problem if a release has a Velero ``Restore`` and no ``Backup``."""
    found = [resource for resource in release.resources("velero.io") if resource.group == "velero.io"]
    restore = next((resource for resource in found if resource.kind == "Restore"), None)
    if restore is not None and all(resource.kind != "Backup" for resource in found):
        message = "the release has a 'Restore' and no 'Backup', so there is nothing to restore; add a 'Backup'"
        yield problem(restore, head_span(restore), message, needs=_view(release))


def old_preflights(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the ``Preflight`` resources that Embedded Cluster 3 does not read: it wants ``troubleshoot.sh/v1beta3``."""
    if Target.EMBEDDED_CLUSTER_3 not in release.targets or not any(one.major == 3 for one in release.clusters):
        return
    for resource in release.troubleshoot:
        node = resource.root.get("apiVersion")
        if (
            resource.kind == "Preflight"
            and resource.api_version != _V1BETA3
            and not is_absent(node)
            and node is not None
        ):
            message = (
                f"Embedded Cluster 3 reads a 'Preflight' of {_V1BETA3}, not of {resource.api_version}; it does not run "
                "these checks; write the file for that version"
            )
            own = all(cluster.resource.file.path == resource.file.path for cluster in release.clusters)
            yield problem(resource, node, message, needs=View.ONE_FILE if own else View.OTHER_FILES)


def _view(release: FolderRelease) -> View:
    return View.OTHER_FILES if len(release.files) + len(release.others) > 1 else View.ONE_FILE
