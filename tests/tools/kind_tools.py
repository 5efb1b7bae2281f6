"""What the tests of the kinds' schemas share: documents of text, the places of their faults, and a second opinion."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from schema_tools import KIND_SCHEMAS, SCHEMAS

from replreg.release.documents import read_documents
from replreg.release.schema_keys import unknown_keys
from replreg.release.schema_table import SchemaName, schema_of
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence
from replreg.yaml.json_schema import faults, load_part

RIGHT = sorted((Path(__file__).resolve().parents[1] / "release" / "right").glob("*.yaml"))
DEFINITIONS = [SchemaName(file, definition) for file in KIND_SCHEMAS for definition in SCHEMAS[file]["$defs"]]


class Place(NamedTuple):
    """Where a schema is broken, as ``$.spec.groups[0]``, and the keyword that is."""

    path: str
    keyword: str


def roots(text: str) -> list[Node]:
    """Return the roots of the documents of a file, all of which must be YAML."""
    documents = list(read_documents(text))
    assert [document.error for document in documents] == [None] * len(documents)
    return [document.root for document in documents if document.root is not None]


def json_paths(root: Node) -> dict[int, str]:
    """Return the JSON path of each node, by its `id`."""
    paths = {id(root): "$"}
    stack = [root]
    while stack:
        node = stack.pop()
        children: Iterator[tuple[str, Node]] = iter(())
        if isinstance(node, Mapping):
            children = ((f".{key.value}", value) for key, value in node.pairs if isinstance(key, Scalar))
        elif isinstance(node, Sequence):
            children = ((f"[{index}]", item) for index, item in enumerate(node.items))
        for step, child in children:
            if id(child) not in paths:
                paths[id(child)] = paths[id(node)] + step
                stack.append(child)
    return paths


def places(root: Node, name: SchemaName) -> list[Place]:
    """Return the places of a document that break a schema, by the run-time checker."""
    paths = json_paths(root)
    return sorted(Place(paths[id(fault.node)], fault.keyword) for fault in faults(root, load_part(*name)))


def places_of(text: str) -> list[Place]:
    """Return the places of a single document that break the schema of its kind."""
    (root,) = roots(text)
    name = schema_of(root)
    assert name is not None
    return places(root, name)


def unknown(text: str) -> list[tuple[str, str, str | None, str | None]]:
    """Return path, key, nearest key and better place of what a single document has and its schema does not know."""
    (root,) = roots(text)
    name = schema_of(root)
    assert name is not None
    return [
        (".".join(found.path), found.key.value, found.near, None if found.place is None else ".".join(found.place))
        for found in unknown_keys(root, name)
    ]


def second_opinion(document: Any, name: SchemaName) -> list[Place]:
    """Return the places of plain data that break a schema, by ``jsonschema`` alone."""
    return sorted(
        Place(
            "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path),
            str(error.validator),
        )
        for error in _validator(name).iter_errors(document)
    )


@cache
def _validator(name: SchemaName) -> Draft202012Validator:
    schema = {key: value for key, value in SCHEMAS[name.file].items() if key != "anyOf"}
    return Draft202012Validator({**schema, "$ref": f"#/$defs/{name.definition}"})
