"""The JSON Schemas in schemas/: valid themselves, and within what the run-time gate understands."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from schema_tools import RELEASE_SCHEMAS, SCHEMAS, parse, problems

# What the gate evaluates, and the annotations that it skips. "$schema" and "$id" are at the root only.
GATE_KEYWORDS = frozenset(
    {"$ref", "$defs", "type", "properties", "required", "items", "enum", "const", "pattern", "additionalProperties"}
    | {"anyOf", "minItems", "title", "description", "default", "deprecated", "examples", "$comment"}
)


def subschemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield ``schema`` and every schema within it, but not the mappings that only hold schemas by name."""
    yield schema
    for keyword, value in schema.items():
        if keyword in ("properties", "$defs"):
            for child in value.values():
                yield from subschemas(child)
        elif keyword in ("items", "additionalProperties", "propertyNames") and isinstance(value, dict):
            yield from subschemas(value)
        elif keyword == "anyOf":
            for child in value:
                yield from subschemas(child)


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_valid_and_says_what_it_is(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"] == f"https://replreg.dev/schemas/{name}.schema.json"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_property_is_described(name: str) -> None:
    for schema in subschemas(SCHEMAS[name]):
        for key, value in schema.get("properties", {}).items():
            assert value.get("description"), key


@pytest.mark.parametrize("name", SCHEMAS)
def test_references_resolve_and_never_recurse(name: str) -> None:
    definitions = SCHEMAS[name].get("$defs", {})
    targets = {
        key: {s["$ref"].removeprefix("#/$defs/") for s in subschemas(value) if "$ref" in s}
        for key, value in {**definitions, "": {k: v for k, v in SCHEMAS[name].items() if k != "$defs"}}.items()
    }

    def walk(key: str, above: tuple[str, ...]) -> set[str]:
        assert key not in above, f"{key} reaches itself"
        return {key}.union(*(walk(target, (*above, key)) for target in targets[key]))

    used = walk("", ())
    if name == "kubernetes":
        used = used.union(*(walk(entry, ()) for entry in ("Pod", "Workload", "CronJob")))
    assert set(definitions) <= used, "a definition that nothing refers to"


@pytest.mark.parametrize("name", RELEASE_SCHEMAS)
def test_release_schemas_keep_to_the_keywords_of_the_gate(name: str) -> None:
    root = SCHEMAS[name]
    for schema in subschemas(root):
        allowed = GATE_KEYWORDS | ({"$schema", "$id"} if schema is root else set())
        assert set(schema) <= allowed
        assert schema.get("additionalProperties", True) is not False
        assert schema.get("$ref", "#/$defs/").startswith("#/$defs/")


@pytest.mark.parametrize("name", ["swarm", "kubernetes"])
def test_the_unknown_is_free_in_documents_of_other_readers(name: str) -> None:
    for schema in subschemas(SCHEMAS[name]):
        if "properties" in schema:
            assert schema["additionalProperties"] is True


CONFIG = """
app: my-app
registries:
  mythirdpartyprivateregistry:
    endpoint: quay.io
    provider: quay
    username: my-org+replicated
    password: ${QUAY_TOKEN}
    email: ops@example.com
rules:
  floating-tag: error
exclude: ["vendor/**"]
"""


@pytest.mark.parametrize(
    "text",
    [
        CONFIG,
        "{}",
        "registries: {myquay: quay.io}",
        "{registries: , rules: , select: , ignore: , exclude: , overrides: }",
        "{rules: {schema: off, unused-ignore: 'off'}, select: [alias-as-host], ignore: [unused-image]}",
        "overrides: [{paths: ['legacy/**'], rules: {floating-tag: 'off'}}]",
    ],
)
def test_good_configurations(text: str) -> None:
    assert problems("replreg-config", parse(text)) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[]", "$"),
        ("registry: {}", "$"),
        ("app: 5", "$.app"),
        ("registries: [quay.io]", "$.registries"),
        ("registries: {a: }", "$.registries.a"),
        ("registries: {a: ''}", "$.registries.a"),
        ("registries: {a: {provider: quay}}", "$.registries.a"),
        ("registries: {a: {endpoint: quay.io, user: me}}", "$.registries.a"),
        ("registries: {a: {endpoint: quay.io, provider: quayio}}", "$.registries.a.provider"),
        ("registries: {a: {endpoint: quay.io, password: s3cret}}", "$.registries.a.password"),
        ("registries: {a: {endpoint: quay.io, password: 'x${TOKEN}'}}", "$.registries.a.password"),
        ("registries: {a: {endpoint: quay.io, password: '${A}${B}'}}", "$.registries.a.password"),
        ("rules: {floatingtag: error}", "$.rules"),
        ("rules: {floating-tag: fatal}", "$.rules.floating-tag"),
        ("select: alias-as-host", "$.select"),
        ("ignore: [alias]", "$.ignore[0]"),
        ("exclude: vendor/**", "$.exclude"),
        ("overrides: [{paths: [], rules: {}}]", "$.overrides[0].paths"),
        ("overrides: [{paths: ['*']}]", "$.overrides[0]"),
    ],
)
def test_mistakes_in_a_configuration(text: str, place: str) -> None:
    assert problems("replreg-config", parse(text)) == [place]


def test_every_rule_level_is_described_once() -> None:
    definitions = SCHEMAS["replreg-config"]["$defs"]
    assert list(definitions["ruleLevels"]["properties"]) == definitions["ruleSelector"]["enum"]


FINDINGS = {
    "version": 1,
    "findings": [
        {
            "rule": "alias-as-host",
            "severity": "error",
            "message": "…",
            "path": "release.yaml",
            "document": 1,
            "start": {"line": 12, "column": 12, "offset": 187},
            "end": {"line": 12, "column": 39, "offset": 214},
            "fix": {"safe": True, "message": "…", "edits": [{"start": 187, "end": 214, "text": "quay.io"}]},
        }
    ],
    "summary": {"files": 1, "errors": 1, "warnings": 0, "infos": 0, "fixable": 1},
}


def test_findings_of_the_contract_fit() -> None:
    assert problems("findings", FINDINGS) == []
    without_fix = copy.deepcopy(FINDINGS)
    without_fix["findings"][0]["fix"] = None  # type: ignore[index]
    assert problems("findings", without_fix) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("version", 2),
        ("extra", 1),
        ("findings.0.extra", 1),
        ("findings.0.severity", "off"),
        ("findings.0.document", -1),
        ("findings.0.start.line", 0),
        ("findings.0.end.column", 1.5),
        ("findings.0.fix.edits", []),
        ("findings.0.fix.safe", None),
        ("summary.files", "1"),
    ],
)
def test_other_findings_do_not(path: str, value: object) -> None:
    document: Any = copy.deepcopy(FINDINGS)
    *parents, last = path.split(".")
    place = document
    for key in parents:
        place = place[int(key)] if key.isdigit() else place[key]
    place[last] = value
    assert problems("findings", document) != []
