"""`missing-pull-secret`: pods with a private image that do not name the platform's secret."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, swarm, workload
from rule_tools import ALIAS, check, message, safety, spans, yaml

RULE = "missing-pull-secret"
SECRET = "imagePullSecrets:\n- name: replicatedregistrykey\n"
MISSING = "'imagePullSecrets: [{name: replicatedregistrykey}]'"


def images(source: str = ALIAS, name: str = "ns/img") -> str:
    return listed(f"- source: {source}\n  name: {name}\n  tag: v1\n")


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        ("Pod", "v1"),
        ("Deployment", "apps/v1"),
        ("DaemonSet", "apps/v1"),
        ("Job", "batch/v1"),
        ("Rollout", "argoproj.io/v1"),
    ],
)
def test_private_image_is_underlined(kind, version):
    text = images() + workload("quay.io/ns/img:v1", kind, version)
    (found,) = check(RULE, text)
    assert found.text == "quay.io/ns/img:v1"
    assert MISSING in found.message
    assert safety(RULE, text) == [None]
    assert check(RULE, images() + workload("quay.io/ns/img:v1", kind, version, SECRET)) == []


@pytest.mark.parametrize(
    "spec",
    [
        SECRET,
        "imagePullSecrets: [{name: replicatedregistrykey}]\n",
        'imagePullSecrets: [{"name": "replicatedregistrykey"}]\n',
        "imagePullSecrets:\n- name: other\n- name: replicatedregistrykey\n",
        "imagePullSecrets:\n- name: '{{repl ConfigOption \"secret\"}}'\n",
        "imagePullSecrets: '{{repl ConfigOption \"secrets\"}}'\n",
        'imagePullSecrets:\n{{repl if ConfigOptionEquals "a" "1"}}\n- name: replicatedregistrykey\n{{repl end}}\n',
        "serviceAccountName: '{{repl ConfigOption \"account\"}}'\n",
    ],
)
def test_named_and_unknown_secrets_are_clean(spec):
    assert check(RULE, images() + workload("quay.io/ns/img:v1", spec=spec)) == []


@pytest.mark.parametrize(
    "spec",
    [
        "imagePullSecrets: []\n",
        "imagePullSecrets:\n",
        "imagePullSecrets: null\n",
        "imagePullSecrets:\n- {}\n",
        "imagePullSecrets: replicatedregistrykey\n",
        "serviceAccountName: builder\n",
        "# imagePullSecrets: [{name: replicatedregistrykey}]\n",
    ],
)
def test_no_secret(spec):
    text = images() + workload("quay.io/ns/img:v1", spec=spec)
    assert MISSING in message(RULE, text)


def test_secret_of_another_name():
    spec = "imagePullSecrets:\n- name: my-registry\n- name: other\n"
    found = message(RULE, images() + workload("quay.io/ns/img:v1", spec=spec))
    assert "'my-registry' and 'other'" in found
    assert "'- name: replicatedregistrykey'" in found


@pytest.mark.parametrize(
    ("source", "name", "used"),
    [
        (ALIAS, "ns/img", "quay.io/ns/img:v1"),
        (ALIAS, "ns/img", "ns/img:v1"),
        (ALIAS, "ns/img", "mythirdpartyprivateregistry/ns/img:v1"),
        (ALIAS, "ns/img", "quay.io/ns/unlisted:v1"),
        ("hub", "org/img", "org/img:v1"),
        ("hub", "org/img", "index.docker.io/org/img:v1"),
        ("dtr", "ns/img", "dtr.example.com:8443/ns/img:v1"),
        ("replicated", "img", "registry.replicated.com/my-app/img:v1"),
        ("nobody", "ns/img", "host.example.com/ns/img:v1"),
    ],
)
def test_private_images(source, name, used):
    text = images(source, name) + workload(used)
    assert spans(RULE, text) == [used]
    assert check(RULE, images(source, name) + workload(used, spec=SECRET)) == []


@pytest.mark.parametrize(
    ("source", "name", "used"),
    [
        ("public", "redis", "redis:v1"),
        ("public", "org/img", "org/img:v1"),
        ("public", "quay.io/ns/img", "quay.io/ns/img:v1"),
        ("public", "gcr.io/p/img", "gcr.io/p/img:v1"),
        ("public", "redis", "ghcr.io/org/unlisted:v1"),
        ("public", "redis", "org/unlisted:v1"),
        ("public", "redis", "'{{repl ConfigOption \"image\"}}'"),
        ("public", "redis", "'quay.io/{{repl ConfigOption \"image\"}}'"),
    ],
)
def test_public_and_unknown_images_need_none(source, name, used):
    assert check(RULE, images(source, name) + workload(used)) == []


def test_pod_is_reported_once_at_its_first_private_image():
    pod = yaml(
        """
        ---
        # kind: scheduler-kubernetes
        apiVersion: v1
        kind: Pod
        spec:
          initContainers:
          - image: redis:3
          - image: quay.io/ns/first:v1
          containers:
          - image: quay.io/ns/img:v1
          ephemeralContainers:
          - image: quay.io/ns/img:v2
        """
    )
    assert spans(RULE, images() + pod) == ["quay.io/ns/first:v1"]
    assert spans(RULE, images() + pod + pod) == ["quay.io/ns/first:v1"] * 2


def test_cron_job():
    job = yaml(
        """
        ---
        # kind: scheduler-kubernetes
        apiVersion: batch/v1beta1
        kind: CronJob
        spec:
          jobTemplate:
            spec:
              template:
                spec:
                  containers:
                  - image: quay.io/ns/img:v1
        """
    )
    assert spans(RULE, images() + job) == ["quay.io/ns/img:v1"]
    assert check(RULE, images() + job + "          imagePullSecrets: [{name: replicatedregistrykey}]\n") == []


def test_list_of_resources():
    resources = yaml(
        """
        ---
        # kind: scheduler-kubernetes
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Pod
          spec:
            containers:
            - image: quay.io/ns/img:v1
        - apiVersion: v1
          kind: Pod
          spec:
            imagePullSecrets: [{name: replicatedregistrykey}]
            containers:
            - image: quay.io/ns/other:v1
        """
    )
    assert spans(RULE, images() + resources) == ["quay.io/ns/img:v1"]


def account(name: str, secrets: str) -> str:
    return (
        f"---\n# kind: scheduler-kubernetes\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {name}\n{secrets}"
    )


def test_service_account_of_the_release_brings_the_secret():
    pod = workload("quay.io/ns/img:v1", spec="serviceAccountName: builder\n")
    assert check(RULE, images() + pod + account("builder", SECRET)) == []
    assert check(RULE, images() + account("builder", SECRET) + pod) == []
    assert check(RULE, images() + account("builder", "imagePullSecrets: '{{repl ConfigOption \"s\"}}'\n") + pod) == []
    assert spans(RULE, images() + account("builder", "") + pod) == ["quay.io/ns/img:v1"]
    assert spans(RULE, images() + account("other", SECRET) + pod) == ["quay.io/ns/img:v1"]
    old = workload("quay.io/ns/img:v1", spec="serviceAccount: builder\n")
    assert check(RULE, images() + account("builder", SECRET) + old) == []


def test_default_service_account():
    pod = workload("quay.io/ns/img:v1")
    assert check(RULE, images() + account("default", SECRET) + pod) == []


def test_plain_manifests_and_swarm_have_no_such_secret():
    pod = workload("quay.io/ns/img:v1")
    assert check(RULE, pod.replace("# kind: scheduler-kubernetes\n", "")) == []
    assert spans(RULE, pod) == ["quay.io/ns/img:v1"]
    unmarked = (images() + pod).replace("# kind: ", "# ")
    assert spans(RULE, unmarked) == ["quay.io/ns/img:v1"]
    assert check(RULE, images() + swarm("quay.io/ns/img:v1")) == []
    assert check(RULE, HEAD + "images: []\n" + swarm("quay.io/ns/img:v1")) == []


def test_crlf():
    assert spans(RULE, (images() + workload("'quay.io/ns/img:v1'")).replace("\n", "\r\n")) == ["quay.io/ns/img:v1"]


def test_no_registries_known():
    assert spans(RULE, images() + workload("quay.io/ns/img:v1"), registries=()) == ["quay.io/ns/img:v1"]
    assert check(RULE, images() + workload("quay.io/ns/unlisted:v1"), registries=()) == []
