"""The commands and what each does, in one line. Help and completion read this without importing any command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["COMMANDS", "Command", "declare"]

COMMANDS = {
    "lint": "Report every place where an image or a registry is named wrongly.",
    "fix": "Make the safe fixes, and change no other byte.",
    "images": "List every image: where it is declared, where it is used, and from where it is pulled.",
    "rules": "List the rules, with the level that each has here.",
    "verify": "Ask the registries whether every image is there.",
    "init": "Write a first replreg.yaml from the releases in a folder.",
    "registries": "List, check and import the linked registries.",
    "lsp": "Run the language server, for editors.",
    "completion": "Print the completion script of a shell.",
    "explain": "Explain a rule: why it exists, what is wrong, what is right, and how to fix it.",
}
"""The short help of each command, in the order of ``replreg --help``. The module `replreg.cli.NAME` has the command."""

_Command = TypeVar("_Command", bound=click.Command)


class Command(click.Command):
    """A command whose help has the options in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options; what groups them is imported only for help."""
        from replreg.cli.help_groups import write_options

        write_options(self, ctx, formatter)


def declare(name: str, cls: type[_Command] = Command, **attributes: Any) -> Callable[..., _Command]:  # type: ignore[assignment]
    """Return the decorator that makes a command of a function.

    Its help is the line in `COMMANDS`, followed by the function's docstring.
    """

    def decorate(function: Callable[..., Any]) -> _Command:
        details = inspect.cleandoc(function.__doc__ or "")
        return click.command(name, cls=cls, help=f"{COMMANDS[name]}\n\n{details}", **attributes)(function)

    return decorate
