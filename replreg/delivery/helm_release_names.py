"""Names of Helm releases that ``HelmChart`` resources give: their form, and that no two of them are the same.

Source of the facts: the rules of the vendor portal, replicatedhq/kots-lint; Helm has the same form.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.helm_chart import LONGEST_RELEASE_NAME, HelmChartResource, is_release_name
from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem
from replreg.yaml.composer import Scalar
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK, legible

__all__ = ["duplicate_release_names", "invalid_release_names"]


def _literal_name(resource: HelmChartResource) -> Scalar | None:
    """Return the release name of a ``HelmChart`` if it is written out."""
    node = resource.release_name
    return None if node is None or MASK in node.value else node


def _span(resource: HelmChartResource, node: Scalar) -> tuple[int, int]:
    start, end = ScalarValue(resource.fragment, node).span
    return start, end


def invalid_release_names(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the release names that Helm refuses."""
    for resource in release.helm_charts:
        node = _literal_name(resource)
        if node is None or is_release_name(node.value):
            continue
        name = node.value
        if len(name) > LONGEST_RELEASE_NAME:
            mistake = f"the release name has {len(name)} characters, and {LONGEST_RELEASE_NAME} is the most"
        else:
            mistake = f"'{legible(name)}' is not a name of a Helm release"
        message = (
            f"{mistake}; Helm does not install the chart; write lower-case letters and digits, with '-' between them"
        )
        yield DeliveryProblem(resource.path, *_span(resource, node), message)


def duplicate_release_names(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the release names that two resources of one ``apiVersion`` have, at the second one.

    Two resources with the same chart and version are one pair twice, which ``chart-pairing`` reports. Resources with
    ``exclude`` may exclude one another.
    """
    first: dict[tuple[str, str], tuple[HelmChartResource, Scalar]] = {}
    for resource in release.helm_charts:
        node = _literal_name(resource)
        if node is None or resource.spec.get("exclude") is not None:
            continue
        one, place = first.setdefault((resource.api_version, node.value), (resource, node))
        if one is resource or one.key == resource.key:
            continue
        message = (
            f"another HelmChart has the release name '{legible(node.value)}', so one chart replaces the other; give "
            "one of them a release name of its own"
        )
        related = (("the other one", one.path, *_span(one, place)),)
        yield DeliveryProblem(resource.path, *_span(resource, node), message, related=related)
