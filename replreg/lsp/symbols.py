"""The outline of a document, and the search for an image or a registry in all open documents."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types
from pygls.uris import from_fs_path

from replreg.lsp.analysis import Analysis
from replreg.lsp.diagnostics import range_of
from replreg.lsp.landmarks import Landmark, Subject

__all__ = ["document_symbols", "workspace_symbols"]

_KINDS = {"image": types.SymbolKind.Package, "registry": types.SymbolKind.Namespace}
_MOST = 500
"""How many symbols one search returns."""


def document_symbols(analysis: Analysis) -> list[types.DocumentSymbol]:
    """Return a symbol for each document of the file that names images, with them as its children, in order."""
    positions = analysis.document.positions
    marks = list(analysis.landmarks().images())
    symbols = []
    for title, start, end in analysis.outline():
        inside = [mark for mark in marks if start <= mark.start < end]
        if inside:
            span = range_of(positions, start, end)
            first = range_of(positions, start, start)
            children = [_child(analysis, mark) for mark in inside]
            symbols.append(types.DocumentSymbol(title, types.SymbolKind.Module, span, first, children=children))
    return symbols


def _child(analysis: Analysis, mark: Landmark) -> types.DocumentSymbol:
    span = range_of(analysis.document.positions, mark.start, mark.end)
    detail = "declared" if mark.is_declaration else "used"
    return types.DocumentSymbol(_name(mark), _KINDS[mark.subject.kind], span, span, detail=detail)


def workspace_symbols(analyses: Iterable[Analysis], query: str) -> list[types.WorkspaceSymbol]:
    """Return the images and registries whose name has the letters of ``query`` in their order, the best known first.

    Each is returned once, at its declaration where there is one.
    """
    found: dict[Subject, types.WorkspaceSymbol] = {}
    for analysis in analyses:
        marks = analysis.landmarks()
        for mark in sorted(marks.own, key=lambda mark: not mark.is_declaration):
            if mark.subject in found or not _matches(query.lower(), _name(mark).lower()):
                continue
            span = range_of(analysis.document.positions, mark.start, mark.end)
            uri = analysis.document.uri or from_fs_path(marks.path) or ""
            location = types.Location(uri, span)
            found[mark.subject] = types.WorkspaceSymbol(location, _name(mark), _KINDS[mark.subject.kind])
            if len(found) == _MOST:
                break
    return list(found.values())


def _name(mark: Landmark) -> str:
    return mark.row.image if mark.row is not None else mark.subject.name


def _matches(query: str, name: str) -> bool:
    """Return True if the characters of a query are in a name, in their order."""
    rest = iter(name)
    return all(character in rest for character in query)
