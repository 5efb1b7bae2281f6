"""Writes to standard output and standard error, and the errors that end a run."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TextIO

import click

from replreg.output.formats import Format

__all__ = ["check_writable", "fail", "say", "set_encoding", "terminal_width", "warn", "write_utf8"]


def say(message: str) -> None:
    """Write a line to standard error. If it cannot be written, the run goes on."""
    with contextlib.suppress(OSError):
        sys.stderr.write(message + "\n")


def warn(message: str) -> None:
    """Write a warning to standard error."""
    say(f"warning: {message}")


def fail(message: str) -> click.ClickException:
    """Return the exception that ends the run with a one-line error and status 2."""
    return click.ClickException(message)


def write_utf8(stream: TextIO) -> None:
    """Let a stream carry UTF-8 with plain line feeds, whatever the locale and the system say: programs read it."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def check_writable(path: str) -> None:
    """Refuse an output file that cannot be written, before any work is done. Raises `click.ClickException`."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        raise fail(f"cannot write '{path}': it is a folder")
    if not os.path.isdir(folder):
        raise fail(f"cannot write '{path}': there is no folder '{folder}'")


def terminal_width(stream: TextIO) -> int | None:
    """Return the columns of a terminal; None for anything else, so that its output does not depend on a terminal."""
    if not stream.isatty():
        return None
    import shutil

    return shutil.get_terminal_size((100, 40)).columns


def set_encoding(stream: TextIO, output_format: Format) -> None:
    """Let a stream carry a format: text for people in the encoding of the terminal, everything else in UTF-8."""
    if not output_format.for_people:
        write_utf8(stream)
