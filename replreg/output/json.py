"""The formats ``json`` and ``jsonl``: replreg's own, described by ``schemas/findings.schema.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from replreg.finding import Finding, Position
from replreg.lazy_re import lazy_compile
from replreg.output.report import Report

__all__ = ["VERSION", "array", "dumps", "render", "render_jsonl", "render_line"]

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


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode

# Legal in JSON, but many readers take NEL, LS or PS for the end of a line, and the C1 controls steer some terminals;
# escaped, they mean the same to every reader. Lone surrogates have no UTF-8 form.
_UNPRINTABLE = lazy_compile("[\x80-\x9f\u2028\u2029\ud800-\udfff]")


def dumps(value: object, *, strict: bool = False) -> str:
    """Return ``value`` as JSON on one line, without a line end. Non-ASCII text stays as it is where it can.

    A lone surrogate, as in the name of a file that is no UTF-8, becomes an escape sequence, which Python and
    JavaScript read back; with ``strict``, for readers that may refuse it, a replacement character.
    """
    text = _encode(value)
    if text.isascii():
        return text
    # Such a character can stand in a string only, where an escape sequence may replace it.
    return _UNPRINTABLE.sub(_replace if strict else _escape, text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _replace(match: re.Match[str]) -> str:
    return "\ufffd" if match[0] >= "\ud800" else _escape(match)


def array(items: Iterable[str], indent: str = "") -> str:
    """Return a JSON array of items that are JSON already, one a line, so that reports can be compared line by line.

    ``indent`` is the white space in front of the line on which the array starts.
    """
    body = f",\n{indent} ".join(items)
    return f"[\n{indent} {body}\n{indent}]" if body else "[]"
