"""What the tests of the JSON Schemas share: the schemas, a YAML reader, and a checker that names places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
KIND_SCHEMAS = ("kots", "embedded-cluster", "troubleshoot", "kubernetes-app", "velero-backup")
RELEASE_SCHEMAS = ("replicated", "swarm", "kubernetes", "ship", *KIND_SCHEMAS)
OWN_SCHEMAS = ("replreg-config", "findings")
SCHEMAS: dict[str, dict[str, Any]] = {
    name: json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    for name in RELEASE_SCHEMAS + OWN_SCHEMAS
}
WORKLOADS = {"Deployment", "DaemonSet", "ReplicaSet", "StatefulSet", "Job", "ReplicationController"}


def parse(text: str) -> Any:
    yaml = YAML(typ="safe")
    yaml.version = (1, 1)
    yaml.allow_duplicate_keys = True
    return yaml.load(text)


def kubernetes_entry(kind: object) -> str | None:
    return {"Pod": "Pod", "CronJob": "CronJob"}.get(str(kind), "Workload" if kind in WORKLOADS else None)


def problems(name: str, document: Any) -> list[str]:
    """Return the places of what is wrong in ``document``, as ``$.a[0].b``; a Kubernetes one is checked by its kind."""
    schema = SCHEMAS[name]
    if name == "kubernetes":
        schema = {**schema, "$ref": f"#/$defs/{kubernetes_entry(document['kind'])}"}
    return sorted(
        "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
        for error in Draft202012Validator(schema).iter_errors(document)
    )


needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder is not beside the repository")
