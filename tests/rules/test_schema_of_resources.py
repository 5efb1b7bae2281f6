"""The rules `schema` and `unknown-key` for the resources that have a schema of their own."""

from __future__ import annotations

import pytest
from rule_tools import ALIAS, check, findings, fixed

from replreg.finding import Severity

APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\n"
CONFIG = "apiVersion: kots.io/v1beta1\nkind: Config\nspec: {groups: [{name: g, items: ["
CHART = "apiVersion: kots.io/v1beta2\nkind: HelmChart\n"
CLUSTER_2 = "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec:\n  version: 2.14.0+k8s-1.34\n"
CLUSTER_3 = "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec:\n  version: 3.0.0+k8s-1.34\n"
PREFLIGHT = "apiVersion: troubleshoot.sh/v1beta2\nkind: Preflight\n"
APP = "apiVersion: app.k8s.io/v1beta1\nkind: Application\n"
BACKUP = "apiVersion: velero.io/v1\nkind: Backup\n"


@pytest.mark.parametrize(
    ("text", "underlined", "severity"),
    [
        (APPLICATION + "spec: {title: 5}\n", "5", "error"),
        (APPLICATION + "spec: {allowRollback: 'true'}\n", "true", "error"),
        (
            APPLICATION + f"spec: {{additionalImages: [{{image: {ALIAS}/ns/a:1}}]}}\n",
            f"{{image: {ALIAS}/ns/a:1}}",
            "error",
        ),
        (CONFIG + "{name: a, type: text, default: 8080}]}]}\n", "8080", "error"),
        (CONFIG + "{name: a, type: string}]}]}\n", "string", "warning"),
        (CHART, "apiVersion", "warning"),
        (CHART + "spec: {chart: {name: a, chartVersion: 1.10}}\n", "1.10", "error"),
        (CLUSTER_2 + "  roles: {controller: {labels: {app: true}}}\n", "true", "error"),
        (CLUSTER_3 + "  extensions: {helmCharts: {a: b}}\n", "{a: b}", "error"),
        (PREFLIGHT + "spec: {analyzers: {a: b}}\n", "{a: b}", "error"),
        (APP + "spec: {descriptor: {version: 1.0}}\n", "1.0", "error"),
        (BACKUP + "spec: {ttl: 720}\n", "720", "error"),
        ("# kind: scheduler-kubernetes\n" + BACKUP + "spec: {ttl: 720}\n", "720", "error"),
    ],
)
def test_a_wrong_shape(text: str, underlined: str, severity: str) -> None:
    (found,) = findings("schema", text)
    assert text[found.start.offset : found.end.offset] == underlined
    assert found.severity is Severity(severity)


@pytest.mark.parametrize(
    "text",
    [
        APPLICATION + "spec: {title: A, additionalImages: [redis], allowRollback: true}\n",
        APPLICATION + "spec: {title: '{{repl ConfigOption \"a\"}}', allowRollback: repl{{ true }}}\n",
        CONFIG + "{name: a, type: text, default: '8080', help_text: b}]}]}\n",
        CHART + "spec: {chart: {name: a, chartVersion: '1.10'}, values: {anything: [1, {a: b}]}}\n",
        CLUSTER_3 + "  unsupportedOverrides: {k0s: 'config: {}'}\n",
        PREFLIGHT.replace("beta2", "beta3") + "spec:\n  analyzers:\n  - clusterVersion: {{ .Values.outcomes }}\n",
        "apiVersion: example.com/v1\nkind: Application\nspec: {title: 5, titel: 6}\n",
        "apiVersion: kots.io/v1beta1\nkind: Unheard\nspec: 5\n",
    ],
)
def test_clean(text: str) -> None:
    assert check("schema", text) == []
    assert check("unknown-key", text) == []


def test_a_message_names_the_resource_and_says_how_to_get_the_type() -> None:
    (found,) = check("schema", CHART)
    assert "this HelmChart" in found.message
    (found,) = check("schema", APPLICATION + "spec: {allowRollback: 'true'}\n")
    assert "remove the quotes" in found.message
    (found,) = check("schema", APPLICATION + "spec: {title: 5}\n")
    assert "put it into quotes" in found.message


@pytest.mark.parametrize(
    ("text", "underlined", "hint"),
    [
        (APPLICATION + "spec: {Title: A}\n", "Title", "did you mean 'title'?"),
        (APPLICATION + "title: A\n", "title", "belongs under 'spec'"),
        (CHART + "spec: {chart: {name: a, weight: 1}}\n", "weight", "belongs under 'spec'"),
        (CHART + "spec: {chart: {name: a}, kind: b}\n", "kind", "belongs at the top level"),
        (CONFIG + "{name: a, type: text, description: b}]}]}\n", "description", "did you mean 'help_text'?"),
        (CONFIG + "{name: a, type: text, recomended: true}]}]}\n", "recomended", "did you mean 'recommended'?"),
        (CLUSTER_3 + "  proxyRegistryDomain: a\n", "proxyRegistryDomain", "belongs under 'spec.domains'"),
        (PREFLIGHT + "metadata: {label: {}}\n", "label", "did you mean 'labels'?"),
        (BACKUP + "spec: {includedNamespace: [a]}\n", "includedNamespace", "did you mean 'includedNamespaces'?"),
    ],
)
def test_an_unknown_key(text: str, underlined: str, hint: str) -> None:
    (found,) = check("unknown-key", text)
    assert found.text == underlined
    assert hint in found.message


def test_the_fix_renames_a_key_and_moves_none() -> None:
    text = CONFIG + "{name: a, type: text, description: b}]}]}\n"
    assert fixed(text, unsafe=True) == text.replace("description", "help_text")
    moved = CHART + "spec: {chart: {name: a, weight: 1}}\n"
    assert fixed(moved, unsafe=True) == moved


def test_no_key_is_suggested_that_only_the_platform_may_set() -> None:
    text = (
        "# kind: replicated\nreplicated_api_version: 2.9.2\n"
        "components: [{name: A, containers: [{source: public, image_name: redis, version: '3', image_keys: x}]}]\n"
    )
    (found,) = check("unknown-key", text)
    assert found.text == "image_keys"
    assert "image_key'?" not in found.message
