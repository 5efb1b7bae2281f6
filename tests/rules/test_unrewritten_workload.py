"""`unrewritten-workload`: private images where the platform does not rewrite them."""

from __future__ import annotations

import pytest
from release_texts import listed, swarm, workload
from rule_tools import ALIAS, check, message, safety, spans, yaml

RULE = "unrewritten-workload"
IMAGES = listed(f"- source: {ALIAS}\n  name: ns/img\n  tag: v1\n- source: public\n  name: redis\n  tag: v1\n")
PRIVATE = "quay.io/ns/img:v1"
REWRITTEN = [
    ("DaemonSet", "apps/v1"),
    ("Deployment", "apps/v1"),
    ("ReplicaSet", "apps/v1"),
    ("StatefulSet", "apps/v1"),
    ("Job", "batch/v1"),
    ("Pod", "v1"),
    ("ReplicationController", "v1"),
]


def cron_job(version: str) -> str:
    return yaml(
        f"""
        ---
        # kind: scheduler-kubernetes
        apiVersion: {version}
        kind: CronJob
        spec:
          jobTemplate:
            spec:
              template:
                spec:
                  containers:
                  - image: {PRIVATE}
        """
    )


@pytest.mark.parametrize(("kind", "version"), REWRITTEN)
def test_workloads_that_the_platform_rewrites_are_clean(kind, version):
    assert check(RULE, IMAGES + workload(PRIVATE, kind, version)) == []


def test_cron_jobs_are_rewritten_in_one_version_only():
    assert check(RULE, IMAGES + cron_job("batch/v1beta1")) == []
    assert message(RULE, IMAGES + cron_job("batch/v1")).endswith("use 'batch/v1beta1'")
    assert spans(RULE, IMAGES + cron_job("batch/v2alpha1")) == [PRIVATE]


@pytest.mark.parametrize(
    ("kind", "version", "right"),
    [
        ("Deployment", "extensions/v1beta1", "apps/v1"),
        ("Deployment", "apps/v1beta1", "apps/v1"),
        ("Deployment", "apps/v1beta2", "apps/v1"),
        ("DaemonSet", "extensions/v1beta1", "apps/v1"),
        ("ReplicaSet", "extensions/v1beta1", "apps/v1"),
        ("StatefulSet", "apps/v1beta1", "apps/v1"),
        ("Job", "extensions/v1beta1", "batch/v1"),
        ("Deployment", "v1", "apps/v1"),
    ],
)
def test_image_is_underlined_and_the_right_version_named(kind, version, right):
    text = IMAGES + workload(PRIVATE, kind, version)
    said = (
        f"the platform does not rewrite images in a {kind} of '{version}', so this private one cannot be pulled; "
        f"use '{right}'"
    )
    assert [(found.text, found.message) for found in check(RULE, text)] == [(PRIVATE, said)]
    assert safety(RULE, text) == [None]


@pytest.mark.parametrize(
    ("kind", "version"), [("Rollout", "argoproj.io/v1alpha1"), ("DeploymentConfig", "apps.openshift.io/v1")]
)
def test_other_kinds_are_never_rewritten(kind, version):
    said = message(RULE, IMAGES + workload(PRIVATE, kind, version))
    assert f"a {kind} of '{version}'" in said
    assert said.endswith(
        "use one of DaemonSet, Deployment, ReplicaSet, StatefulSet, Job, CronJob, Pod, ReplicationController"
    )


@pytest.mark.parametrize(
    "image",
    ["redis:v1", "ghcr.io/org/img:v1", "'{{repl ConfigOption \"image\"}}'", "'quay.io/{{repl ConfigOption \"i\"}}'"],
)
def test_public_and_unknown_images_are_pulled_anyway(image):
    assert check(RULE, IMAGES + workload(image, "Deployment", "extensions/v1beta1")) == []


@pytest.mark.parametrize(
    "image",
    [
        "quay.io/ns/unlisted:v1",
        "ns/img:v1",
        "mythirdpartyprivateregistry/ns/img:v1",
        "registry.replicated.com/my-app/img:v1",
        "dtr.example.com:8443/ns/img:v1",
        "index.docker.io/org/img:v1",
    ],
)
def test_private_images(image):
    assert spans(RULE, IMAGES + workload(image, "Deployment", "extensions/v1beta1")) == [image]


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        ("Deployment", "'{{repl ConfigOption \"v\"}}'"),
        ("'{{repl ConfigOption \"k\"}}'", "apps/v1beta1"),
        ("Deployment", "''"),
    ],
)
def test_templates_hide_which_workload_it_is(kind, version):
    assert check(RULE, IMAGES + workload(PRIVATE, kind, version)) == []


def test_workload_is_reported_once():
    spec = "initContainers:\n- image: redis:v1\n- image: quay.io/ns/img:v1\n"
    text = IMAGES + workload("quay.io/ns/other:v1", "Deployment", "apps/v1beta1", spec)
    assert spans(RULE, text) == [PRIVATE]
    assert spans(RULE, text + workload(PRIVATE, "Deployment", "apps/v1beta1")) == [PRIVATE, PRIVATE]


def test_list_of_resources():
    resources = yaml(
        f"""
        ---
        # kind: scheduler-kubernetes
        apiVersion: v1
        kind: List
        items:
        - apiVersion: apps/v1beta1
          kind: Deployment
          spec: {{template: {{spec: {{containers: [{{image: '{PRIVATE}'}}]}}}}}}
        - apiVersion: apps/v1
          kind: Deployment
          spec: {{template: {{spec: {{containers: [{{image: '{PRIVATE}'}}]}}}}}}
        """
    )
    assert [found.line for found in check(RULE, IMAGES + resources)] == [17]


def test_plain_manifests_and_swarm():
    old = workload(PRIVATE, "Deployment", "extensions/v1beta1")
    assert check(RULE, old.replace("# kind: scheduler-kubernetes\n", "")) == []
    assert spans(RULE, old) == [PRIVATE]
    assert spans(RULE, (IMAGES + old).replace("# kind: ", "# ")) == [PRIVATE]
    assert check(RULE, IMAGES + old.replace("kind: Deployment\n", "")) == []
    assert check(RULE, IMAGES + swarm(PRIVATE)) == []


def test_crlf():
    text = (IMAGES + workload(f'"{PRIVATE}"', "Job", "extensions/v1beta1")).replace("\n", "\r\n")
    assert spans(RULE, text) == [PRIVATE]


def test_no_registries_known():
    text = IMAGES + workload(PRIVATE, "Deployment", "apps/v1beta1")
    assert spans(RULE, text, registries=()) == [PRIVATE]
