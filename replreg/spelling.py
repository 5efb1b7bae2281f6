"""The nearest right word to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["likeness", "nearest"]

_SHORT = 3  # letters: of so few, too many words have two in common


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the word of ``known`` that is most like ``word``, if any is like it by ``cutoff``, from 0 to 1."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return near[0] if near else None


def likeness(word: str, name: str) -> float:
    """Return how like two words are, from 0 to 1: 1 if they differ only in case, 0 if one is too short to tell."""
    if word.lower() == name.lower():
        return 1
    if len(word) <= _SHORT:
        return 0
    from difflib import SequenceMatcher

    return SequenceMatcher(None, name, word).ratio()
