"""The shapes of the Language Server Protocol that the server sends, with its names of fields, and its numbers.

Specification: Language Server Protocol 3.17. Only what is used is here. Optional fields that are not sent are left out.
"""

from __future__ import annotations

from typing import Any, TypedDict

__all__ = [
    "CodeAction",
    "CodeActionTrigger",
    "CodeLens",
    "Command",
    "CompletionItem",
    "CompletionKind",
    "Diagnostic",
    "DiagnosticSeverity",
    "DocumentHighlight",
    "DocumentSymbol",
    "HighlightKind",
    "Hover",
    "InlayHint",
    "Location",
    "MarkupContent",
    "Position",
    "Range",
    "RelatedInformation",
    "SymbolKind",
    "TextEdit",
    "WorkspaceEdit",
    "WorkspaceSymbol",
]


class Position(TypedDict):
    """A place in a text: a line, and code units of the agreed encoding from its start, both from 0."""

    line: int
    character: int


class Range(TypedDict):
    """A part of a text; ``end`` is not in it."""

    start: Position
    end: Position


class Location(TypedDict):
    """A part of a file."""

    uri: str
    range: Range


class TextEdit(TypedDict):
    """A part of a text, and what replaces it."""

    range: Range
    newText: str


class WorkspaceEdit(TypedDict, total=False):
    """Edits of several files: ``changes`` by URI, or ``documentChanges`` that name the version of each document."""

    changes: dict[str, list[TextEdit]]
    documentChanges: list[dict[str, Any]]


class MarkupContent(TypedDict):
    """A text; ``kind`` is ``markdown`` or ``plaintext``."""

    kind: str
    value: str


class Hover(TypedDict):
    """The text at the pointer."""

    contents: MarkupContent
    range: Range


class RelatedInformation(TypedDict):
    """Another place that a diagnostic is about."""

    location: Location
    message: str


class Diagnostic(TypedDict, total=False):
    """A finding. ``code`` is the id of its rule."""

    range: Range
    message: str
    severity: int
    code: str
    codeDescription: dict[str, str]
    source: str
    relatedInformation: list[RelatedInformation]


class DiagnosticSeverity:
    """Values of ``severity``."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3


class CodeAction(TypedDict, total=False):
    """Something that the editor offers to do."""

    title: str
    kind: str
    diagnostics: list[Diagnostic]
    isPreferred: bool
    edit: WorkspaceEdit
    data: dict[str, Any]


class CodeActionTrigger:
    """Values of ``triggerKind``."""

    INVOKED = 1
    AUTOMATIC = 2


class Command(TypedDict):
    """A command of the server that the editor can run."""

    title: str
    command: str
    arguments: list[str]


class CodeLens(TypedDict):
    """A line above a place, which runs a command."""

    range: Range
    command: Command


class CompletionItem(TypedDict, total=False):
    """Something that can be written at the cursor."""

    label: str
    kind: int
    detail: str
    documentation: str
    deprecated: bool
    filterText: str
    textEdit: TextEdit


class CompletionKind:
    """Values of ``kind`` of a completion."""

    VARIABLE = 6
    MODULE = 9
    PROPERTY = 10
    VALUE = 12
    REFERENCE = 18
    FOLDER = 19
    ENUM_MEMBER = 20


class DocumentHighlight(TypedDict):
    """A place in the document that names the same."""

    range: Range
    kind: int


class HighlightKind:
    """Values of ``kind`` of a highlight."""

    READ = 2
    WRITE = 3


class _Symbol(TypedDict):
    name: str
    kind: int
    range: Range
    selectionRange: Range


class DocumentSymbol(_Symbol, total=False):
    """An entry of the outline."""

    detail: str
    children: list[DocumentSymbol]


class WorkspaceSymbol(TypedDict):
    """A result of a search for symbols."""

    name: str
    kind: int
    location: Location


class SymbolKind:
    """Values of ``kind`` of a symbol."""

    MODULE = 2
    NAMESPACE = 3
    PACKAGE = 4


class InlayHint(TypedDict):
    """A text that is shown after a place."""

    position: Position
    label: str
    tooltip: str
    paddingLeft: bool
