"""Findings as the diagnostics of the Language Server Protocol."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from replreg.config.load import ConfigError
from replreg.finding import Edit, Finding, Severity
from replreg.lsp.analysis import Analysis
from replreg.lsp.positions import Positions
from replreg.rules.catalogue import rule_page

__all__ = ["SOURCE", "diagnostic_of", "diagnostics_of", "range_of", "text_edits"]

SOURCE = "replreg"
"""What editors show as the origin of a diagnostic."""

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


def range_of(positions: Positions, start: int, end: int) -> types.Range:
    """Return the span between two offsets."""
    return types.Range(types.Position(*positions.place(start)), types.Position(*positions.place(end)))


def text_edits(positions: Positions, edits: Iterable[Edit]) -> list[types.TextEdit]:
    """Return edits for an editor: the places of all of them are in the unchanged text."""
    return [types.TextEdit(range_of(positions, edit.start, edit.end), edit.text) for edit in edits]


def diagnostics_of(analysis: Analysis, *, related: bool = True) -> list[types.Diagnostic]:
    """Return the diagnostics of a document, in the order of its findings.

    ``related`` is True if the client shows related places.
    """
    document = analysis.document
    if analysis.mistake is not None:
        return [_mistake(analysis.mistake, document.positions)] if document.is_config else []
    return [diagnostic_of(finding, document.uri, document.positions, related) for finding in analysis.findings]


def diagnostic_of(finding: Finding, uri: str, positions: Positions, related: bool = True) -> types.Diagnostic:
    """Return the diagnostic of one finding. Its message is the finding's, followed by the notes, one a line."""
    places = [
        types.DiagnosticRelatedInformation(
            types.Location(uri, range_of(positions, place.start.offset, place.end.offset)), place.message
        )
        for place in finding.related
    ]
    return types.Diagnostic(
        range_of(positions, finding.start.offset, finding.end.offset),
        "\n".join((finding.message, *finding.notes)),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(rule_page(finding.rule)),
        source=SOURCE,
        related_information=places if related and places else None,
    )


def _mistake(mistake: ConfigError, positions: Positions) -> types.Diagnostic:
    """Return the diagnostic of an error in a configuration, up to the end of its line."""
    line = max(mistake.line - 1, 0)
    _, end = positions.line_span(line)
    start = min(positions.offset(line, 0) + max(mistake.column - 1, 0), end)
    return types.Diagnostic(
        range_of(positions, start, end), mistake.message, severity=types.DiagnosticSeverity.Error, source=SOURCE
    )
