"""The manual page of a rule, when the pointer is over one of its findings."""

from __future__ import annotations

from lsprotocol import types

from replreg.finding import Finding
from replreg.lsp.analysis import Analysis
from replreg.lsp.diagnostics import range_of
from replreg.rules.catalogue import RULES

__all__ = ["findings_at", "hover_at"]


def findings_at(analysis: Analysis, start: int, end: int) -> list[Finding]:
    """Return the findings that overlap or touch a span of offsets, in the order of the text."""
    return [finding for finding in analysis.findings if finding.start.offset <= end and start <= finding.end.offset]


def hover_at(analysis: Analysis, offset: int, *, markdown: bool = True) -> types.Hover | None:
    """Return the manual of the rules whose findings are at an offset, each rule once; None if there is none."""
    found = {finding.rule: finding for finding in reversed(findings_at(analysis, offset, offset))}
    if not found:
        return None
    shortest = min(found.values(), key=lambda finding: finding.end.offset - finding.start.offset)
    pages = "\n\n---\n\n".join(_page(finding) for finding in reversed(found.values()))
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    place = range_of(analysis.document.positions, shortest.start.offset, shortest.end.offset)
    return types.Hover(types.MarkupContent(kind, pages), place)


def _page(finding: Finding) -> str:
    rule = RULES[finding.rule]
    fix = f"{rule.fix} fix" if rule.fix else "no fix"
    return f"**{rule.id}** · {finding.severity.value} · {fix}\n\n{rule.manual}"
