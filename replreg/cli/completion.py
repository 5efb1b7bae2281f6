"""``replreg completion``."""

from __future__ import annotations

import sys

import click

from replreg.cli.command_table import declare
from replreg.cli.suggest import Choice
from replreg.cli.terminal import write_utf8

__all__ = ["command"]


@declare("completion")
@click.argument("shell", type=Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """SHELL is bash, zsh or fish. The shell completes commands, options, formats and rules once it has read the script.

    \b
    Examples:
      replreg completion bash > ~/.replreg-completion.bash
      replreg completion fish > ~/.config/fish/completions/replreg.fish
    """
    from click.shell_completion import ShellComplete, get_completion_class

    from replreg.cli import cli

    found = get_completion_class(shell)
    assert found is not None, shell
    write_utf8(sys.stdout)
    # The method of the base class: that of bash starts a shell to learn its version.
    script = ShellComplete.source(found(cli, {}, "replreg", "_REPLREG_COMPLETE"))
    # Click's script for fish ends a word and its help at their first comma; 'type,word' has one comma of its own.
    sys.stdout.write(script.replace('string split ","', 'string split --max 1 ","') + "\n")
    return 0
