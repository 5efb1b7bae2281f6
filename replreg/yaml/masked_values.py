"""Compares values of which templates cover a part with texts that they could become."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from replreg.yaml.templates import MASKS

__all__ = ["MaskedValues", "could_become"]

_MOST = 1_000
"""The most values with the same start and end that are compared with a text; the next one is assumed to match."""

_T = TypeVar("_T")


def could_become(value: str, text: str) -> bool:
    """Return True if ``value`` equals ``text`` once each run of `MASK` is replaced with some text or with nothing.

    Takes time linear in the two lengths for each run.

    >>> from replreg.yaml.templates import MASK
    >>> could_become("quay.io/" + MASK * 9 + "/web", "quay.io/ns/web")
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
    """Values of which templates cover a part, each with an item.

    They are indexed by their literal starts and ends, so that a look-up compares few of them.
    """

    def __init__(self) -> None:
        self._by_ends: dict[tuple[str, str], list[tuple[str, _T]]] = {}
        self._starts: set[str] = set()
        self._start_lengths: set[int] = set()
        self._end_lengths: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._by_ends)

    def add(self, value: str, item: _T) -> None:
        """Add a value with its item."""
        parts = MASKS.split(value)
        start, end = parts[0], parts[-1] if len(parts) > 1 else ""
        self._by_ends.setdefault((start, end), []).append((value, item))
        self._starts.add(start)
        self._start_lengths.add(len(start))
        self._end_lengths.add(len(end))

    def matching(self, text: str) -> Iterator[_T]:
        """Yield the items of the values that could become ``text``."""
        for length in self._start_lengths:
            start = text[:length]
            if length > len(text) or start not in self._starts:
                continue
            for size in self._end_lengths:
                end = text[len(text) - size :] if size <= len(text) else None
                found = self._by_ends.get((start, end), ()) if end is not None else ()
                for number, (value, item) in enumerate(found[: _MOST + 1]):
                    if number == _MOST or could_become(value, text):
                        yield item
