"""What a value that templates hide a part of may turn out to be."""

from __future__ import annotations

from replreg.pattern import lazy_pattern
from replreg.template import MASK

__all__ = ["may_be"]

_MASKS = lazy_pattern(f"{MASK}+")


def may_be(value: str, text: str) -> bool:
    """Tell whether ``value`` can become ``text`` when something, or nothing, is put in for each run of `MASK`.

    Takes time linear in the two lengths for each run, whatever they hold.

    >>> may_be("quay.io/" + MASK * 9 + "/web", "quay.io/ns/web")
    True
    """
    first, *middle = _MASKS.split(value)
    if not middle:
        return value == text
    last = middle.pop()
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    position, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True
