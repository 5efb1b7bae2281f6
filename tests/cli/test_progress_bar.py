"""The progress bar on the terminal: what is written, and what is left of it however the run ends."""

from __future__ import annotations

import io

import pytest

from replreg.cli.progress_bar import Progress
from replreg.output.terminal import Style


class Terminal(io.StringIO):
    """Keeps what is written; a signal comes while it is flushed, if ``interrupted``."""

    def __init__(self, interrupted: bool = False) -> None:
        super().__init__()
        self.interrupted = interrupted

    def flush(self) -> None:
        if self.interrupted:
            self.interrupted = False
            raise KeyboardInterrupt


def test_an_interruption_in_the_middle_of_drawing_leaves_no_bar() -> None:
    terminal = Terminal(interrupted=True)
    bar = Progress(terminal, 80, "Reading", Style(False))
    with pytest.raises(KeyboardInterrupt):
        bar()
    assert "1/80" in terminal.getvalue()
    bar.hide()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_hiding_writes_only_where_a_bar_is() -> None:
    terminal = Terminal()
    bar = Progress(terminal, 80, "Reading", Style(False))
    bar.hide()
    assert terminal.getvalue() == ""
    bar()
    bar.hide()
    shown = terminal.getvalue()
    bar.hide()
    assert terminal.getvalue() == shown


def test_without_a_terminal_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    bar = Progress(None, 80, "Reading", Style(False))
    bar()
    bar.hide()
    assert capfd.readouterr() == ("", "")
