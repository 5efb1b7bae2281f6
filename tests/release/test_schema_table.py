"""Which schema a document has, by its `apiVersion`, its `kind` and the version of Embedded Cluster."""

from __future__ import annotations

import pytest
from kind_tools import roots
from schema_tools import KIND_SCHEMAS, SCHEMAS

from replreg.release.kinds import SCHEMA_GROUPS
from replreg.release.schema_table import SCHEMAS as TABLE
from replreg.release.schema_table import SchemaName, schema_of

CLUSTER = "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\n"


def test_the_table_leads_to_definitions_that_name_the_kind_and_version() -> None:
    for (group, version, kind, major), (file, definition) in TABLE.items():
        properties = SCHEMAS[file]["$defs"][definition]["properties"]
        assert properties["kind"]["const"] == kind
        assert f"{group}/{version}" in properties["apiVersion"]["enum"]
        assert (major is None) == (file != "embedded-cluster")


def test_each_root_of_a_schema_is_in_the_table() -> None:
    named = {
        SchemaName(file, root["$ref"].removeprefix("#/$defs/"))
        for file in KIND_SCHEMAS
        for root in SCHEMAS[file]["anyOf"]
    }
    assert named == set(TABLE.values())


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("apiVersion: kots.io/v1beta1\nkind: Config", "Config"),
        ("apiVersion: kots.io/v1beta1\nkind: HelmChart", "HelmChart1"),
        ("apiVersion: kots.io/v1beta2\nkind: HelmChart", "HelmChart2"),
        ("apiVersion: app.k8s.io/v1beta1\nkind: Application", "Application"),
        ("apiVersion: velero.io/v1\nkind: Backup", "Backup"),
        ("apiVersion: troubleshoot.replicated.com/v1beta1\nkind: Preflight", "RootPreflight"),
        ("apiVersion: troubleshoot.sh/v1beta2\nkind: HostCollector", "RootHostCollector"),
        ("apiVersion: troubleshoot.sh/v1beta3\nkind: Preflight", "RootPreflight3"),
        ("apiVersion: troubleshoot.sh/v1beta3\nkind: Redactor", "RootRedactor"),
        (CLUSTER + "spec: {version: 1.9.1+k8s-1.29}", "Config2"),
        (CLUSTER + "spec: {version: 1.29.1+ec.6}", "Config2"),
        (CLUSTER + "spec: {version: 2.0.0}", "Config2"),
        (CLUSTER + "spec: {version: 3.0.0-alpha-31+k8s-1.34}", "Config3"),
        (CLUSTER + "spec: {version: v3.0.0}", "Config3"),
        (CLUSTER + "spec: {version: 10.0.0}", "Config3"),
        (CLUSTER + "spec: {version: $VERSION, extensions: {helmCharts: []}}", "Config3"),
        (CLUSTER + "spec: {version: {{repl V }}, extensions: {helm: {}}}", "Config2"),
        (CLUSTER + "spec: {extensions: {velero: {}}}", "Config2"),
        (CLUSTER + "spec: {version: $VERSION}", None),
        (CLUSTER + "spec: {version: {{repl V }}.0}", None),
        (CLUSTER + "spec: {version: '²'}", None),
        (CLUSTER + "spec: []", None),
        (CLUSTER, None),
        ("apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Installation", None),
        ("apiVersion: kots.io/v1beta2\nkind: Config", None),
        ("apiVersion: troubleshoot.replicated.com/v1beta1\nkind: HostPreflight", None),
        ("apiVersion: v1\nkind: Application", None),
        ("apiVersion: kots.io\nkind: Config", None),
        ("apiVersion: kots.io/v1beta1", None),
        ("apiVersion: [kots.io/v1beta1]\nkind: Config", None),
        ("apiVersion: {{repl V }}\nkind: Config", None),
        ("[]", None),
        ("text", None),
    ],
)
def test_the_schema_of_a_document(text: str, definition: str | None) -> None:
    (root,) = roots(text)
    found = schema_of(root)
    assert (found and found.definition) == definition


def test_nothing_has_no_schema() -> None:
    assert schema_of(None) is None


def test_the_groups_with_a_schema_are_those_of_the_table() -> None:
    assert {group for group, _, _, _ in TABLE} == set(SCHEMA_GROUPS)
