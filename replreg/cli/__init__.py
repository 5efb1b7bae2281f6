"""The command line. Each command is a module of its own, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.suggest import Group, show_help_without_command
from replreg.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["cli", "main"]

_COMMANDS = {
    "lint": ("replreg.cli.lint", "Report every place where an image or a registry is named wrongly."),
    "fix": ("replreg.cli.fix", "Rewrite what can be fixed, and not another byte."),
    "images": ("replreg.cli.images", "List every image: declared where, used where, pulled from where."),
    "rules": ("replreg.cli.rules", "List the rules."),
    "verify": ("replreg.cli.verify", "Ask the registries whether every image is there."),
    "init": ("replreg.cli.init", "Write a first replreg.yaml from the releases that are here."),
    "registries": ("replreg.cli.registries", "Look after the linked registries: list, check, import."),
    "lsp": ("replreg.cli.lsp", "Run the language server, for editors."),
    "explain": ("replreg.cli.explain", "Explain a rule: why, wrong, right, how to fix."),
}


class _Commands(Group):
    """A group that imports a command when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which one meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None where there is none of this name."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name][0]).command
        return command

    def hint(self, name: str, ctx: click.Context) -> str:
        """Add to the nearest command that a file needs none to be linted with."""
        if "/" in name or name.endswith((".yaml", ".yml")):
            return f" Did you mean 'replreg lint {name}'?"
        return super().hint(name, ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete commands from the table above, so that a press of the Tab key imports none of them."""
        from click.shell_completion import CompletionItem

        fitting = ((name, text) for name, (_, text) in _COMMANDS.items() if name.startswith(incomplete))
        commands = [CompletionItem(name, help=text) for name, text in fitting]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that has seen enough ends it quietly."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            from replreg.cli.entry import ReaderGone

            raise ReaderGone from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Find registry names that are used as image hosts in Replicated releases, explain them, and mend them.

    \b
    Examples:
      replreg lint release.yaml --registry myquay=quay.io
      replreg fix --in-place release.yaml
      replreg explain alias-as-host
    """
    show_help_without_command(context)


def main() -> int:
    """Run the command line and return its status: 0 nothing to report, 1 findings, 2 the work could not be done."""
    from replreg.cli.entry import guarded

    return guarded(lambda: cli.main(prog_name="replreg", standalone_mode=False))
