"""A progress bar for runs that take a while."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from replreg.cli.options import Settings

__all__ = ["progress"]


@contextmanager
def progress(settings: Settings, total: int, description: str, *, first: int) -> Iterator[Callable[[], None]]:
    """Show a bar on standard error, if that is a terminal and there are at least ``first`` things to do.

    Yields the function that tells it of each thing done. The bar is gone when the block ends.
    """
    if total < first or settings.quiet or not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=total)
        yield lambda: bar.advance(task)


def _nothing() -> None:
    pass
