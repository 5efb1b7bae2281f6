"""What the platform refuses, and what it takes, kind by kind: one mistake each, at its place."""

from __future__ import annotations

import pytest
from kind_tools import Place, places_of

APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\n"
CONFIG = "apiVersion: kots.io/v1beta1\nkind: Config\nspec:\n  groups:\n  - name: g\n    title: G\n    items:\n"
CONFIG_VALUES = "apiVersion: kots.io/v1beta1\nkind: ConfigValues\n"
CHART_1 = "apiVersion: kots.io/v1beta1\nkind: HelmChart\n"
CHART_2 = "apiVersion: kots.io/v1beta2\nkind: HelmChart\n"
LINT = "apiVersion: kots.io/v1beta1\nkind: LintConfig\n"
IDENTITY = "apiVersion: kots.io/v1beta1\nkind: Identity\n"
CLUSTER = "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\n"
CLUSTER_2 = CLUSTER + "spec:\n  version: 2.14.0+k8s-1.34\n"
CLUSTER_3 = CLUSTER + "spec:\n  version: 3.0.0-beta.1+k8s-1.34\n"
APP = "apiVersion: app.k8s.io/v1beta1\nkind: Application\n"
BACKUP = "apiVersion: velero.io/v1\nkind: Backup\n"
PREFLIGHT = "apiVersion: troubleshoot.sh/v1beta2\nkind: Preflight\n"
BUNDLE = "apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\n"
BUNDLE_3 = "apiVersion: troubleshoot.sh/v1beta3\nkind: SupportBundle\n"
OLD_COLLECTOR = "apiVersion: troubleshoot.replicated.com/v1beta1\nkind: Collector\n"
HOST = "apiVersion: troubleshoot.sh/v1beta2\nkind: HostPreflight\n"
REDACTOR = "apiVersion: troubleshoot.sh/v1beta2\nkind: Redactor\n"

ITEM = "    - {name: a, type: text, "
IN_ITEM = "$.spec.groups[0].items[0]"

