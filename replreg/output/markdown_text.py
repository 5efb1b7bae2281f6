"""Text of files in Markdown, as GitHub reads it: nothing in it is taken for markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from replreg.lazy_re import lazy_compile
from replreg.output.terminal import escape_controls

__all__ = ["code_block", "code_span", "plain"]

# A numeric character reference is never markup (CommonMark 0.31, 6.2). ``_`` inside of a word is not markup; ``:`` and
# ``.`` are escaped where GitHub would make a link. A user or an issue that is named hears of it on GitHub, reference or
# not: a space of no width takes them apart.
_MARKUP = lazy_compile(
    r"[\\`*\[\]<>&|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<=[A-Za-z]):(?=//)|(?<=\bwww)\."
    r"|(?<![A-Za-z0-9_])@(?=[A-Za-z0-9])|#(?=[0-9])"
)
_RUN = lazy_compile("`+")


def plain(text: str) -> str:
    """Return text for the middle of a line or a cell of a table: every character is shown as it is."""
    return _MARKUP.sub(_reference, escape_controls(text))


def _reference(match: re.Match[str]) -> str:
    return f"{match[0]}&#8203;" if match[0] in "@#" else f"&#{ord(match[0])};"


def code_span(text: str) -> str:
    """Return text as a code span, for the middle of a line outside of tables."""
    shown = escape_controls(text) or " "
    fence = "`" * (_longest_run(shown) + 1)
    # A reader drops one space on each side, if there is one on both and the text is not all spaces.
    needs_space = shown[0] == "`" or shown[-1] == "`" or (shown[0] == shown[-1] == " " and shown.strip() != "")
    padding = " " if needs_space else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def code_block(lines: Sequence[str], language: str, indent: str) -> str:
    """Return lines, which hold no line end, as a fenced block, line ends included; ``indent`` precedes each line."""
    fence = "`" * max(3, max(map(_longest_run, lines), default=0) + 1)
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in (f"{fence}{language}", *lines, fence))


def _longest_run(text: str) -> int:
    return max(map(len, _RUN.findall(text)), default=0)
