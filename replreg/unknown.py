"""What a value that templates hide a part of may turn out to be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from replreg.pattern import lazy_pattern
from replreg.template import MASK

__all__ = ["Unknowns", "may_be"]

_MASKS = lazy_pattern(f"{MASK}+")

_T = TypeVar("_T")


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


class Unknowns(Generic[_T]):
    """Values that templates hide a part of, each with something that it stands for.

    They are kept by what they start with, or else end with, so that most are not even looked at.
    """

    def __init__(self) -> None:
        self._starts: dict[str, list[tuple[str, _T]]] = {}
        self._ends: dict[str, list[tuple[str, _T]]] = {}

    def __bool__(self) -> bool:
        return bool(self._starts or self._ends)

    def add(self, value: str, item: _T) -> None:
        """Take a value in."""
        parts = _MASKS.split(value)
        if parts[0] or not parts[-1]:
            self._starts.setdefault(parts[0], []).append((value, item))
        else:
            self._ends.setdefault(parts[-1], []).append((value, item))

    def matching(self, text: str) -> Iterator[_T]:
        """Yield what the values stand for that can turn out to be ``text``."""
        if not self:
            return
        for length in range(len(text) + 1):
            for value, item in self._starts.get(text[:length], ()):
                if may_be(value, text):
                    yield item
            if length:
                for value, item in self._ends.get(text[-length:], ()):
                    if may_be(value, text):
                        yield item
