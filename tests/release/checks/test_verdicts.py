"""What the platform takes and refuses, key by key, in documents: the verdicts of its own library."""

from __future__ import annotations

import pytest
from release_check_tools import found, loud

from replreg.linter.lint import lint_text

FINGERPRINT = "0b:69:19:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66"
CONTAINER = "replicated_api_version: 2.50.0\ncomponents:\n- name: A\n  containers:\n  - source: public\n    image_name: redis\n    version: 1.0.0\n    {}\n"
HOST = "replicated_api_version: 2.50.0\nhost_requirements:\n  {}\n"
OPTIONS = "replicated_api_version: 2.50.0\nconfig:\n- name: g\n  when: {}\n  items:\n  - {{name: a, type: text}}\n  - {{name: b, type: text}}\n"
MONITORS = "replicated_api_version: 2.50.0\nmonitors:\n  cpuacct: [{}]\ncomponents:\n- name: A\n  containers:\n  - {{source: public, image_name: ns/redis, version: 1.0.0, name: redis}}\n"
TEMPLATE = "'{{repl ConfigOption \"x\"}}'"
MOUNTS = """\
components:
- name: A
  containers:
  - source: public
    image_name: one
    name: x
    version: 1.0.0
    publish_events:
    - name: e
      trigger: container-start
      subscriptions:
      - {component: A, container: two%s}
  - source: public
    image_name: two
    version: 1.0.0
    volumes_from: [x]
"""

VERDICTS: list[tuple[str, str, list[str], list[str]]] = [
    ("components[0].containers[0].cluster", CONTAINER.format("cluster: {}"),
     ["true", '"TRUE"', "t", "1", '""', TEMPLATE], ["yes", "on", "maybe"]),
    ("components[0].containers[0].privileged", CONTAINER.format("privileged: {}"), ["true", "yes"], ['"true"', TEMPLATE]),
    ("components[0].containers[0].shm_size", CONTAINER.format("shm_size: {}"),
     ["64", '"08"', TEMPLATE], ["+5", "0x10", "1_000", "64m", "-1", "1.5"]),
    ("statsd.port", "statsd:\n  port: {}\n", ["0", "8125"], ['"8125"', TEMPLATE, "70000"]),
    ("host_requirements.memory", HOST.format("memory: {}"), ["8GB", "8gb", "8GiB", TEMPLATE], ["8 GB", "0GB", "4096"]),
    ("host_requirements.disk_space", HOST.format("disk_space: {}"), ["10GB", "2.125T"], ["10GiB", "100", "1.2345T"]),
    ("host_requirements.cpu_cores", HOST.format("cpu_cores: {}"), ["2"], ['"2"', "-1"]),
    ("host_requirements.docker_version", HOST.format("docker_version: {}"),
     ["20.10.7", "1.13.1", "19.03.8-ee"], ["24.0.5", "17.06", "19.13.2"]),
    ("host_requirements.replicated_version", HOST.format("replicated_version: '{}'"),
     [">=2.1.0 <3.0.0", ">= 2.1.0", "!=2.1.0", "2.1.x", "1.0.0 - 2.0.0", ">=2.1.0 || <1.0.0"],
     ["^2.1.0", "~2.1.0", "v2.1.0", "*", "2.X", ">=2.1", "02.1.0"]),
    ("kubernetes.requirements.total_memory", "kubernetes:\n  requirements:\n    total_memory: {}\n",
     ["1Gi", "64GB", "64GiB", "12e9"], ["lots"]),
    ("kubernetes.persistent_volume_claims[0].storage", "kubernetes:\n  persistent_volume_claims:\n  - name: a\n    storage: {}\n",
     ["10Gi", "10GB", "-5"], ["10GiB"]),
    ("properties.logo_url", "properties:\n  logo_url: {}\n", ['""', "https://x.org/a.png"], ["data:image/png;base64,AA", TEMPLATE]),
    ("components[0].containers[0].content_trust.public_key_fingerprint",
     CONTAINER.format("content_trust: {{public_key_fingerprint: '{}'}}"),
     [FINGERPRINT], [FINGERPRINT.upper(), FINGERPRINT[3:]]),
    ("monitors.custom[0].display.fill_color",
     "monitors:\n  custom:\n  - name: a\n    targets: [b]\n    display:\n      fill_color: '{}'\n",
     ["#fff", "rgb(10%, 20%, 30%)", "rgba(1, 2, 3, 0.5)"], ["#ffff", "rgb(256, 2, 3)", "rgba(1, 2, 3, 0.05)", "red"]),
    ("monitors.custom[0].display.label_scale",
     "monitors:\n  custom:\n  - name: a\n    targets: [b]\n    display:\n      label_scale: {}\n",
     ["12", "1e3", "none"], ["big"]),
    ("custom_metrics[0].retention", "custom_metrics:\n- target: a\n  retention: '{}'\n",
     ["10s:6h,1m:7d"], ["1w:1y", "1s:1d,", "10s:6h, 1m:7d"]),
    ("components[0].containers[0].volumes[0].options", CONTAINER.format("volumes: [{{host_path: /a, container_path: /b, options: {}}}]"),
     ["[rw, z, nocopy, shared]"], ["[delegated]", f"[{TEMPLATE}]"]),
    ("components[0].containers[0].volumes[0].container_path",
     CONTAINER.format("volumes: [{{host_path: /a, container_path: {}}}]"),
     ["/b", TEMPLATE], ["b", "'x{{repl AppID}}'"]),
    ("config[0].when", OPTIONS, ["a=1", "a!=1", "a", "t", "'{{repl ConfigOptionEquals \"a\" \"1\"}}'"],
     ["yes", "a = 1", "g=1", "a>1"]),
    ("monitors.cpuacct[0]", MONITORS, ["'A,ns/redis'"], ["'A,redis'", "'A, ns/redis'", "redis"]),
]  # fmt: skip

