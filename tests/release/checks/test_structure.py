"""Checks that look at several keys of a mapping."""

from __future__ import annotations

import pytest
from release_check_tools import WHOLE, found, records, written

C = "components:\n- name: A\n  containers:\n  - source: public\n    image_name: redis\n    version: 1.0.0\n"
P = "components[0].containers[0]"

CASES = [
    ("missing-key", f"{P}.config_files[0]", C + "    config_files:\n    - filename: a\n      source: github\n      owner: a\n      repo: b\n      path: c\n", "      ref: d\n"),
    ("missing-key", f"{P}.publish_events[0]", C + "    publish_events:\n    - name: a\n      trigger: exec\n", "      args: [a]\n"),
    ("missing-key", f"{P}.publish_events[0]", C + "    publish_events:\n    - name: a\n      trigger: port-listen\n", "      data: 80\n"),
    ("missing-key", f"{P}.ports[0]", C + "    ports:\n    - port_type: tcp\n", "      private_port: 80\n"),
    ("missing-key", "admin_commands[0]", C + "admin_commands:\n- alias: a\n  command: [b]\n  component: A\n", "  container: redis\n"),
    ("missing-key", "admin_commands[0]", "admin_commands:\n- alias: a\n  command: [b]\n", "  service: b\n"),
    ("missing-key", "admin_commands[0]", C + "admin_commands:\n- alias: a\n  command: [b]\n  source: {replicated: {component: A, container: redis}}\n", None),
    ("missing-key", "admin_commands[0].source", "admin_commands:\n- alias: a\n  command: [b]\n  source: {x-a: b}\n", None),
    ("missing-key", "support.files[0]", "support:\n  files:\n  - filename: a\n", "    service: b\n"),
    ("missing-key", "support.commands[0]", "support:\n  commands:\n  - filename: a\n    service: b\n", "    command: [c]\n"),
    ("missing-key", "monitors.custom[0]", "monitors:\n  custom:\n  - name: a\n", "    targets: [b]\n"),
    ("missing-key", "config[0].items[0]", "config:\n- name: g\n  items:\n  - name: a\n    type: select_one\n", "    items: [{name: b}]\n"),
    ("missing-key", "config[0].test_proc", "config:\n- name: g\n  test_proc:\n    display_name: a\n    args: [a]\n", "    command: resolve_host\n"),
    ("conflicting-options", "config[0].test_proc", "config:\n- name: g\n  test_proc:\n    display_name: a\n    command: resolve_host\n    custom_command: {id: raw}\n", None),
    ("missing-key", "localization.locales_enabled", "localization:\n  locales_enabled: []\n", None),
    ("missing-key", "kubernetes.requirements.api_versions[1]", "kubernetes:\n  requirements:\n    api_versions: [a, '']\n", None),
    ("missing-key", "admin_commands[0].source.kubernetes.selector.a", "admin_commands:\n- alias: a\n  command: [b]\n  source: {kubernetes: {selector: {a: ''}}}\n", None),
    ("missing-key", "swarm.configs[0].labels", "swarm:\n  configs:\n  - name: a\n    value: b\n    labels: {'': b}\n", None),
    ("conflicting-options", f"{P}.volumes[0].options", C + "    volumes:\n    - {host_path: a, container_path: /b, options: [rw, ro]}\n", None),
    ("conflicting-options", f"{P}.volumes[0].options", C + "    volumes:\n    - {host_path: a, container_path: /b, options: [nocopy, nocopy]}\n", None),
    ("conflicting-options", f"{P}.ports[1].public_port", C + "    ports:\n    - {private_port: 80, public_port: 80}\n    - {private_port: 81, public_port: 80}\n", None),
    ("unknown-value", "custom_requirements[0].command.id", "swarm: {minimum_node_count: 1}\ncustom_requirements:\n- id: a\n  message: b\n  results: [{status: warn, message: c}]\n  command: {id: port_available}\n", None),
    ("cluster-size", "components[0].cluster_host_count", C + "  cluster: true\n  cluster_host_count: {min: 1, max: 1}\n", None),
    ("cluster-size", "components[0].cluster_host_count.max", C + "  cluster: true\n  cluster_host_count: {min: 3, max: 2}\n", None),
    ("cluster-size", "components[0].cluster_host_count.threshold_healthy", C + "  cluster: true\n  cluster_host_count: {min: 1, max: 2, threshold_healthy: 3}\n", None),
    ("cluster-size", f"{P}.cluster_instance_count.threshold_degraded", C + "    cluster: true\n    cluster_instance_count: {threshold_degraded: 3, threshold_healthy: 2}\n", None),
    ("cluster-size", "components[0].cluster_host_count", C + "  cluster_host_count: {min: 1, max: 2}\n", "  cluster: true\n"),
    ("cluster-size", f"{P}.cluster_instance_count", C + "    cluster: true\n    cluster_instance_count: {initial: 0}\n    ports: [{private_port: 80, public_port: 80}]\n", None),
    ("cluster-size", f"{P}.cluster_instance_count", C + "    cluster: true\n    cluster_instance_count: {max: 3}\n    name: a\n", None),
    ("cluster-size", f"{P}.cluster_instance_count", C + "    cluster_instance_count: {max: 3}\n", "    cluster: '1'\n"),
    ("config-advice", "config[0].items[0].name", "config:\n- name: g\n  items:\n  - name: db_password\n    type: text\n", "    hidden: true\n"),
    ("config-advice", "config[0].items[0].default", "config:\n- name: g\n  items:\n  - name: a\n    type: text\n    write_once: true\n    default: b\n", None),
    ("config-advice", "config[0].items[0].title", "config:\n- name: g\n  items:\n  - name: a\n    type: select_one\n    title: b\n    items: [{name: c}]\n", None),
    ("config-advice", "config[0].test_proc.run_on_save", "config:\n- name: g\n  test_proc: {display_name: a, command: resolve_host, args: [a], run_on_save: false}\n", None),
    ("deprecated-key", "backup.script", "backup:\n  script: a\n  strategies: [{name: b}]\n", None),
]  # fmt: skip


