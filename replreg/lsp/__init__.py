"""The language server: what `replreg lint` and `replreg fix` do, in an editor, while one types.

It needs the optional library pygls. Importing this package does not import it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.config.discovery import Configurations

__all__ = ["LspUnavailable", "serve"]


class LspUnavailable(RuntimeError):
    """The server cannot be run on this installation; the message says what to do."""


def serve(configurations: Configurations, *, verbose: bool = False) -> int:
    """Speak the Language Server Protocol over standard input and output until the client ends it.

    Return the status that the process should end with, as the protocol has it: 0 after a request to shut down, else 1.
    What is to be said to nobody's editor goes to standard error, more of it with ``verbose``. Raises `LspUnavailable`.
    """
    try:
        import pygls.lsp.server  # noqa: F401 - only to see whether it is there
    except ImportError:
        raise LspUnavailable("the language server needs the library pygls: pip install 'replreg[lsp]'") from None
    from replreg.lsp.stdio import run

    return run(configurations, verbose=verbose)
