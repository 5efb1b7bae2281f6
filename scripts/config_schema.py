"""Renders the schema of the configuration file, with the rules, their levels, and the providers of registries."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

__all__ = ["SCHEMA", "provider_names", "render_schema"]

SCHEMA = Path("schemas/replreg-config.schema.json")

OFF_BY_DEFAULT = ("advice",)
"""The groups whose rules are off by default, as in `replreg.config.model`."""


def provider_names(root: Path) -> list[str]:
    """Return the names of the providers, in order, from their records."""
    tree = ast.parse((root / "replreg/registries/providers.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if not isinstance(node, ast.AnnAssign) or ast.unparse(node.target) != "PROVIDERS":
            continue
        if isinstance(node.value, ast.Dict):
            return [ast.literal_eval(key) for key in node.value.keys if key is not None]
    raise ValueError("there are no PROVIDERS")


def render_schema(text: str, rules: list[dict[str, Any]], providers: list[str]) -> str:
    """Return the schema's text with the providers, the rules' ids, and a level for each rule."""
    schema = json.loads(text)
    schema["$defs"]["registry"]["properties"]["provider"]["enum"] = providers
    ids = [rule["ID"] for rule in rules]
    schema["$defs"]["ruleSelector"]["enum"] = ["ALL", *dict.fromkeys(rule["GROUP"] for rule in rules), *ids]
    schema["$defs"]["ruleLevels"]["properties"] = {
        word: {
            "description": f"Every rule of the group {word}." if word != "ALL" else "Every rule.",
            "$ref": "#/$defs/level",
        }
        for word in ("ALL", *dict.fromkeys(rule["GROUP"] for rule in rules))
    } | {
        rule["ID"]: {
            "description": rule["SUMMARY"][0].upper() + rule["SUMMARY"][1:] + ".",
            "default": "off" if rule["GROUP"] in OFF_BY_DEFAULT else rule["SEVERITY"],
            "$ref": "#/$defs/level",
        }
        for rule in rules
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
