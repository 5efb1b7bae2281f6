"""The server's process: its streams, its signals, and the status it ends with."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

from replreg.config.discovery import Configurations
from replreg.lsp.json_rpc import Connection, read_messages
from replreg.lsp.log import Log
from replreg.lsp.outbox import Outbox
from replreg.lsp.server import Server

__all__ = ["serve"]

_PATIENCE = 2.0
"""Seconds in which a client can read the last answers before the server ends."""


def serve(configurations: Configurations, *, verbose: bool = False) -> int:
    """Speak the Language Server Protocol over standard input and output until the client ends it.

    Return the status that the protocol prescribes for the process: 0 after a request to shut down, else 1. The log goes
    to standard error, more of it with ``verbose``.
    """
    _end_by_signals()
    if sys.stdin.isatty():
        sys.stderr.write("replreg lsp waits for an editor on standard input; Ctrl-C ends it.\n")
    # Without a buffer, and never closed: both would wait at the end for a message that the client does not read.
    out = open(os.dup(sys.stdout.fileno()), "wb", buffering=0, closefd=False)  # noqa: SIM115
    outbox = Outbox(out)
    connection = Connection(outbox)
    server = Server(configurations, connection, log=Log(verbose))
    with contextlib.redirect_stdout(sys.stderr):  # nothing that is printed may come between the messages
        for message in read_messages(sys.stdin.buffer):
            server.receive(message)
            if server.is_over or connection.is_lost:
                break
    outbox.finish(_PATIENCE)
    return 0 if server.was_shut_down else 1


def _end_by_signals() -> None:
    """Let signals end the process at once: the server has nothing to clean up."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
