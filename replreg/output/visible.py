"""Text from files made fit for a terminal: nothing in it steers the terminal, and its width is known."""

from __future__ import annotations

from replreg.text import BOM

__all__ = ["clean", "columns", "display"]

_TAB = 4


def clean(text: str) -> str:
    """Return text on one line, with characters that would steer a terminal made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text.replace("\r\n", " ").replace("\n", " ")))


def display(text: str) -> str:
    """Return a source line as it is shown: tabs as spaces, control characters as symbols."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " * _TAB if character == "\t" else _visible(character) for character in text)


def columns(text: str) -> int:
    """Return the number of terminal columns that a text takes, which `clean` or `display` has made."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def _visible(character: str) -> str:
    code = ord(character)
    if 0x20 <= code < 0x7F:
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    import unicodedata

    if character == BOM or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character
