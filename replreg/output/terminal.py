"""Text from files made fit for a terminal: nothing in it steers the terminal, and its width is known."""

from __future__ import annotations

__all__ = ["clean", "columns", "display"]

_TAB = 4
# Nothing shows these, though Unicode counts them among letters and marks: joiners and fillers.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")

_SELECTORS = "\ufe0e\ufe0f"


def clean(text: str) -> str:
    """Return text on one line, with characters that would steer a terminal made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text.replace("\r\n", " ").replace("\n", " ")))


def display(text: str) -> str:
    """Return a source line as it is shown: tabs as spaces, control characters as symbols.

    The variation selectors that choose between the looks of a symbol are left out, since terminals disagree on how wide
    they make it; behind a letter, where they do nothing and nobody expects them, they are made visible.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = []
    before = "a"
    for character in text:
        if character == "\t":
            shown.append(" " * _TAB)
        elif character not in _SELECTORS:
            shown.append(_visible(character))
        elif before.isalpha():
            shown.append(f"\\u{ord(character):04x}")
        before = character
    return "".join(shown)


def columns(text: str) -> int:
    """Return the number of terminal columns that a text takes, which `clean` or `display` has made."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    code = ord(character)
    if code < 0x300:
        return 1
    if 0x1160 <= code < 0x1200 or 0xD7B0 <= code < 0xD800:
        return 0  # Hangul vowels and final consonants, which join the consonant before them to one syllable
    import unicodedata

    category = unicodedata.category(character)
    if category in ("Mn", "Me"):
        return 0
    if category == "Cn":
        # Unknown to this Python, which may be older than the terminal: most likely a new emoji or ideograph.
        return 2 if 0x1F300 <= code < 0x1FB00 or 0x20000 <= code < 0x40000 else 1
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _visible(character: str) -> str:
    code = ord(character)
    if 0x20 <= code < 0x7F:
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    import unicodedata

    if character in _UNSEEN or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character
