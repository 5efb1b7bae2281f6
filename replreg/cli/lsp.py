"""``replreg lsp``."""

from __future__ import annotations

from typing import Any

import click

from replreg.cli.command_table import declare
from replreg.cli.options import settings_options
from replreg.cli.settings import Settings

__all__ = ["command"]


@declare("lsp")
@click.option("--stdio", is_flag=True, help="Use standard input and output. It is the only way and the default.")
@settings_options
def command(stdio: bool, **options: Any) -> int:
    """It speaks the Language Server Protocol over standard input and output, and an editor starts it.

    \b
    Examples:
      replreg lsp
      replreg lsp --registry myquay=quay.io --verbose
    """
    from replreg.lsp.stdio import serve

    settings = Settings(options, app_beside_files=True)
    return serve(settings.configurations, verbose=settings.verbose)
