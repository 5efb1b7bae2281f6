"""The format ``github``: workflow commands that GitHub Actions turns into annotations of the changed files.

The syntax is GitHub's ("Workflow commands for GitHub Actions"); the escapes are those that its runner undoes.
"""

from __future__ import annotations

import re

from replreg.files import portable
from replreg.finding import Finding, Severity
from replreg.output.report import Report

__all__ = ["render"]

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_SURROGATES = re.compile("[\ud800-\udfff]")


def render(report: Report) -> str:
    """Return one workflow command a line, and nothing where there is no finding."""
    text = "".join(map(_command, report.findings))
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _command(finding: Finding) -> str:
    start, end = finding.start, finding.end
    properties = {"file": portable(finding.path), "line": str(start.line), "endLine": str(end.line)}
    if start.line == end.line:
        # GitHub refuses columns on a range of several lines.
        properties |= {"col": str(start.column), "endColumn": str(end.column)}
    properties["title"] = finding.rule
    listed = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    message = "\n".join((finding.message, *finding.notes))
    return f"::{_COMMANDS[finding.severity]} {listed}::{message.translate(_DATA)}\n"
