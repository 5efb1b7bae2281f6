"""Each key of each definition, given a value of another type: one fault, at its place, by two checkers that agree."""

from __future__ import annotations

import json
from typing import Any

import pytest
from kind_tools import DEFINITIONS, Place, places, roots, second_opinion
from schema_tools import SCHEMAS

from replreg.release.schema_keys import closed_keys
from replreg.release.schema_table import SchemaName
from replreg.yaml.json_schema import load_part, visits

RIGHT_VALUES = {"object": {}, "array": [], "string": "a", "integer": 1, "number": 1.5, "boolean": True, "null": None}


def resolved(file: str, schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = SCHEMAS[file]["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return schema


def types(schema: dict[str, Any]) -> list[str]:
    wanted = schema.get("type", list(RIGHT_VALUES))
    return [wanted] if isinstance(wanted, str) else wanted


def complete(file: str, schema: dict[str, Any]) -> Any:
    """Return plain data with every key that a part of a schema knows, at every depth."""
    schema = resolved(file, schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "properties" in schema:
        return {key: complete(file, inner) for key, inner in schema["properties"].items()}
    if "items" in schema:
        return [complete(file, schema["items"])]
    if isinstance(schema.get("additionalProperties"), dict):
        return {"some": complete(file, schema["additionalProperties"])}
    return RIGHT_VALUES[types(schema)[0]]


def both(document: Any, name: SchemaName) -> list[Place]:
    """Return the faults of a document, after making sure that the two checkers agree. JSON is YAML."""
    (root,) = roots(json.dumps(document))
    found = places(root, name)
    assert found == second_opinion(document, name)
    return found


def of_its_own(name: SchemaName) -> dict[str, Any]:
    schema = SCHEMAS[name.file]["$defs"][name.definition]
    properties: dict[str, Any] = schema.get("properties", {})
    return {key: inner for key, inner in properties.items() if key not in ("apiVersion", "kind")}


@pytest.mark.parametrize("name", DEFINITIONS, ids=lambda name: f"{name.file}-{name.definition}")
def test_each_key_takes_its_own_types_and_no_other(name: SchemaName) -> None:
    document = complete(name.file, {"$ref": f"#/$defs/{name.definition}"})
    assert both(document, name) == []
    needed = {key: document[key] for key in SCHEMAS[name.file]["$defs"][name.definition].get("required", [])}
    for key, inner in of_its_own(name).items():
        schema = resolved(name.file, inner)
        for kind, value in RIGHT_VALUES.items():
            if "enum" in schema and kind == "string":
                continue
            wrong = both({**needed, key: value}, name)
            fits = kind in types(schema) or (kind == "integer" and "number" in types(schema))
            expected = [] if fits else [Place(f"$.{key}", "type")]
            if kind == "object" and fits:
                expected = [Place(f"$.{key}", "required")] * len(schema.get("required", []))
            if "enum" in schema and not fits:
                expected = [Place(f"$.{key}", "enum"), *expected]
            assert wrong == expected, (key, kind)
        for value in () if "enum" not in schema else ("no such word", "TEXT"):
            assert both({**needed, key: value}, name) == [Place(f"$.{key}", "enum")]


@pytest.mark.parametrize("name", DEFINITIONS, ids=lambda name: f"{name.file}-{name.definition}")
def test_needed_keys_are_missed_and_templates_fit_and_objects_with_keys_are_closed(name: SchemaName) -> None:
    """All that names keys says which ones there are; what is free says so."""
    whole = complete(name.file, {"$ref": f"#/$defs/{name.definition}"})
    needed = {key: whole[key] for key in SCHEMAS[name.file]["$defs"][name.definition].get("required", [])}
    for key in needed:
        left = {other: value for other, value in whole.items() if other != key}
        assert both(left, name) == [Place("$", "required")]
    for key in of_its_own(name):
        for template in ('{{repl ConfigOption "a" }}', 'repl{{ ConfigOption "a" }}'):
            (root,) = roots(json.dumps({**needed, key: "TEMPLATE"}).replace('"TEMPLATE"', f"'{template}'"))
            assert places(root, name) == [], key
    (root,) = roots(json.dumps(whole))
    for _, part in visits(root, load_part(*name)):
        assert ("properties" in part.schema) == (closed_keys(part.schema) is not None)
