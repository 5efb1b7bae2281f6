"""``HelmChart`` resources and charts that do not fit one another: ``chart-pairing``.

The platform pairs them by name and version. Source: replicatedhq/kots, pkg/kotsutil/kots.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.helm_chart import HelmChartResource
from replreg.delivery.images import Delivery
from replreg.delivery.problems import DeliveryProblem
from replreg.yaml.composer import Scalar
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["chart_pairing"]


def chart_pairing(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the ``HelmChart`` resources that no chart fits, and those that are for the same installation."""
    return sorted(_in_resources(delivery), key=lambda problem: problem[:3])


def _in_resources(delivery: Delivery) -> Iterator[DeliveryProblem]:
    pairing = delivery.release.pairing
    for resource, charts in pairing.same_name:
        # The version in a folder's `Chart.yaml` is often written by a build; that of an archive is final.
        packed = [chart for chart in charts if chart.is_archive]
        if not packed or not resource.version or MASK in resource.version:
            continue
        versions = ", ".join(f"'{chart.version}'" for chart in packed)
        yield _problem(
            resource,
            "chartVersion",
            f"the chart '{resource.name}' is in the release with the version {versions}, not '{resource.version}', so "
            "it is not installed; write the version of the chart",
        )
    seen: dict[tuple[str, str, str], HelmChartResource] = {}
    for resource, _ in pairing.paired:
        name = _release_name(resource)
        if MASK in name + resource.name + resource.version or not resource.name or _is_excluded(resource):
            continue
        first = seen.setdefault((*resource.key, name), resource)
        if first is not resource:
            place = _span(first, "name")
            problem = _problem(
                resource,
                "name",
                f"another HelmChart is for '{resource.name}' {resource.version} with the same release name, so one of "
                "the two replaces the other; give one of them a `releaseName` of its own",
            )
            yield problem._replace(related=(("the other HelmChart", first.path, *place),))


def _release_name(resource: HelmChartResource) -> str:
    spec = resource.root.mapping("spec")
    chart = spec.mapping("chart") if spec is not None else None
    own = (spec.text("releaseName") if spec is not None else None) or ""
    return own or (chart.text("releaseName") if chart is not None else None) or ""


def _is_excluded(resource: HelmChartResource) -> bool:
    """Return True if ``exclude`` is there: then two resources may exclude one another."""
    spec = resource.root.mapping("spec")
    return spec is not None and spec.get("exclude") is not None


def _problem(resource: HelmChartResource, key: str, message: str) -> DeliveryProblem:
    return DeliveryProblem(resource.path, *_span(resource, key), message)


def _span(resource: HelmChartResource, key: str) -> tuple[int, int]:
    spec = resource.root.mapping("spec")
    chart = spec.mapping("chart") if spec is not None else None
    node = chart.get(key) if chart is not None else None
    if isinstance(node, Scalar):
        start, end = ScalarValue(resource.source, node).span
        return start, end
    start, _ = resource.source.node_span(resource.root)
    return start, start