@pytest.mark.parametrize(
    "rule, path, text, added", CASES, ids=[f"{case[0]} {case[1]} {number}" for number, case in enumerate(CASES)]
)
def test_a_mistake_is_found_and_gone_with_what_was_missing(rule: str, path: str, text: str, added: str | None) -> None:
    whole = WHOLE + text
    if text.startswith("components") and "source: {replicated" in text:
        assert found(whole) == []
        return
    others = {"deprecated-key"} if text.startswith(("support", "backup")) else set()
    assert [(one.rule, one.path) for one in records(whole) if one.rule == rule or one.rule not in others] == [
        (rule, path)
    ]
    if added is not None:
        assert [one for one in found(whole + added) if one[0] not in others] == []


@pytest.mark.parametrize(
    "name, kind, is_secret",
    [
        ("api_key", "text", True),
        ("apiToken", "text", True),
        ("secret2", "text", True),
        ("monkey", "text", False),
        ("keyboard", "text", False),
        ("passwordless", "text", False),
        ("api_key", "password", False),
        ("api_key", "file", False),
        ("api_key", "bool", False),
        ("api_key", "textarea", False),
    ],
)
def test_a_secret_in_plain_sight(name: str, kind: str, is_secret: bool) -> None:
    text = f"config:\n- name: g\n  items:\n  - name: {name}\n    type: {kind}\n"
    assert [rule for rule, _ in found(text)] == ["config-advice"] * is_secret


def test_a_clustered_template_counts_as_clustered() -> None:
    text = C + "    cluster: '{{repl AppID}}'\n    cluster_instance_count: {max: 3}\n"
    assert found(text) == []


def test_an_empty_list_of_a_command_is_a_warning() -> None:
    text = "support:\n  commands:\n  - {filename: a, service: b, command: []}\n"
    (one,) = [one for one in records(text) if one.rule == "missing-key"]
    assert str(one.severity) == "warning"


def test_a_port_without_a_public_one_below_2_8_points_at_the_port() -> None:
    text = "replicated_api_version: 2.7.9\n" + C + "    ports:\n    - private_port: 80\n"
    (one,) = records(text)
    assert (one.rule, str(one.severity), written(text, one)) == ("missing-key", "error", "private_port")


def test_a_password_that_the_test_of_its_group_does_not_get() -> None:
    text = "config:\n- name: g\n  test_proc: {display_name: a, custom_command: {id: raw}, arg_fields: [%s]}\n  items:\n  - {name: pass, type: password}\n"
    assert found(text % "") == [("config-advice", "config[0].items[0].name")]
    assert found(text % "pass") == []


def test_a_maximum_of_0_has_no_limit() -> None:
    assert found(C + "  cluster: true\n  cluster_host_count: {min: 3, max: 0, threshold_healthy: 5}\n") == []
