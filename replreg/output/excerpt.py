"""Lines of a file with places in them underlined, cut down to what fits a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from replreg.output.terminal import Style, columns, display
from replreg.yaml.text import LineIndex

__all__ = ["Cut", "Mark", "cut", "excerpt"]

_NARROWEST = 20


class Mark(NamedTuple):
    """A place to underline: from column ``start`` to before ``end`` of line ``line`` (from 1; columns from 0).

    ``label`` stands behind the underline. ``sign`` is what underlines, ``color`` its colour.
    """

    line: int
    start: int
    end: int
    label: str
    sign: str
    color: str


class Cut(NamedTuple):
    """A line as it is shown: what is before a place, the place, and what is after it. ``is_whole``: nothing is cut."""

    before: str
    inside: str
    after: str
    is_whole: bool


def excerpt(marks: list[Mark], lines: LineIndex, style: Style, gutter: int, width: int) -> Iterator[str]:
    """Yield the lines that hold the marks, in the file's order, each with what underlines them; ``...`` for gaps.

    ``gutter`` is the width of the line numbers, ``width`` that of the terminal.
    """
    bar = style("|", "blue", bold=True)
    room = width - gutter - 3
    shown: int | None = None  # the line that is on the screen, if all of it is
    last = 0
    for mark in sorted(marks):
        part = cut(lines.line(mark.line), mark.start, mark.end, room)
        if mark.line != shown:
            if last and mark.line == last + 2:
                between = cut(lines.line(last + 1), 0, 0, room)
                yield f"{style(str(last + 1).rjust(gutter), 'blue', bold=True)} {bar} {between.after}".rstrip()
            elif last and mark.line > last + 1:
                yield style("...", "blue", bold=True)
            number = style(str(mark.line).rjust(gutter), "blue", bold=True)
            yield f"{number} {bar} {part.before}{part.inside}{part.after}".rstrip()
        shown = mark.line if part.is_whole else None
        last = mark.line
        yield from _underline(mark, part, style, f"{' ' * gutter} {bar}", room)


def _underline(mark: Mark, part: Cut, style: Style, margin: str, room: int) -> Iterator[str]:
    begin = columns(part.before)
    length = max(columns(part.inside), 1)
    line = f"{margin} {' ' * begin}{style(mark.sign * length, mark.color, bold=True)}"
    if not mark.label:
        yield line
    elif begin + length + 1 + columns(mark.label) <= room:
        yield f"{line} {style(mark.label, mark.color)}"
    else:  # there is no room behind it: below it, as far to the left as it must
        yield line
        indent = " " * max(min(begin, room - columns(mark.label)), 0)
        yield f"{margin} {indent}{style(mark.label, mark.color)}"


def cut(line: str, start: int, end: int, room: int) -> Cut:
    """Return a line cut down to what is around the place ``start:end``, in at most ``room`` columns."""
    room = max(room, _NARROWEST)
    far = 4 * room  # nothing beyond this can be seen; a line can be as long as a file
    before, inside, after = display(line[max(start - far, 0) : start]), line[start:end], display(line[end : end + far])
    if len(inside) > far:
        inside = display(inside[:room]) + display(inside[-room:])
        is_long = True
    else:
        inside = display(inside)
        is_long = columns(inside) > room * 2 // 3
    if is_long:
        half = room // 3
        inside = _head(inside, half) + "…" + _tail(inside, half)
    room -= columns(inside)
    is_whole = not is_long and columns(before) + columns(after) <= room and len(line) <= far
    if not is_whole:
        for_before = max(room // 2, room - columns(after))
        if columns(before) > for_before or start > far:
            before = "…" + _tail(before, for_before - 1)
        for_after = room - columns(before)
        if columns(after) > for_after or len(line) - end > far:
            after = _head(after, for_after - 1) + "…"
    return Cut(before, inside, after, is_whole)


def _head(text: str, room: int) -> str:
    """Return as much of the start of a text as fits into ``room`` columns."""
    if text.isascii():
        return text[: max(room, 0)]
    text = text[: max(room, 0) * 2]
    while columns(text) > room > 0:
        text = text[:-1]
    return text if room > 0 else ""


def _tail(text: str, room: int) -> str:
    """Return as much of the end of a text as fits into ``room`` columns."""
    if room <= 0:
        return ""
    text = text[-room * 2 :]
    while columns(text) > room:
        text = text[1:]
    return text
