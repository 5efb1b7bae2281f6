"""Names of Helm releases that ``HelmChart`` resources give: their form, and that no two of them are the same.

Source of the facts: the rules of the vendor portal, replicatedhq/kots-lint; Helm has the same form.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.resource_problems import literal, problem, scalar_span
from replreg.lazy_re import lazy_compile
from replreg.yaml.composer import Scalar
from replreg.yaml.templates import legible

__all__ = ["duplicate_release_names", "invalid_release_names"]

_LONGEST = 53  # characters, since Helm makes names of resources from it
_NAME = lazy_compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")


def _release_name(resource: Resource) -> Scalar | None:
    """Return the release name of a ``HelmChart`` if it is written out: v1beta1 has it under ``spec.chart``."""
    spec = resource.spec
    if spec is not None and resource.api_version == "kots.io/v1beta1":
        spec = spec.mapping("chart")
    return literal(spec, "releaseName")


def invalid_release_names(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the release names that Helm refuses."""
    for resource in release.helm_chart_resources:
        node = _release_name(resource)
        if node is None:
            continue
        name = node.value
        if len(name) > _LONGEST:
            mistake = f"the release name has {len(name)} characters, and {_LONGEST} is the most"
        elif _NAME.fullmatch(name) is None:
            mistake = f"'{legible(name)}' is not a name of a Helm release"
        else:
            continue
        message = (
            f"{mistake}; Helm does not install the chart; write lower-case letters and digits, with '-' between them"
        )
        yield problem(resource, scalar_span(resource, node), message)


def duplicate_release_names(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the release names that two resources of one ``apiVersion`` have, at the second one.

    Two resources with the same chart and version are one pair twice, which ``chart-pairing`` reports. Resources with
    ``exclude`` may exclude one another.
    """
    first: dict[tuple[str, str], tuple[Resource, Scalar]] = {}
    for resource in release.helm_chart_resources:
        node, spec = _release_name(resource), resource.spec
        if node is None or spec is None or spec.get("exclude") is not None:
            continue
        one, place = first.setdefault((resource.api_version, node.value), (resource, node))
        if one is resource or _chart(one) == _chart(resource):
            continue
        message = (
            f"another HelmChart has the release name '{legible(node.value)}', so one chart replaces the other; give "
            "one of them a release name of its own"
        )
        related = (("the other one", one.file.path, *scalar_span(one, place)),)
        yield problem(resource, scalar_span(resource, node), message, related=related)


def _chart(resource: Resource) -> tuple[str | None, str | None]:
    chart = resource.spec.mapping("chart") if resource.spec is not None else None
    return (None, None) if chart is None else (chart.text("name"), chart.text("chartVersion"))
