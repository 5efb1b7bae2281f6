"""Commands and options that name the nearest right word to a misspelt one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from replreg.messages import nearest

__all__ = ["Choice", "Group", "show_help_without_command"]

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # older releases of click know no parameter


class Choice(_Choice):
    """One of several words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word, or fail with the nearest one."""
        if value in self.choices:
            return super().convert(value, param, ctx)
        near = nearest(str(value), self.choices, 0.5)
        hint = f"did you mean '{near}'?" if near else f"it takes {', '.join(self.choices)}"
        raise click.BadParameter(f"there is no '{value}'; {hint}", ctx, param)


class Group(click.Group):
    """A command that has commands of its own."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of the arguments, or fail with the nearest name."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            ctx.fail(f"There is no command '{args[0]}'.{self.hint(args[0], ctx)}")
        return super().resolve_command(ctx, args)

    def hint(self, name: str, ctx: click.Context) -> str:
        """Return what to say behind the error about a command that does not exist, a space in front."""
        near = nearest(name, self.list_commands(ctx), 0.5)
        return f" Did you mean '{near}'?" if near else f" '{ctx.command_path} --help' lists them."

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with all of its short help, wrapped rather than cut off."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(200)) for name, command in commands if command])


def show_help_without_command(context: click.Context) -> None:
    """Where a group was given no command, write its help to standard error and end with status 2."""
    if context.invoked_subcommand is None:
        sys.stderr.write(context.get_help() + "\n")
        context.exit(2)
