"""Checks of a KOTS ``Application``: its icon, its status informers, and the versions of KOTS that it asks for.

Source of the facts: the rules of the vendor portal, replicatedhq/kots-lint.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem, View
from replreg.delivery.resource_problems import head_span, literal, problem, scalar_span
from replreg.lazy_re import lazy_compile
from replreg.messages import NearWords, suggestion
from replreg.release.checks import formats
from replreg.release.checks.access import is_absent, may_have_more
from replreg.yaml.composer import Mapping, Scalar
from replreg.yaml.templates import MASK, legible

__all__ = ["absent_key", "informer_formats", "unknown_informers", "wrong_versions"]

_INFORMER = lazy_compile(r"(?:[^/]+/)?[^/]+/[^/]+")
_KINDS = {
    "deployment": "deployment", "deployments": "deployment", "deploy": "deployment",
    "statefulset": "statefulset", "statefulsets": "statefulset", "sts": "statefulset",
    "daemonset": "daemonset", "daemonsets": "daemonset", "ds": "daemonset",
    "service": "service", "services": "service", "svc": "service",
    "ingress": "ingress", "ingresses": "ingress", "ing": "ingress",
    "persistentvolumeclaim": "persistentvolumeclaim", "persistentvolumeclaims": "persistentvolumeclaim",
    "pvc": "persistentvolumeclaim",
}  # fmt: skip
"""The types of resources that a status informer can name, as KOTS reads them, each with the kind in lower case."""


def absent_key(release: FolderRelease, key: str, message: str) -> Iterator[DeliveryProblem]:
    """Yield a problem if the first application of a release folder does not have a key in its ``spec``.

    A release has one application; a second one is another rule's finding.
    """
    for resource in release.applications[:1]:
        spec = resource.spec
        if not release.is_whole or (spec is not None and may_have_more(resource.fragment, spec)):
            continue
        node = spec.get(key) if spec is not None else None
        if node is None or is_absent(node):
            yield problem(resource, head_span(resource), message, needs=View.OTHER_FILES)


def _informers(release: FolderRelease) -> Iterator[tuple[Resource, Scalar]]:
    for resource in release.applications:
        spec = resource.spec
        for item in spec.sequence("statusInformers") if spec is not None else ():
            if isinstance(item, Scalar) and item.value and MASK not in item.value:
                yield resource, item


def informer_formats(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the status informers that are not ``[namespace/]type/name``."""
    for resource, item in _informers(release):
        if _INFORMER.fullmatch(item.value) is None:
            message = (
                f"'{legible(item.value)}' does not name a resource, so it is never checked; write type/name or "
                "namespace/type/name, as in deployment/web"
            )
            yield problem(resource, scalar_span(resource, item), message)


def unknown_informers(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the status informers that name a resource which the release does not have.

    Where a release installs charts, the resource may be one of theirs. A release without any resource of the types
    that an informer can name gets its resources from elsewhere, and is not judged.
    """
    informers = [item for item in _informers(release) if _INFORMER.fullmatch(item[1].value) is not None]
    if not informers or release.helm_chart_resources or release.charts or release.unreadable:
        return
    if any(cluster.extensions for cluster in release.clusters):
        return
    view = View.OTHER_FILES if len(release.files) > 1 or release.others else View.ONE_FILE
    if not release.is_whole and view > View.ONE_FILE:
        return
    names: dict[str, set[str]] = {}
    for other in release.resources("metadata"):
        metadata = other.root.mapping("metadata")
        name = metadata.text("name") if metadata is not None else None
        if other.root.get("spec") is not None or name:
            names.setdefault(other.kind.lower(), set()).add(name or MASK)
    if names.keys().isdisjoint(_KINDS.values()):
        return
    near_words = NearWords()
    for resource, item in informers:
        *_, type_, name = item.value.split("/")
        kind = _KINDS.get(type_.lower())
        known = names.get(kind or "", set())
        if kind is None or name in known or any(MASK in one for one in known) or any(MASK in one for one in names):
            continue
        right = near_words.nearest(name, known)
        hint = suggestion(right, "name a resource of the release")
        message = f"the release has no {kind} '{legible(name)}', so its status is never known; {hint}"
        start, end = scalar_span(resource, item)
        yield problem(resource, (max(start, end - len(name)), end), message, needs=view)


def wrong_versions(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the versions of KOTS that are not semantic versions. A ``v`` may precede one."""
    for resource in release.applications:
        spec: Mapping | None = resource.spec
        for key in ("minKotsVersion", "targetKotsVersion"):
            node = literal(spec, key)
            if node is not None and not is_absent(node) and formats.version(node.value.removeprefix("v")) is not None:
                message = (
                    f"'{key}' is '{legible(node.value)}', which is not a semantic version; the portal refuses the "
                    "release; write three numbers, as in 1.107.0"
                )
                yield problem(resource, scalar_span(resource, node), message)
