"""Private images in charts have a pull secret that the target makes."""

from __future__ import annotations

import pytest
from delivery_tools import QUAY, chart_of, delivery_of, helm_chart, marked

from replreg.delivery.pull_secrets import pull_secrets
from replreg.delivery.settings import DeliverySettings
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
        ({"values.yaml": "imagePullSecrets: [{name: enterprise-pull-secret}]\n"}, 0),
        ({"templates/secret.yaml": "type: kubernetes.io/dockerconfigjson\n"}, 0),
        ({"templates/pod.yaml": "spec:\n  imagePullSecrets:\n    - name: enterprise-pull-secret\n"}, 0),
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
