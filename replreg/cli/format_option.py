"""The option ``--format``: its choices and its help come from the modules of `replreg.output`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from replreg.messages import did_you_mean
from replreg.output.formats import DEFAULT, Format, find_format, formats_of

__all__ = ["format_option"]


def format_option(subject: str, what: str) -> Callable[[Any], Any]:
    """Return the decorator that adds ``--format`` for a subject (`replreg.output.formats.SUBJECTS`).

    The command gets the parameter ``output_format``, a `Format`. ``what`` completes the help: "How to print WHAT".
    """
    return click.option(
        "--format",
        "output_format",
        cls=_FormatOption,
        type=_FormatName(subject),
        default=DEFAULT,
        metavar="FORMAT",
        help=f"How to print {what}",
    )


if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    _ParamType = click.ParamType[Format]
else:
    _ParamType = click.ParamType  # older releases of click know no parameter


class _FormatName(_ParamType):
    """The name of a format that renders the subject; it is converted to the format."""

    name = "format"

    def __init__(self, subject: str) -> None:
        self.subject = subject

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Format:
        """Return the format of a name, or fail with the nearest name."""
        found = value if isinstance(value, Format) else find_format(str(value), self.subject)
        if found is not None:
            return found
        names = [item.name for item in formats_of(self.subject)]
        hint = did_you_mean(str(value), names, otherwise=f"the formats are {', '.join(names)}")
        raise click.BadParameter(f"'{value}' is not a format here; {hint}", ctx, param)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a format."""
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(item.name, help=item.summary)
            for item in formats_of(self.subject)
            if item.name.startswith(incomplete)
        ]


def complete_output(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return what completes ``[FORMAT:]FILE``, for a shell: formats, or the path after one."""
    from click.shell_completion import CompletionItem

    name, colon, path = incomplete.partition(":")
    if colon and find_format(name, "findings") is not None:
        return [CompletionItem(f"{name}:{found}") for found in _paths(path)]
    names = [item.name for item in formats_of("findings") if item.name.startswith(incomplete)]
    return [CompletionItem(f"{name}:") for name in names] or [CompletionItem(incomplete, type="file")]


def _paths(start: str) -> list[str]:
    """Return the paths that begin with some text; those of folders end with a slash."""
    folder = os.path.dirname(start)
    try:
        names = sorted(os.listdir(folder or "."))
    except OSError:
        return []
    paths = [os.path.join(folder, name) for name in names]
    return [path + "/" * os.path.isdir(path) for path in paths if path.startswith(start)]


class _FormatOption(click.Option):
    """Lists the formats in its help. They are imported only when help is printed."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its help with the list of formats."""
        record = super().get_help_record(ctx)
        if record is None or not isinstance(self.type, _FormatName):
            return record
        listed = ", ".join(f"{item.name} ({item.summary})" for item in formats_of(self.type.subject))
        return record[0], f"{self.help}: {listed}."
