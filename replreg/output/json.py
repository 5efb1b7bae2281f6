"""The formats ``json`` and ``jsonl``: replreg's own, described by ``schemas/findings.schema.json``."""

from __future__ import annotations

from replreg.finding import Finding, Position
from replreg.output.jsontext import array, dumps
from replreg.output.report import Report

__all__ = ["VERSION", "render", "render_jsonl", "render_line"]

VERSION = 1
"""The version of the format. A key that goes, or changes its meaning, makes it go up; a new key does not."""


def render(report: Report) -> str:
    """Return the whole report as one JSON object, one finding a line."""
    counts = {"error": 0, "warning": 0, "info": 0}
    for finding in report.findings:
        counts[finding.severity.value] += 1
    summary = {
        "files": report.files,
        "errors": counts["error"],
        "warnings": counts["warning"],
        "infos": counts["info"],
        "fixable": sum(finding.fix is not None for finding in report.findings),
    }
    findings = array((dumps(_finding(finding)) for finding in report.findings), " ")
    return f'{{"version": {VERSION},\n "findings": {findings},\n "summary": {dumps(summary)}}}\n'


def render_jsonl(report: Report) -> str:
    """Return the findings as JSON Lines: one object a line, and nothing at all where there is no finding."""
    return "".join(map(render_line, report.findings))


def render_line(finding: Finding) -> str:
    """Return one finding as a line of ``jsonl``, line end included, to print it as soon as it is found."""
    return dumps(_finding(finding)) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    fix = finding.fix
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        "document": finding.document,
        "start": _position(finding.start),
        "end": _position(finding.end),
        "fix": None
        if fix is None
        else {
            "safe": fix.safe,
            "message": fix.message,
            "edits": [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits],
        },
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset}