WRONG = [
    (APPLICATION + "metadata: {name: 5}", "$.metadata.name", "type"),
    (APPLICATION + "metadata: {labels: {a: 1}}", "$.metadata.labels.a", "type"),
    (APPLICATION + "metadata: {annotations: {a: true}}", "$.metadata.annotations.a", "type"),
    (APPLICATION + "spec: []", "$.spec", "type"),
    (APPLICATION + "spec: {title: 5}", "$.spec.title", "type"),
    (APPLICATION + "spec: {title: yes}", "$.spec.title", "type"),
    (APPLICATION + "spec: {minKotsVersion: 1.12}", "$.spec.minKotsVersion", "type"),
    (APPLICATION + "spec: {allowRollback: 'true'}", "$.spec.allowRollback", "type"),
    (APPLICATION + "spec: {statusInformers: deployment/web}", "$.spec.statusInformers", "type"),
    (APPLICATION + "spec: {statusInformers: [{deployment: web}]}", "$.spec.statusInformers[0]", "type"),
    (APPLICATION + "spec: {additionalImages: [5]}", "$.spec.additionalImages[0]", "type"),
    (APPLICATION + "spec: {ports: [{serviceName: a, servicePort: '80'}]}", "$.spec.ports[0].servicePort", "type"),
    (APPLICATION + "spec: {ports: {serviceName: a}}", "$.spec.ports", "type"),
    (APPLICATION + "spec: {graphs: [{durationSeconds: 1.5}]}", "$.spec.graphs[0].durationSeconds", "type"),
    (CONFIG + ITEM + "default: 8080}", f"{IN_ITEM}.default", "type"),
    (CONFIG + ITEM + "value: 1}", f"{IN_ITEM}.value", "type"),
    (CONFIG + ITEM + "default: [a]}", f"{IN_ITEM}.default", "type"),
    (CONFIG + ITEM + "required: 'true'}", f"{IN_ITEM}.required", "type"),
    (CONFIG + ITEM + "hidden: 1}", f"{IN_ITEM}.hidden", "type"),
    (CONFIG + ITEM + "readonly: 'false'}", f"{IN_ITEM}.readonly", "type"),
    (CONFIG + ITEM + "when: [a]}", f"{IN_ITEM}.when", "type"),
    (CONFIG + ITEM + "when: 1.5}", f"{IN_ITEM}.when", "type"),
    (CONFIG + ITEM + "title: 2024}", f"{IN_ITEM}.title", "type"),
    (CONFIG + "    - {name: a, type: string}", f"{IN_ITEM}.type", "enum"),
    (CONFIG + "    - {name: a, type: Text}", f"{IN_ITEM}.type", "enum"),
    (CONFIG + "    - {name: 8080, type: text}", f"{IN_ITEM}.name", "type"),
    (CONFIG + "    - {name: a, type: radio, items: {b: B}}", f"{IN_ITEM}.items", "type"),
    (CONFIG + "    - {name: a, type: radio, items: [{name: 1}]}", f"{IN_ITEM}.items[0].name", "type"),
    (CONFIG + ITEM + "validation: {regex: '^a'}}", f"{IN_ITEM}.validation.regex", "type"),
    (CONFIG + ITEM + "valuesByGroup: {g: {a: 80}}}", f"{IN_ITEM}.valuesByGroup.g.a", "type"),
    (CONFIG + ITEM + "templates: {kind: Service}}", f"{IN_ITEM}.templates", "type"),
    (CONFIG_VALUES + "spec: {values: {a: b}}", "$.spec.values.a", "type"),
    (CONFIG_VALUES + "spec: {values: {a: {value: 8080}}}", "$.spec.values.a.value", "type"),
    (CHART_1, "$", "required"),
    (CHART_1 + "spec: {}", "$.spec", "required"),
    (CHART_1 + "spec: {chart: {chartVersion: 1.0.0}}", "$.spec.chart", "required"),
    (CHART_1 + "spec: {chart: {name: a}, useHelmInstall: 'true'}", "$.spec.useHelmInstall", "type"),
    (CHART_2 + "spec: {chart: a}", "$.spec.chart", "type"),
    (CHART_2 + "spec: {chart: {name: a, chartVersion: 1.10}}", "$.spec.chart.chartVersion", "type"),
    (CHART_2 + "spec: {chart: {name: a}, weight: '1'}", "$.spec.weight", "type"),
    (CHART_2 + "spec: {chart: {name: a}, exclude: 1}", "$.spec.exclude", "type"),
    (CHART_2 + "spec: {chart: {name: a}, values: 'a: b'}", "$.spec.values", "type"),
    (CHART_2 + "spec: {chart: {name: a}, builder: [a]}", "$.spec.builder", "type"),
    (CHART_2 + "spec: {chart: {name: a}, optionalValues: {}}", "$.spec.optionalValues", "type"),
    (CHART_2 + "spec: {chart: {name: a}, optionalValues: [{when: true}]}", "$.spec.optionalValues[0].when", "type"),
    (
        CHART_2 + "spec: {chart: {name: a}, optionalValues: [{recursiveMerge: 'true'}]}",
        "$.spec.optionalValues[0].recursiveMerge",
        "type",
    ),
    (CHART_2 + "spec: {chart: {name: a}, helmUpgradeFlags: --wait}", "$.spec.helmUpgradeFlags", "type"),
    (LINT + "spec: {rules: {application-icon: off}}", "$.spec.rules", "type"),
    (LINT + "spec: {rules: [{name: application-icon, level: warning}]}", "$.spec.rules[0].level", "enum"),
    (IDENTITY + "spec: {oidcRedirectUris: https://a}", "$.spec.oidcRedirectUris", "type"),
    (CLUSTER + "spec: {extensions: {helmCharts: []}}", "$.spec", "required"),
    (CLUSTER + "spec: {extensions: {helm: {}}}", "$.spec", "required"),
    (CLUSTER_2 + "  roles: {controller: {labels: {app: true}}}", "$.spec.roles.controller.labels.app", "type"),
    (CLUSTER_2 + "  roles: {custom: {name: a}}", "$.spec.roles.custom", "type"),
    (CLUSTER_2 + "  extensions: {helm: {charts: [{name: a}]}}", "$.spec.extensions.helm.charts[0]", "required"),
    (
        CLUSTER_2 + "  extensions: {helm: {charts: [{name: a, version: '1', values: {b: c}}]}}",
        "$.spec.extensions.helm.charts[0].values",
        "type",
    ),
    (CLUSTER_2 + "  unsupportedOverrides: {k0s: {config: {}}}", "$.spec.unsupportedOverrides.k0s", "type"),
    (CLUSTER_3 + "  unsupportedOverrides: {k0s: {config: {}}}", "$.spec.unsupportedOverrides.k0s", "type"),
    (CLUSTER_3 + "  extensions: {helmCharts: {a: b}}", "$.spec.extensions.helmCharts", "type"),
    (
        CLUSTER_3 + "  extensions: {helmCharts: [{releaseName: a, namespace: a}]}",
        "$.spec.extensions.helmCharts[0]",
        "required",
    ),
    (
        CLUSTER_3 + "  extensions: {helmCharts: [{chart: {name: a}, namespace: a}]}",
        "$.spec.extensions.helmCharts[0]",
        "required",
    ),
    (
        CLUSTER_3 + "  extensions: {helmCharts: [{chart: {name: a}, releaseName: a, namespace: a, weight: '1'}]}",
        "$.spec.extensions.helmCharts[0].weight",
        "type",
    ),
    (APP + "spec: {descriptor: {links: {url: a}}}", "$.spec.descriptor.links", "type"),
    (APP + "spec: {descriptor: {version: 1.0}}", "$.spec.descriptor.version", "type"),
    (APP + "spec: {selector: {matchLabels: {a: 1}}}", "$.spec.selector.matchLabels.a", "type"),
    (BACKUP + "spec: {ttl: 720}", "$.spec.ttl", "type"),
    (BACKUP + "spec: {includedNamespaces: shop}", "$.spec.includedNamespaces", "type"),
    (BACKUP + "spec: {hooks: {resources: [{pre: [{}]}]}}", "$.spec.hooks.resources[0].pre[0]", "required"),
    (BACKUP + "spec: {hooks: {resources: [{pre: [{exec: {}}]}]}}", "$.spec.hooks.resources[0].pre[0].exec", "required"),
    (
        BACKUP + "spec: {hooks: {resources: [{post: [{exec: {command: [a], onError: fail}}]}]}}",
        "$.spec.hooks.resources[0].post[0].exec.onError",
        "enum",
    ),
    (
        BACKUP + "spec: {hooks: {resources: [{post: [{exec: {command: ls}}]}]}}",
        "$.spec.hooks.resources[0].post[0].exec.command",
        "type",
    ),
    (PREFLIGHT + "spec: {collectors: {clusterInfo: {}}}", "$.spec.collectors", "type"),
    (PREFLIGHT + "spec: {collectors: [clusterInfo]}", "$.spec.collectors[0]", "type"),
    (PREFLIGHT + "spec: {analyzers: [{clusterVersion: [{fail: }]}]}", "$.spec.analyzers[0].clusterVersion", "type"),
    (
        PREFLIGHT + "spec: {analyzers: [{clusterVersion: {outcomes: {pass: {}}}}]}",
        "$.spec.analyzers[0].clusterVersion.outcomes",
        "type",
    ),
    (
        PREFLIGHT + "spec: {analyzers: [{distribution: {outcomes: [{pass: ok}]}}]}",
        "$.spec.analyzers[0].distribution.outcomes[0].pass",
        "type",
    ),
    (
        PREFLIGHT + "spec: {analyzers: [{postgres: {outcomes: [{fail: {when: true}}]}}]}",
        "$.spec.analyzers[0].postgres.outcomes[0].fail.when",
        "type",
    ),
    (
        PREFLIGHT + "spec: {analyzers: [{nodeResources: {filters: {cpuCapacity: 4}}}]}",
        "$.spec.analyzers[0].nodeResources.filters.cpuCapacity",
        "type",
    ),
    (
        PREFLIGHT + "spec: {analyzers: [{clusterVersion: {exclude: 1}}]}",
        "$.spec.analyzers[0].clusterVersion.exclude",
        "type",
    ),
    (BUNDLE + "spec: {collectors: [{logs: {selector: app=web}}]}", "$.spec.collectors[0].logs.selector", "type"),
    (
        BUNDLE + "spec: {collectors: [{logs: {limits: {maxLines: '10'}}}]}",
        "$.spec.collectors[0].logs.limits.maxLines",
        "type",
    ),
    (BUNDLE + "spec: {collectors: [{run: {command: ping}}]}", "$.spec.collectors[0].run.command", "type"),
    (BUNDLE + "spec: {collectors: [{run: {args: [1]}}]}", "$.spec.collectors[0].run.args[0]", "type"),
    (BUNDLE + "spec: {collectors: [{run: {timeout: 5}}]}", "$.spec.collectors[0].run.timeout", "type"),
    (BUNDLE + "spec: {collectors: [{runPod: {podSpec: []}}]}", "$.spec.collectors[0].runPod.podSpec", "type"),
    (
        BUNDLE + "spec: {collectors: [{postgres: {uri: {valueFrom: {}}}}]}",
        "$.spec.collectors[0].postgres.uri",
        "type",
    ),
    (
        BUNDLE_3 + "spec: {collectors: [{postgres: {uri: {valueFrom: {secretKeyRef: a}}}}]}",
        "$.spec.collectors[0].postgres.uri.valueFrom.secretKeyRef",
        "type",
    ),
    (BUNDLE + "spec: {hostCollectors: [{run: {command: [ls]}}]}", "$.spec.hostCollectors[0].run.command", "type"),
    (OLD_COLLECTOR + "spec: [{run: {name: a}}]", "$.spec", "type"),
    (HOST + "spec: {collectors: [{tcpPortStatus: {port: '80'}}]}", "$.spec.collectors[0].tcpPortStatus.port", "type"),
    (
        HOST + "spec: {remoteCollectors: [{subnetAvailable: {desiredCIDR: /22}}]}",
        "$.spec.remoteCollectors[0].subnetAvailable.desiredCIDR",
        "type",
    ),
    (HOST + "spec: {collectors: [{tcpPortStatus: {port: 22:22}}]}", "$.spec.collectors[0].tcpPortStatus.port", "type"),
    (REDACTOR + "spec: {redactors: [{removals: {regex: a}}]}", "$.spec.redactors[0].removals.regex", "type"),
]


