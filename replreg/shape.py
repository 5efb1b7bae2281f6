"""Holds documents against their JSON Schemas, at the speed that a linter needs.

A small gate walks nodes and schema together and finds the places that look wrong; it knows the few keywords that the
schemas of documents use (a test sees to it that they use no others). Only such a place is then shown to
``jsonschema``, whose word counts: it explains, and where it finds nothing wrong nothing is reported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from replreg.files import read_bytes
from replreg.pattern import lazy_pattern
from replreg.template import MASK
from replreg.yamltree import MERGE_KEY, Mapping, Node, Scalar, Sequence, is_plain

__all__ = ["Fault", "faults", "has_masked_key", "load_schema", "scalar_type", "visits"]

Schema = dict[str, Any]

_NOTHING: Schema = {}
_SCALAR_TYPES = frozenset({"string", "number", "integer", "boolean", "null"})

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = frozenset("y Y yes Yes YES n N no No NO true True TRUE false False FALSE on On ON off Off OFF".split()) - {
    "y",
    "Y",
    "n",
    "N",
}  # the platform's reader, like most, does not take the single letters
_INTEGER = lazy_pattern(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|(?:0|[1-9][0-9_]*)(?::[0-5]?[0-9])*)")
_FLOAT = lazy_pattern(r"[-+]?(?:[0-9][0-9_]*)?\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class Fault(NamedTuple):
    """A place that breaks its schema: the node, the key that is missing where one is, and the keyword it breaks."""

    node: Node
    schema: Schema
    keyword: str
    missing: str | None


@cache
def load_schema(name: str) -> Schema:
    """Return the schema ``schemas/<name>.schema.json``, from the wheel or from a checkout. Raises FileNotFoundError."""
    import json

    here = os.path.dirname(os.path.abspath(__file__))
    folder = os.path.join(here, "schemas")
    if not os.path.isdir(folder):
        folder = os.path.join(os.path.dirname(here), "schemas")
    schema: Schema = json.loads(read_bytes(os.path.join(folder, f"{name}.schema.json")))
    return schema


def scalar_type(scalar: Scalar) -> str:
    """Return the JSON type that YAML 1.1 gives a scalar: null, boolean, integer, number or string."""
    if not is_plain(scalar):
        tag = scalar.tag or ""
        return {"int": "integer", "float": "number", "bool": "boolean", "null": "null"}.get(
            tag.rpartition(":")[2], "string"
        )
    value = scalar.value
    if value in _NULL:
        return "null"
    if value in _BOOLEAN:
        return "boolean"
    if value[0] in "+-.0123456789":
        if _INTEGER.fullmatch(value):
            return "integer"
        if any(c.isdigit() for c in value) and _FLOAT.fullmatch(value):
            return "number"
    return "string"


def visits(root: Node, schema: Schema, whole: Schema) -> Iterator[tuple[Node, Schema]]:
    """Yield every node that ``schema`` speaks of with the part that speaks of it, parents first, each pair once.

    ``whole`` is the schema document that ``$ref`` points into. A scalar below the root of which its part says only
    that it is one is left out. Children are visited where their parent has the right type; so a bomb of aliases costs
    no more than its nodes.
    """
    parts = _Parts(whole)
    part, _ = parts.find(schema)
    seen: set[tuple[int, int]] = set()
    # The third says whether another way can lead to the node: only then is it worth remembering.
    stack: list[tuple[Node, Schema, bool]] = [(root, part, False)] if part else []
    while stack:
        node, part, is_shared = stack.pop()
        if is_shared or node.shared:
            if (id(node), id(part)) in seen:
                continue
            seen.add((id(node), id(part)))
        yield node, part
        if isinstance(node, Mapping):
            properties = part.get("properties", _NOTHING)
            rest = part.get("additionalProperties")
            rest = rest if isinstance(rest, dict) else _NOTHING
            is_shared = node.shared or MERGE_KEY in node.index
            for name, value in _children(node, properties, rest).items():
                part, takes_scalars = parts.find(properties.get(name, rest))
                if part and not (takes_scalars and type(value) is Scalar):
                    stack.append((value, part, is_shared))
        elif isinstance(node, Sequence) and "items" in part:
            part, takes_scalars = parts.find(part["items"])
            stack.extend((item, part, False) for item in node.items if not (takes_scalars and type(item) is Scalar))


def _children(node: Mapping, properties: Schema, rest: Schema) -> dict[str, Node]:
    """Return the values of a mapping by their keys, with those that merge keys bring in where a schema names them."""
    if MERGE_KEY not in node.index:
        return node.index
    if rest:
        return {key.value: value for key, value in node.entries()}
    return {name: value for name in properties if (value := node.get(name)) is not None}


class _Parts:
    """The parts of a schema document with their ``$ref`` followed, each of them once."""

    def __init__(self, whole: Schema) -> None:
        self._definitions: Schema = whole.get("$defs", _NOTHING)
        self._found: dict[int, tuple[Schema, bool]] = {}

    def find(self, part: Schema) -> tuple[Schema, bool]:
        """Return what ``part`` is or refers to, and whether every scalar fits it."""
        found = self._found.get(id(part))
        if found is None:
            target = part
            while "$ref" in target:
                target = self._definitions[target["$ref"].rpartition("/")[2]]
            takes_scalars = "pattern" not in target and _SCALAR_TYPES.issubset(target.get("type", ()))
            found = self._found[id(part)] = target, takes_scalars
        return found


def faults(root: Node, schema: Schema, whole: Schema) -> Iterator[Fault]:
    """Yield the places of ``root`` that break ``schema``, in no particular order."""
    for node, part in visits(root, schema, whole):
        if _fits(node, part):
            continue
        yield from _explain(node, part)


def _fits(node: Node, part: Schema) -> bool:
    """The gate: tell whether a node by itself, its children apart, looks as ``part`` wants it."""
    if isinstance(node, Scalar):
        if MASK in node.value:
            return True
        kind = scalar_type(node)
    else:
        kind = "object" if isinstance(node, Mapping) else "array"
    wanted = part.get("type")
    if wanted is not None and kind != wanted and kind not in wanted and not (kind == "integer" and "number" in wanted):
        return False
    if kind == "object":
        assert isinstance(node, Mapping)
        return all(node.get(name) is not None for name in part.get("required", ())) or has_masked_key(node)
    if kind == "string" and "pattern" in part:
        assert isinstance(node, Scalar)
        return re.search(part["pattern"], node.value) is not None
    return True


def has_masked_key(node: Mapping) -> bool:
    """Tell whether a template may bring in keys: it stands where a key does, or where a merged mapping does."""
    return any(
        isinstance(key, Scalar)
        and (MASK in key.value or (key.value == MERGE_KEY and isinstance(value, Scalar) and MASK in value.value))
        for key, value in node.pairs
    )


def _explain(node: Node, part: Schema) -> Iterator[Fault]:
    """Ask ``jsonschema`` about one place, its children left out."""
    from jsonschema import Draft202012Validator

    shallow = {key: value for key, value in part.items() if key not in ("properties", "items", "additionalProperties")}
    for error in Draft202012Validator(shallow).iter_errors(_plain(node)):
        missing = None
        if error.validator == "required" and isinstance(node, Mapping):
            absent = [name for name in part["required"] if node.get(name) is None]
            missing = next((name for name in absent if repr(name) in error.message), absent[0])
        yield Fault(node, part, str(error.validator), missing)


def _plain(node: Node) -> Any:
    """Return a node as plain data, without what is inside of it."""
    if isinstance(node, Mapping):
        return {key.value: None for key, _ in node.entries()}
    if not isinstance(node, Scalar):
        return []
    kind = scalar_type(node)
    plain: dict[str, Any] = {"null": None, "boolean": True, "integer": 1, "number": 1.5}
    return plain.get(kind, node.value)
