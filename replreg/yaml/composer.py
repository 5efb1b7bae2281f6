"""Composes the nodes of a YAML text, with their places: usual lines as they are, all else by the parser's events."""

from __future__ import annotations

from replreg.yaml.block_composer import compose_blocks
from replreg.yaml.composed import Composed, YAMLSyntaxError
from replreg.yaml.nodes import (
    KEYWORDS,
    MERGE_KEY,
    Mapping,
    Node,
    Scalar,
    Sequence,
    is_plain,
    plain_type,
    scalar_type,
)

__all__ = [
    "KEYWORDS",
    "MERGE_KEY",
    "Composed",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "YAMLSyntaxError",
    "compose",
    "is_plain",
    "plain_type",
    "scalar_type",
]


def compose(text: str, base: int = 0) -> Composed:
    """Compose the documents of ``text``, which starts at offset ``base`` of its file. Raises `YAMLSyntaxError`.

    A node that an alias repeats is one object, and a node may contain itself.
    """
    composed = compose_blocks(text, base)
    if composed is not None:
        return composed
    from replreg.yaml.event_composer import compose_events  # few documents need it

    return compose_events(text, base)
