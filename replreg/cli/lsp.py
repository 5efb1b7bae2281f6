"""``replreg lsp``."""

from __future__ import annotations

from typing import Any

import click

from replreg.cli.command_table import declare
from replreg.cli.options import settings_options
from replreg.cli.settings import Settings
from replreg.cli.terminal import fail

__all__ = ["command"]


@declare("lsp")
@click.option("--stdio", is_flag=True, help="Use standard input and output. It is the only way and the default.")
@settings_options
def command(stdio: bool, **options: Any) -> int:
    """It speaks the Language Server Protocol over standard input and output, and an editor starts it. Needs the extra
    'lsp': pip install 'replreg[lsp]'.

    \b
    Examples:
      replreg lsp
      replreg lsp --registry myquay=quay.io --verbose
    """
    from replreg.lsp import LspUnavailable, serve

    settings = Settings(options, app_beside_files=True)
    try:
        return serve(settings.configurations, verbose=settings.verbose)
    except LspUnavailable as error:
        raise fail(str(error)) from None
