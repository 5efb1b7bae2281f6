"""Findings for people: the line, the exact span underlined, why it is wrong, and what it should be.

The layout is the one that Rust's compiler made common. Without colour it is plain text, the same on every run.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Finding, Fix, Position
from replreg.output.report import SECRET_RULES
from replreg.output.style import Style
from replreg.output.visible import clean, columns, display
from replreg.text import BOM, LineIndex

__all__ = ["clean", "render_concise", "render_finding"]

_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}
_MOST_LINES = 12  # of a fix: what is longer is a matter for `fix --diff`


def render_concise(finding: Finding, style: Style) -> str:
    """Return a finding as one line, without its end."""
    severity = finding.severity.value
    fixable = ""
    if finding.fix is not None:
        fixable = style(" [fixable]" if finding.fix.safe else " [fixable with --unsafe-fixes]", "cyan")
    place = f"{finding.path}:{finding.start.line}:{finding.start.column}: "
    head = style(f"{severity}[{finding.rule}]", _COLORS[severity], bold=True)
    return f"{style(place, bold=True)}{head} {clean(finding.message)}{fixable}"


def render_finding(finding: Finding, text: str, lines: LineIndex, style: Style, width: int) -> str:
    """Return a finding as a block of lines, without the end of the last. ``width`` is the terminal's, in columns."""
    severity = finding.severity.value
    color = _COLORS[severity]
    out = [style(f"{severity}[{finding.rule}]", color, bold=True) + style(f": {clean(finding.message)}", bold=True)]
    after = _after(finding.fix, text, lines) if finding.fix else None
    numbers = [finding.start.line, finding.end.line, *(related.start.line for related in finding.related)]
    gutter = len(str(max([*numbers, *(number for number, _ in after or ())])))
    bar = style("|", "blue", bold=True)
    blank = f"{' ' * gutter} {bar}"
    arrow = style(f"{' ' * gutter}-->", "blue", bold=True)
    out.append(f"{arrow} {finding.path}:{finding.start.line}:{finding.start.column}")
    if finding.rule not in SECRET_RULES:
        out.append(blank)
        out.extend(_excerpt(finding.start, finding.end, lines, style, color, gutter, width))
    for related in finding.related:
        out.append(f"{arrow} {finding.path}:{related.start.line}:{related.start.column}: {clean(related.message)}")
        out.extend(_excerpt(related.start, related.end, lines, style, "blue", gutter, width, mark="-"))
    aside = f"{' ' * gutter} {style('=', 'blue', bold=True)} {style('note', bold=True)}: "
    out.extend(aside + clean(note) for note in finding.notes)
    if finding.fix is not None:
        how = "" if finding.fix.safe else " (unsafe: look at it before you take it)"
        out.append(f"{style('help', 'green', bold=True)}: {clean(finding.fix.message)}{how}")
        if after:
            for number, line in after:
                shown, _, _ = _window(line, 0, 0, width - gutter - 4)
                out.append(f"{style(str(number).rjust(gutter), 'green')} {style('+', 'green', bold=True)} {shown}")
    return "\n".join(out)


def _excerpt(
    start: Position, end: Position, lines: LineIndex, style: Style, color: str, gutter: int, width: int, mark: str = "^"
) -> Iterator[str]:
    """Yield the line of a place and the line that underlines it; of a longer place, its first line."""
    line = lines.line(start.line)
    first = start.column - 1
    last = end.column - 1 if end.line == start.line else len(line)
    shown, begin, length = _window(line, first, max(last, first), width - gutter - 3)
    bar = style("|", "blue", bold=True)
    yield f"{style(str(start.line).rjust(gutter), 'blue', bold=True)} {bar} {shown}".rstrip()
    yield f"{' ' * gutter} {bar} {' ' * begin}{style(mark * max(length, 1), color, bold=True)}"


def _window(line: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Cut a long line down to what is around a span; return it, and the span's first column and width as displayed."""
    width = max(width, 40)
    before, span, after = line[:start], line[start:end], line[end:]
    if len(span) > width * 2 // 3:
        half = width // 3
        span = span[:half] + "…" + span[-half:]
    room = width - columns(span)
    lead, rest = display(before), display(after)
    if columns(lead) > room // 2 and columns(lead) + columns(rest) > room:
        lead = "…" + lead[-max(room // 2 - 1, 1) :]
    tail = max(room - columns(lead), 1)
    if columns(rest) > tail:
        rest = rest[: tail - 1] + "…"
    return f"{lead}{display(span)}{rest}", columns(lead), columns(display(span))


def _after(fix: Fix, text: str, lines: LineIndex) -> list[tuple[int, str]] | None:
    """Return the lines that a fix changes or adds, numbered as they are afterwards; None where they are many.

    Looks only at the lines around the edits, so that a thousand findings do not cost a thousand files.
    """
    changed: dict[int, str] = {}
    added = 0
    for edit in sorted(fix.edits, key=lambda edit: edit.start):
        first = lines.position(edit.start).line
        last = lines.position(edit.end).line
        start = lines.starts[first - 1]
        end = lines.starts[last] if last < len(lines.starts) else len(text)
        fixed = text[start : edit.start] + edit.text + text[edit.end : end]
        new = fixed.splitlines() or [""]
        if len(new) + len(changed) > _MOST_LINES or len(fixed) > 20_000:
            return None
        is_addition = edit.text[:1] in ("\r", "\n")
        for number, line in enumerate(new):
            if number or not is_addition:
                changed[first + added + number] = line.removeprefix(BOM)
        added += len(new) - (last - first + 1)
    return sorted(changed.items())
