"""Where the findings of one run go: the values of ``--output``, each ``FILE`` or ``FORMAT:FILE``."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

import click

from replreg.cli.terminal import check_writable, fail
from replreg.named_tuple import NamedTuple
from replreg.output.formats import Format, Screen, find_format, formats_of
from replreg.output.report import Report

__all__ = ["Target", "read_targets"]

_STANDARD_OUTPUT = "-"
_LIKE_A_FORMAT = re.compile(r"[a-z][a-z0-9-]+")  # one letter is a drive


class Target(NamedTuple):
    """A file and the format in which it is written."""

    path: str
    format: Format

    def write(self, report: Report, screen: Screen) -> None:
        """Write the findings to the file. Raises `click.ClickException`."""
        from replreg.safe_write import write_atomically

        text = "".join(self.format.render("findings", report, screen))
        try:
            write_atomically(self.path, text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise fail(f"cannot write '{self.path}': {error.strerror or error}") from None


def read_targets(given: Sequence[str], default: Format) -> tuple[list[Target], Format | None]:
    """Return the files to write, and the format of standard output: None if nothing is printed there.

    ``default`` is the format of a value without one. Raises `click.ClickException` for a file that cannot be written
    or is given twice, and for a word in front of a colon that is nearly a format.
    """
    if not given:
        return [], default
    files: dict[str, Target] = {}
    printed: Format | None = None
    for value in given:
        target = _read(value, default)
        if target.path == _STANDARD_OUTPUT:
            if printed is not None:
                raise click.BadParameter("standard output can have one format only", param_hint="--output")
            printed = target.format
            continue
        check_writable(target.path)
        place = os.path.realpath(target.path)
        if place in files:
            raise click.BadParameter(f"'{target.path}' is given twice", param_hint="--output")
        files[place] = target
    return list(files.values()), printed


def _read(value: str, default: Format) -> Target:
    name, colon, path = value.partition(":")
    if not colon or not _LIKE_A_FORMAT.fullmatch(name):
        return Target(value, default)
    found = find_format(name, "findings")
    if found is not None:
        if not path:
            raise click.BadParameter(f"'{value}' names no file; '{name}:-' is standard output", param_hint="--output")
        return Target(path, found)
    from replreg.messages import did_you_mean

    names = [item.name for item in formats_of("findings")]
    hint = did_you_mean(name, names, otherwise=f"the formats are {', '.join(names)}.")
    message = f"'{name}' is not a format here; {hint} A file of this name is './{value}'"
    raise click.BadParameter(message, param_hint="--output")
