"""Colour, or none."""

from __future__ import annotations

__all__ = ["Style"]

_CODES = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35", "cyan": "36"}


class Style:
    """Wraps text in the terminal's codes for colour and weight, or leaves it alone."""

    __slots__ = ("enabled",)

    def __init__(self, enabled: bool) -> None:
        self.enabled = enabled

    def __call__(self, text: str, color: str | None = None, *, bold: bool = False) -> str:
        """Return ``text`` in a colour and weight."""
        if not self.enabled or not text:
            return text
        codes = [code for code in ("1" if bold else "", _CODES[color] if color else "") if code]
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text
