"""The server's process: its streams, its signals, and the status it ends with."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import sys

from replreg.config.discovery import Configurations
from replreg.lsp.handlers import make_server

__all__ = ["run"]


def run(configurations: Configurations, *, verbose: bool) -> int:
    """Run a server over standard input and output, and return the status to end with."""
    _log_to_standard_error(verbose)
    _end_by_signals()
    gc.enable()  # a command turns it off, but a server runs for long
    if sys.stdin.isatty():
        sys.stderr.write("replreg lsp waits for an editor on standard input; Ctrl-C ends it.\n")
    server = make_server(configurations)
    # Nothing that is printed may come between the messages.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out, contextlib.redirect_stdout(sys.stderr):
        server.start_io(sys.stdin.buffer, out)
    return 0 if server.was_shut_down else 1


def _log_to_standard_error(verbose: bool) -> None:
    """Log errors to standard error, which editors show, without the library's lines about unknown notifications."""
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s: %(name)s: %(message)s")
    logging.getLogger("replreg").setLevel(logging.INFO if verbose else logging.WARNING)
    logging.getLogger("pygls").setLevel(logging.WARNING if verbose else logging.ERROR)


def _end_by_signals() -> None:
    """Let signals end the process at once: the server has nothing to clean up."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
