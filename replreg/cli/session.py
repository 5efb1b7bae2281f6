"""One run over the files that a command was given: which files, their results, and how the run ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import click

from replreg.cli.settings import Settings
from replreg.cli.terminal import fail, say
from replreg.files import read_bytes
from replreg.linter.file_job import FailedFile, FileJob, SkippedFile, run_job
from replreg.linter.inputs import Input, InputError, OutsideLink, expand, expand_vendor_files
from replreg.linter.kots_folder import KotsFolders
from replreg.messages import counted
from replreg.output.terminal import escape_controls
from replreg.rules.catalogue import registry_rules

if TYPE_CHECKING:
    from replreg.cli.changed_lines import ChangedFiles
    from replreg.cli.progress_bar import Progress
    from replreg.delivery.rendering import Renderer
    from replreg.linter.lint_file import LintedFile
    from replreg.linter.narrowing import Narrowing
    from replreg.registries.linked_registry import Registry

__all__ = ["Session", "may_report"]

_Result = TypeVar("_Result")

_OUTSIDE_LINK = "it is a symbolic link that leads outside of the folder; name the file to have it checked"

_BAR_FROM = 50  # files from which on a progress bar is shown


def may_report(registries: Iterable[Registry]) -> bool:
    """Return False if no rule can report anything of some registries, so that nothing has to be imported for that."""
    return any(rule.may_report(registry) for registry in registries for rule in registry_rules())


class Session:
    """Turns paths into jobs, and jobs into results. ``failed`` is True if any input could not be worked on.

    ``jobs`` are sorted by the path that is displayed. ``skipped`` has the files with nothing to check, as they come.
    """

    def __init__(self, settings: Settings, paths: Sequence[str]) -> None:
        self.settings = settings
        self.failed: bool = False
        self.jobs: list[FileJob] = []
        self.skipped: list[SkippedFile] = []
        self.excluded: int = 0
        self.left_out: list[tuple[str, str]] = []
        """The files that are not read at all, each with the reason, as `SkippedFile` has it."""
        self.stdin_data: bytes | None = None
        """The content of standard input, if it was read."""
        self.changed_files: ChangedFiles | None = None
        """Which lines changed, if only they count."""
        self._unchanged = 0
        self._outside_links = 0
        self._paths = paths or ["."]
        if settings.stdin_filename is not None and "-" not in paths:
            message = "--stdin-filename names standard input, which is not read here; give - as PATH"
            raise click.UsageError(message, click.get_current_context())
        self._bar: Progress | None = None
        self._renderer: Renderer | None = None
        self._size = 0
        settings.check_named()
        vendor_files = settings.vendor_files if not paths else None
        for item in expand_vendor_files(vendor_files) if vendor_files else expand(self._paths):
            if isinstance(item, InputError):
                self.error(str(item))
            elif isinstance(item, OutsideLink):
                self._leave_out_link(os.path.normpath(item.path))
            elif (job := self._job(item)) is not None:
                self.jobs.append(job)
        if settings.is_about_changes:
            self._keep_changed()
        self.jobs.sort(key=lambda job: job.display_path)
        if len(self.jobs) == 1:
            self.jobs = [self.jobs[0]._replace(processes=settings.jobs)]  # they share the documents of the one file

    @property
    def has_registries(self) -> bool:
        """Whether a registry is configured for any file."""
        return any(job.config.registries for job in self.jobs)

    def error(self, message: str) -> None:
        """Report an input that could not be worked on; the run goes on, and ends with status 2."""
        self.failed = True
        self.say(f"error: {escape_controls(message)}")

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

    def use_helm(self) -> None:
        """Let a real Helm render the charts, too. Without one, that is an error, and the run goes on."""
        from replreg.charts.helm_program import HelmError, find_helm
        from replreg.delivery.rendering import Renderer

        helm = find_helm()
        if isinstance(helm, HelmError):
            self.error(f"--render: {helm.message}; the charts are not rendered")
        else:
            self._renderer = Renderer(helm)
            self.jobs = [job._replace(is_rendered=True) for job in self.jobs]

    def results(
        self, work: Callable[..., _Result | SkippedFile | FailedFile], jobs: Sequence[FileJob] | None = None
    ) -> Iterator[_Result]:
        """Yield the result of each file, in order; of all files if no ``jobs`` are given.

        ``work`` takes a job and a `KotsFolders`. A file that failed is reported. So is a file that was named and has
        nothing to check: nothing checked is not a success. Other files with nothing to check are `skipped`.
        """
        jobs = self.jobs if jobs is None else jobs
        job_work = partial(run_job, partial(work, folders=KotsFolders(self._renderer)))
        with self._progress(len(jobs)) as self._bar:
            try:
                for result in self._run(job_work, jobs):
                    if self._bar is not None:
                        self._bar()
                    if isinstance(result, FailedFile):
                        self.error(f"{result.path}: {result.error}")
                    elif isinstance(result, SkippedFile):
                        self._skip(result)
                    else:
                        self._say_findings(result)
                        yield result
            except RuntimeError as error:
                from replreg.linter.processes import WorkerLost

                if not isinstance(error, WorkerLost):
                    raise
                self.error(f"{error}; the files after that were not checked. '--jobs 1' needs less memory.")

    def _run(self, work: Callable[[FileJob], _Result], jobs: Sequence[FileJob]) -> Iterator[_Result]:
        """Yield the result of each job, in order. A single one is worked on here, and needs no other process."""
        if len(jobs) <= 1:
            return map(work, jobs)
        from replreg.linter.processes import run

        # Each process would render the charts again.
        return run(jobs, work, 1 if self._renderer is not None else self.settings.jobs, self._size)

    def say_nothing_checked(self) -> None:
        """Say why no file was checked, unless an error has said it already."""
        if self.failed:
            return
        where = escape_controls(" or ".join(self._paths))
        reasons = []
        charts = {job.display_path for job in self.jobs if job.chart}
        in_charts = sum(file.path in charts for file in self.skipped)
        if in_charts:
            reasons.append(f"{counted(in_charts, 'file of charts has', 'files of charts have')} no image to check")
        if others := len(self.skipped) - in_charts:
            reasons.append(f"{counted(others, 'file is', 'files are')} not part of a release")
        if self.excluded:
            reasons.append(f"{counted(self.excluded, 'file')} left out by 'exclude'")
        if self._unchanged:
            reasons.append(f"{counted(self._unchanged, 'file')} without a changed line")
        if self._outside_links:
            links = counted(self._outside_links, "symbolic link leads", "symbolic links lead")
            reasons.append(f"{links} outside of the folder")
        why = ", ".join(reasons) or "there are no YAML files, or only those of charts and of ignored folders"
        self.say(f"replreg: nothing to check in {where}: {why}")

    def lint_configurations(self) -> list[LintedFile]:
        """Return the configuration files of the run that have findings, without those that are linted as files."""
        configurations = self.settings.configurations
        if not may_report(configurations.used_registries):
            return []
        from replreg.linter.config_files import lint_configurations

        named = {job.display_path for job in self.jobs if job.is_config}
        linted = (
            file.with_findings(self.narrowing_of(file.path).keep(file.findings))
            for file in lint_configurations(configurations, named)
        )
        return [file for file in linted if file.findings]

    def narrowing_of(self, path: str) -> Narrowing:
        """Return which findings of a file count."""
        narrowing = self.settings.narrowing
        return self.changed_files.narrow(path, narrowing) if self.changed_files is not None else narrowing

    def _leave_out_link(self, path: str) -> None:
        self._outside_links += 1
        self.left_out.append((path, _OUTSIDE_LINK))
        if self.settings.verbose:
            self.say(f"{escape_controls(path)}: left out: {_OUTSIDE_LINK}")

    def _keep_changed(self) -> None:
        """Let only changed lines count, and leave out the files that have none. Raises `click.ClickException`."""
        from replreg.cli.changed_lines import ChangedFiles

        if any(job.data is not None for job in self.jobs):
            raise fail("git does not know which lines of standard input changed; name the file instead")
        self.changed_files = ChangedFiles(self.settings.changed_since)
        narrowed = [job._replace(narrowing=self.narrowing_of(job.path)) for job in self.jobs]
        self.jobs = [job for job in narrowed if job.narrowing.lines]
        unchanged = [job.display_path for job in narrowed if not job.narrowing.lines]
        self._unchanged = len(unchanged)
        self.left_out += [(path, "none of its lines changed") for path in unchanged]
        if self.settings.verbose:
            for path in unchanged:
                self.say(f"{escape_controls(path)}: left out: none of its lines changed")

    def _skip(self, file: SkippedFile) -> None:
        self.skipped.append(file)
        if file.was_named:
            self.error(f"nothing to check in {file.path}: {file.reason}")
        elif self.settings.verbose:
            self.say(f"{escape_controls(file.path)}: {file.outcome}")

    def _say_findings(self, result: object) -> None:
        findings = getattr(result, "findings", None)  # the images of a file are not counted here
        if self.settings.verbose and findings is not None:
            self.say(f"{escape_controls(getattr(result, 'path', ''))}: {counted(len(findings), 'finding')}")

    def _progress(self, files: int) -> AbstractContextManager[Progress | None]:
        if files < _BAR_FROM:
            return nullcontext()
        from replreg.cli.progress_bar import progress

        return progress(self.settings, files, "Reading", first=_BAR_FROM)

    def _job(self, item: Input) -> FileJob | None:
        """Return the job of one input; None if it is left out or cannot be read."""
        is_stdin = item.path == "-"
        name = (self.settings.stdin_filename or "-") if is_stdin else item.path
        display_path = "<stdin>" if name == "-" else os.path.normpath(name)
        data = None
        try:
            if is_stdin:
                data = self.stdin_data = sys.stdin.buffer.read()
            elif item.path.startswith(("/dev/", "/proc/")):
                data = read_bytes(item.path)  # a pipe that is open in this process, and in no other
            else:
                self._size += os.stat(item.path).st_size
        except OSError as error:
            self.error(f"{display_path}: cannot be read: {error.strerror or error}")
            return None
        configurations = self.settings.configurations
        if self.settings.is_excluded(name, item.named):
            self.excluded += 1
            self.left_out.append((display_path, "'exclude' leaves it out"))
            if self.settings.verbose:
                self.say(f"{escape_controls(display_path)}: left out by 'exclude'")
            return None
        if self.settings.verbose:
            loaded = configurations.loaded(name)
            which = f"configured by {loaded.path}" if loaded.path else "no configuration file"
            self.say(escape_controls(f"{display_path}: {which}"))
        job = FileJob.of(item, configurations.config(name), display_path, data)
        if job is None:
            return None
        is_named = job.is_named and (job.is_config or not self.settings.only_releases)
        narrowing = self.settings.narrowing
        is_same = is_named == job.is_named and narrowing == job.narrowing
        return job if is_same else job._replace(is_named=is_named, narrowing=narrowing)
