"""Finds the keys of a document that its schema does not know.

A part of a schema is closed if it lists ``properties`` and has no ``additionalProperties``. A key of a closed mapping
that is not among the properties has no effect: the platform ignores it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.yaml.composer import MERGE_KEY, Mapping, Node, Scalar
from replreg.yaml.json_schema import Schema, load_part, visits
from replreg.yaml.templates import MASK

if TYPE_CHECKING:
    from replreg.release.key_hints import KeyHints, UnknownKey

__all__ = ["closed_keys", "unknown_keys"]


def closed_keys(schema: Schema) -> Schema | None:
    """Return the keys that a part of a schema knows, None if it allows others."""
    if "properties" not in schema or "additionalProperties" in schema:
        return None
    known: Schema = schema["properties"]
    return known


def unknown_keys(root: Node, name: tuple[str, str | None]) -> Iterator[UnknownKey]:
    """Yield the keys of closed mappings that a schema does not know, in no particular order.

    ``name`` is a `replreg.release.schema_table.SchemaName`, or a pair like it.

    Templates in place of a key are left out, and so are keys that start with ``x-``, ``.`` or ``_``: by convention
    they are the author's own, such as a place for anchors. A mapping that an alias repeats is looked at once.
    """
    hints: KeyHints | None = None
    seen: set[int] = set()
    for node, part in visits(root, load_part(*name)):
        known = closed_keys(part.schema)
        if known is None or not isinstance(node, Mapping) or id(node) in seen:
            continue
        seen.add(id(node))
        for key, value in node.pairs:
            if not isinstance(key, Scalar) or key.value in known or key.value == MERGE_KEY or MASK in key.value:
                continue
            if key.value.startswith(("x-", ".", "_")):
                continue
            if hints is None:
                from replreg.release.key_hints import KeyHints  # most documents have no unknown key

                hints = KeyHints(root, name)
            yield hints.describe(node, key, value, known)
