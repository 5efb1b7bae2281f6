"""The process around a command: its streams, its signals, and the status it ends with.

Whatever happens, the run ends with one line on standard error rather than with a traceback, and with a status that
says what it is: 0 nothing to report, 1 findings, 2 the work could not be done, 130 and 143 where a signal ended it.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import click

__all__ = ["ReaderGone", "guarded"]

_BUG = "This is a mistake in replreg, not in your files; a report of it, with the file that shows it, is welcome."


_signals: list[int] = []  # those that came


class ReaderGone(BaseException):
    """Nobody reads standard output any more. Not an OSError, which click would take for a failure."""


class _Ended(BaseException):
    """A signal asks the process to end. What is being done is undone on the way out: temporary files go."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def guarded(command: Callable[[], Any]) -> int:
    """Run a command and return the status that the process should end with. ``command`` returns its own status."""
    _open_closed_streams()
    _write_all()
    _write_any_character()
    _end_in_order()
    try:
        status = command()
        sys.stdout.flush()
    except BaseException as error:
        _unwind(error)
        # A signal in the middle of an import can come out as some other error.
        status = _say_why(_Ended(_signals[0]) if _signals else error)
    return _close(status if isinstance(status, int) else 0)


def _unwind(error: BaseException) -> None:
    """Let go of all that the run was about, so that processes are ended and no progress bar stands in the way."""
    cause: BaseException | None = error
    while cause is not None:
        step = cause.__traceback__
        while step is not None:
            with contextlib.suppress(RuntimeError):  # this very function's caller is still at work
                step.tb_frame.clear()
            step = step.tb_next
        cause = cause.__context__


def _say_why(error: BaseException) -> int:
    """Put what ended the run into a line, and return its status."""
    if isinstance(error, click.exceptions.Exit):
        return int(error.exit_code)
    if isinstance(error, ReaderGone | BrokenPipeError):
        return 0  # the reader has seen enough
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 2
    if isinstance(error, click.Abort | KeyboardInterrupt | _Ended):
        number = error.number if isinstance(error, _Ended) else signal.SIGINT
        _say("replreg: interrupted" if number == signal.SIGINT else "replreg: ended by a signal")
        return 128 + number
    if isinstance(error, click.ClickException):
        _show(error)
    elif isinstance(error, OSError):
        _say(f"error: {error.filename or _unnamed()}: {error.strerror or error}")
    else:
        _say_bug(error)
    return 2


def _unnamed() -> str:
    """Return what an OSError without a file name is about: a stream, or a folder that was removed under our feet."""
    try:
        os.getcwd()
    except OSError:
        return "the folder that this was started in"
    return "cannot write to standard output"


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
    place = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    text = " ".join(str(error).split())[:200]
    _say(f"error: {type(error).__name__}: {text}{place}\n{_BUG}")


def _say(message: str) -> None:
    """Write to standard error; a message can quote a file, and nothing in it may steer the terminal."""
    from replreg.output.terminal import clean

    with contextlib.suppress(OSError):
        sys.stderr.write("\n".join(map(clean, message.split("\n"))) + "\n")


def _open_closed_streams() -> None:
    """Give the process the streams that it was started without, so that no file takes their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - it stays open


def _write_all() -> None:
    """Buffer standard output where ``PYTHONUNBUFFERED`` has made it raw: a raw stream forgets what did not fit."""
    raw = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(raw), sys.stdout.encoding, sys.stdout.errors, line_buffering=sys.stdout.isatty()
        )


def _write_any_character() -> None:
    """Let a character that the terminal's encoding lacks be written as an escape sequence rather than end the run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def _end_in_order() -> None:
    """Turn a request to end into an exception, unless it is to be ignored (`nohup`), so that files are left whole."""
    taken: list[int] = []

    def end(number: int, frame: object) -> None:
        _signals.append(number)
        for other in taken:  # a second one must not find the first half answered
            signal.signal(other, signal.SIG_IGN)
        raise _Ended(number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, end)
            taken.append(number)


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
