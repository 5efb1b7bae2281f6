"""The documents that are open in the editor, with their text as it is there, saved or not."""

from __future__ import annotations

import os
from collections.abc import Sequence

from lsprotocol import types
from pygls.uris import to_fs_path

from replreg.config.load import CONFIG_NAMES
from replreg.linter.inputs import SUFFIXES
from replreg.lsp.positions import Positions

__all__ = ["Document"]


class Document:
    """One version of an open document. It is not modified: a change returns a new one.

    ``path`` is None for a document that is not a file, such as a new one without a name.
    """

    __slots__ = ("language", "path", "positions", "uri", "version")

    def __init__(self, uri: str, version: int | None, language: str, positions: Positions) -> None:
        self.uri = uri
        self.version = version
        self.language = language
        self.positions = positions
        self.path = to_fs_path(uri)

    @property
    def text(self) -> str:
        """The text as the editor has it, without a byte-order mark."""
        return self.positions.text

    @property
    def is_yaml(self) -> bool:
        """Whether this is YAML, by its name or by the language that the editor gives it."""
        return (self.path or "").endswith(SUFFIXES) or self.language.partition(".")[0] == "yaml"

    @property
    def is_config(self) -> bool:
        """Whether this is a configuration file of replreg."""
        return self.path is not None and os.path.basename(self.path) in CONFIG_NAMES

    def changed(self, version: int | None, changes: Sequence[types.TextDocumentContentChangeEvent]) -> Document:
        """Return the document after some changes; the places of each are in the text after the one before it."""
        positions = self.positions
        for change in changes:
            text = change.text
            if isinstance(change, types.TextDocumentContentChangePartial):
                start = positions.offset(change.range.start.line, change.range.start.character)
                end = positions.offset(change.range.end.line, change.range.end.character)
                text = positions.text[:start] + text + positions.text[max(start, end) :]
            positions = Positions(text, positions.encoding)
        return Document(self.uri, version, self.language, positions)
