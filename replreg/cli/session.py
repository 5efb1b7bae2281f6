"""One run over the files that a command was given: which they are, what they gave, and how the run ends."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from replreg.cli.options import Settings, say
from replreg.cli.progress import progress
from replreg.inputs import Input, InputError, expand
from replreg.runner import Job, Outcome, run

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
        with progress(self.settings, len(self.jobs), "Reading", first=_BAR_FROM) as advance:
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
        named = item.named and not self.settings.only_releases
        return Job(item.path, shown, self.settings.config(name), named, data, unsafe)
