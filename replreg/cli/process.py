"""The process around a command: its streams, its signals, and the status it ends with.

Whatever happens, the run ends with one line on standard error rather than with a traceback, and with a status that
says what it is: 0 nothing to report, 1 findings, 2 the work could not be done, 130 and 143 where a signal ended it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import click

__all__ = ["guarded"]

_INTERRUPTED = 128 + signal.SIGINT
_BUG = "This is a mistake in replreg, not in your files; a report of it, with the file that shows it, is welcome."


class _Ended(BaseException):
    """A signal asks the process to end. What is being done is undone on the way out: temporary files go."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


def guarded(command: Callable[[], Any]) -> int:
    """Run a command and return the status that the process should end with. ``command`` returns its own status."""
    _open_closed_streams()
    _write_any_character()
    _end_in_order()
    try:
        status = command()
        sys.stdout.flush()
    except BaseException as error:
        # A second signal must not find this half done.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        if "replreg.parallel" in sys.modules:
            sys.modules["replreg.parallel"].stop()
        status = _say_why(error)
    return _close(status if isinstance(status, int) else 0)


def _say_why(error: BaseException) -> int:
    """Put what ended the run into a line, and return its status."""
    if isinstance(error, click.exceptions.Exit):
        return int(error.exit_code)
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 2
    if isinstance(error, click.Abort | KeyboardInterrupt):
        _say("replreg: interrupted")
        return _INTERRUPTED
    if isinstance(error, _Ended):
        _say("replreg: ended by a signal")
        return error.status
    if isinstance(error, BrokenPipeError):
        return 0  # the reader has seen enough
    if isinstance(error, click.ClickException):
        _show(error)
    elif isinstance(error, OSError):
        what = error.filename or "cannot write to standard output"  # a stream that fails has no file name
        _say(f"error: {what}: {error.strerror or error}")
    else:
        _say_bug(error)
    return 2


def _show(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    _say(f"error: {error.format_message()}")
    if isinstance(error, click.UsageError) and context is not None:
        _say(f"Try '{context.command_path} --help'.")


def _say_bug(error: BaseException) -> None:
    import traceback

    if {"-v", "--verbose"}.intersection(sys.argv):
        _say("".join(traceback.format_exception(error)).rstrip())
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""  # noqa: PTH119
    text = " ".join(str(error).split())[:200]
    _say(f"error: {type(error).__name__}: {text}{place}\n{_BUG}")


def _say(message: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(message + "\n")


def _open_closed_streams() -> None:
    """Give the process the streams that it was started without, so that no file takes their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - for the whole run


def _write_any_character() -> None:
    """Let a character that the terminal's encoding lacks be written as an escape sequence rather than end the run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def _end_in_order() -> None:
    """Turn a request to end into an exception, unless it is to be ignored (`nohup`), so that files are left whole."""

    def end(number: int, frame: object) -> None:
        raise _Ended(number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)


def _close(status: int) -> int:
    """Write out what is left, or drop it where nobody can take it, so that the interpreter need not complain."""
    error = _flush(sys.stdout)
    if status < 2 and error is not None and not isinstance(error, BrokenPipeError):
        status = _say_why(error)
    _flush(sys.stderr)  # nobody could be told
    return status


def _flush(stream: Any) -> OSError | None:
    try:
        stream.flush()
    except OSError as error:
        with contextlib.suppress(OSError, ValueError):  # what it still holds must go somewhere
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, stream.fileno())
            os.close(null)
        return error
    return None
