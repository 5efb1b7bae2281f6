"""Functions for images: which the target has, where they are called, and with what."""

from __future__ import annotations

import pytest
from delivery_tools import QUAY, chart_of, delivery_of, fixed, helm_chart, marked

from replreg.delivery.image_functions import image_functions
from replreg.delivery.settings import DeliverySettings
from replreg.templates.worlds import Target

CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": "image:\n  registry: quay.io\n  repository: ns/web\n",
}
NEW = DeliverySettings((QUAY,), "my-app", targets=frozenset({Target.EMBEDDED_CLUSTER_3}))
BOTH = NEW._replace(targets=frozenset({Target.EMBEDDED_CLUSTER_3, Target.KOTS}))
KOTS = NEW._replace(targets=frozenset({Target.KOTS}))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (".image.registry", []),
        (".Values.image.registry", []),
        (".image.registri", [".image.registri"]),
        (".other", [".other"]),
    ],
)
def test_a_value_that_the_chart_does_not_have(path: str, found: list[str]) -> None:
    text = helm_chart(f"image:\n  registry: 'repl{{{{ ReplicatedImageRegistry (HelmValue \"{path}\") }}}}'")
    delivery = delivery_of(text, chart_of(CHART), settings=NEW)
    assert marked(delivery, image_functions(delivery)) == found
    assert image_functions(delivery_of(text, settings=NEW)) == [], "without the chart, nothing is known"


def test_the_nearest_value_is_named() -> None:
    text = helm_chart("image:\n  registry: 'repl{{ ReplicatedImageRegistry (HelmValue \".image.registri\") }}'")
    (problem,) = image_functions(delivery_of(text, chart_of(CHART), settings=NEW))
    assert "'.image.registry'" in problem.message


def test_a_value_of_a_dependency_that_is_not_there_is_not_known() -> None:
    files = {**CHART, "Chart.yaml": f"{CHART['Chart.yaml']}dependencies: [{{name: db, version: 1.0.0}}]\n"}
    text = helm_chart("a: 'repl{{ ReplicatedImageName (HelmValue \".db.image\") }}'")
    assert image_functions(delivery_of(text, chart_of(files), settings=NEW)) == []


@pytest.mark.parametrize(("path", "found"), [(".pg.image", []), (".pg.imagee", [".pg.imagee"])])
def test_a_value_of_a_dependency_with_an_alias(path: str, found: list[str]) -> None:
    listed = "dependencies: [{name: db, version: 1.0.0, alias: pg}]\n"
    chart = chart_of({**CHART, "Chart.yaml": f"{CHART['Chart.yaml']}{listed}"})
    inner = {"Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n", "values.yaml": "image: quay.io/ns/db:1\n"}
    chart.subcharts.append(chart_of(inner, "chart/charts/db"))
    delivery = delivery_of(helm_chart(f"a: 'repl{{{{ HelmValue \"{path}\" }}}}'"), chart, settings=NEW)
    assert marked(delivery, image_functions(delivery)) == found


@pytest.mark.parametrize(
    "name", ["HasLocalRegistry", "LocalRegistryHost", "LocalRegistryNamespace", "LocalRegistryAddress"]
)
def test_the_target_decides_which_functions_exist(name: str) -> None:
    text = helm_chart(f"image: 'repl{{{{ {name} }}}}/web:1'")
    for settings, notes in ((NEW, ()), (BOTH, ("it fails in embedded-cluster-3",))):
        delivery = delivery_of(text, settings=settings)
        (problem,) = image_functions(delivery)
        assert marked(delivery, [problem]) == [name]
        assert problem.notes == notes
    assert image_functions(delivery_of(text, settings=KOTS)) == []


def test_files_that_embedded_cluster_3_does_not_deploy_may_use_functions_of_kots() -> None:
    manifest = "apiVersion: example.com/v1\nkind: Tool\nspec: {image: '{{repl LocalImageName \"quay.io/ns/a:1\" }}'}\n"
    assert image_functions(delivery_of(manifest, settings=NEW)) == []
    old = helm_chart("image: 'repl{{ LocalRegistryHost }}/web:1'", "v1beta1")
    assert image_functions(delivery_of(old, settings=NEW)) == []


@pytest.mark.parametrize("name", ["ReplicatedImageName", "ReplicatedImageRegistry"])
def test_functions_of_embedded_cluster_3_do_not_exist_in_kots(name: str) -> None:
    delivery = delivery_of(helm_chart(f"image: 'repl{{{{ {name} \"quay.io\" }}}}/ns/web:1'"), settings=KOTS)
    assert marked(delivery, image_functions(delivery)) == [name]


def test_the_name_of_an_image_under_a_registry_is_replaced() -> None:
    text = helm_chart("image: {registry: 'repl{{ ReplicatedImageName \"quay.io\" }}', repository: ns/web}")
    delivery = delivery_of(text, settings=NEW)
    (problem,) = image_functions(delivery)
    assert problem.fix is not None
    assert problem.fix.safe
    assert image_functions(delivery_of(fixed(delivery, [problem]), settings=NEW)) == []


def test_extension_values_are_looked_at() -> None:
    text = """\
apiVersion: embeddedcluster.replicated.com/v1beta1
kind: Config
spec:
  version: 3.0.0+k8s-1.33
  extensions:
    helmCharts:
      - chart: {name: web, chartVersion: 1.0.0}
        releaseName: web
        values:
          image:
            registry: 'repl{{ ReplicatedImageRegistry "quay.io/ns" }}'
            other: 'repl{{ ReplicatedImageName (HelmValue ".none") }}'
            local: 'repl{{ LocalRegistryHost }}'
"""
    delivery = delivery_of(text, chart_of(CHART))
    assert marked(delivery, image_functions(delivery)) == ["quay.io/ns", ".none", "LocalRegistryHost"]
