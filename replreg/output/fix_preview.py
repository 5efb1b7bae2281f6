"""The lines of a file that a fix changes, as they are and as they will be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from replreg.finding import Fix
from replreg.yaml.text import BOM, LineIndex

__all__ = ["Change", "changes_of"]

_MOST_LINES = 12  # what is longer is a matter for `fix --diff`


class Change(NamedTuple):
    """A line that a fix takes away (``-``) or brings (``+``), and the columns, from 0, in which it is another."""

    number: int
    sign: str
    line: str
    start: int
    end: int


def changes_of(fix: Fix, text: str, lines: LineIndex) -> list[Change] | None:
    """Return the lines that a fix changes, those it brings numbered as they are afterwards; None where they are many.

    Looks only at the lines around the edits, so that a thousand findings do not cost a thousand files.
    """
    changes: list[Change] = []
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
        ahead = _common(old, new)
        behind = _common(old[ahead:][::-1], new[ahead:][::-1])
        for sign, block, shift in (("-", old, 0), ("+", new, added)):
            for number in range(ahead, len(block) - behind):
                line = block[number].removeprefix(BOM)
                other = (new if sign == "-" else old)[number] if len(old) == len(new) else ""
                changes.append(Change(first + shift + number, sign, line, *_difference(line, other)))
        added += len(new) - len(old)
        if len(changes) > _MOST_LINES:
            return None
    return changes


def _split(text: str) -> list[str]:
    """Return the lines of a text, without their ends."""
    rows = re.split(r"\r\n?|\n", text)
    return rows if rows[-1] else rows[:-1]


def _joined(fix: Fix, text: str, lines: LineIndex) -> Iterator[tuple[int, int, str]]:
    """Yield the edits of a fix in the order of the file, those that touch one line joined into one."""
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


def _common(one: list[str], other: list[str]) -> int:
    """Return how many lines at the start of two lists are the same."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _difference(line: str, other: str) -> tuple[int, int]:
    """Return the columns of ``line`` that ``other`` has not: all but what both start and end with."""
    most = min(len(line), len(other))
    ahead = next((column for column in range(most) if line[column] != other[column]), most)
    rest = most - ahead
    behind = next((back for back in range(rest) if line[-1 - back] != other[-1 - back]), rest)
    return ahead, len(line) - behind
