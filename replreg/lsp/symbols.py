"""The outline of a document, and the search for an image or a registry in all open documents."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from replreg.lsp.analysis import Analysis
from replreg.lsp.diagnostics import range_of
from replreg.lsp.landmarks import Landmark, Subject
from replreg.lsp.protocol import DocumentSymbol, SymbolKind, WorkspaceSymbol

__all__ = ["document_symbols", "workspace_symbols"]

_KINDS = {"image": SymbolKind.PACKAGE, "registry": SymbolKind.NAMESPACE}
_MOST = 500
"""How many symbols one search returns."""


def document_symbols(analysis: Analysis) -> list[DocumentSymbol]:
    """Return a symbol for each document of the file that names images, with them as its children, in order."""
    positions = analysis.document.positions
    marks = list(analysis.landmarks().images())
    starts = [mark.start for mark in marks]
    symbols: list[DocumentSymbol] = []
    for title, start, end in analysis.outline():
        inside = marks[bisect_left(starts, start) : bisect_left(starts, end)]
        if inside:
            symbols.append(
                {
                    "name": title,
                    "kind": SymbolKind.MODULE,
                    "range": range_of(positions, start, end),
                    "selectionRange": range_of(positions, start, start),
                    "children": [_child(analysis, mark) for mark in inside],
                }
            )
    return symbols


def _child(analysis: Analysis, mark: Landmark) -> DocumentSymbol:
    span = range_of(analysis.document.positions, mark.start, mark.end)
    return {
        "name": _name(mark),
        "kind": _KINDS[mark.subject.kind],
        "range": span,
        "selectionRange": span,
        "detail": "declared" if mark.is_declaration else "used",
    }


def workspace_symbols(analyses: Iterable[Analysis], query: str) -> list[WorkspaceSymbol]:
    """Return the images and registries whose name has the letters of ``query`` in their order, some hundreds at most.

    Each is returned once, for the first document that names it, at its declaration there if it has one.
    """
    found: dict[Subject, WorkspaceSymbol] = {}
    for analysis in analyses:
        for mark in sorted(analysis.landmarks().own, key=lambda mark: not mark.is_declaration):
            if mark.subject in found or not _matches(query.lower(), _name(mark).lower()):
                continue
            span = range_of(analysis.document.positions, mark.start, mark.end)
            found[mark.subject] = {
                "name": _name(mark),
                "kind": _KINDS[mark.subject.kind],
                "location": {"uri": analysis.document.uri, "range": span},
            }
            if len(found) == _MOST:
                return list(found.values())
    return list(found.values())


def _name(mark: Landmark) -> str:
    return mark.row.image if mark.row is not None else mark.subject.name


def _matches(query: str, name: str) -> bool:
    """Return True if the characters of a query are in a name, in their order."""
    rest = iter(name)
    return all(character in rest for character in query)
