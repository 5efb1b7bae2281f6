"""One finding for people: the line, the exact span underlined, why it is wrong, and how to fix it.

The layout follows Rust's compiler. Without colour it is plain text, the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Finding, Position
from replreg.messages import counted
from replreg.output.excerpt import Mark, clip_line, excerpt
from replreg.output.fix_preview import Change, changes_of
from replreg.output.terminal import SEVERITY_COLORS, Style, display_width, escape_controls
from replreg.rules.catalogue import may_show_secret
from replreg.yaml.text import LineIndex

__all__ = ["render_finding"]
_MOST_RELATED = 4
_UNSAFE = " (unsafe: check it before you keep it)"


def render_finding(
    finding: Finding, text: str, lines: LineIndex, style: Style, width: int, *, wrap: bool = False
) -> str:
    """Return a finding as a block of lines, without the end of the last.

    ``width`` is the number of columns of the terminal; with ``wrap`` sentences are wrapped to fit it.
    """
    severity = finding.severity.value
    color = SEVERITY_COLORS[severity]
    within = width if wrap else 1_000_000
    marks = [] if may_show_secret(finding.rule) else list(_marks(finding, lines, color))
    changes = changes_of(finding.fix, text, lines) if finding.fix else None
    numbers = [finding.start.line, *(mark.line for mark in marks), *(change.number for change in changes or ())]
    gutter = len(str(max(numbers)))
    margin = " " * gutter
    bar = style("|", "blue", bold=True)

    title = f"{severity}[{finding.rule}]"
    first, *rest = _wrapped(escape_controls(finding.message), within, len(title) + 2, 2)
    out = [style(title, color, bold=True) + style(f": {first}".rstrip(), bold=True)]
    out += [style(f"  {line}", bold=True) for line in rest]
    place = f"{escape_controls(finding.path)}:{finding.start.line}:{finding.start.column}"
    out.append(f"{style(f'{margin}-->', 'blue', bold=True)} {place}")
    if marks:
        out.append(f"{margin} {bar}")
        out.extend(excerpt(marks, lines, style, gutter, width))
    notes = list(_notes(finding))
    if notes:
        out.append(f"{margin} {bar}")
    for note in notes:
        first, *rest = _wrapped(escape_controls(note), within, gutter + 9, gutter + 9)
        out.append(f"{margin} {style('=', 'blue', bold=True)} {style('note', bold=True)}: {first}")
        out += [" " * (gutter + 9) + line for line in rest]
    if finding.fix is not None:
        message = escape_controls(finding.fix.message) + ("" if finding.fix.safe else _UNSAFE)
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


def _marks(finding: Finding, lines: LineIndex, color: str) -> Iterator[Mark]:
    """Yield the places to underline: the place of the finding, and the others that explain it."""
    yield from _mark(finding.start, finding.end, lines, "", "^", color)
    for related in finding.related[:_MOST_RELATED]:
        yield from _mark(related.start, related.end, lines, escape_controls(related.message), "-", "blue")


def _mark(start: Position, end: Position, lines: LineIndex, label: str, sign: str, color: str) -> Iterator[Mark]:
    """Yield the mark of a place; of a place over several lines, those of its first line and its last."""
    if end.line == start.line:
        yield Mark(start.line, start.column - 1, end.column - 1, label, sign, color)
        return
    # A last line with only its indentation in the place has nothing to underline.
    last, stop = end.line, end.column - 1
    while last > start.line and not lines.line(last)[:stop].strip():
        last -= 1
        stop = len(lines.line(last))
    first_stop = max(len(lines.line(start.line)), start.column - 1)
    yield Mark(start.line, start.column - 1, first_stop, label if last == start.line else "", sign, color)
    if last > start.line:
        line = lines.line(last)
        yield Mark(last, len(line) - len(line.lstrip()), stop, label, sign, color)


def _notes(finding: Finding) -> Iterator[str]:
    yield from finding.notes
    more = len(finding.related) - _MOST_RELATED
    if more > 0:
        yield f"and {counted(more, 'more place')}"


def _shown_change(change: Change, style: Style, gutter: int, width: int) -> str:
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
