"""The words of messages: numbers of things, quoted values, lists, and the nearest word to a misspelt one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

__all__ = [
    "UNSAFE_FIX",
    "NearWords",
    "counted",
    "did_you_mean",
    "likeness",
    "listed",
    "nearest",
    "nearest_choice",
    "quote",
    "shorten",
    "suggestion",
]

UNSAFE_FIX = " (unsafe: check it before you keep it)"
"""The words after the message of an unsafe fix."""

_SHORT = 3  # letters; too many words that are this short have two letters in common
_MOST_COMPARISONS = 5_000  # of one word with one name
_LONGEST = 200  # characters of a word that are compared; a misspelt word is not longer


def counted(number: int, thing: str, things: str = "") -> str:
    """Return a number with its noun: ``1 file``, ``2 files``; ``things`` is the plural where an s is not enough."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a sentence lists them: ``a``, ``a and b``, ``a, b and c``. ``last`` joins the last word."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def shorten(text: str) -> str:
    """Return ``text`` on one line, each run of white space as one space, and its middle left out if it is long."""
    text = " ".join(text.split())
    return text if len(text) <= 120 else text[:80] + "…" + text[-30:]


def quote(text: str, limit: int = 60) -> str:
    """Return ``text`` in quotes, cut to ``limit`` characters, with every unprintable character escaped."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Return the clause ``did you mean 'x'?`` with what `nearest_choice` finds, or ``otherwise`` if that is nothing."""
    return suggestion(nearest_choice(word, known), otherwise)


def suggestion(near: str | None, otherwise: str = "") -> str:
    """Return the clause ``did you mean 'x'?`` with a word that is known, or ``otherwise`` if there is none."""
    return f"did you mean '{shorten(near)}'?" if near else otherwise


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the word of ``known`` that is most like ``word``, if any has a likeness of ``cutoff``, from 0 to 1.

    A word that differs in case alone comes first. Only the start of a very long ``word`` is compared.
    """
    from difflib import get_close_matches

    names = list(known)
    same = next((name for name in names if name.lower() == word.lower()), None)
    near = [same] if same is not None else get_close_matches(word[:_LONGEST], names, n=1, cutoff=cutoff)
    return near[0] if near else None


class NearWords:
    """Finds the words that are near others, until they were compared with many names.

    A hostile file has n words that are like n names, and to compare each with each takes the square of n. After so many
    comparisons as no honest file needs, no word is near.
    """

    def __init__(self) -> None:
        self._left = _MOST_COMPARISONS
        self._found: dict[tuple[str, int], tuple[Collection[str], str | None]] = {}

    def nearest(self, word: str, known: Collection[str], cutoff: float = 0.6) -> str | None:
        """Return what the function `nearest` returns, or None after many comparisons.

        ``known`` is not changed between two calls. The same word has the same answer each time.
        """
        key = word, id(known)
        if key not in self._found:
            near = None
            if len(known) <= self._left:
                self._left -= len(known)
                near = nearest(word, known, cutoff)
            self._found[key] = known, near  # kept, so that no other collection gets its id
        return self._found[key][1]


def nearest_choice(word: str, known: Iterable[str]) -> str | None:
    """Return the choice of ``known`` that somebody probably meant by ``word``, if any is near.

    A near choice has two thirds of the word. Half of it is enough if one of the two contains the other, as "github"
    and "github-actions", or if both begin with the same letter, which is seldom the wrong one.
    """
    names = list(known)
    akin = [name for name in names if name[:1] == word[:1] or name in word or word in name]
    return nearest(word, names, 2 / 3) or nearest(word, akin, 0.5)


def likeness(word: str, name: str) -> float:
    """Return how alike two words are, from 0 to 1: 1 if they differ only in case, 0 if ``word`` is too short."""
    if word.lower() == name.lower():
        return 1
    if len(word) <= _SHORT:
        return 0
    from difflib import SequenceMatcher

    return SequenceMatcher(None, name, word).ratio()
