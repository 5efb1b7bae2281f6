"""One mistake put into a clean release is one finding, at its place."""

from __future__ import annotations

import re

import pytest
from release_check_tools import found, records
from rule_tools import underlined

from replreg.linter.lint import lint_text

CLEAN = """\
# kind: replicated
replicated_api_version: 2.50.0
name: App
properties:
  logo_url: https://example.com/logo.png
  bypass_local_registry: false
  shell_alias: app
backup:
  enabled: "true"
monitors:
  cpuacct: ["Web,ns/nginx"]
  custom:
  - name: Requests
    targets: [stats.requests]
    display:
      label_scale: metric
      fill_color: "#fff"
host_requirements:
  memory: 8GB
  disk_space: 10GB
  cpu_cores: 2
  docker_version: 20.10.7
  replicated_version: ">=2.50.0"
cmds:
- name: cert
  cmd: cert
config:
- name: main
  when: tls=1
  items:
  - name: hostname
    type: text
    value_cmd: {name: cert, value_at: 0}
  - name: tls
    type: bool
  - name: mode
    type: select_one
    items: [{name: small}, {name: large}]
  test_proc:
    display_name: Check
    command: resolve_host
    arg_fields: [hostname]
    timeout: 30
admin_commands:
- alias: sql
  command: [psql]
  component: Data
  container: postgres
  timeout: 5
custom_metrics:
- target: stats.requests
  retention: 10s:6h
  aggregation_method: sum
statsd:
  port: 8125
components:
- name: Web
  cluster: true
  cluster_host_count: {min: 1, max: 3}
  containers:
  - source: public
    image_name: ns/nginx
    version: 1.0.0
    name: front
    shm_size: 64
    privileged: false
    ports:
    - private_port: 80
      public_port: 80
    env_vars:
    - name: HOST
      value: '{{repl ConfigOption "hostname"}}'
    volumes:
    - host_path: /data
      container_path: /var
      options: [rw]
    extra_hosts:
    - hostname: db
      address: '{{repl NodePrivateIPAddress "Data" "postgres"}}'
    publish_events:
    - name: started
      trigger: container-start
      subscriptions:
      - component: Data
        container: postgres
        action: start
- name: Data
  containers:
  - source: public
    image_name: postgres
    version: 1.0.0
    volumes_from: [front]
    content_trust:
      public_key_fingerprint: "0b:69:19:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66"
"""
C = "components[0].containers[0]"

