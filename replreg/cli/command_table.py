"""The commands and what each does, in one line. Help and completion read this without importing any command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["COMMANDS", "Command", "PlainHelp", "declare", "version_option"]

COMMANDS = {
    "lint": "Check releases and their charts, and report each mistake with its reason and its fix.",
    "fix": "Make the safe fixes, and change no other byte.",
    "images": "List every image: where it is declared, where it is used, and from where it is pulled.",
    "init": "Write a first replreg.yaml from the releases in a folder.",
    "verify": "Ask the registries whether every image is there.",
    "registries": "List, check and import the linked registries.",
    "rules": "List the rules, with the level that each has here.",
    "explain": "Explain a rule: why it exists, what is wrong, what is right, and how to fix it.",
    "lsp": "Run the language server, for editors.",
    "completion": "Print the completion script of a shell.",
}
"""The short help of each command, in the order of ``replreg --help``. The module `replreg.cli.NAME` has the command."""

_Command = TypeVar("_Command", bound=click.Command)


class PlainHelp(click.Command):
    """A command whose option ``--help`` is not looked up in catalogues of translations, as click's own is.

    That look-up takes a fiftieth of the time of a small run. The text is English in either case.
    """

    _plain_help: click.Option | None = None

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option ``--help``, made once."""
        if self._plain_help is None:
            self._plain_help = click.Option(
                ctx.help_option_names,
                is_flag=True,
                expose_value=False,
                is_eager=True,
                help="Show this message and exit.",
                callback=_show_help,
            )
        return self._plain_help


def _show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


def version_option(message: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that adds the option ``--version``, which prints ``message``; `PlainHelp` says why."""

    def show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(message, color=ctx.color)
            ctx.exit()

    return click.option(
        "--version",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        help="Show the version and exit.",
        callback=show_version,
    )


class Command(PlainHelp):
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
