"""Which lines of two texts are the same, where one was made of the other by edits.

`difflib` holds each line against every one that is like it, which takes minutes for a large file of documents that are
much alike. Here the two texts are gone through side by side, and it is asked only where they differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from replreg.finding import Edit

__all__ = ["Opcode", "changes_between", "grouped", "opcodes"]

Opcode = tuple[str, int, int, int, int]
"""What `difflib` calls one: a tag, and the lines of the one text and of the other for which it holds."""

_SAME = 3  # so many lines in a row that are the same tell that the texts go on together
_SMALL = 200  # lines of a difference that are looked at one by one


def opcodes(before: list[str], after: list[str]) -> list[Opcode]:
    """Return how ``before`` becomes ``after``, in the order of the lines; all of both is covered."""
    codes: list[Opcode] = []
    here = there = 0
    while True:
        start, start_there = here, there
        while here < len(before) and there < len(after) and before[here] == after[there]:
            here += 1
            there += 1
        if here > start:
            _add(codes, ("equal", start, here, start_there, there))
        if here == len(before) and there == len(after):
            return codes
        skipped, skipped_there = _meeting(before, after, here, there)
        for code in _difference(before, after, here, here + skipped, there, there + skipped_there):
            _add(codes, code)
        here += skipped
        there += skipped_there


def grouped(codes: list[Opcode], context: int = 3) -> Iterator[list[Opcode]]:
    """Yield the opcodes of each hunk of a diff, with so many lines around the changes."""
    from difflib import SequenceMatcher

    class Known(SequenceMatcher[str]):
        def get_opcodes(self) -> list[Opcode]:  # type: ignore[override]
            return codes

    groups: Iterator[list[Opcode]] = Known().get_grouped_opcodes(context)  # type: ignore[assignment]
    return groups


def _add(codes: list[Opcode], code: Opcode) -> None:
    if codes and codes[-1][0] == code[0]:
        last = codes.pop()
        code = (code[0], last[1], code[2], last[3], code[4])
    codes.append(code)


def _meeting(before: list[str], after: list[str], here: int, there: int) -> tuple[int, int]:
    """Return how many lines of each text to skip, as few as can be, so that both go on with the same lines."""
    window = 8
    while True:
        places: dict[tuple[str, ...], int] = {}
        for skipped in range(min(window, len(after) - there) + 1):
            places.setdefault(tuple(after[there + skipped : there + skipped + _SAME]), skipped)
        fewest: tuple[int, int, int] | None = None
        for skipped in range(min(window, len(before) - here) + 1):
            other = places.get(tuple(before[here + skipped : here + skipped + _SAME]))
            if other is not None and (fewest is None or skipped + other < fewest[0]):
                fewest = (skipped + other, skipped, other)
        # At the latest the ends of both texts are the same: nothing.
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
    """Return the edit that replaces ``old`` at ``start``, without what both have in common at their ends."""
    head = _common(old, new)
    old, new = old[head:], new[head:]
    tail = _common(old[::-1], new[::-1])
    return Edit(start + head, start + head + len(old) - tail, new[: len(new) - tail])


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their starts."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)
