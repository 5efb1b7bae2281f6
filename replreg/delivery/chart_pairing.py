"""``HelmChart`` resources and charts that do not fit one another: ``chart-pairing``.

The platform pairs them by name and version. Source: replicatedhq/kots, pkg/kotsutil/kots.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.chart import Chart
from replreg.charts.helm_chart import HelmChartResource
from replreg.charts.semver import parse_version
from replreg.delivery.images import Delivery
from replreg.delivery.problems import DeliveryProblem, View
from replreg.finding import Severity
from replreg.templates.worlds import Target
from replreg.yaml.composer import Scalar
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["chart_pairing"]


def chart_pairing(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the resources and the charts that do not fit, and the resources that are for the same installation."""
    found = [*_in_resources(delivery), *_without_chart(delivery), *_without_resource(delivery)]
    return sorted(found, key=lambda problem: problem[:3])


def _without_chart(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield the resources whose chart is not there. Charts that a build packs are in no repository: that is a warning.

    A chart with another version alone is reported apart.
    """
    release = delivery.release
    packed = [chart for chart in release.charts if chart.is_archive and chart.name]
    named = {id(resource) for resource, _ in release.pairing.same_name}
    for resource, charts in release.pairing.paired:
        if charts or id(resource) in named or not resource.name or MASK in resource.name:
            continue
        if packed:
            there = ", ".join(f"'{chart.name}'" for chart in packed[:5])
            message = (
                f"'{resource.name}' is not a chart of the release, which has {there}, so it cannot be installed; "
                "add the packed chart, or correct the name"
            )
            yield _problem(resource, "name", message)._replace(needs=View.ALL_FILES)
        else:
            message = (
                f"no chart '{resource.name}' is in sight: neither packed beside this file nor as a folder of the "
                "repository, so its values are not checked with it; add it, or give its folder to replreg"
            )
            problem = _problem(resource, "name", message)
            yield problem._replace(severity=Severity.WARNING, needs=View.ALL_FILES)


def _without_resource(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield the packed charts that nothing of the release names."""
    release = delivery.release
    if not release.targets.intersection((Target.KOTS, Target.EMBEDDED_CLUSTER_2, Target.EMBEDDED_CLUSTER_3)):
        return
    if not release.files:
        return  # a chart alone
    named = {resource.name for resource in release.helm_charts}
    named.update(one.chart_name.rpartition("/")[2] for config in release.clusters for one in config.extensions)
    if any(MASK in name for name in named):
        return
    for chart in release.pairing.unused:
        file = chart.metadata_file
        if not chart.is_archive or file is None or chart.name in {*named, ""} or chart.metadata.type == "library":
            continue
        start, end = chart.metadata.places.get("name", (0, 0))
        message = (
            f"no HelmChart names the chart '{chart.name}', so the platform does not install it; add one with the "
            "chart's name and version, or leave the chart out"
        )
        yield DeliveryProblem(file.path, start, end, message, needs=View.ALL_FILES)


def _in_resources(delivery: Delivery) -> Iterator[DeliveryProblem]:
    pairing = delivery.release.pairing
    for resource, charts in pairing.same_name:
        if not resource.version or MASK in resource.version:
            continue
        packed = [chart for chart in charts if chart.is_archive]
        if packed:
            versions = ", ".join(f"'{chart.version}'" for chart in packed)
            yield _problem(
                resource,
                "chartVersion",
                f"the chart '{resource.name}' is in the release with the version {versions}, not '{resource.version}', "
                "so it is not installed; write the version of the chart",
            )
        else:
            yield from _other_version(resource, charts)
    seen: dict[tuple[str, str, str], HelmChartResource] = {}
    for resource, _ in pairing.paired:
        name = resource.release_name.value if resource.release_name is not None else ""
        if MASK in name + resource.name + resource.version or not resource.name:
            continue
        if resource.spec.get("exclude") is not None:  # two resources may exclude one another
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


def _other_version(resource: HelmChartResource, charts: list[Chart]) -> Iterator[DeliveryProblem]:
    """Yield a warning for the folder of a chart with another version. A build may write either of the versions.

    A build writes a text that is not a version, or the version of a chart that was never released.
    """
    chart = charts[0]
    if len(charts) > 1 or chart.metadata_file is None:
        return
    if not all(_is_final(version) for version in (resource.version, chart.version)):
        return
    message = (
        f"the chart '{resource.name}' of this repository has the version '{chart.version}', not '{resource.version}', "
        "so it is not installed unless a build changes one of them; write the version of the chart"
    )
    start, end = chart.metadata.places.get("version", (0, 0))
    problem = _problem(resource, "chartVersion", message)
    related = (("the version of the chart", chart.metadata_file.path, start, end),)
    yield problem._replace(severity=Severity.WARNING, related=related)


def _is_final(version: str) -> bool:
    parsed = parse_version(version)
    return parsed is not None and parsed[:3] != (0, 0, 0)


def _problem(resource: HelmChartResource, key: str, message: str) -> DeliveryProblem:
    return DeliveryProblem(resource.path, *_span(resource, key), message)


def _span(resource: HelmChartResource, key: str) -> tuple[int, int]:
    node = resource.chart.get(key)
    if isinstance(node, Scalar):
        start, end = ScalarValue(resource.fragment, node).span
        return start, end
    start, _ = resource.fragment.node_span(resource.root)
    return start, start
