"""The command line. Each command is a module of its own, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.command_table import COMMANDS, version_option
from replreg.cli.suggest import Group, show_help_without_command
from replreg.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["cli", "main"]


class _Commands(Group):
    """A group that imports a command when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; return None if there is no command of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"replreg.cli.{cmd_name}").command
        return command

    def hint(self, name: str, ctx: click.Context) -> str:
        """Return what to say about an unknown command; for the name of a file, that 'lint' takes it."""
        if "/" in name or name.endswith((".yaml", ".yml")):
            return f" Did you mean 'replreg lint {name}'?"
        return super().hint(name, ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete commands from the table, so that the Tab key imports none of them."""
        from click.shell_completion import CompletionItem

        fitting = ((name, text) for name, text in COMMANDS.items() if name.startswith(incomplete))
        commands = [CompletionItem(name, help=text) for name, text in fitting]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. If the reader of standard output has closed it, end quietly."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            from replreg.cli.entry import ReaderGone

            raise ReaderGone from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
)
@version_option(f"replreg {__version__}")
@click.pass_context
def cli(context: click.Context) -> None:
    """Check Replicated releases and their Helm charts before a customer installs them.

    It reads all documents of a release, and finds out which images each installation pulls, online and in an air gap.
    It reports images that cannot be pulled and mistakes in the documents, and fixes what is certain.

    \b
    Examples:
      replreg lint release.yaml --registry myquay=quay.io
      replreg fix --in-place release.yaml
      replreg explain alias-as-host
    """
    show_help_without_command(context)


def main() -> int:
    """Run the command line and return its status: 0 nothing to report, 1 findings, 2 an error."""
    from replreg.cli.entry import guarded

    return guarded(lambda: cli.main(prog_name="replreg", standalone_mode=False))
