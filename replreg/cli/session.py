"""One run over the files that a command was given: which they are, what they gave, and how the run ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from replreg.cli.options import Settings, say
from replreg.config.load import CONFIG_NAMES
from replreg.files import read_bytes
from replreg.linter.file_job import FileJob, FileResult, do
from replreg.linter.inputs import Input, InputError, expand, expand_vendor_files
from replreg.linter.processes import WorkerLost, run
from replreg.messages import counted
from replreg.output.terminal import clean

if TYPE_CHECKING:
    from replreg.cli.progress_bar import Progress

__all__ = ["Session"]

_BAR_FROM = 50  # files from which on a progress bar is worth its lines


class Session:
    """Turns paths into jobs and jobs into outcomes. ``failed`` tells whether any input could not be worked on.

    ``jobs`` are sorted by the path that is shown, and so is whatever is printed.
    """

    def __init__(self, settings: Settings, paths: Sequence[str], *, unsafe: bool = False) -> None:
        self.settings = settings
        self.failed = False
        self.jobs: list[FileJob] = []
        self.given: bytes | None = None
        """What came on standard input, if it was read."""
        self._bar: Progress | None = None
        self._size = 0
        settings.check_named()
        vendor_files = settings.vendor_files if not paths else None
        for item in expand_vendor_files(vendor_files) if vendor_files else expand(paths or ["."]):
            if isinstance(item, InputError):
                self.error(str(item))
            elif (job := self._job(item, unsafe)) is not None:
                self.jobs.append(job)
        self.jobs.sort(key=lambda job: job.shown)
        if len(self.jobs) == 1:
            self.jobs = [self.jobs[0]._replace(processes=settings.jobs)]  # they share the documents of the one file

    def error(self, message: str) -> None:
        """Report an input that could not be worked on; the run goes on, and ends with status 2."""
        self.failed = True
        self.say(f"error: {clean(message)}")

    def say(self, message: str) -> None:
        """Write a line to standard error, after what was printed before it."""
        if self._bar is not None:
            self._bar.hide()
        sys.stdout.flush()
        say(message)

    def print(self, text: str) -> None:
        """Write to standard output, and not across the progress bar."""
        if self._bar is not None and sys.stdout.isatty():
            self._bar.hide()
        sys.stdout.write(text)

    def outcomes(self, work: Callable[[FileJob], FileResult]) -> Iterator[FileResult]:
        """Yield what each file gave, in order; files that could not be read are reported and left out."""
        with self._progress() as self._bar:
            try:
                for outcome in run(self.jobs, partial(do, work), self.settings.jobs, self._size):
                    if self._bar is not None:
                        self._bar()
                    if outcome.error is not None:
                        self.error(f"{outcome.path}: {outcome.error}")
                        continue
                    if self.settings.verbose:
                        found = counted(len(outcome.findings), "finding")
                        self.say(f"{clean(outcome.path)}: {found if outcome.is_release else 'no release, passed over'}")
                    yield outcome
            except WorkerLost as error:
                self.error(f"{error}; the files after that were not looked at. '--jobs 1' needs less memory.")

    def _progress(self) -> AbstractContextManager[Progress | None]:
        if len(self.jobs) < _BAR_FROM:
            return nullcontext()
        from replreg.cli.progress_bar import progress

        return progress(self.settings, len(self.jobs), "Reading", first=_BAR_FROM)

    def _job(self, item: Input, unsafe: bool) -> FileJob | None:
        is_stdin = item.path == "-"
        name = (self.settings.stdin_filename or "-") if is_stdin else item.path
        shown = "<stdin>" if name == "-" else os.path.normpath(name)
        data = None
        try:
            if is_stdin:
                data = self.given = sys.stdin.buffer.read()
            elif item.path.startswith(("/dev/", "/proc/")):
                data = read_bytes(item.path)  # a pipe that is open in this process, and in no other
            else:
                self._size += os.stat(item.path).st_size
        except OSError as error:
            self.error(f"{shown}: cannot be read: {error.strerror or error}")
            return None
        if self.settings.is_excluded(name, item.named):
            if self.settings.verbose:
                self.say(f"{clean(shown)}: left out by 'exclude'")
            return None
        if self.settings.verbose:
            loaded = self.settings.loaded(name)
            which = f"configured by {loaded.path}" if loaded.path else "no configuration file"
            self.say(clean(f"{shown}: {which}"))
        named = item.named and not self.settings.only_releases
        is_config = os.path.basename(name) in CONFIG_NAMES
        if is_config and not item.named:
            return None  # what is wrong with it is said in any case
        config = self.settings.config(name)
        return FileJob(item.path, shown, config, named or is_config, data, unsafe, is_config, folder=item.folder)
