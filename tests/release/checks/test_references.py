"""References between the parts of a release, in one document and across documents."""

from __future__ import annotations

import pytest
from release_check_tools import WHOLE, fixed, found, loud, records, written

from replreg.finding import Severity

NATIVE = """\
components:
- name: Web
  tags: [web]
  containers:
  - source: public
    image_name: ns/nginx
    version: 1.0.0
    name: front
    ports:
    - private_port: 80
- name: DB
  containers:
  - source: public
    image_name: postgres
    version: 1.0.0
"""
SWARM = """\
---
# kind: scheduler-swarm
version: "3.1"
services:
  web: {image: nginx}
volumes:
  data:
secrets:
  token: {external: true}
"""
KUBERNETES = """\
---
# kind: scheduler-kubernetes
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    metadata: {labels: {app: db, tier: back}}
    spec:
      containers: [{name: a, image: b}]
      volumes:
      - name: shared
        flexVolume: {options: {fsName: rook-shared-fs, path: /data}}
  volumeClaimTemplates:
  - metadata: {name: disk}
---
# kind: scheduler-kubernetes
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: claim}
"""
PREFLIGHT = """\
---
# kind: preflight-kubernetes
apiVersion: v1
kind: Pod
metadata: {name: probe}
spec: {containers: []}
---
# kind: preflight-swarm
version: "3.1"
services:
  probe: {image: a}
"""


def references(text: str) -> list[tuple[str, str]]:
    """Return the severity and the written place of each unknown reference."""
    return [(str(one.severity), written(text, one)) for one in records(text) if one.rule == "unknown-reference"]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("monitors: {cpuacct: ['Web,ns/nginx', 'DB,postgres']}\n", []),
        ("monitors: {memory: ['Wbe,ns/nginx']}\n", [("error", "Wbe")]),
        ("monitors: {memory: ['Web,nginx']}\n", [("error", "nginx")]),
        ("monitors: {memory: ['Web,front']}\n", [("warning", "front")]),
        ("monitors: {memory: ['Web, ns/nginx']}\n", [("error", " ns/nginx")]),
        ("monitors: {memory: [web]}\n", [("error", "web")]),
        ("monitors: {memory: ['Web,{{repl AppID}}', '{{repl AppID}},x']}\n", []),
        ("admin_commands: [{alias: a, command: [b], component: DB, container: postgres}]\n", []),
        ("admin_commands: [{alias: a, command: [b], component: DB, container: redis}]\n", [("error", "redis")]),
        ("admin_commands: [{alias: a, command: [b], source: {replicated: {component: X, container: y}}}]\n", [("error", "X")]),
        ("admin_commands: [{alias: a, command: [b], component: DB, image: {image_name: x}}]\n", [("error", "x")]),
        ("support: {files: [{filename: a, component: DB, container: y}]}\n", [("error", "y")]),
        ("support: {commands: [{filename: a, command: [b], source: {component: DB, container: y}}]}\n", [("error", "y")]),
        ("custom_requirements: [{id: a, message: b, results: [{status: warn, message: c}], command: {id: scheduler, data: {replicated: {component: Web, container: x}}}}]\n", [("warning", "x")]),
        ("config: [{name: g, test_proc: {display_name: a, custom_command: {id: scheduler, data: {component: Webb, container: x}}}}]\n", [("warning", "Webb")]),
        ("release_notes: '{{repl NodePrivateIPAddress \"Web\" \"ns/nginx\"}}'\n", []),
        ("release_notes: '{{repl NodePrivateIPAddressAll \"Web\" \"nginx\"}}'\n", [("warning", "nginx")]),
        ("release_notes: \"{{repl ContainerExposedPort \\\"Web\\\" \\\"ns/nginx\\\" \\\"80\\\" }}\"\n", []),
        ("release_notes: '{{repl ContainerExposedPort \"Web\" \"ns/nginx\" \"81\"}}'\n", [("info", "81")]),
        ("release_notes: '{{repl ContainerExposedPortFirst \"Wbe\" \"ns/nginx\" \"81\"}}'\n", [("warning", "Wbe")]),
        ("release_notes: 'x' # {{repl ContainerExposedPortFirst \"Wbe\" \"ns/nginx\" \"81\"}}\n", []),
        ("release_notes: '{{repl $a := \"Wbe\"}}{{repl NodePublicIPAddress $a \"x\"}}'\n", []),
    ],
)  # fmt: skip
def test_places_that_name_a_container(text: str, expected: list[tuple[str, str]]) -> None:
    whole = WHOLE + text + NATIVE
    assert references(whole) == expected
    assert [place for rule, place in loud(whole) if rule != "unknown-reference"] == []


