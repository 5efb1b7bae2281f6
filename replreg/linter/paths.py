"""Releases on disk for callers of the library: the files of folders, their charts, their configuration."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from replreg.config.discovery import Configurations
from replreg.config.load import LoadedConfig
from replreg.config.model import Config
from replreg.config.vendor_files import read_vendor_files, slug_of_environment
from replreg.files import StrPath
from replreg.finding import Finding
from replreg.linter.config_files import lint_configurations, with_configurations
from replreg.linter.file_job import FailedFile, FileJob, SkippedFile, run_job
from replreg.linter.inputs import InputError, OutsideLink, expand
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import LintedFile, lint_file
from replreg.linter.list_images import joined_rows, list_images
from replreg.release.inventory import ImageRow

__all__ = ["Release", "UnreadFiles", "lint_paths"]

_Result = TypeVar("_Result")


class UnreadFiles(OSError):
    """Files that could not be worked on. ``reasons`` has a sentence for each, with its path."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class Release:
    """The files that ``replreg lint`` would check for the same paths. Make one with `from_paths`.

    Nothing is kept between two calls: each reads the files as they are then.
    """

    def __init__(
        self, jobs: Iterable[FileJob], errors: Iterable[str] = (), configurations: Configurations | None = None
    ) -> None:
        self._jobs = tuple(sorted(jobs, key=lambda job: job.display_path))
        self._errors = tuple(errors)
        self._configurations = configurations

    @classmethod
    def from_paths(cls, paths: Iterable[StrPath], config: Config | LoadedConfig | None = None) -> Release:
        """Return the release in files and folders; of a folder, every YAML file and packed chart below it.

        ``config`` counts for every file. Without it, each file has that of the closest configuration file, and the
        slug of ``REPLICATED_APP`` or of a ``.replicated`` file, as on the command line. Raises `ConfigError` for a
        configuration file that is wrong.
        """
        if isinstance(paths, str | bytes | os.PathLike):
            raise TypeError("'paths' takes several paths; write a list, even of one")
        if isinstance(config, Config):
            config = LoadedConfig(config)
        elif config is not None and not isinstance(config, LoadedConfig):
            raise TypeError(f"'config' is a Config, not {type(config).__name__}; load_config(path) returns one")
        configurations = Configurations(given=config) if config is not None else _found_configurations()
        jobs, errors = [], []
        for item in expand(os.fspath(path) for path in paths):
            if isinstance(item, InputError):
                errors.append(str(item))
                continue
            if isinstance(item, OutsideLink):
                continue
            name = os.path.normpath(item.path)
            if not item.named and configurations.is_excluded(name):
                continue
            job = FileJob.of(item, configurations.config(name), name)
            if job is not None:
                jobs.append(job)
        return cls(jobs, errors, configurations)

    @property
    def paths(self) -> list[str]:
        """The paths of the files that are read, sorted. Which of them belong to a release is known once they are."""
        return [job.display_path for job in self._jobs]

    def lint(self) -> Iterator[Finding]:
        """Yield the findings of all files, sorted by path, then by place; those of their configuration files, too.

        Raises `UnreadFiles` after the last finding if a file cannot be read, or was named and has nothing to check.
        """
        files: Iterator[LintedFile] = (part for file in self._each(lint_file) for part in file.flat())
        if self._configurations is not None and self._configurations.used_registries:
            named = {job.display_path for job in self._jobs if job.is_config}
            files = with_configurations(files, lint_configurations(self._configurations, named))
        for file in files:
            yield from file.findings

    def images(self) -> list[ImageRow]:
        """Return the images of all files, as ``replreg images`` lists them: one row for each image of each release.

        Raises `UnreadFiles` as `lint` does.
        """
        return joined_rows(list(self._each(list_images)))

    def _each(self, work: Callable[..., _Result | SkippedFile | FailedFile]) -> Iterator[_Result]:
        unread = list(self._errors)
        folders = KotsFolders()
        for job in self._jobs:
            result = run_job(partial(work, folders=folders), job)
            if isinstance(result, FailedFile):
                unread.append(f"{result.path}: {result.error}")
            elif not isinstance(result, SkippedFile):
                yield result
            elif result.was_named:
                unread.append(f"nothing to check in {result.path}: {result.reason}")
        if unread:
            raise UnreadFiles(tuple(unread))


def lint_paths(paths: Iterable[StrPath], config: Config | LoadedConfig | None = None) -> Iterator[Finding]:
    """Yield the findings of files and folders: those of `Release.lint` for the release that `Release.from_paths` reads.

    Raises `ConfigError` at the call, and `UnreadFiles` after the last finding.
    """
    return Release.from_paths(paths, config).lint()


def _found_configurations() -> Configurations:
    vendor_files = read_vendor_files(".")
    return Configurations(
        app=slug_of_environment(os.environ),
        default_app=lambda path: vendor_files.app if vendor_files is not None else None,
    )
