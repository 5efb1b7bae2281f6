"""One mistake put into a clean release for Swarm or for Kubernetes is one finding, also across its documents."""

from __future__ import annotations

import pytest
from rule_tools import underlined

REQUIREMENT = """\
custom_requirements:
- id: reachable
  message: It can be reached.
  command: {id: scheduler, data: {%s}}
  results: [{status: error, message: It cannot., condition: {error: true}}]
"""
SWARM = f"""\
# kind: replicated
replicated_api_version: 2.50.0
images:
- {{source: public, name: example/web, tag: 1.0.0}}
- {{source: public, name: example/check, tag: 1.0.0}}
swarm:
  minimum_node_count: 3
  nodes: [{{role: manager, minimum_count: 1, host_requirements: {{memory: 4GB}}}}]
  secrets: [{{name: token, value: '{{{{repl ConfigOption "token"}}}}', labels: {{app: web}}}}]
  configs: [{{name: settings, value: on}}]
monitors: {{cpuacct: [web], memory: [web]}}
backup: {{enabled: "true", swarm: {{volumes: [data]}}}}
admin_commands:
- {{alias: shell, command: [sh], service: web}}
- {{alias: log, command: [cat, log], source: {{swarm: {{service: web}}}}}}
config:
- name: main
  items:
  - name: token
    type: password
    test_proc: {{display_name: Test, custom_command: {{id: scheduler, data: {{swarm: {{service: test}}}}}}}}
{REQUIREMENT % "swarm: {service: check}"}---
# kind: scheduler-swarm
version: "3.3"
services:
  web:
    image: example/web:1.0.0
    secrets: [token]
    configs: [{{source: own, target: /own}}]
volumes: {{data: {{}}}}
secrets: {{token: {{external: true}}}}
configs: {{own: {{external: true, name: settings}}}}
---
# kind: preflight-swarm
version: "3.3"
services: {{check: {{image: 'example/check:1.0.0'}}}}
---
# kind: test-proc-swarm
version: "3.3"
services: {{test: {{image: 'example/check:1.0.0'}}}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: %s}
spec: {containers: [{name: main, image: 'example/check:1.0.0'}]}
"""
KUBERNETES = f"""\
# kind: replicated
replicated_api_version: 2.50.0
images:
- {{source: public, name: example/web, tag: 1.0.0}}
- {{source: public, name: example/check, tag: 1.0.0}}
kubernetes:
  requirements: {{server_version: ">=1.14.0", api_versions: [apps/v1], cluster_size: 3, total_memory: 8Gi}}
  persistent_volume_claims: [{{name: disk, storage: 10Gi, access_modes: [ReadWriteOnce]}}]
  shared_fs: {{enabled: "true", mount_paths: [/shared]}}
backup: {{enabled: "true", kubernetes: {{pvc_names: [claim], shared_fs_paths: [/shared]}}}}
admin_commands:
- {{alias: shell, command: [sh], selector: {{app: web}}}}
config:
- name: main
  items:
  - name: host
    type: text
    test_proc: {{display_name: Test, custom_command: {{id: scheduler, data: {{kubernetes: {{pod_name: test}}}}}}}}
{REQUIREMENT % "kubernetes: {pod_name: check}"}---
# kind: scheduler-kubernetes
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: claim}}
---
# kind: scheduler-kubernetes
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      containers: [{{name: web, image: 'example/web:1.0.0'}}]
      volumes: [{{name: all, flexVolume: {{driver: d, options: {{fsName: rook-shared-fs, path: /shared}}}}}}]
---
# kind: preflight-kubernetes
{POD % "check"}---
# kind: test-proc-kubernetes
{POD % "test"}"""

