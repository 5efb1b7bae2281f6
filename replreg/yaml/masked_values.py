"""What a value that templates hide a part of may turn out to be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from replreg.yaml.templates import MASKS

__all__ = ["MaskedValues", "may_be"]

_MOST = 1_000
"""Of so many values with one start and one end, each is held against a text; of more, the next is taken to fit."""

_T = TypeVar("_T")


def may_be(value: str, text: str) -> bool:
    """Tell whether ``value`` can become ``text`` when something, or nothing, is put in for each run of `MASK`.

    Takes time linear in the two lengths for each run, whatever they hold.

    >>> from replreg.yaml.templates import MASK
    >>> may_be("quay.io/" + MASK * 9 + "/web", "quay.io/ns/web")
    True
    """
    first, *middle = MASKS.split(value)
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


class MaskedValues(Generic[_T]):
    """Values that templates hide a part of, each with something that it stands for.

    They are kept by what they start and end with, so that most are not even looked at.
    """

    def __init__(self) -> None:
        self._by_ends: dict[tuple[str, str], list[tuple[str, _T]]] = {}
        self._starts: set[str] = set()
        self._start_lengths: set[int] = set()
        self._end_lengths: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._by_ends)

    def add(self, value: str, item: _T) -> None:
        """Take a value in."""
        parts = MASKS.split(value)
        start, end = parts[0], parts[-1] if len(parts) > 1 else ""
        self._by_ends.setdefault((start, end), []).append((value, item))
        self._starts.add(start)
        self._start_lengths.add(len(start))
        self._end_lengths.add(len(end))

    def matching(self, text: str) -> Iterator[_T]:
        """Yield what the values stand for that can turn out to be ``text``."""
        for length in self._start_lengths:
            start = text[:length]
            if length > len(text) or start not in self._starts:
                continue
            for size in self._end_lengths:
                end = text[len(text) - size :] if size <= len(text) else None
                found = self._by_ends.get((start, end), ()) if end is not None else ()
                for number, (value, item) in enumerate(found[: _MOST + 1]):
                    if number == _MOST or may_be(value, text):
                        yield item
