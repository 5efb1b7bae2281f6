"""The table of kinds: what is read in a document of each kind, and the words by which its files are found."""

from __future__ import annotations

import pickle
from copy import deepcopy
from pathlib import Path
from typing import get_type_hints

import pytest
from rule_tools import spans

from replreg.config.model import Config
from replreg.linter.file_job import FileJob
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint import lint_release
from replreg.linter.lint_file import LintedFile, lint_file
from replreg.release.documents import read_documents
from replreg.release.kinds import CERTAIN_WORDS, KINDS, MARKER_KINDS, RELEASE_WORDS, Kind
from replreg.release.kots_domains import read_kots_domains
from replreg.release.model import Form

HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n- {source: public, name: redis, tag: '3'}\n"
SERVICES = "services:\n  check:\n    image: mythirdpartyprivateregistry/ns/check:1\n"
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: check}
spec:
  containers:
  - name: check
    image: mythirdpartyprivateregistry/ns/check:1
"""
CLUSTER = """\
apiVersion: embeddedcluster.replicated.com/v1beta1
kind: Config
spec:
  version: 3.0.0+k8s-1.34
  domains: {proxyRegistryDomain: images.example.com}
  extensions:
    helmCharts:
    - chart: {name: ingress, chartVersion: 1.0.0}
      releaseName: ingress
      namespace: ingress
      values: {controller: {image: {repository: mythirdpartyprivateregistry/ns/controller, tag: '1'}}}
