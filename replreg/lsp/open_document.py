"""The documents that are open in the editor, with their text as it is there, saved or not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from replreg.config.load import CONFIG_NAMES
from replreg.files import YAML_SUFFIXES
from replreg.lsp.parameters import Parameters
from replreg.lsp.positions import Positions
from replreg.lsp.uris import path_of
from replreg.named_tuple import NamedTuple

__all__ = ["Document", "Shift", "joined", "moved_by"]


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

    ``path`` is None for a document that is not a file, such as a new one without a name. ``opened`` is the same
    object for all versions from one opening to the closing.
    """

    __slots__ = ("language", "opened", "path", "positions", "uri", "version")

    def __init__(
        self, uri: str, version: int | None, language: str, positions: Positions, opened: object = None
    ) -> None:
        self.uri: str = uri
        self.version: int | None = version
        self.language: str = language
        self.positions: Positions = positions
        self.path: str | None = path_of(uri)
        self.opened: object = opened or object()

    @property
    def text(self) -> str:
        """The text as the editor has it, without a byte-order mark."""
        return self.positions.text

    @property
    def config_path(self) -> str:
        """The path whose configuration counts. A document without one is as a file where the editor was started."""
        return self.path or os.path.abspath("untitled.yaml")

    @property
    def is_yaml(self) -> bool:
        """Whether this is YAML, by its name or by the language that the editor gives it."""
        return (self.path or "").endswith(YAML_SUFFIXES) or self.language.partition(".")[0] == "yaml"

    @property
    def is_config(self) -> bool:
        """Whether this is a configuration file of replreg."""
        return self.path is not None and os.path.basename(self.path) in CONFIG_NAMES

    def changed(self, version: int | None, changes: Sequence[Parameters]) -> tuple[Document, list[Shift]]:
        """Return the document after some changes, and what each does to the places in it.

        Each change has the new ``text``, and the ``range`` that it replaces unless that is everything. The places of
        each change are in the text after the one before it. Raises `replreg.lsp.json_rpc.RpcError` for one that has
        another shape.
        """
        positions = self.positions
        shifts = []
        for change in changes:
            text = change.text("text")
            start, end = change.span(positions) if change.has("range") else (0, len(positions.text))
            shifts.append(Shift(start, end, len(text) - (end - start)))
            text = positions.text[:start] + text + positions.text[end:]
            positions = Positions(text, positions.encoding)
        return Document(self.uri, version, self.language, positions, self.opened), shifts


def moved_by(shifts: Iterable[Shift], start: int, end: int) -> tuple[int, int] | None:
    """Return a span as it is after several edits, in their order; None if one of them touches it."""
    span: tuple[int, int] | None = (start, end)
    for shift in shifts:
        if span is not None:
            span = shift.moved(*span)
    return span


def joined(shifts: Iterable[Shift]) -> list[Shift]:
    """Return fewer edits that move every span as some others do: one for all letters that are typed in a row.

    So the time that it takes to move places does not grow with each key, as long as a document is not YAML.
    """
    found: list[Shift] = []
    for shift in shifts:
        if found:
            start, end, delta = found[-1]
            if start <= shift.end and shift.start <= end + delta:  # it touches what the edit before it wrote
                found[-1] = Shift(min(start, shift.start), max(end, shift.end - delta), delta + shift.delta)
                continue
        found.append(shift)
    return found
