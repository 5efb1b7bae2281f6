"""One mistake put into a clean release of KOTS is one finding, at its place."""

from __future__ import annotations

import pytest
from rule_tools import underlined

from replreg.config.model import Config

CLEAN = """\
apiVersion: kots.io/v1beta1
kind: Application
metadata: {name: shop}
spec:
  title: Shop
  icon: https://example.com/shop.png
  minKotsVersion: 1.100.0
  targetKotsVersion: v1.110.0
  statusInformers: [deployment/web]
  ports:
  - {serviceName: web, servicePort: 80, localPort: 8080, applicationUrl: "http://shop"}
---
apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: shop}
spec:
  groups:
  - name: main
    title: Main
    items:
    - name: host
      title: Host
      type: text
      required: true
      validation: {regex: {pattern: '^[a-z.]+$', message: a host}}
    - name: tls
      type: bool
      default: "1"
    - name: certificate
      type: file
      when: '{{repl ConfigOptionEquals "tls" "1"}}'
    - name: mode
      type: select_one
      items: [{name: small}, {name: large}]
    - name: port
      type: text
      repeatable: true
      templates: [{apiVersion: v1, kind: Service, name: web, yamlPath: 'spec.ports[0]'}]
      valuesByGroup: {main: {}}
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: shop}
spec:
  chart: {name: shop, chartVersion: 1.0.0}
  releaseName: shop
  weight: 1
  exclude: '{{repl ConfigOptionEquals "mode" "small"}}'
---
apiVersion: kots.io/v1beta1
kind: LintConfig
metadata: {name: lint}
spec:
  rules: [{name: config-spec, level: "off"}]
---
apiVersion: app.k8s.io/v1beta1
kind: Application
metadata: {name: shop}
spec:
  descriptor:
    links: [{description: Open, url: "http://shop"}]
---
apiVersion: velero.io/v1
kind: Backup
metadata: {name: shop}
spec: {includedNamespaces: ["*"], ttl: 720h}
---
apiVersion: troubleshoot.sh/v1beta2
kind: Preflight
metadata: {name: shop}
spec:
  analyzers:
  - clusterVersion:
      outcomes: [{pass: {message: It fits.}}]
---
apiVersion: troubleshoot.sh/v1beta2
kind: SupportBundle
metadata: {name: shop}
spec:
  collectors:
  - logs: {selector: [app=web], limits: {maxLines: 100}}
---
apiVersion: embeddedcluster.replicated.com/v1beta1
kind: Config
metadata: {name: shop}
spec:
  version: 2.1.0+k8s-1.30
  extensions:
    helm:
      charts: [{name: ingress, chartname: ingress/ingress, version: 1.0.0}]
---
apiVersion: cluster.kurl.sh/v1beta1
kind: Installer
metadata: {name: shop}
spec: {kubernetes: {version: 1.27.3}}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {kots.io/creation-phase: "5", kots.io/when: '{{repl ConfigOptionEquals "tls" "1"}}'}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: docker.io/example/web:1.0.0
"""

MUTATIONS = [
    ("  title: Shop\n  icon", "  titel: Shop\n  icon", "unknown-key", "titel"),
    ("minKotsVersion: 1.100.0", "minKotsVersion: '1.100'", "invalid-kots-version", "1.100"),
    ("targetKotsVersion: v1.110.0", "targetKotsVersion: newest", "invalid-kots-version", "newest"),
    ("[deployment/web]", "[web]", "invalid-status-informer-format", "web"),
    ("servicePort: 80", "servicePort: '80'", "schema", "80"),
    ("      type: text\n      required", "      type: txt\n      required", "schema", "txt"),
    ("    items:\n    - name: host", "    itmes:\n    - name: host", "unknown-key", "itmes"),
    ("required: true", "required: 'yes'", "schema", "yes"),
    ("'^[a-z.]+$'", "'['", "option-validation", "["),
    ("      when: '{{repl", "      when: 'x{{repl", "config-option-when-is-invalid", 'x{{repl ConfigOptionEquals "tls" "1"}}'),
    ('ConfigOptionEquals "tls" "1"}}\'\n    - name', 'ConfigOptionEquals "tsl" "1"}}\'\n    - name', "unknown-option", "tsl"),
    ('default: "1"', "default: '{{repl ConfigOption \"tls\"}}'", "circular-option", "tls"),
    ("      valuesByGroup: {main: {}}\n", "", "repeatable-option", "name"),
    ("spec.ports[0]", "spec.ports", "repeatable-option", "spec.ports"),
    ("releaseName: shop", "releaseName: Shop_1", "invalid-helm-release-name", "Shop_1"),
    ("  chart: {name: shop, chartVersion: 1.0.0}\n", "  chart: {chartVersion: 1.0.0}\n", "schema", "{chartVersion: 1.0.0}"),
    ("    - name: tls\n      type", "    - title: TLS\n      type", "schema", "title"),
    ("{serviceName: web, servicePort: 80,", "{servicePort: 80,", "schema", '{servicePort: 80, localPort: 8080, applicationUrl: "http://shop"}'),
    ("chartVersion: 1.0.0}", "chartVersion: 1.0.0, namespace: shop}", "unknown-key", "namespace"),
    ('"mode" "small"', '"mode" "tiny"', "unknown-option", "tiny"),
    ("level: \"off\"", "level: quiet", "schema", "quiet"),
    ("    links: [{description: Open, url", "    links: [{description: Open, link", "unknown-key", "link"),
    ("ttl: 720h", "tll: 720h", "unknown-key", "tll"),
    ("kind: Backup", "kind: Restore", "backup-resource-required-when-restore-exists", "Restore"),
    ("clusterVersion:\n", "clusterVersoin:\n", "unknown-key", "clusterVersoin"),
    ("outcomes: [{pass", "outcome: [{pass", "unknown-key", "outcome"),
    ("maxLines: 100", "maxLines: many", "schema", "many"),
    ("  version: 2.1.0+k8s-1.30\n", "", "schema", "extensions"),
    (", version: 1.0.0}]", "}]", "schema", "{name: ingress, chartname: ingress/ingress}"),
    ("version: 1.27.3", "version: 1.27.x", "kurl-installer", "1.27.x"),
    ('creation-phase: "5"', 'creation-phase: "many"', "kots-annotation", "many"),
    ("apiVersion: apps/v1\n", "", "missing-kind", "kind"),
    ("image: docker.io/example/web:1.0.0", "image: docker.io/example/web", "floating-tag", "docker.io/example/web"),
]  # fmt: skip

_OF_OTHER_FILES = Config(ignore=frozenset({"short-name"}))


def test_the_release_is_clean() -> None:
    assert underlined(CLEAN, _OF_OTHER_FILES) == []


@pytest.mark.parametrize("old, new, rule, where", MUTATIONS, ids=[f"{m[2]} {n}" for n, m in enumerate(MUTATIONS)])
def test_one_mistake_is_one_finding(old: str, new: str, rule: str, where: str) -> None:
    assert CLEAN.count(old) >= 1
    assert underlined(CLEAN.replace(old, new, 1), _OF_OTHER_FILES) == [(rule, where)]
