"""Renders each schema as a module of Python with what it says of valid documents, so that no run reads JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["render_schema_table", "schema_tables"]

SCHEMA_TABLES = Path("replreg/yaml/schema_tables")
OF_OUTPUT = ("findings", "images")
"""The schemas of what replreg writes, which it does not check."""
ANNOTATIONS = frozenset(("$schema", "$id", "$comment", "title", "description", "default", "examples"))
"""The keywords that say nothing of what is valid; some are words of messages, see `_is_said`."""
WITHOUT_WORDS = frozenset(
    "type enum properties patternProperties additionalProperties items required $ref $defs deprecated".split()
)
"""The keywords whose faults are put into words without the schema's ``description``."""


def render_schema_table(name: str, schema: dict[str, Any]) -> str:
    """Return the text of the module with what a schema says of valid documents: a line for each definition."""
    checked = _checked(schema)
    definitions = checked.pop("$defs", {})
    lines = [f"    {key!r}: {value!r},\n" for key, value in checked.items()]
    lines += ["    '$defs': {\n", *(f"        {key!r}: {value!r},\n" for key, value in definitions.items()), "    },\n"]
    return (
        f'"""The content of ``schemas/{name}.schema.json`` as Python data. Made by scripts/make_rule_table.py."""\n\n'
        "from typing import Any\n\n"
        '__all__ = ["SCHEMA"]\n\n'
        "# fmt: off\n"
        f"SCHEMA: dict[str, Any] = {{\n{''.join(lines)}}}\n"
    )


def _checked(schema: Any) -> Any:
    """Return a schema without the annotations that no message has. Keys of ``properties`` and ``$defs`` are names."""
    if isinstance(schema, list):
        return [_checked(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _checked(part) for name, part in value.items()}
        if key in ("properties", "$defs")
        else _checked(value)
        for key, value in schema.items()
        if key not in ANNOTATIONS or _is_said(key, schema)
    }


def _is_said(key: str, schema: dict[str, Any]) -> bool:
    """Return True if a message has this annotation: what lacks a required key, or the form that a value must have."""
    if key == "title":
        return "required" in schema
    return key == "description" and bool(schema.keys() - ANNOTATIONS - WITHOUT_WORDS)


def schema_tables(root: Path, rendered: dict[str, str]) -> dict[Path, str]:
    """Return the texts of the modules of `replreg.yaml.schema_tables`, by path.

    ``rendered`` has the texts of schemas that may not be written yet, by the name of the file.
    """
    made = {}
    for path in sorted((root / "schemas").glob("*.schema.json")):
        name = path.name.removesuffix(".schema.json")
        if name not in OF_OUTPUT:
            text = rendered[path.name] if path.name in rendered else path.read_text(encoding="utf-8")
            module = SCHEMA_TABLES / f"{name.replace('-', '_')}.py"
            made[module] = render_schema_table(name, json.loads(text))
    return made
