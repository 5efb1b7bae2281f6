"""Finds the lines that two texts have in common, where one text is the other one after edits.

`difflib` compares each line with all lines like it, which takes minutes for a large file of similar documents. Here the
two texts are read side by side, and `difflib` compares only the lines at which they differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from replreg.finding import Edit

__all__ = ["Opcode", "changes_between", "grouped", "opcodes"]

Opcode = tuple[str, int, int, int, int]
"""An opcode of `difflib`: a tag, the first line and the line after the last one in one text, and in the other."""

_SAME = 3  # lines in a row that must be equal where the texts go on together after a difference
_SMALL = 200  # lines; in a longer difference of equal length, lines are compared in pairs


def opcodes(before: list[str], after: list[str]) -> list[Opcode]:
    """Return the opcodes that turn ``before`` into ``after``, in the order of the lines. They cover all lines."""
    codes: list[Opcode] = []
    line = new_line = 0
    while True:
        start, new_start = line, new_line
        while line < len(before) and new_line < len(after) and before[line] == after[new_line]:
            line += 1
            new_line += 1
        if line > start:
            _add(codes, ("equal", start, line, new_start, new_line))
        if line == len(before) and new_line == len(after):
            return codes
        skipped, new_skipped = _meeting(before, after, line, new_line)
        for code in _difference(before, after, line, line + skipped, new_line, new_line + new_skipped):
            _add(codes, code)
        line += skipped
        new_line += new_skipped


def grouped(codes: list[Opcode], context: int = 3) -> Iterator[list[Opcode]]:
    """Yield the opcodes of each hunk of a diff, with at most ``context`` equal lines before and after the changes."""
    hunk: list[Opcode] = []
    for number, (tag, start, stop, new_start, new_stop) in enumerate(codes):
        if tag != "equal":
            hunk.append((tag, start, stop, new_start, new_stop))
            continue
        length = stop - start
        following = min(length, context) if hunk else 0  # lines that end the hunk before
        preceding = min(length, context) if number + 1 < len(codes) else 0  # lines that begin the hunk after
        if hunk and preceding and length <= 2 * context:
            hunk.append((tag, start, stop, new_start, new_stop))
            continue
        if hunk:
            hunk.append((tag, start, start + following, new_start, new_start + following))
            yield hunk
        hunk = [(tag, stop - preceding, stop, new_stop - preceding, new_stop)] if preceding else []
    if hunk:
        yield hunk


def _add(codes: list[Opcode], code: Opcode) -> None:
    if codes and codes[-1][0] == code[0]:
        last = codes.pop()
        code = (code[0], last[1], code[2], last[3], code[4])
    codes.append(code)


def _meeting(before: list[str], after: list[str], line: int, new_line: int) -> tuple[int, int]:
    """Return the smallest numbers of lines to skip in each text so that both go on with the same lines."""
    window = 8
    while True:
        places: dict[tuple[str, ...], int] = {}
        for skipped in range(min(window, len(after) - new_line) + 1):
            places.setdefault(tuple(after[new_line + skipped : new_line + skipped + _SAME]), skipped)
        fewest: tuple[int, int, int] | None = None
        for skipped in range(min(window, len(before) - line) + 1):
            other = places.get(tuple(before[line + skipped : line + skipped + _SAME]))
            if other is not None and (fewest is None or skipped + other < fewest[0]):
                fewest = (skipped + other, skipped, other)
        # At the latest, both texts go on with nothing, at their ends.
        if fewest is not None and (fewest[0] <= window or window > len(before) + len(after)):
            return fewest[1:]
        window *= 4


def _difference(
    before: list[str], after: list[str], start: int, stop: int, new_start: int, new_stop: int
) -> Iterator[Opcode]:
    """Yield the opcodes of a part in which no three lines in a row are the same."""
    length, new_length = stop - start, new_stop - new_start
    if length == new_length and length > _SMALL:
        for index in range(length):
            tag = "equal" if before[start + index] == after[new_start + index] else "replace"
            yield tag, start + index, start + index + 1, new_start + index, new_start + index + 1
    elif length and new_length:
        from difflib import SequenceMatcher

        inner = SequenceMatcher(None, before[start:stop], after[new_start:new_stop], autojunk=length > _SMALL)
        for tag, one, other, new_one, new_other in inner.get_opcodes():
            yield tag, start + one, start + other, new_start + new_one, new_start + new_other
    else:
        yield "delete" if length else "insert", start, stop, new_start, new_stop


def changes_between(old: str, new: str) -> list[Edit]:
    """Return edits that make ``old`` into ``new``, sorted by place, each as short as its lines allow."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    edits = []
    start = 0  # the offset of the line `first`
    line = 0
    for what, first, last, new_first, new_last in opcodes(before, after):
        start += sum(map(len, before[line:first]))
        line = first
        if what != "equal":
            edits.append(_trimmed(start, "".join(before[first:last]), "".join(after[new_first:new_last])))
    return edits


def _trimmed(start: int, old: str, new: str) -> Edit:
    """Return the edit that replaces ``old`` at ``start`` with ``new``, without their common start and end."""
    head = _common(old, new)
    old, new = old[head:], new[head:]
    tail = _common(old[::-1], new[::-1])
    return Edit(start + head, start + head + len(old) - tail, new[: len(new) - tail])


def _common(one: str, other: str) -> int:
    """Return the length of the common start of two texts."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)