MUTATIONS = [
    ("https://example.com/logo.png", "data:image/png", "value-format", "properties.logo_url"),
    ("bypass_local_registry: false", "bypass_local_registry: 'false'", "schema", "properties.bypass_local_registry"),
    ("shell_alias: app", "shell_alias: my app", "value-format", "properties.shell_alias"),
    ('enabled: "true"', "enabled: yes", "value-format", "backup.enabled"),
    ("Web,ns/nginx", "Web,front", "unknown-reference", "monitors.cpuacct[0]"),
    ("Web,ns/nginx", "Wbe,ns/nginx", "unknown-reference", "monitors.cpuacct[0]"),
    ("  - name: Requests\n    targets", "  - targets", "missing-key", "monitors.custom[0]"),
    ("    targets: [stats.requests]\n", "", "missing-key", "monitors.custom[0]"),
    ("label_scale: metric", "label_scale: big", "value-format", "monitors.custom[0].display.label_scale"),
    ("#fff", "white", "value-format", "monitors.custom[0].display.fill_color"),
    ("memory: 8GB", "memory: 8 GB", "value-format", "host_requirements.memory"),
    ("disk_space: 10GB", "disk_space: 10GiB", "value-format", "host_requirements.disk_space"),
    ("cpu_cores: 2", 'cpu_cores: "2"', "schema", "host_requirements.cpu_cores"),
    ("20.10.7", "24.0.5", "value-format", "host_requirements.docker_version"),
    (">=2.50.0", "^2.50.0", "value-format", "host_requirements.replicated_version"),
    ("cmd: cert\n", "cmd: certs\n", "unknown-value", "cmds[0].cmd"),
    ("when: tls=1", "when: yes", "unknown-option", "config[0].when"),
    ("when: tls=1", "when: tls=true", "unknown-option", "config[0].when"),
    ("type: text", "type: string", "unknown-value", "config[0].items[0].type"),
    ("    type: text\n", "", "missing-key", "config[0].items[0]"),
    ("name: cert, value_at", "name: certs, value_at", "unknown-reference", "config[0].items[0].value_cmd.name"),
    ("value_at: 0", "value_at: 5", "unknown-value", "config[0].items[0].value_cmd.value_at"),
    ("name: large", "name: small", "duplicate-name", "config[0].items[2].items[1].name"),
    ("    items: [{name: small}, {name: large}]\n", "", "missing-key", "config[0].items[2]"),
    ("    display_name: Check\n", "", "missing-key", "config[0].test_proc"),
    ("resolve_host", "resolve_hosts", "unknown-value", "config[0].test_proc.command"),
    ("arg_fields: [hostname]", "arg_fields: [host]", "unknown-option", "config[0].test_proc.arg_fields[0]"),
    ("timeout: 30", "timeout: -1", "schema", "config[0].test_proc.timeout"),
    ("alias: sql", "alias: s q l", "value-format", "admin_commands[0].alias"),
    ("- alias: sql\n  command", "- command", "missing-key", "admin_commands[0]"),
    ("component: Data\n  container: postgres", "component: Data\n  container: pg", "unknown-reference", "admin_commands[0].container"),
    ("  component: Data\n  container: postgres\n", "", "missing-key", "admin_commands[0]"),
    ("timeout: 5\n", "timeout: '5'\n", "schema", "admin_commands[0].timeout"),
    ("- target: stats.requests\n  retention", "- retention", "missing-key", "custom_metrics[0]"),
    ("10s:6h", "10s:6w", "value-format", "custom_metrics[0].retention"),
    ("aggregation_method: sum", "aggregation_method: Sum", "unknown-value", "custom_metrics[0].aggregation_method"),
    ("port: 8125", "port: 81250", "schema", "statsd.port"),
    ("cluster: true", "cluster: yes", "value-format", "components[0].cluster"),
    ("max: 3", "max: many", "value-format", "components[0].cluster_host_count.max"),
    ("min: 1, max: 3", "min: 4, max: 3", "cluster-size", "components[0].cluster_host_count.max"),
    ("shm_size: 64", "shm_size: 64m", "value-format", f"{C}.shm_size"),
    ("privileged: false", "privileged: '{{repl AppID}}'", "schema", f"{C}.privileged"),
    ("    - private_port: 80\n      public_port: 80\n", "    - port_type: tcp\n", "missing-key", f"{C}.ports[0]"),
    ("public_port: 80", "public_port: http", "value-format", f"{C}.ports[0].public_port"),
    ("value: '{{repl", "static_val: '{{repl", "deprecated-key", f"{C}.env_vars[0].static_val"),
    ('ConfigOption "hostname"', 'ConfigOption "hostnam"', "unknown-option", ""),
    ("'{{repl ConfigOption", "'{{ repl ConfigOption", "template-delimiter", ""),
    ("container_path: /var", "container_path: var", "value-format", f"{C}.volumes[0].container_path"),
    ("    - host_path: /data\n      container_path", "    - container_path", "missing-key", f"{C}.volumes[0]"),
    ("options: [rw]", "options: [rw, ro]", "conflicting-options", f"{C}.volumes[0].options"),
    ("options: [rw]", "options: [delegated]", "unknown-value", f"{C}.volumes[0].options[0]"),
    ("    - hostname: db\n      address", "    - address", "missing-key", f"{C}.extra_hosts[0]"),
    ('"Data" "postgres"', '"Data" "redis"', "unknown-reference", ""),
    ("trigger: container-start", "trigger: started", "unknown-value", f"{C}.publish_events[0].trigger"),
    ("        action: start\n", "", "missing-key", f"{C}.publish_events[0].subscriptions[0]"),
    ("action: start", "action: stop", "unknown-value", f"{C}.publish_events[0].subscriptions[0].action"),
    ("    publish_events:\n    - name: started\n      trigger: container-start\n      subscriptions:\n      - component: Data\n        container: postgres\n        action: start\n", "", "unordered-volumes", "components[1].containers[0].volumes_from[0]"),
    ("volumes_from: [front]", "volumes_from: [back]", "unknown-reference", "components[1].containers[0].volumes_from[0]"),
    ("0b:69", "0B:69", "value-format", "components[1].containers[0].content_trust.public_key_fingerprint"),
    ("image_name: postgres\n    version: 1.0.0\n    volumes", "image_name: postgres\n    name: front\n    version: 1.0.0\n    x-volumes", "duplicate-name", "components[1].containers[0].name"),
    ("cmds:\n", "cmds:\n-\n", "schema", "cmds[0]"),
    ("replicated_api_version: 2.50.0\nname", "replicated_api_version: 2.3.0\nswarm: {minimum_node_count: 1}\nname", "newer-key", "swarm"),
    ("type: text\n", "type: text\n    default: '{{repl ConfigOption \"hostname\"}}'\n", "circular-option", ""),
]  # fmt: skip


def test_the_release_is_clean() -> None:
    assert found(CLEAN) == []
    assert lint_text(CLEAN) == []


@pytest.mark.parametrize("old, new, rule, path", MUTATIONS, ids=[f"{m[2]} {m[3]} {n}" for n, m in enumerate(MUTATIONS)])
def test_one_mistake_is_one_finding(old: str, new: str, rule: str, path: str) -> None:
    assert CLEAN.count(old) >= 1
    text = CLEAN.replace(old, new, 1)
    assert found(text) == [(rule, path)]
    (one,) = records(text)
    place = CLEAN.index(old)
    first_line = CLEAN.rfind("\n", 0, place) + 1
    assert first_line - 200 <= one.span[0] <= place + len(new) + 400
    assert [(finding.rule, finding.start.offset) for finding in lint_text(text)] == [(rule, one.span[0])]