MUTATIONS = [
    (SWARM, "minimum_node_count: 3", "minimum_node_count: three", "value-format", "three"),
    (SWARM, "role: manager", "role: Manager", "unknown-value", "Manager"),
    (SWARM, "memory: 4GB", "memory: 4", "value-format", "4"),
    (SWARM, "labels: {app: web}", "labels: {'': web}", "missing-key", ""),
    (SWARM, "{name: settings, value: on}", "{name: settings}", "missing-key", "{name: settings}"),
    (SWARM, "{name: settings, value: on}", "{name: setting, value: on}", "unknown-reference", "settings"),
    (SWARM, "cpuacct: [web]", "cpuacct: [wbe]", "unknown-reference", "wbe"),
    (SWARM, "volumes: [data]", "volumes: [dat]", "unknown-reference", "dat"),
    (SWARM, "command: [sh], service: web", "command: [sh], service: db", "unknown-reference", "db"),
    (SWARM, "swarm: {service: web}", "swarm: {servcie: web}", "unknown-key", "servcie"),
    (SWARM, "swarm: {service: web}", "swarm: {service: wev}", "unknown-reference", "wev"),
    (SWARM, "service: test", "service: tset", "unknown-reference", "tset"),
    (SWARM, "service: check", "service: chek", "unknown-reference", "chek"),
    (SWARM, "id: scheduler, data: {swarm: {service: check}}", "id: raw, data: {x: y}", "unknown-value", "raw"),
    (SWARM, "secrets: [token]\n", "secrets: [tokens]\n", "unknown-reference", "tokens"),
    (SWARM, "source: own", "source: owm", "unknown-reference", "owm"),
    (SWARM, "# kind: test-proc-swarm", "# kind: testproc-swarm", "document-kind", "testproc-swarm"),
    (SWARM, 'ConfigOption "token"', 'ConfigOption "tokn"', "unknown-option", "tokn"),
    (SWARM, "replicated_api_version: 2.50.0", "replicated_api_version: 2.7.0", "newer-key", "images"),
    (SWARM, "example/check:1.0.0'}}\n---", "example/check:1.0.1'}}\n---", "tag-mismatch", "1.0.1"),
    (KUBERNETES, ">=1.14.0", "1.14 or later", "value-format", "1.14 or later"),
    (KUBERNETES, "[apps/v1]", "['']", "missing-key", ""),
    (KUBERNETES, "total_memory: 8Gi", "total_memory: lots", "value-format", "lots"),
    (KUBERNETES, "storage: 10Gi", "storage: 10GiB", "value-format", "10GiB"),
    (KUBERNETES, "ReadWriteOnce", "readwriteonce", "unknown-value", "readwriteonce"),
    (KUBERNETES, "{name: disk, storage", "{storage", "missing-key", "{storage: 10Gi, access_modes: [ReadWriteOnce]}"),
    (KUBERNETES, "pvc_names: [claim]", "pvc_names: [claims]", "unknown-reference", "claims"),
    (KUBERNETES, "shared_fs_paths: [/shared]", "shared_fs_paths: [/share]", "unknown-reference", "/share"),
    (KUBERNETES, "path: /shared", "path: /shred", "unknown-reference", "/shred"),
    (KUBERNETES, "selector: {app: web}}\nconfig", "selector: {app: db}}\nconfig", "unknown-reference", "db"),
    (KUBERNETES, "pod_name: test", "pod_name: tests", "unknown-reference", "tests"),
    (KUBERNETES, "pod_name: check", "pod_name: checks", "unknown-reference", "checks"),
    (KUBERNETES, "{id: scheduler, data: {kubernetes: {pod_name: check}}}", "{id: tcp_dial}", "unknown-value", "tcp_dial"),
    (KUBERNETES, "mount_paths: [/shared]", "mount_path: [/shared]", "unknown-key", "mount_path"),
]  # fmt: skip


@pytest.mark.parametrize("text", [SWARM, KUBERNETES], ids=["swarm", "kubernetes"])
def test_the_releases_are_clean(text: str) -> None:
    assert underlined(text) == []


@pytest.mark.parametrize("text, old, new, rule, where", MUTATIONS, ids=[f"{m[3]} {n}" for n, m in enumerate(MUTATIONS)])
def test_one_mistake_is_one_finding(text: str, old: str, new: str, rule: str, where: str) -> None:
    assert text.count(old) >= 1
    assert underlined(text.replace(old, new, 1)) == [(rule, where)]
