"""The lines that a fix changes, before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replreg.finding import Fix
from replreg.named_tuple import NamedTuple
from replreg.yaml.text import BOM, LineIndex

__all__ = ["PreviewLine", "changes_of"]

_MOST_LINES = 12  # `fix --diff` shows longer changes


class PreviewLine(NamedTuple):
    """A line that a fix removes (``-``) or adds (``+``), and the columns, from 0, in which it differs."""

    number: int
    sign: str
    line: str
    start: int
    end: int


def changes_of(fix: Fix, text: str, lines: LineIndex) -> list[PreviewLine] | None:
    """Return the lines that a fix changes, added ones with their new numbers; None if there are too many.

    Only the lines around the edits are read, so the time does not grow with the file for each finding.
    """
    changes: list[PreviewLine] = []
    added = 0
    for start, end, replacement in _joined(fix, text, lines):
        first, last = lines.position(start).line, lines.position(end).line
        if end > start and end == lines.starts[last - 1]:
            last -= 1  # up to the end of the line before
        begin = lines.starts[first - 1]
        stop = lines.starts[last] if last < len(lines.starts) else len(text)
        if stop - begin + len(replacement) > 20_000:
            return None
        old = _split(text[begin:stop])
        new = _split(text[begin:start] + replacement + text[end:stop])
        at_start = _common_length(old, new)
        at_end = _common_length(old[at_start:][::-1], new[at_start:][::-1])
        for sign, block, shift in (("-", old, 0), ("+", new, added)):
            for number in range(at_start, len(block) - at_end):
                line = block[number].removeprefix(BOM)
                other = (new if sign == "-" else old)[number] if len(old) == len(new) else ""
                changes.append(PreviewLine(first + shift + number, sign, line, *_difference(line, other)))
        added += len(new) - len(old)
        if len(changes) > _MOST_LINES:
            return None
    return changes


def _split(text: str) -> list[str]:
    """Return the lines of a text, without their ends."""
    rows = re.split(r"\r\n?|\n", text)
    return rows if rows[-1] else rows[:-1]


def _joined(fix: Fix, text: str, lines: LineIndex) -> Iterator[tuple[int, int, str]]:
    """Yield the edits of a fix in the order of the file, with those of one line joined."""
    start, end, replacement = -1, -1, ""
    for edit in sorted(fix.edits, key=lambda edit: (edit.start, edit.end)):
        if start >= 0 and lines.position(end).line == lines.position(edit.start).line:
            replacement += text[end : edit.start] + edit.text
            end = max(end, edit.end)
            continue
        if start >= 0:
            yield start, end, replacement
        start, end, replacement = edit.start, edit.end, edit.text
    if start >= 0:
        yield start, end, replacement


def _common_length(one: list[str], other: list[str]) -> int:
    """Return how many lines two lists have in common at their starts."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _difference(line: str, other: str) -> tuple[int, int]:
    """Return the columns of ``line`` between the start and the end that it has in common with ``other``."""
    most = min(len(line), len(other))
    at_start = next((column for column in range(most) if line[column] != other[column]), most)
    rest = most - at_start
    at_end = next((back for back in range(rest) if line[-1 - back] != other[-1 - back]), rest)
    return at_start, len(line) - at_end
