"""The edits between two texts, where they are not known from the fixes that made the one of the other."""

from __future__ import annotations

from itertools import takewhile

from replreg.finding import Edit
from replreg.yaml.line_diff import opcodes

__all__ = ["changes_between"]


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
