"""Findings as a page of HTML: counts by rule and by file, then each file with its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from replreg.finding import Finding
from replreg.messages import UNSAFE_FIX
from replreg.output.excerpt import ClippedLine, Mark, clip_line
from replreg.output.finding_parts import count_by_rule, marks_of, notes_of
from replreg.output.fix_preview import changes_of
from replreg.output.html_page import escaped, page_end, page_start, table
from replreg.output.report import Report, rule_page
from replreg.output.result_line import result_line
from replreg.output.terminal import Style
from replreg.rules.catalogue import RULES, may_show_secret
from replreg.yaml.text import LineIndex

__all__ = ["finding_article", "render_findings", "rule_anchor"]

_WIDTH = 400  # columns of a line; the browser wraps it


def render_findings(report: Report) -> Iterator[str]:
    """Yield the page in pieces."""
    findings = report.findings
    result = result_line(findings, len(report.paths), Style(False))
    yield from page_start(f"replreg: {result}")
    yield f"<h1>replreg</h1>\n<p>{escaped(result)}</p>\n"
    files = [(path, list(group)) for path, group in groupby(findings, key=lambda finding: finding.path)]
    if findings:
        yield _rules(findings)
        yield _files(files)
    texts = report.texts
    for number, (path, group) in enumerate(files, start=1):
        text = texts.get(path, "")
        lines = LineIndex(text)
        yield f'<section aria-labelledby="file-{number}">\n<h2 id="file-{number}"><code>{escaped(path)}</code></h2>\n'
        for finding in group:
            yield finding_article(finding, text, lines)
        yield "</section>\n"
    yield page_end()


def _rules(findings: Sequence[Finding]) -> str:
    rows = [
        f'<tr><th scope="row">{rule_anchor(rule)}</th><td class="{severity}">{severity}</td>'
        f'<td class="number">{count}</td><td class="number">{with_fix}</td></tr>\n'
        for rule, severity, count, with_fix in count_by_rule(findings)
    ]
    return table("Findings by rule", ("Rule", "Severity", "Findings", "With a fix"), rows)


def _files(files: Sequence[tuple[str, list[Finding]]]) -> str:
    rows = [
        f'<tr><th scope="row"><a href="#file-{number}"><code>{escaped(path)}</code></a></th>'
        f'<td class="number">{len(group)}</td></tr>\n'
        for number, (path, group) in enumerate(files, start=1)
    ]
    return table("Findings by file", ("File", "Findings"), rows)


def rule_anchor(rule: str) -> str:
    """Return the name of a rule as a link to its page, if it has one."""
    return f'<a href="{escaped(rule_page(rule))}">{escaped(rule)}</a>' if rule in RULES else escaped(rule)


def finding_article(finding: Finding, text: str, lines: LineIndex, path: str = "", level: int = 3) -> str:
    """Return a finding as an article with its lines and its fix; ``level`` is that of its heading.

    ``text`` and ``lines`` are those of its file. ``path`` is shown where the page does not name the file otherwise.
    """
    severity = finding.severity.value
    place = f"line {finding.start.line}, column {finding.start.column}"
    if path:
        place = f"<code>{escaped(path)}</code>, {place}"
    is_secret = may_show_secret(finding.rule)
    parts = [
        f'<article>\n<h{level}><span class="{severity}">{severity}</span> {rule_anchor(finding.rule)} '
        f'<span class="place">{place}</span></h{level}>\n<p>{escaped(finding.message)}</p>\n'
    ]
    marks = [] if is_secret else sorted(marks_of(finding, lines, severity))
    if marks:
        parts.append(f"<pre>{chr(10).join(_marked(mark, lines) for mark in marks)}</pre>\n")
    parts += [f"<p><b>Note:</b> {escaped(note)}</p>\n" for note in notes_of(finding)]
    if finding.fix is not None:
        unsafe = "" if finding.fix.safe else UNSAFE_FIX
        parts.append(f"<p><b>Fix{unsafe}:</b> {escaped(finding.fix.message)}</p>\n")
        changes = None if is_secret else changes_of(finding.fix, text, lines)
        if changes:
            shown = [
                _changed(change.sign, clip_line(change.line, change.start, change.end, _WIDTH)) for change in changes
            ]
            parts.append(f"<pre>{''.join(shown)}</pre>\n")
    return "".join(parts) + "</article>\n"


def _marked(mark: Mark, lines: LineIndex) -> str:
    """Return a line of the file with a place in it marked."""
    part = clip_line(lines.line(mark.line), mark.start, mark.end, _WIDTH)
    empty = "" if part.inside else ' class="empty"'
    label = f' <span class="soft">({escaped(mark.label)})</span>' if mark.label else ""
    number = f'<span class="soft">{mark.line}</span>'
    return f"{number}  {escaped(part.before)}<mark{empty}>{escaped(part.inside)}</mark>{escaped(part.after)}{label}"


def _changed(sign: str, part: ClippedLine) -> str:
    name = "ins" if sign == "+" else "del"
    return f"<{name}>{sign} {escaped(part.before + part.inside + part.after)}</{name}>"