SHIP = """\
assets:
  v1:
  - inline: {contents: '{{repl ConfigOption "host"}}', dest: ./a.txt, mode: 0644}
  - docker: {image: 'docker.io/library/redis:7.2.4', dest: ./redis.tar, source: public}
  - web: {url: 'https://example.com/a.yaml', method: GET, dest: ./web.yaml}
  - terraform: {inline: 'resource {}'}
config:
  v1:
  - name: main
    items:
    - {name: host, type: text}
lifecycle:
  v1:
  - render: {id: render}
  - message: {contents: Done, level: info, requires: [render]}
  - terraform: {path: ./tf}
  - kubectlApply: {path: ./k8s}
"""

OF_ANY_RULE = [
    (CLEAN, "replicated_api_version: 2.50.0", "replicated_api_version: v2.50.0", "api-version", "v2.50.0"),
    (CLEAN, "name: App\n", "name: App\nname: Web\n", "duplicate-key", "name"),
    (CLEAN, "properties:\n", "propertys:\n", "unknown-key", "propertys"),
    (CLEAN, "  shell_alias: app\n", "  shell_alias: app\n  shell_alais: web\n", "unknown-key", "shell_alais"),
    (CLEAN, "name: App\n", "name App\n", "yaml-syntax", "name App"),
    (CLEAN, "value_cmd:", "value_cdm:", "unknown-key", "value_cdm"),
    (SHIP, "  - render: {id: render}\n", "  - helmIntro: {id: render}\n", "ship-lifecycle", "lifecycle"),
    (SHIP, "  - terraform: {path: ./tf}\n", "", "ship-lifecycle", "terraform"),
    (SHIP, "  - terraform: {inline: 'resource {}'}\n", "", "ship-lifecycle", "terraform"),
    (SHIP, "kubectlApply", "kubectl_apply", "unknown-key", "kubectl_apply"),
    (SHIP, "  - web: ", "  - wed: ", "unknown-key", "wed"),
    (SHIP, "level: info", "level: loud", "unknown-value", "loud"),
    (SHIP, "method: GET", "method: FETCH", "unknown-value", "FETCH"),
    (SHIP, "https://example.com/a.yaml", "ftp://example.com/a.yaml", "value-format", "ftp://example.com/a.yaml"),
    (SHIP, "requires: [render]", "requires: [rendered]", "unknown-reference", "rendered"),
    (SHIP, 'ConfigOption "host"', 'ConfigOption "hots"', "unknown-option", "hots"),
    (SHIP, "{path: ./k8s}", "{}", "schema", "{}"),
    (SHIP, "mode: 0644", "mode: 644", "schema", "644"),
    (SHIP, "- {name: host, type: text}", "- {name: host, type: txt}", "unknown-value", "txt"),
    (SHIP, "  - name: main\n    items:", "  - items:", "missing-key", "items"),
    (SHIP, "contents: Done, ", "", "schema", "{level: info, requires: [render]}"),
    (SHIP, "  - kubectlApply", "    kustomizeIntro: {}\n  - kubectlApply", "conflicting-options", "terraform"),
]


@pytest.mark.parametrize("text", [CLEAN, SHIP], ids=["native", "ship"])
def test_the_releases_have_no_finding_of_any_rule(text: str) -> None:
    assert lint_text(text) == []


@pytest.mark.parametrize(
    ("clean", "old", "new", "rule", "where"),
    OF_ANY_RULE,
    ids=[f"{m[3]} {number}" for number, m in enumerate(OF_ANY_RULE)],
)
def test_one_mistake_is_one_finding_of_all_rules(clean: str, old: str, new: str, rule: str, where: str) -> None:
    assert old in clean
    assert underlined(clean.replace(old, new, 1)) == [(rule, where)]


CLOSED_KEYS = [
    pytest.param(text, found.start(), found[0], id=f"{name} {found[0]} {found.start()}")
    for name, text in (("native", CLEAN), ("ship", SHIP))
    for found in re.finditer(r"(?<=[ \n{])[a-z_A-Z0-9]+(?=:[ \n])", text)
    if found[0] not in ("kind", "targets")  # one is in a comment, the other is like `target`, which is known too
]


@pytest.mark.parametrize("text, start, key", CLOSED_KEYS)
def test_a_misspelt_key_is_one_finding(text: str, start: int, key: str) -> None:
    slip = key[0] + key[2] + key[1] + key[3:] if key[1:2] != key[2:3] and len(key) > 3 else f"{key}{key[-1]}"
    wrong = f"{text[:start]}{slip}{text[start + len(key) :]}"
    (one,) = lint_text(wrong)
    assert (one.rule, one.start.offset) == ("unknown-key", start)
    assert one.fix is not None and [edit.text for edit in one.fix.edits] == [key]
