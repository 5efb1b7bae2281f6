"""Right documents of each kind, with everything in it: no fault, no unknown key, and no part of a schema left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kind_tools import RIGHT, places, roots
from schema_tools import KIND_SCHEMAS

from replreg.release.schema_keys import unknown_keys
from replreg.release.schema_table import SCHEMAS as TABLE
from replreg.release.schema_table import schema_of
from replreg.yaml.composer import Mapping, Node
from replreg.yaml.json_schema import Schema, load_schema, part_of, visits

OF_THE_CLUSTER = frozenset({"Metadata"})  # a release sets few of its keys


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_nothing_is_wrong(path: Path) -> None:
    for root in roots(path.read_text(encoding="utf-8")):
        name = schema_of(root)
        assert name is not None
        assert places(root, name) == []
        assert list(unknown_keys(root, name)) == []


def test_each_schema_of_the_table_has_a_right_document() -> None:
    assert set(TABLE.values()) == {schema_of(root) for root in all_roots()}


@pytest.mark.parametrize("file", KIND_SCHEMAS)
def test_each_key_of_a_schema_is_in_a_right_document(file: str) -> None:
    """A key counts as often as it is described differently: `checkName` is one key, whatever the analyzer."""
    used = set()
    for root in all_roots():
        name = schema_of(root)
        assert name is not None
        for node, part in visits(root, part_of(load_schema(name.file), name.definition)):
            if isinstance(node, Mapping):
                used |= {shape for shape in keys(part.schema) if shape[0] in node.index}
    wanted = {
        shape
        for definition, schema in load_schema(file)["$defs"].items()
        if definition not in OF_THE_CLUSTER
        for shape in keys(schema)
        if shape[0] != "status"
    }
    assert {key for key, _ in wanted - used} == set()


def all_roots() -> list[Node]:
    return [root for path in RIGHT for root in roots(path.read_text(encoding="utf-8"))]


def keys(schema: Schema) -> set[tuple[str, str]]:
    """Return the keys of a part of a schema, each with its description and type as text."""
    return {(key, json.dumps(inner, sort_keys=True)) for key, inner in schema.get("properties", {}).items()}
