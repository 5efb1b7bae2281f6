"""Large releases of every kind of finding come to an end."""

from __future__ import annotations

import pytest
from effort import LONG
from release_check_tools import records

N = 3_000 if LONG else 800


def lines(line: str) -> str:
    return "".join(line.replace("%d", str(number)) for number in range(N))


LARGE = {
    "misspelt words": "config:\n- name: g\n  items:\n" + lines("  - {name: n%d, type: txt%d}\n"),
    "unknown conditions": "config:\n- name: g\n  items:\n" + lines("  - {name: n%d, type: text, when: x%d=1}\n"),
    "unknown calls": "config: []\nname: |\n" + lines('  {{repl ConfigOption "x%d" }}\n'),
    "calls on one line": "config: []\nname: " + lines('a{{repl ConfigOption "x%d" }}'),
    "one name": "components:\n" + lines("- {name: A, containers: [{source: public, image_name: a, name: b}]}\n"),
    "chain of starts": "components:\n- name: A\n  containers:\n" + lines(
        "  - {source: public, image_name: i%d, name: n%d, volumes_from: [n0], publish_events: [{name: e%d, subscriptions: [{component: A, container: i%d}]}]}\n"
    ),
    "ports": "components:\n- name: A\n  containers:\n" + lines("  - {source: public, image_name: a%d, ports: [{private_port: 1}]}\n")
    + "name: |\n" + lines('  {{repl ContainerExposedPort "A" "a1" "%d"}}\n'),
    "selectors": "admin_commands:\n" + lines("- {alias: a%d, command: [b], selector: {app: x%d}}\n")
    + lines("---\n# kind: scheduler-kubernetes\nkind: Pod\napiVersion: v1\nmetadata: {labels: {app: y%d}}\n"),
    "spaced templates": "name: " + lines("a{{ repl x%d }}"),
    "open templates": "name: " + lines("a{{repl x%d "),
    "empty entries": "cmds:\n" + lines("-\n"),
    "long words": "cmds:\n- {name: a, cmd: " + "a" * 200_000 + "}\n",
    "aliases": "x-a: &a0 {cluster: yes}\n" + "".join(f"x-{n}: &a{n + 1} {{<<: *a{n}}}\n" for n in range(200)) + "components:\n" + "- *a200\n" * N,
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_a_large_release(name: str) -> None:
    assert records(LARGE[name])
