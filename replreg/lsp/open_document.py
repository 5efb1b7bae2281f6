"""The documents that are open in the editor, with their text as it is there, saved or not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from lsprotocol import types
from pygls.uris import to_fs_path

from replreg.config.load import CONFIG_NAMES
from replreg.files import YAML_SUFFIXES
from replreg.lsp.positions import Positions
from replreg.named_tuple import NamedTuple

__all__ = ["Document", "Shift", "moved_by"]


class Shift(NamedTuple):
    """One edit: the text between two offsets was replaced, and what follows moved by ``delta`` code points."""

    start: int
    end: int
    delta: int

    def moved(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a span as it is after the edit; None if the edit touches it."""
        if end < self.start:
            return start, end
        return (start + self.delta, end + self.delta) if start > self.end else None


class Document:
    """One version of an open document. It is not modified: a change returns a new one.

    ``path`` is None for a document that is not a file, such as a new one without a name.
    """

    __slots__ = ("language", "path", "positions", "uri", "version")

    def __init__(self, uri: str, version: int | None, language: str, positions: Positions) -> None:
        self.uri: str = uri
        self.version: int | None = version
        self.language: str = language
        self.positions: Positions = positions
        self.path: str | None = to_fs_path(uri)

    @property
    def text(self) -> str:
        """The text as the editor has it, without a byte-order mark."""
        return self.positions.text

    @property
    def is_yaml(self) -> bool:
        """Whether this is YAML, by its name or by the language that the editor gives it."""
        return (self.path or "").endswith(YAML_SUFFIXES) or self.language.partition(".")[0] == "yaml"

    @property
    def is_config(self) -> bool:
        """Whether this is a configuration file of replreg."""
        return self.path is not None and os.path.basename(self.path) in CONFIG_NAMES

    def changed(
        self, version: int | None, changes: Sequence[types.TextDocumentContentChangeEvent]
    ) -> tuple[Document, list[Shift]]:
        """Return the document after some changes, and what each does to the places in it.

        The places of each change are in the text after the one before it.
        """
        positions = self.positions
        shifts = []
        for change in changes:
            text = change.text
            start, end = 0, len(positions.text)
            if isinstance(change, types.TextDocumentContentChangePartial):
                start = positions.offset(change.range.start.line, change.range.start.character)
                end = positions.offset(change.range.end.line, change.range.end.character)
                end = max(start, end)
            shifts.append(Shift(start, end, len(text) - (end - start)))
            text = positions.text[:start] + text + positions.text[end:]
            positions = Positions(text, positions.encoding)
        return Document(self.uri, version, self.language, positions), shifts


def moved_by(shifts: Iterable[Shift], start: int, end: int) -> tuple[int, int] | None:
    """Return a span as it is after several edits, in their order; None if one of them touches it."""
    span: tuple[int, int] | None = (start, end)
    for shift in shifts:
        if span is not None:
            span = shift.moved(*span)
    return span
