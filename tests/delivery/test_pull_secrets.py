"""Private images in charts have a pull secret that the target makes."""

from __future__ import annotations

import pytest
from delivery_tools import QUAY, chart_of, delivery_of, helm_chart, marked

from replreg.delivery.pull_secrets import pull_secrets
from replreg.delivery.settings import DeliverySettings
from replreg.delivery.unproxied_images import unproxied_images
from replreg.templates.worlds import Target

CHART = {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", "values.yaml": "imagePullSecrets: []\n"}
IMAGE = "image: proxy.replicated.com/proxy/my-app/quay.io/ns/web:1"
HELM = DeliverySettings((QUAY,), "my-app", targets=frozenset({Target.HELM}))
LOCAL = (
    "image:\n  registry: '{{repl HasLocalRegistry | ternary LocalRegistryHost \"proxy.replicated.com\" }}'\n"
    "  repository: '{{repl HasLocalRegistry | ternary LocalRegistryNamespace \"proxy/my-app/quay.io/ns\" }}/web'"
)


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({}, 1),
        ({"values.yaml": "imagePullSecrets: [{name: my-own}]\n"}, 0),
        ({"templates/secret.yaml": "type: kubernetes.io/dockerconfigjson\n"}, 0),
        ({"templates/pod.yaml": "spec:\n  imagePullSecrets:\n    - name: my-own\n"}, 0),
        ({"templates/pod.yaml": "spec:\n  imagePullSecrets: {{ .Values.imagePullSecrets }}\n"}, 1),
    ],
)
@pytest.mark.parametrize("values", [IMAGE, LOCAL])
def test_the_chart_may_have_a_secret_of_its_own(files: dict[str, str], count: int, values: str) -> None:
    problems = pull_secrets(delivery_of(helm_chart(values), chart_of({**CHART, **files})))
    assert len(problems) == count


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ("# imagePullSecrets: [{name: '{{repl ImagePullSecretName }}'}]", 1),
        ("# dockerconfigjson: later", 1),
        ("notes: ImagePullSecretName", 1),
        ("other: '{{repl print ImagePullSecretName }}' # for pods", 0),
        ("global: {dockerconfigjson: '{{repl LicenseDockerCfg }}'}", 0),
    ],
)
def test_what_is_in_a_comment_gives_nothing(more: str, count: int) -> None:
    assert len(pull_secrets(delivery_of(helm_chart(f"{IMAGE}\n{more}"), chart_of(CHART)))) == count


def test_a_chart_for_helm_alone_needs_the_secret_of_helm() -> None:
    files = {**CHART, "values.yaml": f"{IMAGE}\nimagePullSecrets: []\n"}
    delivery = delivery_of({}, chart_of(files), settings=HELM)
    problems = pull_secrets(delivery)
    assert [problem.path for problem in problems] == ["chart/values.yaml"]
    assert "enterprise-pull-secret" in problems[0].message
    files["values.yaml"] = f"{IMAGE}\nimagePullSecrets: [{{name: enterprise-pull-secret}}]\n"
    assert pull_secrets(delivery_of({}, chart_of(files), settings=HELM)) == []


def with_sdk(version: str) -> dict[str, str]:
    dependency = f"- {{name: replicated, version: '{version}', repository: 'oci://registry.replicated.com/library'}}"
    return {**CHART, "Chart.yaml": f"{CHART['Chart.yaml']}dependencies:\n  {dependency}\n"}


OF_HELM = "enterprise-pull-secret"
IN_VALUES = {"values.yaml": f"imagePullSecrets: [{{name: {OF_HELM}}}]\n"}
IN_TEMPLATE = {"templates/pod.yaml": f"spec:\n  imagePullSecrets:\n    - name: {OF_HELM}\n"}


@pytest.mark.parametrize(
    ("files", "is_made"),
    [
        (CHART, False),
        (with_sdk("1.10.0"), False),
        (with_sdk("1.11.0"), True),
        (with_sdk("1.x.x"), True),
        ({**CHART, "templates/s.yaml": f"kind: Secret\nmetadata:\n  name: {OF_HELM}\n"}, True),
    ],
)
def test_the_secret_of_helm_is_there_where_something_makes_it(files: dict[str, str], is_made: bool) -> None:
    given = helm_chart(f"{IMAGE}\nimagePullSecrets: [{{name: {OF_HELM}}}]")
    delivery = delivery_of(given, chart_of(files))
    assert marked(delivery, pull_secrets(delivery)) == ([] if is_made else [OF_HELM])
    in_values = delivery_of(helm_chart(IMAGE), chart_of({**files, **IN_VALUES}))
    problems = pull_secrets(in_values)
    assert [problem.path for problem in problems] == ([] if is_made else ["chart/values.yaml"])
    in_template = delivery_of(helm_chart(IMAGE), chart_of({**files, **IN_TEMPLATE}))
    assert len(pull_secrets(in_template)) == (not is_made)
    both = f"{IMAGE}\nimagePullSecrets: [{{name: {OF_HELM}}}, {{name: '{{{{repl ImagePullSecretName }}}}'}}]"
    assert pull_secrets(delivery_of(helm_chart(both), chart_of(files))) == []