def test_the_nearest_component_is_written_as_an_unsafe_fix() -> None:
    text = "monitors: {memory: ['Wbe,ns/nginx']}\n" + NATIVE
    (one,) = records(text)
    assert one.fix is not None and not one.fix.safe
    assert records(fixed(text, one)) == []


def test_the_image_name_is_written_in_place_of_a_name() -> None:
    text = "monitors: {memory: ['Web,front']}\n" + NATIVE
    (one,) = records(text)
    assert fixed(text, one) == text.replace("Web,front", "Web,ns/nginx")


@pytest.mark.parametrize(
    "text",
    [
        "monitors: {memory: ['Web,nginx']}\n",
        "admin_commands: [{alias: a, command: [b], component: DB, container: redis}]\n",
        "monitors: {memory: ['Web,nginx']}\ncomponents:\n- name: Web\n  containers: '{{repl AppID}}'\n",
        "monitors: {memory: ['Web,nginx']}\ncomponents:\n- name: '{{repl AppID}}'\n  containers: [{source: public, image_name: x}]\n",
        "monitors: {memory: ['Web,nginx']}\ncomponents:\n- name: Web\n  containers: [{source: public, image_name: 'n{{repl AppID}}'}]\n",
        WHOLE + "swarm: {minimum_node_count: 1}\nmonitors: {memory: ['Web,nginx']}\n",
        WHOLE + "monitors: {memory: ['Web,nginx']}\n" + SWARM,
        WHOLE + "monitors: {memory: ['Web,nginx']}\n" + KUBERNETES,
    ],
)
def test_a_fragment_or_another_scheduler_is_not_judged(text: str) -> None:
    assert [one for one in references(text) if one[0] == "error"] == []


def test_a_whole_release_without_components_has_no_component() -> None:
    assert references(WHOLE + "monitors: {memory: ['Web,nginx']}\n") == [("error", "Web")]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("monitors: {memory: [web]}\nswarm: {secrets: [{name: token, value: b}]}\n", []),
        ("swarm: {minimum_node_count: 1}\n", [("warning", "token")]),
        ('swarm:\n  minimum_node_count: 1\n  {{repl ConfigOption "secrets"}}: []\n', []),
        ("monitors: {memory: [wob]}\nswarm: {secrets: [{name: token, value: b}]}\n", [("warning", "wob")]),
        ("admin_commands: [{alias: a, command: [b], service: wob}]\n", [("warning", "wob")]),
        ("admin_commands: [{alias: a, command: [b], source: {swarm: {service: web}}}]\n", []),
        ("support: {files: [{filename: a, service: x}]}\n", [("warning", "x")]),
        ("backup: {swarm: {volumes: [data, date]}}\n", [("warning", "date")]),
        ("backup: {strategies: [{name: a, swarm: {volumes: [x]}}]}\n", [("warning", "x")]),
        ("swarm: {secrets: [{name: token, value: b}]}\n", []),
        ("swarm: {secrets: [{name: tokens, value: b}]}\n", [("warning", "token")]),
        ("swarm: {secrets: [{name: other, value: b}]}\n", [("warning", "token"), ("info", "other")]),
        ("swarm: {secrets: [{name: '{{repl AppID}}', value: b}]}\n", []),
    ],
)
def test_the_names_that_a_swarm_document_defines(text: str, expected: list[tuple[str, str]]) -> None:
    assert references(WHOLE + text + SWARM) == expected
    assert [one for one in references(WHOLE + text) if one[1] != "web"] == []


def test_a_document_of_a_whole_release_that_lists_no_secrets_has_none() -> None:
    swarm = "---\n# kind: scheduler-swarm\nservices: {a: {image: b, secrets: [one]}}\n"
    assert references(WHOLE + swarm) == [("warning", "one")]
    assert references(swarm) == []


def test_a_service_uses_the_secrets_of_its_own_document() -> None:
    text = "services:\n  a:\n    image: b\n    secrets: [one, {source: two}, three]\nsecrets: {one: {file: x}, three: {file: y}}\n"
    assert references(text) == [("warning", "two")]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("backup: {kubernetes: {pvc_names: [claim, disk, disk-db-0]}}\n", []),
        ("backup: {kubernetes: {pvc_names: [clam]}}\n", [("warning", "clam")]),
        ("kubernetes: {shared_fs: {mount_paths: [/data]}}\nbackup: {kubernetes: {shared_fs_paths: [/data]}}\n", []),
        ("kubernetes: {shared_fs: {mount_paths: [/date]}}\n", [("warning", "/data")]),
        ("admin_commands: [{alias: a, command: [b], selector: {app: db}}]\n", []),
        ("admin_commands: [{alias: a, command: [b], selector: {app: web}}]\n", [("info", "web")]),
        ("admin_commands: [{alias: a, command: [b], source: {kubernetes: {selector: {app: db, tier: front}}}}]\n", [("info", "db")]),
    ],
)  # fmt: skip
def test_the_names_that_a_kubernetes_document_defines(text: str, expected: list[tuple[str, str]]) -> None:
    assert references(WHOLE + text + KUBERNETES) == expected


