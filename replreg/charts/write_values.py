"""Trees of values written as YAML, as a real Helm takes them."""

from __future__ import annotations

import json
from collections.abc import Callable

from replreg.charts.values import BOOLEANS, Origin, Table, key_text, pairs_of
from replreg.yaml.composer import Mapping, Node, Scalar, is_plain, plain_type, scalar_type
from replreg.yaml.templates import MASK, MASKS

__all__ = ["Evaluate", "to_yaml"]

_MOST_WRITTEN = 2_000_000
"""How many values `to_yaml` writes."""

Evaluate = Callable[[Origin, Scalar], str]
"""Returns the text of a scalar that templates hide a part of."""


def to_yaml(table: Table, evaluate: Evaluate | None = None) -> str:
    """Return a tree as YAML in flow style, as ``helm --values`` reads it.

    Numbers, booleans and nulls stay as they are written, so that Helm reads them itself. ``evaluate`` gives the text of
    what templates hide; without it, that is ``unknown``. Raises `ValueError` if aliases repeat more than 2,000,000
    values.
    """
    pieces: list[str] = []
    # The stack of things to write: text, or a value with its origin. Collections are taken apart when it is their turn.
    stack: list[str | Table | tuple[Origin, Node]] = [table]
    written = 0
    while stack:
        item = stack.pop()
        written += 1
        if written > _MOST_WRITTEN:
            raise ValueError(f"there are more than {_MOST_WRITTEN:,} values")
        if isinstance(item, str):
            pieces.append(item)
        elif isinstance(item, Table):
            parts: list[str | Table | tuple[Origin, Node]] = ["{"]
            for key, value in item.entries.items():
                parts.append(f"{_quoted(key)}: ")
                parts.append(value if isinstance(value, Table) else (value.origin, value.node))
                parts.append(", ")
            parts.append("}")
            stack.extend(reversed(parts))
        else:
            origin, node = item
            if isinstance(node, Scalar):
                pieces.append(_written(origin, node, evaluate))
            elif isinstance(node, Mapping):
                inner: list[str | Table | tuple[Origin, Node]] = ["{"]
                for name, child in pairs_of(node):
                    inner += (f"{_quoted(key_text(name))}: ", (origin, child), ", ")
                stack.extend(reversed([*inner, "}"]))
            else:
                listed: list[str | Table | tuple[Origin, Node]] = ["["]
                for child in getattr(node, "items", ()):
                    listed += ((origin, child), ", ")
                stack.extend(reversed([*listed, "]"]))
    return "".join(pieces) + "\n"


def _written(origin: Origin, scalar: Scalar, evaluate: Evaluate | None) -> str:
    value = scalar.value
    if MASK in value:
        value = evaluate(origin, scalar) if evaluate else MASKS.sub("unknown", value)
    if is_plain(scalar) and value in BOOLEANS:
        return value
    kind = plain_type(value) if is_plain(scalar) and value else scalar_type(scalar)
    return _quoted(value) if kind == "string" else value or "null"


def _quoted(text: str) -> str:
    """Return a text in double quotes, as both JSON and YAML read it."""
    quoted = json.dumps(text, ensure_ascii=False)
    if quoted.isprintable():
        return quoted
    return "".join(
        c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in quoted
    )
