"""Findings as the diagnostics of the Language Server Protocol."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.config.load import ConfigError
from replreg.finding import Edit, Finding, Related, Severity
from replreg.lsp.analysis import Analysis
from replreg.lsp.positions import Positions
from replreg.lsp.protocol import Diagnostic, DiagnosticSeverity, Position, Range, RelatedInformation, TextEdit
from replreg.rules.catalogue import rule_page

__all__ = ["SOURCE", "diagnostic_of", "diagnostics_of", "position_of", "range_of", "text_edits"]

SOURCE = "replreg"
"""The origin of a diagnostic, as editors show it."""

_SEVERITIES = {
    Severity.ERROR: DiagnosticSeverity.ERROR,
    Severity.WARNING: DiagnosticSeverity.WARNING,
    Severity.INFO: DiagnosticSeverity.INFORMATION,
}


def position_of(positions: Positions, offset: int) -> Position:
    """Return the place of an offset."""
    line, character = positions.place(offset)
    return {"line": line, "character": character}


def range_of(positions: Positions, start: int, end: int) -> Range:
    """Return the span between two offsets."""
    return {"start": position_of(positions, start), "end": position_of(positions, end)}


def text_edits(positions: Positions, edits: Iterable[Edit]) -> list[TextEdit]:
    """Return edits for an editor: the places of all of them are in the unchanged text."""
    return [{"range": range_of(positions, edit.start, edit.end), "newText": edit.text} for edit in edits]


def diagnostics_of(analysis: Analysis, *, related: bool = True) -> list[Diagnostic]:
    """Return the diagnostics of a document, in the order of its findings; of an earlier version, where they are now.

    ``related`` is True if the client shows related places.
    """
    document = analysis.document
    if analysis.mistake is not None:
        return [_mistake(analysis.mistake, document.positions)] if document.is_config else []
    return [diagnostic_of(finding, document.uri, document.positions, related) for finding in analysis.all_findings()]


def diagnostic_of(finding: Finding, uri: str, positions: Positions, related: bool = True) -> Diagnostic:
    """Return the diagnostic of one finding. Its message is the finding's, followed by the notes, one a line."""
    diagnostic: Diagnostic = {
        "range": range_of(positions, finding.start.offset, finding.end.offset),
        "severity": _SEVERITIES[finding.severity],
        "code": finding.rule,
        "codeDescription": {"href": rule_page(finding.rule)},
        "source": SOURCE,
        "message": "\n".join((finding.message, *finding.notes)),
    }
    if related and finding.related:
        diagnostic["relatedInformation"] = [_related(place, uri, positions) for place in finding.related]
    return diagnostic


def _related(place: Related, uri: str, positions: Positions) -> RelatedInformation:
    span = range_of(positions, place.start.offset, place.end.offset)
    return {"location": {"uri": uri, "range": span}, "message": place.message}


def _mistake(mistake: ConfigError, positions: Positions) -> Diagnostic:
    """Return the diagnostic of an error in a configuration, up to the end of its line."""
    line = max(mistake.line - 1, 0)
    _, end = positions.line_span(line)
    start = min(positions.offset(line, 0) + max(mistake.column - 1, 0), end)
    span = range_of(positions, start, end)
    return {"range": span, "severity": DiagnosticSeverity.ERROR, "source": SOURCE, "message": mistake.message}
