"""The text at the pointer of an editor: the image or registry that is named there, and the manual of broken rules."""

from __future__ import annotations

from replreg.finding import Finding
from replreg.lsp.analysis import Analysis
from replreg.lsp.diagnostics import range_of
from replreg.lsp.image_hover import describe
from replreg.lsp.protocol import Hover, MarkupContent
from replreg.rules.catalogue import RULES

__all__ = ["hover_at"]


def hover_at(analysis: Analysis, offset: int, *, markdown: bool = True) -> Hover | None:
    """Return what is known of the image or registry at an offset, then the manual of each rule that is broken there.

    Return None if there is neither.
    """
    pages, spans = [], []
    mark = analysis.landmarks().at(offset)
    if mark is not None and analysis.job is not None:
        pages.append(describe(mark, analysis.landmarks(), analysis.job.config))
        spans.append((mark.start, mark.end))
    found = {finding.rule: finding for finding in reversed(analysis.findings_at(offset, offset))}
    for finding in reversed(found.values()):
        pages.append(_page(finding))
        spans.append((finding.start.offset, finding.end.offset))
    if not pages:
        return None
    kind = "markdown" if markdown else "plaintext"
    start, end = min(spans, key=lambda span: span[1] - span[0])
    contents: MarkupContent = {"kind": kind, "value": "\n\n---\n\n".join(pages)}
    return {"contents": contents, "range": range_of(analysis.document.positions, start, end)}


def _page(finding: Finding) -> str:
    rule = RULES[finding.rule]
    fix = f"{rule.fix} fix" if rule.fix else "no fix"
    return f"**{rule.id}** · {finding.severity.value} · {fix}\n\n{rule.manual}"
