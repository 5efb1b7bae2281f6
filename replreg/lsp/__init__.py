"""The language server: what `replreg lint` and `replreg fix` do, in an editor.

It needs the optional library pygls. Importing this package does not import it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.config.discovery import Configurations

__all__ = ["LspUnavailable", "serve"]


class LspUnavailable(RuntimeError):
    """The server cannot run, since a library is missing; the message says which."""


def serve(configurations: Configurations, *, verbose: bool = False) -> int:
    """Speak the Language Server Protocol over standard input and output until the client ends it.

    Return the status that the protocol prescribes for the process: 0 after a request to shut down, else 1. The log goes
    to standard error, more of it with ``verbose``. Raises `LspUnavailable`.
    """
    try:
        import pygls.lsp.server  # noqa: F401 - it is imported to find out that it is installed
    except ImportError:
        raise LspUnavailable("the language server needs the library pygls: pip install 'replreg[lsp]'") from None
    from replreg.lsp.stdio import run

    return run(configurations, verbose=verbose)
