"""Validates documents with JSON Schemas, at the speed that a linter needs.

A quick check walks nodes and schema together and finds the nodes that look wrong. It knows the few keywords that the
schemas of documents use; a test makes sure that they use no others. Only such a node is passed to ``jsonschema``, which
decides: it explains the fault, and where it finds nothing wrong, nothing is reported.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

from replreg.files import read_bytes
from replreg.yaml.nodes import KEYWORDS, MERGE_KEY, Mapping, Node, Scalar, Sequence, scalar_type
from replreg.yaml.templates import MASK

__all__ = [
    "Part",
    "SchemaFault",
    "faults",
    "has_masked_key",
    "load_part",
    "load_schema",
    "load_table",
    "part_of",
    "visits",
]

Schema = dict[str, Any]

_NOTHING: Schema = {}
_TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")


class SchemaFault:
    """A node that breaks its schema: the part of the schema, the broken keyword, and the missing key, if any."""

    __slots__ = ("keyword", "missing", "node", "schema")

    def __init__(self, node: Node, schema: Schema, keyword: str, missing: str | None) -> None:
        self.node: Node = node
        self.schema: Schema = schema
        self.keyword: str = keyword
        self.missing: str | None = missing


@cache
def load_table(name: str) -> Schema:
    """Return what ``schemas/<name>.schema.json`` says of valid documents: the schema without its descriptions.

    It is a module of Python that was made from the file, since reading JSON takes several times as long. Raises
    ModuleNotFoundError.
    """
    table: Schema = import_module(f"replreg.yaml.schema_tables.{name.replace('-', '_')}").SCHEMA
    return table


@cache
def load_schema(name: str) -> Schema:
    """Return all of ``schemas/<name>.schema.json``, from the wheel or from a checkout. Raises FileNotFoundError."""
    import json

    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folder = os.path.join(package, "schemas")
    if not os.path.isdir(folder):
        folder = os.path.join(os.path.dirname(package), "schemas")
    schema: Schema = json.loads(read_bytes(os.path.join(folder, f"{name}.schema.json")))
    return schema


class Part:
    """A part of a schema, its ``$ref`` followed, prepared to check many nodes. ``schema`` is the part itself.

    The parts for inner nodes are prepared at their first use, since a run needs little of a schema.
    """

    __slots__ = (
        "_choices",
        "_find",
        "_is_free",
        "_items",
        "_known",
        "_linked",
        "_pattern",
        "_required",
        "_rest",
        "_types",
        "schema",
    )

    def __init__(self, schema: Schema, find: "Callable[[Schema], Part]") -> None:
        self.schema: Schema = schema
        self._find = find
        self._required: list[str] = schema.get("required", [])
        self._pattern: str | None = schema.get("pattern")
        self._choices: frozenset[object] | None = frozenset(schema["enum"]) if "enum" in schema else None
        self._is_free = self._pattern is None and self._choices is None
        wanted = schema.get("type", _TYPES)
        types = {wanted} if isinstance(wanted, str) else set(wanted)
        self._types = types | {"integer"} if "number" in types else types
        self._known: dict[str, Part] = {}
        self._rest: Part | None = None
        self._items: Part | None = None
        self._linked = False

    def fits(self, node: Node) -> bool:
        """Return True if a node, apart from the nodes within it, looks valid for this part. This is the quick check."""
        types = self._types
        if type(node) is Scalar:
            value = node.value
            if node.style or node.tag is not None or not value[:1].isalpha() or value in KEYWORDS:
                kind = _type_for_platform(node)
            else:
                kind = "string"  # most scalars are plain words, which no other type has
            fits = kind in types and (kind != "string" or self._is_free or self._takes(value))
            return fits or MASK in value
        if type(node) is not Mapping:
            return "array" in types
        if "object" not in types:
            return False
        for name in self._required:
            if node.get(name) is None:
                return has_masked_key(node)
        return True

    def _takes(self, text: str) -> bool:
        """Return True if a string is in the ``enum`` and matches the ``pattern``, where the part has them."""
        if self._choices is not None and text not in self._choices:
            return False
        if self._pattern == r"\S":  # the commonest pattern, without compiling it
            return bool(text.strip())
        return self._pattern is None or re.search(self._pattern, text) is not None

    def within(self, node: Node) -> "list[tuple[Node, Part]]":
        """Return the nodes directly within ``node`` that this part has a part for, with that; not the scalars that fit.

        Keys that merge keys bring in are among them where the schema names them.
        """
        if not self._linked:
            self._link()
        found: list[tuple[Node, Part]] = []
        if type(node) is Mapping:
            known, rest = self._known, self._rest
            if rest is not None:
                for key, value in _entries(node):
                    part = known.get(key, rest)
                    if type(value) is not Scalar or not part.fits(value):
                        found.append((value, part))
            elif known:
                value_of = node.get if MERGE_KEY in node.index else node.index.get
                for key, part in known.items():
                    inner = value_of(key)
                    if inner is not None and (type(inner) is not Scalar or not part.fits(inner)):
                        found.append((inner, part))
        elif type(node) is Sequence and self._items is not None:
            part = self._items
            return [(item, part) for item in node.items if type(item) is not Scalar or not part.fits(item)]
        return found

    def _link(self) -> None:
        for name, part in self.schema.get("properties", _NOTHING).items():
            self._known[name] = self._find(part)
        rest = self.schema.get("additionalProperties")
        self._rest = self._find(rest) if isinstance(rest, dict) else None
        self._items = self._find(self.schema["items"]) if "items" in self.schema else None
        self._linked = True


def _entries(node: Mapping) -> Iterable[tuple[str, Node]]:
    if MERGE_KEY not in node.index:
        return node.index.items()
    return ((key.value, value) for key, value in node.entries())


class _Parts:
    """The parts of a schema document, each of them once."""

    def __init__(self, whole: Schema) -> None:
        self._definitions: Schema = whole.get("$defs", _NOTHING)
        self._found: dict[int, Part] = {}

    def find(self, schema: Schema) -> Part:
        """Return the part that ``schema`` is or refers to."""
        while "$ref" in schema:
            schema = self._definitions[schema["$ref"].rpartition("/")[2]]
        found = self._found.get(id(schema))
        if found is None:
            found = self._found[id(schema)] = Part(schema, self.find)
        return found


@cache
def load_part(name: str, definition: str | None = None) -> Part:
    """Return the schema ``schemas/<name>.schema.json``, or one of its ``$defs``, prepared to check nodes."""
    return part_of(load_table(name), definition)


def part_of(whole: Schema, definition: str | None = None) -> Part:
    """Return a schema, or one of its ``$defs``, prepared to check nodes."""
    return _Parts(whole).find(whole if definition is None else whole["$defs"][definition])


def visits(root: Node, part: Part) -> Iterator[tuple[Node, Part]]:
    """Yield every node that ``part`` has a part for, with that part, parents first, each pair once.

    Scalars below the root that fit are left out. Nested aliases cost no more time than the nodes that are written.
    """
    seen: set[tuple[int, int]] = set()
    # The third item is True if the node can be reached on another way; only such nodes are remembered in `seen`.
    stack: list[tuple[Node, Part, bool]] = [(root, part, False)]
    while stack:
        node, part, is_shared = stack.pop()
        if is_shared or node.shared:
            if (id(node), id(part)) in seen:
                continue
            seen.add((id(node), id(part)))
        yield node, part
        is_shared = type(node) is Mapping and (node.shared or MERGE_KEY in node.index)
        for inner, its_part in part.within(node):
            stack.append((inner, its_part, is_shared))


def faults(root: Node, part: Part) -> Iterator[SchemaFault]:
    """Yield the faults of ``root`` and the nodes within it by the schema of ``part``, in no particular order."""
    if _all_fit(root, part):
        return
    for node, its_part in visits(root, part):
        if not its_part.fits(node):
            yield from _explain(node, its_part.schema)


def _all_fit(root: Node, part: Part) -> bool:
    """Return True if a node and those within it fit. Takes half of the time of `visits`, and is False with aliases."""
    stack = [(root, part)]
    while stack:
        node, its_part = stack.pop()
        if node.shared or not its_part.fits(node) or (type(node) is Mapping and MERGE_KEY in node.index):
            return False
        stack += its_part.within(node)
    return True


def has_masked_key(node: Mapping) -> bool:
    """Return True if a template may add keys to a mapping: it is a key, or the value of a merge key."""
    return any(
        isinstance(key, Scalar)
        and (MASK in key.value or (key.value == MERGE_KEY and isinstance(value, Scalar) and MASK in value.value))
        for key, value in node.pairs
    )


def _explain(node: Node, part: Schema) -> Iterator[SchemaFault]:
    """Yield what ``jsonschema`` finds wrong with one node, apart from the nodes within it."""
    from jsonschema import Draft202012Validator

    shallow = {key: value for key, value in part.items() if key not in ("properties", "items", "additionalProperties")}
    for error in Draft202012Validator(shallow).iter_errors(_plain(node)):
        missing = None
        if error.validator == "required" and isinstance(node, Mapping):
            absent = [name for name in part["required"] if node.get(name) is None]
            missing = next((name for name in absent if repr(name) in error.message), absent[0])
        yield SchemaFault(node, part, str(error.validator), missing)


def _type_for_platform(node: Scalar) -> str:
    """Return the type that the platform sees: go-yaml, unlike YAML 1.1, reads ``22:22`` as text, not in base 60.

    The README of go-yaml says so.
    """
    kind = scalar_type(node)
    return "string" if kind == "integer" and ":" in node.value else kind


def _plain(node: Node) -> Any:
    """Return a node as plain data, without the nodes within it."""
    if isinstance(node, Mapping):
        return {key.value: None for key, _ in node.entries()}
    if not isinstance(node, Scalar):
        return []
    kind = _type_for_platform(node)
    plain: dict[str, Any] = {"null": None, "boolean": True, "integer": 1, "number": 1.5}
    return plain.get(kind, node.value)
