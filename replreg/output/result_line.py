"""How a run of ``lint`` went, in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from replreg.finding import Finding, Severity
from replreg.messages import counted
from replreg.output.terminal import Style

__all__ = ["result_line"]


def result_line(findings: Sequence[Finding], files: int, style: Style) -> str:
    """Return the numbers of findings by severity and of those that can be fixed, as one sentence."""
    if not findings:
        return f"No problems found in {counted(files, 'file')}."
    counts = Counter(finding.severity for finding in findings)
    parts = [
        style(counted(counts[severity], severity.value), color, bold=True)
        for severity, color in ((Severity.ERROR, "red"), (Severity.WARNING, "yellow"), (Severity.INFO, "cyan"))
        if counts[severity]
    ]
    safe = sum(1 for finding in findings if finding.fix and finding.fix.safe)
    unsafe = sum(1 for finding in findings if finding.fix and not finding.fix.safe)
    hints = []
    if safe:
        hints.append(f"{safe} fixable with 'replreg fix'")
    if unsafe:
        hints.append(f"{unsafe} with '--unsafe-fixes'")
    return f"Found {', '.join(parts)} in {counted(files, 'file')}" + (f"; {', '.join(hints)}." if hints else ".")