@pytest.mark.parametrize(
    "data, expected",
    [
        ("{kubernetes: {pod_name: probe}, swarm: {service: probe}}", []),
        ("{kubernetes: {pod_name: prob}}", [("warning", "prob")]),
        ("{swarm: {service: x}}", [("warning", "x")]),
    ],
)
def test_the_names_that_a_preflight_document_defines(data: str, expected: list[tuple[str, str]]) -> None:
    text = f"custom_requirements: [{{id: a, message: b, results: [{{status: warn, message: c}}], command: {{id: scheduler, data: {data}}}}}]\n"
    assert references(WHOLE + text + PREFLIGHT) == expected
    assert references(WHOLE + text) == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("cmds: [{name: c, cmd: cert}]\nconfig: [{name: g, items: [{name: a, type: text, value_cmd: {name: c, value_at: 2}}]}]\n", []),
        ("cmds: [{name: c, cmd: cert}]\nconfig: [{name: g, items: [{name: a, type: text, value_cmd: {name: d}}]}]\n", [("unknown-reference", "d")]),
        ("cmds: [{name: c, cmd: cert}]\nconfig: [{name: g, items: [{name: a, type: text, value_cmd: {name: c, value_at: 3}}]}]\n", [("unknown-value", "3")]),
        ("cmds: [{name: c, cmd: random}]\nconfig: [{name: g, items: [{name: a, type: text, default_cmd: {name: c, value_at: 1}}]}]\n", [("unknown-value", "1")]),
        ("config: [{name: g, items: [{name: a, type: text, data_cmd: {name: d}}]}]\n", []),
    ],
)  # fmt: skip
def test_commands_of_items(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.rule, written(text, one)) for one in records(text)] == expected


def test_tags_and_steps() -> None:
    assert found(NATIVE + "  conflicts: [web]\n") == []
    assert [(one.rule, one.severity) for one in records(NATIVE + "  conflicts: [wob]\n")] == [
        ("unknown-reference", Severity.INFO)
    ]
    steps = "lifecycle:\n  v1:\n  - message: {id: one, contents: a}\n  - render: {requires: [%s]}\n"
    assert references(steps % "one, render") == []
    assert references(steps % "on") == [("warning", "on")]


def test_clusters_of_ship() -> None:
    text = "assets: {v1: [{google_gke: {cluster_name: a}}, {inline: {dest: b, contents: '{{repl GoogleGKE \"%s\"}}'}}]}\nlifecycle: {v1: [{render: {}}, {terraform: {}}]}\n"
    assert references(text % "a") == []
    assert references(text % "b") == [("warning", "b")]


def test_deprecated_functions() -> None:
    text = NATIVE + 'release_notes: \'{{repl HostPrivateIpAddress "Web" "ns/nginx"}}\'\n'
    (one,) = records(text)
    assert (one.rule, one.severity, written(text, one)) == ("deprecated-key", Severity.INFO, "HostPrivateIpAddress")
    assert records(fixed(text, one)) == []


def test_an_unreadable_document_may_define_anything() -> None:
    text = (
        WHOLE
        + "admin_commands: [{alias: a, command: [b], service: wob}]\n"
        + SWARM
        + "---\n# kind: scheduler-swarm\na: [\n"
    )
    assert references(text) == []


def test_many_unknown_names_take_no_time_to_compare() -> None:
    lines = "".join(
        f"  - {{name: n{number}, containers: [{{source: public, image_name: a}}]}}\n" for number in range(1500)
    )
    monitors = "".join(f"  - 'x{number},a'\n" for number in range(1500))
    text = f"components:\n{lines}monitors:\n  memory:\n{monitors}"
    assert len(references(text)) == 1500


def test_an_external_secret_is_found_by_its_key_or_its_name() -> None:
    swarm = "---\n# kind: scheduler-swarm\nservices: {}\nsecrets:\n  token: {external: true, name: app-token}\n"
    assert references(WHOLE + "swarm: {secrets: [{name: token, value: a}]}\n" + swarm) == []
    assert references(WHOLE + "swarm: {secrets: [{name: app-token, value: a}]}\n" + swarm) == []
    assert references(WHOLE + "swarm: {secrets: [{name: other, value: a}]}\n" + swarm) == [
        ("warning", "app-token"),
        ("info", "other"),
    ]


def test_support_without_a_place_is_an_error() -> None:
    (one,) = [one for one in records("support: {files: [{filename: a}]}\n") if one.rule == "missing-key"]
    assert one.severity is Severity.ERROR
