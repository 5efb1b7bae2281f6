"""The server's log, on standard error, which editors show."""

from __future__ import annotations

import sys

__all__ = ["Log"]


class Log:
    """Writes lines to standard error. With ``verbose``, also what is not a mistake.

    The library `logging` would take as long to import as the whole server.
    """

    def __init__(self, verbose: bool = False) -> None:
        self._verbose = verbose

    def info(self, text: str) -> None:
        """Write what happened, if the log is verbose."""
        if self._verbose:
            self._write("INFO", text)

    def warning(self, text: str) -> None:
        """Write what a client or a user did wrong."""
        self._write("WARNING", text)

    def error(self, text: str) -> None:
        """Write what replreg could not do."""
        self._write("ERROR", text)

    def exception(self, text: str) -> None:
        """Write that something failed, with the traceback of the exception that is handled now."""
        import traceback

        self.error(f"{text}\n{traceback.format_exc().rstrip()}")

    def _write(self, level: str, text: str) -> None:
        try:
            sys.stderr.write(f"{level}: replreg.lsp: {text}\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # nobody reads the log, which must not end the server
            pass
