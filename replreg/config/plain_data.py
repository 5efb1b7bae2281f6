"""The nodes of a YAML document as plain data, and the way back from a place in the data to the text."""

from __future__ import annotations

from typing import Any

from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, scalar_type

__all__ = ["offset_of", "plain_data"]

_DEEPEST = 6  # levels of a configuration, and one more: what is deeper is wrong anyway
_MOST_NODES = 100_000  # aliases can make of a few lines more than there is memory for


def plain_data(root: Node) -> Any:
    """Return a node as plain data; None if it is too large for settings, counting what aliases repeat each time."""
    return None if _is_too_much(root) else _plain(root)


def _is_too_much(root: Node) -> bool:
    """Whether a node is too large for a configuration, with the repetitions of aliases counted."""
    count = 0
    stack: list[tuple[Node, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        count += 1
        if count > _MOST_NODES:
            return True
        if depth > _DEEPEST:
            continue
        if isinstance(node, Mapping):
            stack.extend((value, depth + 1) for _, value in node.entries())
        elif isinstance(node, Sequence):
            stack.extend((item, depth + 1) for item in node.items)
    return False


def _plain(node: Node, depth: int = 0) -> Any:
    """Return a node as plain data."""
    if depth > _DEEPEST:
        return None
    if isinstance(node, Mapping):
        return {key.value: _plain(value, depth + 1) for key, value in node.entries()}
    if isinstance(node, Sequence):
        return [_plain(item, depth + 1) for item in node.items]
    if not isinstance(node, Scalar):
        return None
    kind = scalar_type(node)
    if kind == "null":
        return None
    if kind == "boolean":
        return node.value.lower() in ("true", "yes", "on")
    if kind == "integer" and node.value.isdigit():
        return int(node.value) if len(node.value) < 20 else 10**20
    return 1.5 if kind in ("number", "integer") else node.value


def offset_of(root: Node, trail: list[Any], on_key: bool) -> int:
    """Return the offset of the node, or of its key, at the end of a path of keys and indices."""
    node: Node = root
    offset = root.start
    for number, part in enumerate(trail):
        last = number == len(trail) - 1
        if isinstance(node, Mapping):
            key = node.key(str(part))
            child = node.get(str(part))
            if child is None or (last and on_key and key is not None):
                return key.start if key is not None else offset
            node = child
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        offset = node.start
    return offset
