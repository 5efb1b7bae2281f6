"""The process around a command: its streams, its signals, and its exit status.

A run that fails ends with one line on standard error rather than with a traceback. The status is 0 for nothing to
report, 1 for findings, 2 for an error, and 130 or 143 after a signal.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable
from typing import Any

import click

try:
    # The module `signal` is made of this one, which has the same functions, with plain numbers. `signal` makes
    # enumerations of the numbers, which takes as long as ten modules of this package.
    import _signal as signal  # type: ignore[import-not-found]
except ImportError:
    import signal

__all__ = ["ReaderGone", "guarded"]

_BUG = "This is a bug in replreg, not a mistake in your files. Please report it, with the file that shows it."


_REPLACING = "replreg-replace"
_SIMILAR = {"…": "...", "→": "->", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "·": "-", "×": "x"}

_SOON = 0.001  # seconds

_signals: list[int] = []  # those that arrived


class ReaderGone(BaseException):
    """The reader of standard output has closed it. Not an OSError, which click would report."""


class _Ended(BaseException):
    """A signal asks the process to end. As an exception, it lets temporary files be removed on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def guarded(command: Callable[[], Any]) -> int:
    """Run a command, which returns its own status, and return the exit status of the process."""
    _open_closed_streams()
    _write_all()
    _write_any_character()
    _end_in_order()
    try:
        status = command()
        sys.stdout.flush()
    except BaseException as error:
        _unwind(error)
        # A signal during an import can appear as some other error.
        status = _say_why(_Ended(_signals[0]) if _signals else error)
    return _close(status if isinstance(status, int) else 0)


def _unwind(error: BaseException) -> None:
    """Release what the frames of an error hold, so that worker processes end and the progress bar is removed."""
    cause: BaseException | None = error
    while cause is not None:
        step = cause.__traceback__
        while step is not None:
            with contextlib.suppress(RuntimeError):  # the frame that called this function is still running
                step.tb_frame.clear()
            step = step.tb_next
        cause = cause.__context__


def _say_why(error: BaseException) -> int:
    """Write one line about what ended the run, and return the status."""
    if isinstance(error, click.exceptions.Exit):
        return int(error.exit_code)
    if isinstance(error, ReaderGone | BrokenPipeError):
        return 0  # as when `head` has read its lines
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 2
    if isinstance(error, click.Abort | KeyboardInterrupt | _Ended):
        number = error.number if isinstance(error, _Ended) else signal.SIGINT
        _say("replreg: interrupted" if number == signal.SIGINT else "replreg: ended by a signal")
        return 128 + number
    if isinstance(error, click.ClickException):
        _show(error)
    elif _is_config_error(error):
        _say(f"error: {error}")
    elif isinstance(error, OSError):
        _say(f"error: {error.filename or _unnamed()}: {error.strerror or error}")
    else:
        _say_bug(error)
    return 2


def _is_config_error(error: BaseException) -> bool:
    from replreg.config.load import ConfigError

    return isinstance(error, ConfigError)


def _unnamed() -> str:
    """Return what an OSError without a file name is about: standard output, or a current folder that was removed."""
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
    """Write to standard error. A message can quote a file, so control characters are escaped."""
    from replreg.output.terminal import escape_controls

    with contextlib.suppress(OSError):
        sys.stderr.write("\n".join(map(escape_controls, message.split("\n"))) + "\n")


def _open_closed_streams() -> None:
    """Open the standard streams that the process was started without, so that no file gets their number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - it stays open


def _write_all() -> None:
    """Buffer standard output if ``PYTHONUNBUFFERED`` has made it raw: a raw stream drops what did not fit."""
    raw = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(raw), sys.stdout.encoding, sys.stdout.errors, line_buffering=sys.stdout.isatty()
        )


def _write_any_character() -> None:
    """Replace characters that the terminal's encoding lacks, rather than end the run.

    Python itself writes strictly, or, in the C locale, can write only what it has read from undecodable bytes.
    """
    import codecs

    codecs.register_error(_REPLACING, _replace)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors=_REPLACING)


def _replace(error: UnicodeError) -> tuple[str, int]:
    """Return what is written for a character that cannot be encoded: similar ASCII, or else an escape sequence."""
    assert isinstance(error, UnicodeEncodeError)
    found = error.object[error.start : error.end]
    replaced = "".join(_SIMILAR.get(character, _escape(character)) for character in found)
    return replaced, error.end


def _escape(character: str) -> str:
    return character.encode("ascii", "backslashreplace").decode("ascii")


def _end_in_order() -> None:
    """Turn signals that end the process into an exception, so that files are left whole; not ignored ones (`nohup`)."""
    taken: list[int] = []

    def end(number: int, frame: object) -> None:
        _signals.append(number)
        for other in taken:  # a second signal must not interrupt the clean-up after the first
            signal.signal(other, signal.SIG_IGN)
        raise _Ended(number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, end)
            taken.append(number)
    if taken and hasattr(signal, "setitimer"):
        _end_in_finalizers()


def _end_in_finalizers() -> None:
    """End the process also where a signal comes in a finalizer, whose exceptions Python prints and drops."""
    print_it = sys.unraisablehook

    def again(number: int, frame: object) -> None:
        raise _Ended(_signals[0])

    def dropped(what: Any) -> None:
        if isinstance(what.exc_value, _Ended):
            signal.signal(signal.SIGALRM, again)
            signal.setitimer(signal.ITIMER_REAL, _SOON)
        else:
            print_it(what)

    sys.unraisablehook = dropped


def _close(status: int) -> int:
    """Flush the streams; drop what cannot be written, so that the interpreter does not complain."""
    error = _flush(sys.stdout)
    if status < 2 and error is not None and not isinstance(error, BrokenPipeError):
        status = _say_why(error)
    _flush(sys.stderr)  # an error here cannot be reported
    return status


def _flush(stream: Any) -> OSError | None:
    try:
        stream.flush()
    except OSError as error:
        with contextlib.suppress(OSError, ValueError):  # what is still buffered must go somewhere
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, stream.fileno())
            os.close(null)
        return error
    return None
