"""A progress bar for runs that take a while."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from replreg.cli.options import Settings
from replreg.output.progress import Progress

__all__ = ["progress"]


@contextmanager
def progress(settings: Settings, total: int, description: str, *, first: int) -> Iterator[Progress]:
    """Show a bar on standard error, if that is a terminal and there are at least ``first`` things to do.

    Yields what is to be called for each thing done. The bar is gone when the block ends.
    """
    wanted = total >= first and not settings.quiet and sys.stderr.isatty()
    bar = Progress(sys.stderr if wanted else None, total, description, settings.style(sys.stderr))
    try:
        yield bar
    finally:
        bar.hide()
