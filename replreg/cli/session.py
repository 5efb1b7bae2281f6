"""One run over the files that a command was given: which they are, what they gave, and how the run ends."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from replreg.cli.options import Settings, say
from replreg.inputs import Input, InputError, expand
from replreg.runner import Job, Outcome, run

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["Session"]

_BAR_FROM = 50  # files from which on a progress bar is worth its lines


class Session:
    """Turns paths into jobs and jobs into outcomes. ``failed`` tells whether any input could not be worked on."""

    def __init__(self, settings: Settings, paths: Sequence[str], *, unsafe: bool = False) -> None:
        self.settings = settings
        self.failed = False
        self.jobs: list[Job] = []
        self._size = 0
        for item in expand(paths or ["."]):
            if isinstance(item, InputError):
                self.error(str(item))
            elif not settings.is_excluded(self._name(item), item.named):
                self.jobs.append(self._job(item, unsafe))
            elif settings.verbose:
                say(f"{item.path}: left out by 'exclude'")

    def error(self, message: str) -> None:
        """Report an input that could not be worked on; the run goes on, and ends with status 2."""
        self.failed = True
        sys.stdout.flush()
        say(f"error: {message}")

    def outcomes(self, work: Callable[[Job], Outcome]) -> Iterator[Outcome]:
        """Yield what each file gave, in order; files that could not be read are reported and left out."""
        with _progress(self.settings, len(self.jobs)) as advance:
            for outcome in run(self.jobs, work, self.settings.jobs, self._size, advance):
                if outcome.error is not None:
                    self.error(f"{outcome.path}: {outcome.error}")
                    continue
                if self.settings.verbose:
                    found = f"{len(outcome.findings)} findings" if outcome.is_release else "no release, passed over"
                    say(f"{outcome.path}: {found}")
                yield outcome

    def _name(self, item: Input) -> str:
        return (self.settings.stdin_filename or "-") if item.path == "-" else item.path

    def _job(self, item: Input, unsafe: bool) -> Job:
        name = self._name(item)
        shown = "<stdin>" if name == "-" else os.path.normpath(name)
        data = sys.stdin.buffer.read() if item.path == "-" else None
        if data is None:
            with contextlib.suppress(OSError):  # reading it will tell
                self._size += os.stat(item.path).st_size  # noqa: PTH116 - a string, and there may be thousands
        if self.settings.verbose:
            loaded = self.settings.loaded(name)
            say(f"{shown}: configured by {loaded.path}" if loaded.path else f"{shown}: no configuration file")
        return Job(item.path, shown, self.settings.config(name), item.named, data, unsafe)


class _progress:  # noqa: N801 - reads as a function where it is used
    """A progress bar on standard error while many files are worked on, if that is a terminal; else nothing."""

    def __init__(self, settings: Settings, total: int) -> None:
        self._bar = None
        if total >= _BAR_FROM and not settings.quiet and sys.stderr.isatty():
            self._bar = _make_bar()
        self._total = total

    def __enter__(self) -> Callable[[], None]:
        if self._bar is None:
            return _nothing
        self._bar.start()
        task = self._bar.add_task("Reading", total=self._total)
        bar = self._bar

        def advance() -> None:
            bar.advance(task)

        return advance

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _make_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _nothing() -> None:
    pass
