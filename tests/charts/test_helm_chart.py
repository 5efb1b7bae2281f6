"""``HelmChart`` resources: their values, the optional ones among them, and the charts that they install."""

from __future__ import annotations

from chart_tools import plain

from replreg.charts.chart import Chart
from replreg.charts.files import ChartProblem
from replreg.charts.helm_chart import HelmChartResource, pair, read_helm_chart, variants
from replreg.charts.metadata import Metadata
from replreg.release.documents import read_documents
from replreg.yaml.composer import Mapping


def resource(text: str) -> tuple[HelmChartResource, list[ChartProblem]]:
    (document,) = read_documents(text)
    assert isinstance(document.root, Mapping)
    problems: list[ChartProblem] = []
    return read_helm_chart(document.fragment, document.root, "app.yaml", problems), problems


TEXT = """\
apiVersion: kots.io/v1beta2
kind: HelmChart
spec:
  chart: {name: web, chartVersion: 1.0.0}
  values:
    image: {registry: a, tag: 1}
    x: 1
  optionalValues:
    - when: 'true'
      values: {x: 2}
    - when: "repl{{ HasLocalRegistry }}"
      recursiveMerge: true
      values: {image: {registry: b}}
    - when: 'repl{{ ConfigOptionEquals "y" "1" }}'
      values: {image: {tag: 2}}
    - when: false
      values: {never: 1}
  builder:
    image: {registry: c}
"""


class TestVariants:
    def test_the_certain_values_come_first_then_each_option_then_all(self) -> None:
        found, problems = resource(TEXT)
        assert problems == []
        assert (found.api_version, found.key) == ("kots.io/v1beta2", ("web", "1.0.0"))
        given = variants(found)
        assert [variant.optional for variant in given] == [(0,), (0, 1), (0, 2), (0, 1, 2)]
        assert [plain(variant.values) for variant in given] == [
            {"image": {"registry": "a", "tag": 1}, "x": 2},
            {"image": {"registry": "b", "tag": 1}, "x": 2},
            {"image": {"tag": 2}, "x": 2},
            {"image": {"tag": 2}, "x": 2},
        ]
        assert not any(variant.certain for variant in given)
        assert all(variant.complete for variant in given)
        assert found.builder is not None
        assert plain(found.builder) == {"image": {"registry": "c"}}

    def test_a_caller_that_can_evaluate(self) -> None:
        found, _ = resource(TEXT)
        (variant,) = variants(found, lambda source, when: when.start > 0 and when.value != "false")
        assert variant.optional == (0, 1, 2)
        assert variant.certain

    def test_each_value_knows_where_it_was_given(self) -> None:
        found, _ = resource(TEXT)
        leaf = variants(found)[1].values.leaf("image.registry")
        assert leaf is not None
        assert leaf.origin.role == "optionalValues[1]"
        assert TEXT[slice(*leaf.origin.fragment.node_span(leaf.node))] == "b"

    def test_the_resource_stays_as_it_is(self) -> None:
        found, _ = resource(TEXT)
        variants(found)
        assert found.values is not None
        assert plain(found.values) == {"image": {"registry": "a", "tag": 1}, "x": 1}

    def test_values_that_a_template_makes(self) -> None:
        found, problems = resource(
            "spec:\n  values: repl{{ ConfigOptionData `v` | nindent 4 }}\n  optionalValues:\n  - {when: '{{repl x}}', values: '{{repl y}}'}\n"
        )
        assert problems == []
        assert found.values is None
        assert [variant.complete for variant in variants(found)] == [False, False]
        assert all(variant.values.is_open for variant in variants(found))

    def test_odd_types(self) -> None:
        for text in (
            "spec: 1",
            "spec: {values: [1], optionalValues: {a: 1}, builder: x, chart: y}",
            "spec: {optionalValues: [1, {}]}",
            "a: 1",
        ):
            found, _ = resource(text)
            assert variants(found)


class TestPairs:
    def test_by_name_and_version(self) -> None:
        charts = [
            Chart(f"{name}-{version}.tgz", Metadata(name, version))
            for name, version in [("web", "1.0.0"), ("web", "1.0.1"), ("db", "1.0.0")]
        ]
        named = [
            resource(f"spec: {{chart: {{name: {name}, chartVersion: '{version}'}}}}")[0]
            for name, version in [("web", "1.0.0"), ("web", "2.0.0"), ("mq", "1.0.0"), ("web", "repl{{ x }}")]
        ]
        found = pair(named, charts)
        assert [[chart.path for chart in matches] for _, matches in found.paired] == [
            ["web-1.0.0.tgz"],
            [],
            [],
            ["web-1.0.0.tgz", "web-1.0.1.tgz"],
        ]
        assert [(item.key, [chart.version for chart in near]) for item, near in found.same_name] == [
            (("web", "2.0.0"), ["1.0.0", "1.0.1"])
        ]
        assert [chart.name for chart in found.unused] == ["db"]
