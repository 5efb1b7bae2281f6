"""A progress bar: one line on a terminal, redrawn in place, and removed when the work is done."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from replreg.cli.settings import Settings
from replreg.output.terminal import Style

__all__ = ["Progress", "progress"]

_EVERY = 0.1  # seconds from one drawing to the next
_WIDTH = 40  # columns of the bar itself, where the terminal has them


class Progress:
    """Counts finished items: call it once for each. Without a stream it does nothing.

    Call `hide` before writing to the terminal; the next item shows the bar again. No thread draws it, since processes
    are forked while it is shown.
    """

    def __init__(self, stream: TextIO | None, total: int, description: str, style: Style) -> None:
        self._stream = stream
        self._total = total
        self._description = description
        self._style = style
        self._done = 0
        self._shown = False
        self._begun = time.monotonic()
        self._next = self._begun
        can_draw = stream is not None and "utf" in (stream.encoding or "").lower()
        self._full, self._empty = ("━", "─") if can_draw else ("#", ".")

    def __call__(self) -> None:
        """Count one more item, and draw the bar if it was not drawn just now."""
        self._done += 1
        if self._stream is None:
            return
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY
            self._draw(self._stream, now - self._begun)

    def hide(self) -> None:
        """Remove the bar from the terminal until the next item is finished."""
        if self._shown and self._stream is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False
            self._next = 0.0

    def _draw(self, stream: TextIO, seconds: float) -> None:
        counts = f" {self._done}/{self._total}"
        left = seconds / self._done * (self._total - self._done)
        rest = f", {left:.0f} s left" if left >= 1 else ""
        try:
            width = os.get_terminal_size(stream.fileno()).columns
        except OSError:
            width = 80
        room = width - len(self._description) - len(counts) - 2
        rest = rest if len(rest) < room else ""
        room -= len(rest)
        width = max(min(room, _WIDTH), 1)
        full = width * self._done // self._total
        bar = self._style(self._full * full, "green") + self._style(self._empty * (width - full), "blue")
        self._shown = True  # before drawing: a signal can end the run between any two of these steps
        stream.write(f"\r\x1b[K{self._description} {bar}{counts}{rest}")
        stream.flush()


@contextmanager
def progress(settings: Settings, total: int, description: str, *, first: int) -> Iterator[Progress]:
    """Show a bar on standard error, if that is a terminal and there are at least ``first`` items.

    Yields the bar, which is called for each finished item. It is removed when the block ends.
    """
    wanted = total >= first and not settings.quiet and sys.stderr.isatty()
    bar = Progress(sys.stderr if wanted else None, total, description, settings.style(sys.stderr))
    try:
        yield bar
    finally:
        bar.hide()
