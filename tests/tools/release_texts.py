"""Releases for the tests of rules that compare lists, containers and uses with one another."""

from __future__ import annotations

import textwrap

HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\n"


def dedented(text: str) -> str:
    return textwrap.dedent(text.removeprefix("\n"))


def listed(images: str, *used: str, more: str = "") -> str:
    """Return a Swarm release with an `images:` list, given as YAML, and one service for each image string."""
    return f"{HEAD}{dedented(more)}images:\n{dedented(images)}{swarm(*used)}"


def swarm(*used: str) -> str:
    """Return a Swarm document with one service for each image string, as it is to be written."""
    services = "".join(f"  s{number}:\n    image: {image}\n" for number, image in enumerate(used))
    return f'---\n# kind: scheduler-swarm\nversion: "3.3"\nservices:\n{services}' if used else ""


def workload(image: str, kind: str = "Deployment", api_version: str = "apps/v1", spec: str = "") -> str:
    """Return a Kubernetes document with one container; ``spec`` are more lines of the pod's spec."""
    pod = f"{dedented(spec)}containers:\n- name: web\n  image: {image}\n"
    lead = "  " if kind == "Pod" else "      "
    template = "" if kind == "Pod" else "  template:\n    spec:\n"
    head = (
        f"---\n# kind: scheduler-kubernetes\napiVersion: {api_version}\nkind: {kind}\nmetadata:\n  name: web\nspec:\n"
    )
    return head + template + textwrap.indent(pod, lead)
