"""The format ``concise``: one line a finding, as compilers print it, for editors and scripts."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Finding
from replreg.output.formats import Format, Screen
from replreg.output.report import Report, rule_link
from replreg.output.terminal import SEVERITY_COLORS, Style, escape_controls

__all__ = ["FORMAT", "render_concise"]


def render(report: Report, screen: Screen) -> Iterator[str]:
    """Yield each finding as a line, as soon as its file is linted."""
    for file in report:
        for finding in file.findings:
            yield render_concise(finding, screen.style) + "\n"


def render_concise(finding: Finding, style: Style) -> str:
    """Return a finding as one line, without its end."""
    severity = finding.severity.value
    fixable = ""
    if finding.fix is not None:
        fixable = style(" [fixable]" if finding.fix.safe else " [fixable with --unsafe-fixes]", "cyan")
    place = f"{escape_controls(finding.path)}:{finding.start.line}:{finding.start.column}: "
    head = style(f"{severity}[{finding.rule}]", SEVERITY_COLORS[severity], bold=True)
    return (
        f"{style(place, bold=True)}{rule_link(finding.rule, head, style)} {escape_controls(finding.message)}{fixable}"
    )


FORMAT = Format("concise", "one line each", "text/plain", {"findings": render}, for_people=True)
