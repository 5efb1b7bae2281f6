"""Lines of a file with underlined places, clipped to the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.named_tuple import NamedTuple
from replreg.output.terminal import Style, display_width, render_line
from replreg.yaml.text import LineIndex

__all__ = ["ClippedLine", "Mark", "clip_line", "excerpt"]

_NARROWEST = 20


class Mark(NamedTuple):
    """A place to underline: from column ``start`` to before ``end`` of line ``line`` (from 1; columns from 0).

    ``label`` follows the underline. ``sign`` is the character of the underline, ``color`` its colour.
    """

    line: int
    start: int
    end: int
    label: str
    sign: str
    color: str


class ClippedLine(NamedTuple):
    """A clipped line: the text before a place, the place, and the text after it. ``is_whole``: nothing was cut off."""

    before: str
    inside: str
    after: str
    is_whole: bool


def excerpt(marks: list[Mark], lines: LineIndex, style: Style, gutter: int, width: int) -> Iterator[str]:
    """Yield the lines with the marks, in the order of the file, each with its underlines; ``...`` for gaps.

    ``gutter`` is the width of the line numbers, ``width`` that of the terminal.
    """
    bar = style("|", "blue", bold=True)
    room = width - gutter - 3
    shown: int | None = None  # the line shown last, if it is whole
    last = 0
    for mark in sorted(marks):
        part = clip_line(lines.line(mark.line), mark.start, mark.end, room)
        if mark.line != shown:
            if last and mark.line == last + 2:
                between = clip_line(lines.line(last + 1), 0, 0, room)
                yield f"{style(str(last + 1).rjust(gutter), 'blue', bold=True)} {bar} {between.after}".rstrip()
            elif last and mark.line > last + 1:
                yield style("...", "blue", bold=True)
            number = style(str(mark.line).rjust(gutter), "blue", bold=True)
            yield f"{number} {bar} {part.before}{part.inside}{part.after}".rstrip()
        shown = mark.line if part.is_whole else None
        last = mark.line
        yield from _underline(mark, part, style, f"{' ' * gutter} {bar}", room)


def _underline(mark: Mark, part: ClippedLine, style: Style, margin: str, room: int) -> Iterator[str]:
    begin = display_width(part.before)
    length = max(display_width(part.inside), 1)
    line = f"{margin} {' ' * begin}{style(mark.sign * length, mark.color, bold=True)}"
    if not mark.label:
        yield line
    elif begin + length + 1 + display_width(mark.label) <= room:
        yield f"{line} {style(mark.label, mark.color)}"
    else:  # no room after the underline: below it, moved left as far as necessary
        yield line
        indent = " " * max(min(begin, room - display_width(mark.label)), 0)
        yield f"{margin} {indent}{style(mark.label, mark.color)}"


def clip_line(line: str, start: int, end: int, room: int) -> ClippedLine:
    """Return a line clipped to the surroundings of the place ``start:end``, in at most ``room`` columns."""
    room = max(room, _NARROWEST)
    far = 4 * room  # a line can be as long as a file, and nothing beyond this is shown
    before, inside, after = (
        render_line(line[max(start - far, 0) : start]),
        line[start:end],
        render_line(line[end : end + far]),
    )
    if len(inside) > far:
        inside = render_line(inside[:room]) + render_line(inside[-room:])
        is_long = True
    else:
        inside = render_line(inside)
        is_long = display_width(inside) > room * 2 // 3
    if is_long:
        half = room // 3
        inside = _head(inside, half) + "…" + _tail(inside, half)
    room -= display_width(inside)
    is_whole = not is_long and display_width(before) + display_width(after) <= room and len(line) <= far
    if not is_whole:
        for_before = max(room // 2, room - display_width(after))
        if display_width(before) > for_before or start > far:
            before = "…" + _tail(before, for_before - 1)
        for_after = room - display_width(before)
        if display_width(after) > for_after or len(line) - end > far:
            after = _head(after, for_after - 1) + "…"
    return ClippedLine(before, inside, after, is_whole)


def _head(text: str, room: int) -> str:
    """Return as much of the start of a text as fits into ``room`` columns."""
    if text.isascii():
        return text[: max(room, 0)]
    text = text[: max(room, 0) * 2]
    while display_width(text) > room > 0:
        text = text[:-1]
    return text if room > 0 else ""


def _tail(text: str, room: int) -> str:
    """Return as much of the end of a text as fits into ``room`` columns."""
    if room <= 0:
        return ""
    text = text[-room * 2 :]
    while display_width(text) > room:
        text = text[1:]
    return text
