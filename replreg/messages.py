"""Words of messages: the nearest right one to a misspelt one, and a number of things."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["counted", "likeness", "nearest"]

_SHORT = 3  # letters: of so few, too many words have two in common


def counted(number: int, thing: str, things: str = "") -> str:
    """Return a number with its noun: ``1 file``, ``2 files``; ``things`` is the plural where an s is not enough."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the word of ``known`` that is most like ``word``, if any is like it by ``cutoff``, from 0 to 1.

    One that differs in case alone is the most like.
    """
    from difflib import get_close_matches

    names = list(known)
    same = next((name for name in names if name.lower() == word.lower()), None)
    near = [same] if same is not None else get_close_matches(word, names, n=1, cutoff=cutoff)
    return near[0] if near else None


def likeness(word: str, name: str) -> float:
    """Return how like two words are, from 0 to 1: 1 if they differ only in case, 0 if one is too short to tell."""
    if word.lower() == name.lower():
        return 1
    if len(word) <= _SHORT:
        return 0
    from difflib import SequenceMatcher

    return SequenceMatcher(None, name, word).ratio()
