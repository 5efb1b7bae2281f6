"""Commands and options whose errors name the right word: that of this tool for another tool's, else the nearest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.command_table import Command, PlainHelp
from replreg.messages import did_you_mean, nearest_choice, suggestion

__all__ = ["Choice", "Group", "PathName", "RuleName", "show_help_without_command"]

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    _Choice = click.Choice[str]
    _Text = click.ParamType[str]
else:
    _Choice = click.Choice  # older releases of click know no parameter
    _Text = click.ParamType


_COMMANDS = {
    "analyse": "replreg lint",
    "analyze": "replreg lint",
    "audit": "replreg lint",
    "autocorrect": "replreg fix",
    "autofix": "replreg fix",
    "check": "replreg lint",
    "config": "replreg init",
    "doc": "replreg explain",
    "fmt": "replreg fix",
    "format": "replreg fix",
    "help": "replreg --help",
    "info": "replreg explain",
    "language-server": "replreg lsp",
    "list": "replreg images",
    "ls": "replreg images",
    "repair": "replreg fix",
    "run": "replreg lint",
    "scan": "replreg lint",
    "server": "replreg lsp",
    "setup": "replreg init",
    "test": "replreg lint",
    "validate": "replreg lint",
    "version": "replreg --version",
}
"""Commands of other tools, and the command that does the same here."""

_OPTIONS = {
    ("lint", "--fix"): "'replreg fix --in-place' fixes what it can",
    ("lint", "--unsafe-fixes"): "'replreg fix --unsafe-fixes' also makes the fixes whose meaning is not certain",
    ("lint", "--in-place"): "'replreg fix --in-place' writes the files",
    ("lint", "--write"): "'replreg fix --in-place' writes the files",
    ("lint", "--check"): "'replreg fix --check' ends with status 1 if anything would be changed",
    ("lint", "--diff"): "'replreg fix --diff' shows what would be fixed",
    ("lint", "--exit-zero"): "'--fail-on never' ends with status 0 whatever is found",
    ("lint", "--no-fail"): "'--fail-on never' ends with status 0 whatever is found",
    ("lint", "--strict"): "'--fail-on warning' also fails for warnings",
    ("lint", "--severity"): "'--min-severity' leaves out what is below, and '--fail-on' says which severities fail",
    ("lint", "--diff-base"): "'--changed-since REV' reports only what is on lines that changed",
    ("lint", "--new-from-rev"): "'--changed-since REV' reports only what is on lines that changed",
    ("lint", "--max-warnings"): "'--fail-on warning' also fails for warnings",
    ("lint", "--stdin"): "the path '-' is standard input",
    ("lint", "--files"): "'--show-files' prints the files",
    ("lint", "--level"): "'--rule RULE=LEVEL' sets the level of a rule",
    ("fix", "--suppress"): "'--add-ignore' adds comments that ignore the findings",
    ("fix", "-w"): "'--in-place' writes the files",
    ("fix", "--write"): "'--in-place' writes the files",
    ("fix", "--fix"): "'--in-place' writes the files",
    ("fix", "--dry-run"): "'--diff' shows the changes and writes nothing",
    ("fix", "--unsafe"): "'--unsafe-fixes' also makes the fixes whose meaning is not certain",
    ("fix", "--format"): "'replreg lint --format' prints findings in other formats",
    ("fix", "--fail-on"): "'--check' ends with status 1 if anything would be changed",
    ("lsp", "--port"): "the server uses standard input and output, and the editor starts it itself",
    ("lsp", "--tcp"): "the server uses standard input and output, and the editor starts it itself",
    ("lsp", "--host"): "the server uses standard input and output, and the editor starts it itself",
    ("explain", "--all"): "'replreg rules' lists all rules",
    ("explain", "--list"): "'replreg rules' lists all rules",
    (None, "--fix"): "'replreg fix --in-place' fixes what it can",
    (None, "--output"): "'> FILE' writes what is printed to a file",
    ("rules", "--all"): "without an option, all rules are listed",
    ("rules", "--list"): "without an option, all rules are listed",
    (None, "--version"): "'replreg --version' prints the version",
    (None, "--debug"): "'--verbose' says more",
    (None, "--report"): "'--format' sets the format",
    (None, "--reporter"): "'--format' sets the format",
    (None, "--output-format"): "'--format' sets the format",
    (None, "--json"): "'--format json' prints JSON",
    (None, "-f"): "'--format' sets the format",
    (None, "--out"): "'--output FILE' writes the findings to a file",
    (None, "--disable"): "'--ignore' leaves rules out",
    (None, "--skip"): "'--ignore' leaves rules out",
    (None, "--rules"): "'--select' names the rules",
    (None, "--enable"): "'--select' names the rules",
    (None, "--no-color"): "'--color never' uses no colour",
    (None, "--no-colour"): "'--color never' uses no colour",
    (None, "--config-file"): "'--config FILE' names the configuration file",
    (None, "--recursive"): "folders are always searched with the folders below them",
}
"""Options of other tools, by the command (None: any) that they are given to, and what does it here."""


class Choice(_Choice):
    """One of several words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word, or fail with the nearest one."""
        if value in self.choices:
            return super().convert(value, param, ctx)
        hint = did_you_mean(str(value), self.choices, otherwise=f"it takes {', '.join(self.choices)}")
        raise click.BadParameter(f"'{value}' is not one of its values; {hint}", ctx, param)

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return what follows the error about a missing word: the words, on the line of the error."""
        return f"It takes {', '.join(self.choices)}."


