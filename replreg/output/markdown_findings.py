"""Findings in Markdown, for a job summary or a comment: counts by rule, then each file with its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from replreg.finding import Finding
from replreg.messages import UNSAFE_FIX, counted
from replreg.output.excerpt import clip_line, excerpt
from replreg.output.finding_parts import count_by_rule, marks_of, notes_of
from replreg.output.fix_preview import changes_of
from replreg.output.markdown_text import code_block, code_span, plain
from replreg.output.report import Report, rule_page
from replreg.output.result_line import result_line
from replreg.output.terminal import Style
from replreg.rules.catalogue import RULES, may_show_secret
from replreg.yaml.text import LineIndex

__all__ = ["LIMIT", "render_findings"]

LIMIT = 900_000
"""The most bytes of a report. GitHub refuses a job summary of more than 1 MiB; other steps may add to it."""

_WIDTH = 120  # columns of an excerpt
_PLAIN = Style(False)
_ROOM = 500  # bytes for the line that says what was left out


def render_findings(report: Report) -> Iterator[str]:
    """Yield the report in pieces, at most `LIMIT` bytes; where it is cut, its last line says what was left out."""
    findings = report.findings
    head = f"### replreg\n\n{plain(result_line(findings, len(report.paths), _PLAIN))}\n{_counts(findings)}"
    yield head
    texts = report.texts
    room = LIMIT - _ROOM - _size(head)
    shown = 0
    for path, group in groupby(findings, key=lambda finding: finding.path):
        text = texts.get(path, "")
        lines = LineIndex(text)
        heading = f"\n#### {code_span(path)}\n\n"
        for finding in group:
            piece = heading + _finding(finding, text, lines)
            room -= _size(piece)
            if room < 0:
                yield _left_out(findings[shown:])
                return
            yield piece
            shown += 1
            heading = "\n"


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _counts(findings: Sequence[Finding]) -> str:
    """Return a table with a line for each rule that has findings, the most frequent first; "" without findings."""
    if not findings:
        return ""
    rows = [
        f"| {_rule(rule)} | {severity} | {count} | {with_fix} |\n"
        for rule, severity, count, with_fix in count_by_rule(findings)
    ]
    return "\n| Rule | Severity | Findings | With a fix |\n| --- | --- | ---: | ---: |\n" + "".join(rows)


def _rule(rule: str) -> str:
    return f"[{plain(rule)}]({rule_page(rule)})" if rule in RULES else plain(rule)


def _finding(finding: Finding, text: str, lines: LineIndex) -> str:
    """Return a finding as an item of a list: its place, what is wrong, the lines, and the fix."""
    place = code_span(f"{finding.path}:{finding.start.line}:{finding.start.column}")
    title = f"**{finding.severity.value}** {_rule(finding.rule)} {place}"
    parts = [f"- {title}<br>{plain(finding.message)}\n"]
    is_secret = may_show_secret(finding.rule)
    marks = [] if is_secret else list(marks_of(finding, lines, "red"))
    if marks:
        gutter = len(str(max(mark.line for mark in marks)))
        parts += ["\n", code_block(list(excerpt(marks, lines, _PLAIN, gutter, _WIDTH)), "text", "  ")]
    parts += [f"\n  Note: {plain(note)}\n" for note in notes_of(finding)]
    if finding.fix is not None:
        unsafe = "" if finding.fix.safe else UNSAFE_FIX
        parts.append(f"\n  Fix{unsafe}: {plain(finding.fix.message)}\n")
        changes = None if is_secret else changes_of(finding.fix, text, lines)
        if changes:
            clipped = [(change.sign, clip_line(change.line, change.start, change.end, _WIDTH)) for change in changes]
            shown = [f"{sign} {part.before}{part.inside}{part.after}" for sign, part in clipped]
            parts += ["\n", code_block(shown, "diff", "  ")]
    return "".join(parts)


def _left_out(rest: Sequence[Finding]) -> str:
    files = counted(len({finding.path for finding in rest}), "file")
    return (
        f"\n**Not shown: {counted(len(rest), 'more finding')} in {files}.** "
        "The report has no room for more; the log has the rest.\n"
    )
