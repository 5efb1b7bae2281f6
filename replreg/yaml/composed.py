"""What composing a text gives."""

from __future__ import annotations

from replreg.yaml.nodes import Mapping, Node, Scalar

__all__ = ["Composed"]


class Composed:
    """What `replreg.yaml.composer.compose` returns: the root nodes of the documents, and lists of nodes of two kinds.

    ``repeating`` holds the mappings that have a key twice; ``quoted`` the scalars in quotes and in blocks, which can
    contain a file.
    """

    __slots__ = ("quoted", "repeating", "roots")

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.repeating: list[Mapping] = []
        self.quoted: list[Scalar] = []
