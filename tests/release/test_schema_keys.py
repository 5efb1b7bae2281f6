"""Keys that a schema does not know: the nearest known one, and the place where the key belongs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kind_tools import DEFINITIONS, roots, unknown
from test_wrong_values import complete

from replreg.release.key_hints import belongs_under, shown_key_path
from replreg.release.schema_keys import closed_keys, unknown_keys
from replreg.release.schema_table import SchemaName
from replreg.yaml.composer import Mapping
from replreg.yaml.json_schema import load_part, visits

APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\n"
CONFIG = "apiVersion: kots.io/v1beta1\nkind: Config\n"
CHART = "apiVersion: kots.io/v1beta2\nkind: HelmChart\n"
OLD_CHART = "apiVersion: kots.io/v1beta1\nkind: HelmChart\n"
CLUSTER_3 = "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec:\n  version: 3.0.0\n"
BUNDLE = "apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # The nearest known key, by case and punctuation first.
        (APPLICATION + "spec: {Title: A}", ("spec", "Title", "title", None)),
        (APPLICATION + "spec: {status_informers: []}", ("spec", "status_informers", "statusInformers", None)),
        (
            APPLICATION + "spec: {requireMinimalRBAC: true}",
            ("spec", "requireMinimalRBAC", "requireMinimalRBACPrivileges", None),
        ),
        (APPLICATION + "spec: {statusinformer: []}", ("spec", "statusinformer", "statusInformers", None)),
        (
            CONFIG + "spec: {groups: [{items: [{reccomended: true}]}]}",
            ("spec.groups.[].items.[]", "reccomended", "recommended", None),
        ),
        (
            CONFIG + "spec: {groups: [{items: [{helpText: a}]}]}",
            ("spec.groups.[].items.[]", "helpText", "help_text", None),
        ),
        (
            BUNDLE + "spec: {collectors: [{clusterResource: {}}]}",
            ("spec.collectors.[]", "clusterResource", "clusterResources", None),
        ),
        (BUNDLE + "metadata: {label: {}}", ("metadata", "label", "labels", None)),
        # One that is there already is not meant.
        (APPLICATION + "spec: {Title: A, title: B}", ("spec", "Title", None, None)),
        # Right, but elsewhere: above, below, or beside.
        (CHART + "spec: {chart: {name: a, weight: 1}}", ("spec.chart", "weight", None, "spec")),
        (CHART + "spec: {chart: {name: a, releaseName: b}}", ("spec.chart", "releaseName", None, "spec")),
        (OLD_CHART + "spec: {chart: {name: a}, releaseName: b}", ("spec", "releaseName", None, "spec.chart")),
        (CHART + "spec: {chart: {name: a}}\nbuilder: {}", ("", "builder", None, "spec")),
        (APPLICATION + "title: A", ("", "title", None, "spec")),
        (APPLICATION + "labels: {}", ("", "labels", None, "metadata")),
        (APPLICATION + "spec: {applicationUrl: a}", ("spec", "applicationUrl", None, "spec.ports.[]")),
        (
            CONFIG + "spec: {groups: [{items: [{pattern: a}]}]}",
            ("spec.groups.[].items.[]", "pattern", None, "spec.groups.[].items.[].validation.regex"),
        ),
        (
            CONFIG + "spec: {groups: [{items: [{validation: {pattern: a}}]}]}",
            ("spec.groups.[].items.[].validation", "pattern", None, "spec.groups.[].items.[].validation.regex"),
        ),
        (CONFIG + "spec: {groups: [{hidden: true}]}", ("spec.groups.[]", "hidden", None, "spec.groups.[].items.[]")),
        (
            CONFIG + "spec: {groups: [{items: [{items: [{when: a}]}]}]}",
            ("spec.groups.[].items.[].items.[]", "when", None, "spec.groups.[].items.[]"),
        ),
        (CLUSTER_3 + "  proxyRegistryDomain: a", ("spec", "proxyRegistryDomain", None, "spec.domains")),
        (
            CLUSTER_3 + "  extensions: {helmCharts: [{chartVersion: a, chart: {name: a}}]}",
            ("spec.extensions.helmCharts.[]", "chartVersion", None, "spec.extensions.helmCharts.[].chart"),
        ),
        # What a merge key brings in is where the merge key is.
        (CHART + "spec: {<<: {chart: {name: a, weight: 1}}}", ("spec.chart", "weight", None, "spec")),
        (CHART + "spec: {<<: [{chart: {name: a, weight: 1}}]}", ("spec.chart", "weight", None, "spec")),
        # Of several places, the one that the entry has, even if nothing is in it yet.
        (
            BUNDLE + "spec: {analyzers: [{clusterVersion: , outcomes: []}]}",
            ("spec.analyzers.[]", "outcomes", None, "spec.analyzers.[].clusterVersion"),
        ),
        (
            BUNDLE + "spec: {analyzers: [{distribution: {checkName: a}, outcomes: []}]}",
            ("spec.analyzers.[]", "outcomes", None, "spec.analyzers.[].distribution"),
        ),
        (BUNDLE + "spec: {analyzers: [{outcomes: []}]}", ("spec.analyzers.[]", "outcomes", None, None)),
        (
            BUNDLE + "spec: {analyzers: [{velero: {outcomes: []}}]}",
            ("spec.analyzers.[].velero", "outcomes", None, None),
        ),
        # Nothing like it.
        (APPLICATION + "spec: {descriptor: {}}", ("spec", "descriptor", None, None)),
        (APPLICATION + "spec: {'': {}}", ("spec", "", None, None)),
        (APPLICATION + "spec: {" + "a" * 200 + ": 1}", ("spec", "a" * 200, None, None)),
    ],
)
def test_an_unknown_key(text: str, found: tuple[str, str, str | None, str | None]) -> None:
    assert unknown(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        APPLICATION + "x-common: &a {anything: b}\nspec: {.b: 1, _c: 2}",
        APPLICATION + "spec: {{{repl Key }}: a}",
        APPLICATION + "spec:\n  {{repl if A }}\n  title: A\n  {{repl end }}",
        APPLICATION + "spec: {? [a] : b}",
        APPLICATION + "metadata: {annotations: {anything: a}, labels: {at: all}}\nstatus: {any: thing}",
        APPLICATION + "spec: {title: [{any: thing}]}",
        CHART + "spec: {values: {any: {thing: a}}, builder: {any: thing}, optionalValues: [{values: {any: thing}}]}",
        BUNDLE + "spec: {collectors: [{runPod: {podSpec: {any: thing}}}]}",
        BUNDLE + "spec: &a {collectors: [{logs: {selector: [a]}}], <<: *a}",
    ],
)
def test_a_free_mapping_has_no_unknown_key(text: str) -> None:
    assert unknown(text) == []


def test_an_alias_repeats_no_finding_and_a_merge_key_says_where() -> None:
    text = APPLICATION + "spec:\n  ports:\n  - &a {serviceName: a, servicport: 1}\n  - *a\n  - {<<: *a}\n"
    assert unknown(text) == [("spec.ports.[]", "servicport", "servicePort", None)]
    text = APPLICATION + "x-port: &a {serviceName: a, servicport: 1}\nspec: {ports: [{<<: [*a]}]}"
    assert unknown(text) == []  # it is written under a key of the author's own


def test_a_loop_of_aliases_ends() -> None:
    assert unknown(APPLICATION + "spec: &a {titel: A, ports: [*a]}")[0][:3] == ("spec", "titel", "title")


@pytest.mark.parametrize("name", DEFINITIONS, ids=lambda name: f"{name.file}-{name.definition}")
def test_a_key_is_unknown_in_each_closed_mapping_and_in_no_other(name: SchemaName) -> None:
    (root,) = roots(json.dumps(complete(name.file, {"$ref": f"#/$defs/{name.definition}"})))
    assert list(unknown_keys(root, name)) == []
    closed = {id(node) for node, part in visits(root, load_part(*name)) if closed_keys(part.schema) is not None}
    for node, _ in visits(root, load_part(*name)):
        if isinstance(node, Mapping):
            (wrong,) = roots("no such key: 1")
            assert isinstance(wrong, Mapping)
            node.pairs.extend(wrong.pairs)
    found = list(unknown_keys(root, name))
    assert {id(key.mapping) for key in found} == closed
    assert all((key.key.value, key.near, key.place) == ("no such key", None, None) for key in found)


@given(st.sampled_from(DEFINITIONS), st.data())
def test_a_key_that_loses_a_letter_is_near(name: SchemaName, data: st.DataObject) -> None:
    document = complete(name.file, {"$ref": f"#/$defs/{name.definition}"})
    long = sorted(key for key in document if len(key) > 7) if isinstance(document, dict) else []
    if not long:
        return
    key = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(0, len(key) - 1))
    misspelt = key[:at] + key[at + 1 :]
    (root,) = roots(json.dumps({misspelt if other == key else other: value for other, value in document.items()}))
    found = [(each.key.value, each.near or each.place) for each in unknown_keys(root, name) if each.mapping is root]
    assert misspelt in document or (found and found[0][0] == misspelt and found[0][1] is not None)


def test_a_path_as_it_is_shown() -> None:
    assert shown_key_path(()) == "the top level"
    assert shown_key_path(("spec", "groups", "[]", "items", "[]")) == "spec.groups[].items[]"


def test_a_place_far_away_is_not_meant() -> None:
    chart = SchemaName("kots", "HelmChart2")
    assert belongs_under(chart, "weight", ("spec", "chart")) == ("spec",)
    assert belongs_under(chart, "ownerReferences", ("spec",)) == ("metadata",)
    assert belongs_under(chart, "ownerReferences", ("spec", "optionalValues", "[]", "deep")) is None
    assert belongs_under(chart, "no such key", ("spec",)) is None


def test_many_unknown_keys_and_deep_values_take_time_in_proportion() -> None:
    deep = "{a: " * 400 + "b" + "}" * 400
    many = "".join(f"  - {{serviceName: a, servicport: {number}}}\n" for number in range(3_000))
    text = APPLICATION + f"x-deep: {deep}\nspec:\n  ports:\n{many}"
    assert len(unknown(text)) == 3_000