def test_a_level_without_quotes_is_of_a_wrong_type() -> None:
    level = "$.spec.rules[0].level"
    text = LINT + "spec: {rules: [{name: application-icon, level: off}]}"
    assert places_of(text) == [Place(level, "enum"), Place(level, "type")]


@pytest.mark.parametrize(("text", "path", "keyword"), WRONG)
def test_a_mistake_is_found_at_its_place(text: str, path: str, keyword: str) -> None:
    assert places_of(text) == [Place(path, keyword)]


@pytest.mark.parametrize(
    "text",
    [
        APPLICATION,
        APPLICATION + "spec:",
        APPLICATION + "spec: {title: null, ports: null, statusInformers: [null]}",
        APPLICATION + "spec: {allowRollback: yes}",
        APPLICATION + "spec: {title: '5'}",
        APPLICATION + "spec: {ports: [{serviceName: a, servicePort: {{repl Port }}}]}",
        CONFIG + ITEM + "default: true, value: '1', when: 0, required: no}",
        CONFIG + ITEM + "default: 22:22}",
        BUNDLE + "spec: {collectors: [{run: {timeout: 1:30, args: [10:30]}}]}",
        CONFIG + ITEM + "when: 'yes', default: '', type: {{repl Kind }}}",
        CONFIG + "    - {name: a, type: }",
        CONFIG + "    - {{repl Item }}",
        CONFIG + "    - <<: {{repl Item }}",
        CONFIG_VALUES + "spec: {values: {a: , b: {}}}",
        CHART_2 + "spec: {{repl Spec }}",
        CHART_2 + "spec: {chart: {name: a}, values: {a: [1, {b: null}]}}",
        CHART_2 + "spec: {chart: {name: a}, values: {{repl Values }}}",
        CHART_2 + "spec: {chart: {name: a}, weight: {{repl Weight }}}",
        LINT + "spec: {rules: [{name: application-icon, level: 'off'}]}",
        CLUSTER_2 + "  extensions: {helm: {charts: [{version: '1', timeout: 5}]}}",
        CLUSTER_3 + "  roles: {controller: {labels: {app: true}}}",
        BACKUP + "spec: {includeClusterResources: null, hooks: {}}",
        BACKUP + "spec: {hooks: {resources: [{post: [{exec: {command: [a], onError: }}]}]}}",
        BUNDLE + "spec: {collectors: [{logs: {limits: {sinceTime: 2024-01-01}}}, ]}",
        BUNDLE + "spec: {collectors: [{runPod: {podSpec: {containers: 5, any: [thing]}}}]}",
        PREFLIGHT + "spec: {analyzers: [{clusterVersion: {exclude: 'true', strict: no}}]}",
        BUNDLE_3 + "spec: {collectors: [{postgres: {uri: postgresql://a}}, {redis: {uri: {value: redis://a}}}]}",
    ],
)
def test_a_value_that_the_platform_accepts_has_no_finding(text: str) -> None:
    assert places_of(text) == []
