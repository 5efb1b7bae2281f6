"""Text for terminals: its colours, its width, and control characters made visible."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SEVERITY_COLORS", "Style", "display_width", "escape_controls", "render_line", "shows_links"]

SEVERITY_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}

_CODES = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35", "cyan": "36"}

# Terminals that show links, by the variables that they set.
_LINKING_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"})
_LINKING_VARIABLES = ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM")
_LINKING_TERMS = ("xterm-kitty", "alacritty", "foot", "contour")

_TAB = 4
# Joiners and fillers: invisible, although Unicode counts them among letters and marks.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")

_SELECTORS = "\ufe0e\ufe0f"


def escape_controls(text: str) -> str:
    """Return text on one line, with characters that steer a terminal made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text.replace("\r\n", " ").replace("\n", " ")))


def render_line(text: str) -> str:
    """Return a line of a file as it is shown: tabs as spaces, control characters as symbols.

    Variation selectors after a symbol are left out, since terminals disagree on the width that they give it. After a
    letter, where they have no effect, they are made visible.
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


def display_width(text: str) -> int:
    """Return the columns of a text that `escape_controls` or `render_line` returned."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    code = ord(character)
    if code < 0x300:
        return 1
    if 0x1160 <= code < 0x1200 or 0xD7B0 <= code < 0xD800:
        return 0  # Hangul vowels and final consonants, which join the consonant before them
    import unicodedata

    category = unicodedata.category(character)
    if category in ("Mn", "Me"):
        return 0
    if category == "Cn":
        # Unknown to this Python, which can be older than the terminal: most likely a new emoji or ideograph.
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


class Style:
    """Wraps text in a terminal's codes for colour and weight if it is ``enabled``, and for links if it ``links``."""

    __slots__ = ("enabled", "links")

    def __init__(self, enabled: bool, links: bool = False) -> None:
        self.enabled: bool = enabled
        self.links: bool = links

    def __call__(self, text: str, color: str | None = None, *, bold: bool = False) -> str:
        """Return ``text`` in a colour and weight."""
        if not self.enabled or not text:
            return text
        codes = [code for code in ("1" if bold else "", _CODES[color] if color else "") if code]
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text

    def link(self, text: str, address: str) -> str:
        """Return ``text`` as a link that takes no more columns, by the sequence OSC 8 of terminals."""
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if self.links else text


def shows_links(environ: Mapping[str, str]) -> bool:
    """Return True if the terminal is known to show links; others may print the sequence as it is.

    ``FORCE_HYPERLINK`` decides where it is set (``0`` is no). A multiplexer passes links on only in new versions.
    """
    forced = environ.get("FORCE_HYPERLINK")
    if forced:
        return forced != "0"
    if environ.get("CI") or environ.get("TERM", "").startswith(("screen", "tmux", "dumb", "linux")):
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM", "") in _LINKING_PROGRAMS
        or any(environ.get(name) for name in _LINKING_VARIABLES)
        or environ.get("TERM", "").startswith(_LINKING_TERMS)
        or (vte.isdecimal() and int(vte) >= 5000)
    )
