"""The format ``github``: workflow commands that GitHub Actions turns into annotations of the changed files.

The syntax is GitHub's ("Workflow commands for GitHub Actions"); the escapes are those that its runner undoes. GitHub
shows at most 10 errors, 10 warnings and 10 notices of a step.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from replreg.files import portable
from replreg.finding import Finding, Severity
from replreg.messages import counted
from replreg.output.formats import Format, Screen
from replreg.output.report import Report

if TYPE_CHECKING:
    from replreg.linter.verification import Verified

__all__ = ["FORMAT", "MOST_ANNOTATIONS"]

MOST_ANNOTATIONS = 10
"""How many annotations of each severity GitHub shows of one step."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_SURROGATES = re.compile("[\ud800-\udfff]")


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    return _commands(report.findings)


def _verification(results: Sequence[Verified], screen: Screen) -> Iterator[str]:
    from replreg.output.verification import verification_findings

    return _commands(verification_findings(results))


def _commands(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a command for each finding that GitHub shows, errors first.

    The others are plain lines of the log, and a last line counts them.
    """
    ordered = sorted(findings, key=lambda finding: -finding.severity.rank)
    shown: Counter[Severity] = Counter()
    rest: Counter[Severity] = Counter()
    lines = []
    for finding in ordered:
        shown[finding.severity] += 1
        if shown[finding.severity] <= MOST_ANNOTATIONS:
            yield _encodable(_command(finding))
        else:
            rest[finding.severity] += 1
            lines.append(_log_line(finding))
    yield from map(_encodable, lines)
    if rest:
        parts = " and ".join(counted(number, f"more {severity}") for severity, number in rest.items())
        yield (
            f"{parts}: in this log, but not annotated, since GitHub shows at most {MOST_ANNOTATIONS} annotations of "
            "each severity in a step.\n"
        )


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


def _log_line(finding: Finding) -> str:
    """Return a line that the runner does not take for a command."""
    from replreg.output.concise import render_concise
    from replreg.output.terminal import Style

    return f"- {render_concise(finding, Style(False))}\n".replace("##[", "## [")


def _encodable(line: str) -> str:
    return line if line.isascii() else _SURROGATES.sub("\ufffd", line)


FORMAT = Format(
    "github",
    "GitHub Actions' annotations",
    "text/x-workflow-commands",
    {"findings": _findings, "verification": _verification},
)
