"""The schemas against the fact tables and against real files: nothing missing, and no false alarm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml.error import YAMLError
from schema_tools import SCHEMAS, SHARED, kubernetes_entry, needs_shared, parse, problems


@needs_shared
def test_every_key_of_the_fact_tables_is_known() -> None:
    tables = re.findall(
        r"^## (\w+)\n\n\| key .*\n\|[-|]+\n((?:\|.*\n?)+)",
        (SHARED / "release-fields.md").read_text(encoding="utf-8"),
        re.M,
    )
    assert len(tables) > 50
    root = SCHEMAS["replicated"]
    for name, rows in tables:
        schema = root if name == "RootConfig" else root["$defs"][name]
        keys = {row.split("|")[1].strip() for row in rows.splitlines()}
        assert {key for key in keys if re.fullmatch(r"\w+", key)} <= set(schema["properties"]), name


@needs_shared
def test_the_rules_are_those_of_the_contract() -> None:
    contract = (SHARED / "spec.md").read_text(encoding="utf-8").split("## Rules")[1].split("The hard cases")[0]
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\w+)", contract, re.M))
    levels = SCHEMAS["replreg-config"]["$defs"]["ruleLevels"]["properties"]
    assert rows
    ours = {rule: level["default"] for rule, level in levels.items() if rule in rows}
    assert ours == {rule: rows[rule] for rule in ours}


def documents(path: Path) -> Iterator[tuple[str | None, Any]]:
    """Yield the ``# kind:`` marker and the tree of each document that is YAML once templates are set aside."""
    text = path.read_text(encoding="utf-8-sig")
    text = re.sub(r"(?m)^[ \t]*\{\{\s*repl\s+(?:if|else|end|range)\b.*\}\}[ \t]*$", "", text)
    text = re.sub(r"(?:repl)?\{\{.*?\}\}", "TEMPLATE", text)
    for part in re.split(r"(?m)^---.*$", text):
        marker = re.search(r"(?m)^#[ \t]*kind:[ \t]*([\w-]+)", part)
        try:
            tree = parse(part)
        except YAMLError:
            continue
        if isinstance(tree, dict):
            yield marker and marker[1], tree


def schema_for(marker: str | None, tree: dict[str, Any]) -> str | None:
    if "kind" in tree or "apiVersion" in tree:
        return "kubernetes" if kubernetes_entry(tree.get("kind")) else None
    if marker == "replicated" or tree.keys() & {"components", "images", "replicated_api_version"}:
        return "replicated"
    if tree.keys() & {"assets", "lifecycle"}:
        return "ship"
    return "swarm" if "services" in tree else None


# Judged by hand: a fragment that leaves the image out, and one that elides its lists as "...".
TRUE_FINDINGS = {
    "native-packaging-an-application-docker-options-effc465b38.yaml": ["$.components[0].containers[0]"],
    "swarm-packaging-an-application-index-6cd0af65cc.yaml": ["$.config", "$.services"],
    # The published block is cut off before the asset's destination.
    "ship-examples-quay-enterprise-244907f9b8.yaml": ["$.assets.v1[0].inline"],
}


@needs_shared
@pytest.mark.parametrize(("folder", "least"), [("release", 110), ("ship", 40), ("kubernetes", 35)])
def test_real_files_raise_no_false_alarm(folder: str, least: int) -> None:
    checked = 0
    for path in sorted((SHARED / "corpus" / folder).rglob("*.y*ml")):
        found = []
        for marker, tree in documents(path):
            name = schema_for(marker, tree)
            if name is not None:
                checked += 1
                found += problems(name, tree)
        assert found == TRUE_FINDINGS.get(path.name, []), path.name
    assert checked >= least


def unknown_keys(tree: Any, schema: dict[str, Any], at: str = "$") -> Iterator[str]:
    if "$ref" in schema:
        schema = SCHEMAS["replicated"]["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if isinstance(tree, dict):
        others = schema.get("additionalProperties", not schema.get("properties"))
        for key, value in tree.items():
            if key in schema.get("properties", {}):
                yield from unknown_keys(value, schema["properties"][key], f"{at}.{key}")
            elif isinstance(others, dict):
                yield from unknown_keys(value, others, f"{at}.{key}")
            elif not others:
                yield f"{at}.{key}"
    elif isinstance(tree, list):
        for item in tree:
            yield from unknown_keys(item, schema.get("items", {}), f"{at}[]")


@needs_shared
def test_unknown_keys_of_real_files_are_mistakes() -> None:
    found = {
        key
        for folder in ("release", "ship")
        for path in (SHARED / "corpus" / folder).iterdir()
        for marker, tree in documents(path)
        if schema_for(marker, tree) == "replicated"
        for key in unknown_keys(tree, SCHEMAS["replicated"])
    }
    # volumes belong to a container; hidden, required and type belong to a setting, not to its group.
    assert found == {"$.components[].volumes", "$.config[].hidden", "$.config[].required", "$.config[].type"}