"""
SAMPLES = {
    Kind.REPLICATED: HEAD,
    Kind.SWARM: f"# kind: scheduler-swarm\n{SERVICES}",
    Kind.KUBERNETES: f"# kind: scheduler-kubernetes\n{POD}",
    Kind.PREFLIGHT_SWARM: f"# kind: preflight-swarm\n{SERVICES}",
    Kind.PREFLIGHT_KUBERNETES: f"# kind: preflight-kubernetes\n{POD}",
    Kind.TEST_PROC_SWARM: f"# kind: test-proc-swarm\n{SERVICES}",
    Kind.TEST_PROC_KUBERNETES: f"# kind: test-proc-kubernetes\n{POD}",
    Kind.SHIP: "assets: {v1: [{docker: {image: redis}}]}\n",
    Kind.KOTS: "apiVersion: kots.io/v1beta1\nkind: Application\n",
    Kind.EMBEDDED_CLUSTER: CLUSTER,
    Kind.UNKNOWN: "just: {any: yaml}\n",
}
SCHEDULED = [kind for kind in MARKER_KINDS.values() if kind is not Kind.REPLICATED]


def test_every_kind_has_a_sample_here() -> None:
    assert set(SAMPLES) == set(KINDS)


def test_every_kind_that_code_names_has_a_record() -> None:
    assert set(get_type_hints(Kind)) - {"name", "facts"} == {kind.name for kind in KINDS}


@pytest.mark.parametrize("one", [*KINDS, Form.CONTAINER, Form.IMAGES, Form.SHIP], ids=lambda one: one.name)
def test_a_copy_is_the_same_value(one: Kind | Form) -> None:
    assert pickle.loads(pickle.dumps(one)) is one
    assert deepcopy(one) is one


def test_the_markers_are_the_seven_of_the_platform() -> None:
    assert list(MARKER_KINDS) == [
        "replicated",
        "scheduler-swarm",
        "scheduler-kubernetes",
        "preflight-swarm",
        "preflight-kubernetes",
        "test-proc-swarm",
        "test-proc-kubernetes",
    ]


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.name)
def test_the_kind_of_a_document(kind: Kind) -> None:
    (document,) = read_documents(SAMPLES[kind])
    assert document.kind is kind


@pytest.mark.parametrize(
    "text, kind",
    [
        ("config: {v1: [{name: main, items: []}]}\n", Kind.SHIP),
        ("config:\n  v1: []\n", Kind.SHIP),
        ("config: {v1: {name: main}}\n", Kind.UNKNOWN),
        ("config: {v1: []}\nother: true\n", Kind.UNKNOWN),
    ],
)
def test_the_config_screen_of_ship_alone(text: str, kind: Kind) -> None:
    (document,) = read_documents(text)
    assert document.kind is kind


@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if kind is not Kind.UNKNOWN], ids=lambda kind: kind.name)
def test_a_file_of_each_kind_passes_the_prefilter(kind: Kind) -> None:
    assert any(word in SAMPLES[kind].encode() for word in RELEASE_WORDS)
    if kind.facts.marker:
        assert any(word in SAMPLES[kind].encode() for word in CERTAIN_WORDS)


@pytest.mark.parametrize("kind", SCHEDULED, ids=lambda kind: kind.name)
def test_images_of_every_marked_document_are_uses(kind: Kind) -> None:
    release = lint_release(f"{HEAD}---\n{SAMPLES[kind]}").release
    assert [use.reference for use in release.uses] == ["mythirdpartyprivateregistry/ns/check:1"]
    assert all(use.is_listable for use in release.uses)


@pytest.mark.parametrize("kind", SCHEDULED, ids=lambda kind: kind.name)
def test_images_of_every_marked_document_are_checked_and_must_be_listed(kind: Kind) -> None:
    text = f"{HEAD}---\n{SAMPLES[kind]}"
    assert spans("alias-as-host", text) == ["mythirdpartyprivateregistry"]
    assert spans("undeclared-image", text) == ["mythirdpartyprivateregistry/ns/check:1"]
    assert spans("unused-image", text) == ["redis"]


@pytest.mark.parametrize("kind", SCHEDULED, ids=lambda kind: kind.name)
def test_a_marked_document_is_a_release_alone(kind: Kind) -> None:
    assert lint_release(SAMPLES[kind]).release.is_release


def test_a_configuration_of_embedded_cluster_is_a_release_alone(tmp_path: Path) -> None:
    release = lint_release(CLUSTER).release
    assert release.is_release
    assert release.context is not None and "images.example.com" in release.context.proxy_domains
    assert spans("alias-as-host", CLUSTER) == ["mythirdpartyprivateregistry"]
    path = tmp_path / "cluster.yaml"
    path.write_text(CLUSTER, encoding="utf-8")
    job = FileJob(str(path), "cluster.yaml", Config(), is_named=False)
    assert isinstance(lint_file(job, KotsFolders()), LintedFile)


def test_a_configuration_of_embedded_cluster_makes_its_folder_a_release() -> None:
    context = read_kots_domains([CLUSTER, POD])
    assert context is not None and "images.example.com" in context.proxy_domains
    assert read_kots_domains([POD]) is None


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("# kind: scheduler-swarm\n", ["scheduler-swarm"]),
        ("# kind: scheduler-swarm\n---\n", ["scheduler-swarm"]),
        ("---\n# kind: scheduler-swarm\n", ["scheduler-swarm"]),
        ("--- # kind: scheduler-swarm\n", ["scheduler-swarm"]),
        ("# kind: replicated\n---\n# kind: scheduler-swarm\n", ["scheduler-swarm"]),
        ("# kind: replicated\n--- # kind: scheduler-swarm\n", ["scheduler-swarm"]),
        ("# kind: scheduler-swarm\n---\n# kind: Deployment\n", ["scheduler-swarm"]),
        ("# kind: scheduler-swarm\n# kind: replicated\n", ["scheduler-swarm"]),
        ("name: a\n# kind: scheduler-swarm\n---\n", [None, None]),
        ("name: a\n---\n# kind: scheduler-swarm\n", [None, "scheduler-swarm"]),
    ],
)
def test_a_marker_belongs_to_the_document_after_it_and_one_after_the_dashes_counts_more(
    start: str, words: list[str | None]
) -> None:
    found = [document.marker.word if document.marker else None for document in read_documents(f"{start}{SERVICES}")]
    assert found == words
