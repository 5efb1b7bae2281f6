"""The text at the pointer of an editor: the image or registry that is named there, and the manual of broken rules."""

from __future__ import annotations

from lsprotocol import types

from replreg.finding import Finding
from replreg.lsp.analysis import Analysis
from replreg.lsp.diagnostics import range_of
from replreg.lsp.image_hover import describe
from replreg.rules.catalogue import RULES

__all__ = ["findings_at", "hover_at"]


def findings_at(analysis: Analysis, start: int, end: int) -> list[Finding]:
    """Return the findings that overlap or touch a span of offsets, in the order of the text."""
    return [finding for finding in analysis.findings if finding.start.offset <= end and start <= finding.end.offset]


def hover_at(analysis: Analysis, offset: int, *, markdown: bool = True) -> types.Hover | None:
    """Return what is known of the image or registry at an offset, then the manual of each rule that is broken there.

    Return None if there is neither.
    """
    pages, spans = [], []
    mark = analysis.landmarks().at(offset)
    if mark is not None and analysis.job is not None:
        pages.append(describe(mark, analysis.landmarks(), analysis.job.config))
        spans.append((mark.start, mark.end))
    found = {finding.rule: finding for finding in reversed(findings_at(analysis, offset, offset))}
    for finding in reversed(found.values()):
        pages.append(_page(finding))
        spans.append((finding.start.offset, finding.end.offset))
    if not pages:
        return None
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    start, end = min(spans, key=lambda span: span[1] - span[0])
    place = range_of(analysis.document.positions, start, end)
    return types.Hover(types.MarkupContent(kind, "\n\n---\n\n".join(pages)), place)


def _page(finding: Finding) -> str:
    rule = RULES[finding.rule]
    fix = f"{rule.fix} fix" if rule.fix else "no fix"
    return f"**{rule.id}** · {finding.severity.value} · {fix}\n\n{rule.manual}"