def test_the_secret_of_helm_may_be_made_by_a_chart_that_is_not_known() -> None:
    given = helm_chart(f"{IMAGE}\nimagePullSecrets: [{{name: {OF_HELM}}}]")
    assert pull_secrets(delivery_of(given)) == []
    other = helm_chart("a: 1").replace("web", "replicated")
    assert pull_secrets(delivery_of({"web.yaml": given, "sdk.yaml": other}, chart_of(CHART))) == []


@pytest.mark.parametrize(("version", "count"), [("1.10.0", 1), ("1.11.0", 0)])
def test_for_helm_alone_only_an_sdk_that_is_too_old_is_known_not_to_make_the_secret(version: str, count: int) -> None:
    files = {**with_sdk(version), "values.yaml": f"{IMAGE}\n{IN_VALUES['values.yaml']}"}
    assert len(pull_secrets(delivery_of({}, chart_of(files), settings=HELM))) == count


def test_helm_alone_gets_what_the_chart_has_and_nothing_of_the_helm_chart() -> None:
    """A release for KOTS and for Helm alone: what a ``HelmChart`` gives is there for KOTS only."""
    files = {**CHART, "values.yaml": "image: quay.io/ns/web:1\nimagePullSecrets: []\n"}
    secret = "imagePullSecrets: [{name: '{{repl ImagePullSecretName }}'}]"
    given = helm_chart(f"{IMAGE}\n{secret}")
    both = HELM._replace(targets=frozenset({Target.KOTS, Target.HELM}))
    delivery = delivery_of(given, chart_of(files), settings=both)
    assert [(one.path, one.notes) for one in unproxied_images(delivery)] == [
        ("chart/values.yaml", ("it fails in helm",))
    ]
    files["values.yaml"] = f"{IMAGE}\nimagePullSecrets: []\n"
    delivery = delivery_of(given, chart_of(files), settings=both)
    assert [(one.path, one.notes) for one in pull_secrets(delivery)] == [("chart/values.yaml", ("it fails in helm",))]
    delivery = delivery_of(helm_chart(f"image: quay.io/ns/web:1\n{secret}"), chart_of(files), settings=both)
    assert [(one.path, one.notes) for one in unproxied_images(delivery)] == [("release.yaml", ("it fails in kots",))]


def test_a_name_that_nothing_makes_is_found_where_the_chart_is_known() -> None:
    text = helm_chart(f"{IMAGE}\nimagePullSecrets: [{{name: my-secret}}]")
    delivery = delivery_of(text, chart_of(CHART))
    assert marked(delivery, pull_secrets(delivery)) == ["my-secret"]
    assert pull_secrets(delivery_of(text)) == [], "the chart may make it"
    template = {"templates/secret.yaml": "kind: Secret\nmetadata:\n  name: my-secret\n"}
    assert pull_secrets(delivery_of(text, chart_of({**CHART, **template}))) == []


def test_values_that_a_template_makes_as_a_whole_are_not_known() -> None:
    assert pull_secrets(delivery_of(helm_chart("a: 1").replace("    a: 1\n", "").replace("values:\n", "values: repl{{ a }}\n"))) == []  # fmt: skip


def test_the_finding_names_the_target_that_it_fails_in() -> None:
    chart = chart_of({**CHART, "values.yaml": f"{IMAGE}\nimagePullSecrets: []\n"})
    for targets, notes in (
        ({Target.KOTS}, [()]),
        ({Target.KOTS, Target.EMBEDDED_CLUSTER_3}, [("it fails in kots",)]),
        ({Target.EMBEDDED_CLUSTER_3}, []),
    ):
        settings = HELM._replace(targets=frozenset(targets))
        problems = pull_secrets(delivery_of(helm_chart(IMAGE), chart, settings=settings))
        assert [problem.notes for problem in problems] == notes