REFUSED = [
    pytest.param(path, text.format(value), id=f"{path}: {value}")
    for path, text, _, values in VERDICTS
    for value in values
]
TAKEN = [
    pytest.param(path, text.format(value), id=f"{path}: {value}")
    for path, text, values, _ in VERDICTS
    for value in values
]


@pytest.mark.parametrize("path, text", REFUSED)
def test_a_text_that_the_platform_refuses_is_found_at_its_place(path: str, text: str) -> None:
    places = [place for rule, place in found(text) if not (rule == "unknown-option" and not place)]
    assert [place.startswith(path) for place in places] == [True]


@pytest.mark.parametrize("path, text", TAKEN)
def test_a_text_that_the_platform_accepts_has_no_finding(path: str, text: str) -> None:
    assert [one for one in loud(text) if one[1].startswith(path)] == []


@pytest.mark.parametrize(
    ("version", "severity"),
    [("2.1.0", ""), ("2.1.0-beta", ""), ("v2.1.0", "error"), ("02.1.0", "error"), ("2.1", "error"), ("", "warning")],
)
def test_the_version_of_a_release(version: str, severity: str) -> None:
    findings = lint_text(f"# kind: replicated\nreplicated_api_version: {version}\nname: A\n")
    assert [(one.rule, one.severity.value) for one in findings] == ([("api-version", severity)] if severity else [])


def test_a_spaced_template_in_a_condition_is_found() -> None:
    assert [rule for rule, _ in found(OPTIONS.format("'{{ repl ConfigOption \"a\"}}'"))] == ["template-delimiter"]


def test_a_fraction_of_cores_is_taken_with_a_warning() -> None:
    assert found(HOST.format("cpu_cores: 2.5")) == [("schema", "host_requirements.cpu_cores")]


@pytest.mark.parametrize(
    "version, port, is_wrong",
    [
        ("2.8.0", "{private_port: 80}", False),
        ("2.7.0", "{private_port: 80}", True),
        ("2.7.0", "{private_port: 80, public_port: 80}", False),
        ("2.8.0", "{private_port: 80, public_port: 80}", False),
    ],
)
def test_a_public_port_is_needed_below_2_8(version: str, port: str, is_wrong: bool) -> None:
    text = CONTAINER.format(f"ports: [{port}]").replace("2.50.0", version)
    assert found(text) == ([("missing-key", "components[0].containers[0].ports[0]")] if is_wrong else [])


@pytest.mark.parametrize(
    "text, path",
    [
        ("components:\n-\n", "components[0]"),
        ("components:\n- name: A\n  containers:\n  -\n", "components[0].containers[0]"),
        ("config:\n- name: a\n-\n", "config[1]"),
    ],
)
def test_an_empty_entry_is_refused(text: str, path: str) -> None:
    assert found(text) == [("schema", path)]


def test_volumes_need_a_subscription_that_starts() -> None:
    assert found("replicated_api_version: 2.50.0\n" + MOUNTS % ", action: start") == []
    where = "components[0].containers[0].publish_events[0].subscriptions[0]"
    assert found("replicated_api_version: 2.50.0\n" + MOUNTS % "") == [("missing-key", where)]


def test_two_options_of_one_name_are_taken_with_a_warning() -> None:
    text = "config:\n- name: g\n  items:\n  - {name: a, type: text}\n  - {name: a, type: text}\n"
    assert found(text) == [("duplicate-name", "config[0].items[1].name")]
