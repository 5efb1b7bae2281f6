"""One finding for people: the line, the exact span underlined, why it is wrong, and how to fix it.

The layout follows Rust's compiler. Without colour it is plain text, the same in every run.
"""

from __future__ import annotations

from replreg.finding import Finding
from replreg.messages import UNSAFE_FIX
from replreg.output.excerpt import clip_line, excerpt
from replreg.output.finding_parts import marks_of, notes_of
from replreg.output.fix_preview import PreviewLine, changes_of
from replreg.output.report import rule_link
from replreg.output.terminal import SEVERITY_COLORS, Style, display_width, escape_controls
from replreg.rules.catalogue import may_show_secret
from replreg.yaml.text import LineIndex

__all__ = ["render_finding"]


def render_finding(
    finding: Finding, text: str, lines: LineIndex, style: Style, width: int, *, wrap: bool = False
) -> str:
    """Return a finding as a block of lines, without the end of the last.

    ``width`` is the number of columns of the terminal; with ``wrap`` sentences are wrapped to fit it.
    """
    severity = finding.severity.value
    color = SEVERITY_COLORS[severity]
    within = width if wrap else 1_000_000
    marks = [] if may_show_secret(finding.rule) else list(marks_of(finding, lines, color))
    changes = changes_of(finding.fix, text, lines) if finding.fix else None
    numbers = [finding.start.line, *(mark.line for mark in marks), *(change.number for change in changes or ())]
    gutter = len(str(max(numbers)))
    margin = " " * gutter
    bar = style("|", "blue", bold=True)

    title = f"{severity}[{finding.rule}]"
    first, *rest = _wrapped(escape_controls(finding.message), within, len(title) + 2, 2)
    out = [rule_link(finding.rule, style(title, color, bold=True), style) + style(f": {first}".rstrip(), bold=True)]
    out += [style(f"  {line}", bold=True) for line in rest]
    place = f"{escape_controls(finding.path)}:{finding.start.line}:{finding.start.column}"
    out.append(f"{style(f'{margin}-->', 'blue', bold=True)} {place}")
    if marks:
        out.append(f"{margin} {bar}")
        out.extend(excerpt(marks, lines, style, gutter, width))
    notes = list(notes_of(finding))
    if notes:
        out.append(f"{margin} {bar}")
    for note in notes:
        first, *rest = _wrapped(escape_controls(note), within, gutter + 9, gutter + 9)
        out.append(f"{margin} {style('=', 'blue', bold=True)} {style('note', bold=True)}: {first}")
        out += [" " * (gutter + 9) + line for line in rest]
    if finding.fix is not None:
        message = escape_controls(finding.fix.message) + ("" if finding.fix.safe else UNSAFE_FIX)
        first, *rest = _wrapped(message, within, 6, 6)
        out.append(f"{style('help', 'green', bold=True)}: {first}")
        out += [" " * 6 + line for line in rest]
        if changes and not may_show_secret(finding.rule):
            out.append(f"{margin} {bar}")
            # A line of the excerpt is not shown again, unless the fix removes it without a replacement.
            seen = {mark.line for mark in marks} & {change.number for change in changes if change.sign == "+"}
            out += [
                _shown_change(change, style, gutter, width)
                for change in changes
                if change.sign == "+" or change.number not in seen
            ]
    return "\n".join(out)


def _shown_change(change: PreviewLine, style: Style, gutter: int, width: int) -> str:
    color = "green" if change.sign == "+" else "red"
    part = clip_line(change.line, change.start, change.end, width - gutter - 3)
    number = style(str(change.number).rjust(gutter), color)
    sign = style(change.sign, color, bold=True)
    return f"{number} {sign} {part.before}{style(part.inside, color)}{part.after}".rstrip()


def _wrapped(text: str, width: int, first: int, rest: int) -> list[str]:
    """Wrap a sentence to ``width`` columns, of which ``first`` are used already on the first line, ``rest`` later."""
    if first + display_width(text) <= width:
        return [text]
    rows: list[str] = []
    row, room = "", width - first
    for word in text.split(" "):
        if (row or not rows) and display_width(row) + bool(row) + display_width(word) > room:
            rows.append(row)
            row, room = word, max(width - rest, 20)
        else:
            row = f"{row} {word}" if row else word
    return [*rows, row]
