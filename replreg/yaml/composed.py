"""The result of composing a text: nodes, or an error."""

from __future__ import annotations

from replreg.yaml.nodes import Mapping, Node, Scalar

__all__ = ["Composed", "YAMLSyntaxError"]


class Composed:
    """The result of `replreg.yaml.composer.compose`: the root nodes of the documents, and lists of nodes of two kinds.

    ``repeating`` holds the mappings that have a key twice; ``quoted`` the scalars in quotes and in blocks, which can
    contain a file.
    """

    __slots__ = ("quoted", "repeating", "roots")

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.repeating: list[Mapping] = []
        self.quoted: list[Scalar] = []


class YAMLSyntaxError(ValueError):
    """A text is not YAML. ``offset`` is where the parser stopped, in code points of the text that it was given.

    ``began`` is where the construct that it was reading began, such as an open bracket; ``offset`` if not known.
    """

    def __init__(self, reason: str, offset: int, began: int | None = None) -> None:
        super().__init__(reason)
        self.offset = offset
        self.began: int = offset if began is None else began
