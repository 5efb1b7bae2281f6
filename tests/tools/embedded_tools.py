"""Puts files into files: the ways in which YAML can carry a text, and the documents that do."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from replreg.config.model import Config
from replreg.finding import Finding
from replreg.registries.linked_registry import Registry

CONFIG = Config(
    app="my-app",
    registries=(Registry("myquay", "quay.io"), Registry("hub", "index.docker.io"), Registry("dtr", "dtr.example.com:8443")),
)  # fmt: skip

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: quay.io/ns/web:1.0
    - {name: side, image: "quay.io/ns/side:2.0"}
"""


def literal(text: str, parent: int = 0, step: int = 2, chomp: str = "", explicit: bool = False) -> str:
    """Return ``text`` as a literal block under a key that is indented by ``parent``; its lines are ``step`` deeper."""
    indent = " " * (parent + step)
    body = "".join(indent + line if line.strip("\r\n") else line for line in text.splitlines(keepends=True))
    return f"|{step if explicit else ''}{chomp}\n{body}"


def double_quoted(text: str) -> str:
    """Return ``text`` in double quotes on one line."""
    return json.dumps(text, ensure_ascii=False) + "\n"


def single_quoted(text: str) -> str:
    """Return a text of one line in single quotes."""
    return "'" + text.replace("'", "''") + "'\n"


def ship(scalar: str) -> str:
    """Return a Ship release with a file in it; a block's parent is indented by 8."""
    return f"assets:\n  v1:\n    - inline:\n        dest: a.yaml\n        contents: {scalar}"


def config_map(scalar: str) -> str:
    """Return a ConfigMap with a file in it; a block's parent is indented by 2."""
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: files}}\ndata:\n  a.yaml: {scalar}"


def swarm(scalar: str) -> str:
    """Return a release for Swarm with a file among its configs; a block's parent is indented by 4."""
    return f"# kind: replicated\nreplicated_api_version: 2.9.2\nswarm:\n  configs:\n  - name: a\n    value: {scalar}"


def native(scalar: str) -> str:
    """Return a native release with a file for a container; a block's parent is indented by 8."""
    return (
        "# kind: replicated\nreplicated_api_version: 2.9.2\ncomponents:\n- name: A\n  containers:\n"
        "  - source: public\n    image_name: redis\n    version: '7'\n    config_files:\n"
        f"      - filename: /a.yaml\n        contents: {scalar}"
    )


HOLDERS = {ship: 8, config_map: 2, swarm: 4, native: 8}
"""Each holder, and how far the key above the file is indented."""


@st.composite
def carried(draw: st.DrawFn, text: str, parent: int) -> str:
    """Return ``text`` as a scalar: a literal block of any indentation and chomping, or in double quotes."""
    if draw(st.integers(0, 3)) == 0:
        return double_quoted(text)
    first = next((line for line in text.splitlines() if line.strip()), "")
    explicit = first.startswith(" ") or draw(st.booleans())
    return literal(text, parent, draw(st.integers(1, 9)), draw(st.sampled_from(["", "-", "+"])), explicit)


@st.composite
def nested(draw: st.DrawFn, text: str) -> str:
    """Return a release with ``text`` in a file, that one maybe in another, four deep at the most."""
    for _ in range(draw(st.integers(0, 3))):
        text = config_map(draw(carried(text, HOLDERS[config_map])))
    holder = draw(st.sampled_from([ship, config_map, swarm, native]))
    return str(holder(draw(carried(text, HOLDERS[holder]))))


def underlined(text: str, findings: list[Finding]) -> list[str]:
    """Return the characters that findings underline."""
    return [text[finding.start.offset : finding.end.offset] for finding in findings]