class RuleName(_Text):
    """The id of a rule, as a word: the command says what is wrong with it."""

    name = "rule"

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return what follows the error about a missing id."""
        return "'replreg rules' lists them."


class PathName(_Text):
    """The path of a file or a folder. It is taken as it is: what reads it says what is wrong with it.

    `click.Path` would look for a translation of its own name, as `replreg.cli.command_table.PlainHelp` describes.
    """

    name = "path"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Let the shell complete the path."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class Group(PlainHelp, click.Group):
    """A command that has commands of its own."""

    command_class: type[click.Command] | None = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of the arguments, or fail with the nearest name."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            ctx.fail(f"'{args[0]}' is not a command.{self.hint(args[0], ctx)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the error about an option of another tool names the one that does it here."""
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            command = error.ctx.info_name if error.ctx is not None else None
            hint = _OPTIONS.get((command, error.option_name)) or _OPTIONS.get((None, error.option_name))
            if hint is None or not _names_an_option(hint, error.ctx):
                hint = suggestion(_near_option(error.option_name, error.ctx))
            message = f"'{error.option_name}' is not an option here{f'; {hint}' if hint else ''}"
            raise click.UsageError(message if hint.endswith("?") else f"{message}.", error.ctx) from None

    def hint(self, name: str, ctx: click.Context) -> str:
        """Return what follows the error about a command that does not exist, with a space in front."""
        if ctx.parent is None and name in _COMMANDS:
            return f" Did you mean '{_COMMANDS[name]}'?"
        near = nearest_choice(name, self.list_commands(ctx))
        return f" Did you mean '{near}'?" if near else f" '{ctx.command_path} --help' lists them."

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with all of its short help, wrapped rather than cut off."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(200)) for name, command in commands if command])


def _near_option(name: str, ctx: click.Context | None) -> str | None:
    """Return the long option that somebody probably meant, None if none is near."""
    if ctx is None or not name.startswith("--"):
        return None
    known = (word[2:] for one in ctx.command.get_params(ctx) for word in one.opts if word.startswith("--"))
    near = nearest_choice(name[2:], known)
    return f"--{near}" if near else None


def _names_an_option(hint: str, ctx: click.Context | None) -> bool:
    """Return True if a hint is about another command, or about an option that the command has."""
    if ctx is None or not hint.startswith("'--"):
        return True
    name = hint[1:].split("'")[0].split()[0]
    return any(name in parameter.opts for parameter in ctx.command.params)


def show_help_without_command(context: click.Context) -> None:
    """Where a group was given no command, write its help to standard error and end with status 2."""
    if context.invoked_subcommand is None:
        sys.stderr.write(context.get_help() + "\n")
        context.exit(2)
