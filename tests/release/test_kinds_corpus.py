"""The schemas of the kinds against real files: no false alarm, and no unknown key that the platform knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from kind_tools import Place, places
from schema_tools import SHARED, needs_shared

from replreg.release.documents import read_documents
from replreg.release.key_hints import shown_key_path
from replreg.release.schema_keys import unknown_keys
from replreg.release.schema_table import SCHEMAS, SchemaName, schema_of
from replreg.yaml.composer import Node

CORPUS = SHARED / "corpus"
FOLDERS = ("kots", "vendors", "release", "ship", "kubernetes")

# Judged by hand. All are wrong: KOTS decodes none of them.
WRONG = {
    # The selector is a list of labels, and here it is one text.
    "vendors/crdant__cloud-resources-demo/charts/cloud-resources/templates/troubleshoot/support-bundle.yaml": [
        Place(f"$.spec.collectors[{number}].logs.selector", "type") for number in range(3)
    ],
    # An old page writes the collectors right below `spec`, as a list.
    "release/troubleshoot-kubernetes-collectors-run-bdde0e7530.yaml": [Place("$.spec", "type")],
    # The outcomes are a list right below the analyzer, without `outcomes:`.
    "vendors/TestInProduction0__cust-fleet-examples/manifests/preflight.yaml": [
        Place("$.spec.analyzers[0].clusterVersion", "type")
    ],
}

# Judged by hand: none of these keys is in the types that KOTS decodes.
UNKNOWN = {
    "Application spec: applicationUrl",  # belongs under an entry of `ports`
    "Application spec: descriptor",  # is of the other Application, app.k8s.io
    "Application spec: kustomizeVersion",  # was removed long ago
    "Application spec: requireMinimalRBAC",
    "Application spec.graphs[]: YAxisFormat",
    "Application spec.graphs[]: yAxisLabel",
    "Config spec.groups[].items[]: description",  # `help_text` is meant
    "Config spec.groups[].items[]: props",  # is of the classic config screen
    "Config spec.groups[].items[]: reccomended",
    "Config spec.groups[].items[]: secret",
    "Config spec.groups[].items[].items[]: help_text",  # choices have none
    "Config3 spec.extensions: helm",  # is of Embedded Cluster 2
    "Config3 spec.extensions.helmCharts[]: optionalValues",  # is of kots.io HelmChart
    "ConfigValues spec.values.password_required: redacted",  # a test file of the platform itself
    "HelmChart2 spec: helmVersion",  # is of v1beta1
    "HelmChart2 spec.chart: releaseName",  # belongs under `spec` since v1beta2
    "HelmChart2 the top level: builder",
    "RootHostPreflight spec.analyzers[].tcpPortStatus.outcomes[]: error",  # outcomes are fail, warn and pass
    "RootHostPreflight spec.analyzers[].udpPortStatus.outcomes[]: error",
    "RootPreflight spec.analyzers[]: checkName",  # these three are indented too little
    "RootPreflight spec.analyzers[]: filters",
    "RootPreflight spec.analyzers[]: outcomes",
    "RootSupportBundle metadata: version",
    "RootSupportBundle spec.analyzers[].textAnalyze.outcomes[].fail: title",
    "RootSupportBundle spec.analyzers[].textAnalyze.outcomes[].pass: title",
    "RootSupportBundle spec.collectors[].http: namespace",
}


def kinds() -> Iterator[tuple[str, Node, SchemaName]]:
    """Yield the documents of the corpus that have a schema, with the file's name below the corpus."""
    for folder in FOLDERS:
        for path in sorted((CORPUS / folder).rglob("*")):
            if path.suffix not in (".yaml", ".yml") or not path.is_file():
                continue
            for document in read_documents(path.read_text(encoding="utf-8-sig", errors="replace")):
                name = None if document.error is not None else schema_of(document.root)
                if name is not None and document.root is not None:
                    yield path.relative_to(CORPUS).as_posix(), document.root, name


@pytest.fixture(scope="module")
def documents() -> list[tuple[str, Node, SchemaName]]:
    return list(kinds())


@pytest.mark.slow
@needs_shared
def test_there_are_files_of_most_kinds(documents: list[tuple[str, Node, SchemaName]]) -> None:
    counts = Counter(name for _, _, name in documents)
    assert sum(counts.values()) > 300
    rare = {
        "HostCollector",
        "HostCollector3",
        "HostPreflight3",
        "RemoteCollector",
        "Redactor",
        "Analyzer3",
        "Collector3",
    }
    rare |= {"SupportBundle3"}
    assert {name.definition.removeprefix("Root") for name in set(SCHEMAS.values()) - set(counts)} <= rare


@needs_shared
def test_real_files_raise_no_false_alarm(documents: list[tuple[str, Node, SchemaName]]) -> None:
    found: dict[str, list[Place]] = {}
    for path, root, name in documents:
        wrong = places(root, name)
        if wrong:
            found.setdefault(path, []).extend(wrong)
    assert found == WRONG


@needs_shared
def test_unknown_keys_of_real_files_are_mistakes(documents: list[tuple[str, Node, SchemaName]]) -> None:
    found = {
        f"{name.definition} {shown_key_path(key.path)}: {key.key.value}"
        for _, root, name in documents
        for key in unknown_keys(root, name)
    }
    assert found == UNKNOWN
