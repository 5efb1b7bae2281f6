"""A page of the manual on a terminal, in colours that can be read on a dark and on a light background."""

from __future__ import annotations

from typing import Any

__all__ = ["print_manual"]

_WIDEST = 100  # columns; longer lines are hard to read


def print_manual(markdown: str, width: int | None) -> None:
    """Print Markdown to standard output with colours; ``width`` is the terminal's, None for the usual 80 columns.

    Only the terminal's own colours are used, without white, black and their bright variants, and on no background.
    """
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    theme = Theme(
        {
            "markdown.code": "bold cyan",
            "markdown.code_block": "default",
            "markdown.h1.border": "default",
            "markdown.h2": "bold",
            "markdown.hr": "default",
            "markdown.item.bullet": "bold",
            "markdown.item.number": "bold",
            "markdown.link": "blue",
            "markdown.link_url": "underline blue",
            "markdown.block_quote": "default",
            "markdown.table.border": "default",
            "markdown.table.header": "bold",
        },
    )
    console = Console(force_terminal=True, width=min(width or 80, _WIDEST), theme=theme)
    console.print(Markdown(markdown, code_theme=_code_theme()))


def _code_theme() -> Any:
    """Return the colours of YAML in a code block."""
    from pygments.token import Comment, Name, Token
    from rich.style import Style
    from rich.syntax import ANSISyntaxTheme

    return ANSISyntaxTheme({Token: Style(), Comment: Style(italic=True), Name.Tag: Style(color="blue")})
