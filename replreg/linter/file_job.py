"""One file of a run: where it is, how it is read, and what happens if it is skipped or fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from replreg.config.load import CONFIG_NAMES
from replreg.config.model import Config
from replreg.files import ARCHIVE_SUFFIXES, read_bytes
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.narrowing import EVERYTHING, Narrowing
from replreg.named_tuple import NamedTuple
from replreg.release.kots_domains import KotsDomains
from replreg.yaml.text import UndecodableText, decode

if TYPE_CHECKING:
    from replreg.delivery.settings import DeliverySettings
    from replreg.linter.delivery_check import CheckText, DeliveryCheck
    from replreg.linter.inputs import Input
    from replreg.linter.release_folder import ReleaseFolder

__all__ = [
    "FailedFile",
    "FileJob",
    "OpenedFile",
    "SkippedFile",
    "check_for",
    "domains_for",
    "open_file",
    "open_text",
    "run_job",
]

_Result = TypeVar("_Result")

_CHART_WORDS = (b"mage", b"egistry", b"repository", b"proxy", b"hub")  # of a chart's file that can name an image

_MOST_IN_EDITOR = 20
"""The releases, the nearest ones, in which the text of an editor is checked: that of a chart, with each key."""

_READ_FOR_ALL = ("Chart.yaml", "values.yaml")
"""The files of a chart that say what Helm makes of the others."""


class FileJob(NamedTuple):
    """One file to work on.

    ``display_path`` is the path that findings carry. A file that ``is_named`` by the user is checked whatever it is;
    one that was found in a folder only if it is a release. ``data`` is its content, if it has been read already.
    ``processes`` is how many may work on this one file. ``folder`` is the named folder in which it was found, or empty;
    ``chart`` the Helm chart that it is a part of, a folder or the packed chart itself, or empty. ``narrowing`` says
    which of its findings count. ``is_rendered`` says that a real Helm renders the charts, so that any file of one may
    have a finding.
    """

    path: str
    display_path: str
    config: Config
    is_named: bool
    data: bytes | None = None
    processes: int = 1
    folder: str = ""
    narrowing: Narrowing = EVERYTHING
    chart: str = ""
    is_rendered: bool = False

    @classmethod
    def of(cls, item: Input, config: Config, display_path: str, data: bytes | None = None) -> FileJob | None:
        """Return the job of an input; None for a configuration file that is not named.

        The configuration files that a run uses are checked in any case, by `config_files.lint_configurations`.
        """
        # The items by their places: that takes a third of the time, and there are as many jobs as files.
        job = cls(item.path, display_path, config, item.named, data, 1, item.folder, EVERYTHING, item.chart)
        return job if item.named or not job.is_config else None

    @property
    def named_folder(self) -> str:
        """The absolute path of ``folder``, or empty."""
        return os.path.abspath(self.folder) if self.folder else ""

    @property
    def is_packed_chart(self) -> bool:
        """Whether this is a packed chart, rather than a file of text."""
        return bool(self.chart) and self.chart.endswith(ARCHIVE_SUFFIXES)

    @property
    def is_config(self) -> bool:
        """Whether this is a configuration file of replreg, whose registries are checked."""
        return os.path.basename(self.display_path) in CONFIG_NAMES


class OpenedFile:
    """The decoded text of a file, and the codec that encodes it."""

    __slots__ = ("codec", "text")

    def __init__(self, text: str, codec: str = "utf-8") -> None:
        self.text: str = text
        self.codec: str = codec


class SkippedFile:
    """A file that has nothing to check. ``reason`` completes a sentence about it: "it is empty".

    ``was_read`` is True if it was read as a part of its chart all the same.
    """

    __slots__ = ("path", "reason", "was_named", "was_read")

    def __init__(self, path: str, reason: str, was_named: bool, was_read: bool = False) -> None:
        self.path: str = path
        self.reason: str = reason
        self.was_named: bool = was_named
        self.was_read: bool = was_read

    @property
    def outcome(self) -> str:
        """What a run did with the file, in words."""
        return "checked with its chart" if self.was_read else f"skipped: {self.reason}"


class FailedFile:
    """A file that could not be worked on, and why."""

    __slots__ = ("error", "path")

    def __init__(self, path: str, error: str) -> None:
        self.path: str = path
        self.error: str = error


def run_job(work: Callable[[FileJob], _Result], job: FileJob) -> _Result | FailedFile:
    """Return the result of a file's work. A bug of replreg fails this one file, and the others go on.

    Raises `WorkerLost` where several processes work on the one file.
    """
    try:
        return work(job)
    except Exception as error:
        import traceback

        from replreg.linter.processes import WorkerLost  # one process needs nothing of it

        if isinstance(error, WorkerLost):
            raise
        frame = traceback.extract_tb(error.__traceback__)[-1]
        text = " ".join(str(error).split())[:200]
        place = f"{frame.filename.replace(os.sep, '/').rpartition('/')[2]}:{frame.lineno}"
        return FailedFile(
            job.display_path,
            f"replreg failed on this file with {type(error).__name__}: {text} ({place}); that is a bug in replreg. "
            "Please report it with the file",
        )


def open_file(job: FileJob) -> OpenedFile | UndecodableText | SkippedFile | FailedFile:
    """Read and decode a file. Return the error, not raised, if it is a release but not text.

    Work that looks into packed charts does so before it calls this; any other work skips them.
    """
    if job.is_packed_chart:
        return SkippedFile(job.display_path, "it is a packed chart, in which nothing is changed", job.is_named)
    try:
        data = job.data if job.data is not None else read_bytes(job.path)
    except OSError as error:
        return FailedFile(job.display_path, f"cannot be read: {error.strerror or error}")
    if not job.is_named and (reason := _why_passed_over(job, data)) is not None:
        return SkippedFile(job.display_path, reason, False)
    try:
        return OpenedFile(*decode(data))
    except UndecodableText as error:
        from replreg.linter.relevance import is_certainly_release

        if not job.is_named and job.config.kind is None and not is_certainly_release(data):
            return SkippedFile(job.display_path, "it is not text", False)
        return error


def _why_passed_over(job: FileJob, data: bytes) -> str | None:
    """Return why a file that was found in a folder has nothing to check, as its bytes show; None if it may have."""
    from replreg.linter.relevance import has_reference_name, may_be_release, names_registry

    if job.chart:
        is_read = job.is_rendered or os.path.basename(job.path) in _READ_FOR_ALL
        is_read = is_read or names_registry(data, job.config.registries)
        # With a template that nothing closes before the next one, Helm refuses the chart, whatever else the file has.
        is_read = is_read or any(b"}}" not in part for part in data.split(b"{{")[1:])
        return None if is_read or any(word in data for word in _CHART_WORDS) else "nothing in it names an image"
    is_read = job.config.kind is not None or may_be_release(data) or has_reference_name(data, job.config.registries)
    return None if is_read else "no key in it is one of a release"


def open_text(job: FileJob) -> OpenedFile | SkippedFile | FailedFile:
    """Read and decode a file, as `open_file` does. A release that is not text has failed."""
    opened = open_file(job)
    return FailedFile(job.display_path, str(opened)) if isinstance(opened, UndecodableText) else opened


def check_for(job: FileJob, text: str, folders: KotsFolders) -> CheckText | None:
    """Return what checks the release of a manifest or of a chart's file; None for a text that is looked at alone."""
    from replreg.delivery.problems import View
    from replreg.linter.delivery_check import OwnProblems, settings_of

    if job.data is not None or job.path == "-":
        return None
    if job.chart:
        releases = folders.releases.releases_of_chart(job.chart, job.named_folder)
        if not job.is_named and not job.folder:
            releases = releases[:_MOST_IN_EDITOR]
        settings = settings_of(job.config)
        file = os.path.abspath(job.path)
        return lambda text: _check_chart(releases, settings, file, text)
    if not _may_be_manifest(job, text):
        return None
    found = folders.releases.file_in_release(job.path, job.config, job.named_folder)
    if found is None or (job.folder and not job.is_named):
        return None if found is None else found.check

    def check(changed: str) -> tuple[DeliveryCheck, str]:
        whole, path = found.check(changed)
        return OwnProblems(whole, View.ONE_FILE if job.is_named else View.OTHER_FILES), path

    return check


def _check_chart(
    releases: Sequence[ReleaseFolder], settings: DeliverySettings, file: str, text: str
) -> tuple[DeliveryCheck, str]:
    """Return the check of the releases in whose chart a file has a text, and the file's path in them."""
    if len(releases) == 1:
        return releases[0].check_chart(settings, file, text)
    found = [release.check_chart(settings, file, text) for release in releases]
    path = found[0][1]
    checks = [check for check, its_path in found if its_path == path]
    if len(checks) == 1:
        return checks[0], path
    from replreg.linter.shared_chart import SharedChart  # few charts are of several releases

    if any(check is not release.check_as_read(settings) for release, (check, _) in zip(releases, found, strict=True)):
        return SharedChart(checks), path
    key = settings, tuple(release.path for release in releases)
    if key not in releases[0].shared:  # all files of the chart ask for it
        releases[0].shared[key] = SharedChart(checks)
    return releases[0].shared[key], path


def _may_be_manifest(job: FileJob, text: str) -> bool:
    """Return True if a text can be a manifest of a release folder: nobody says that it is of a kind with a marker."""
    return "apiVersion" in text and "# kind:" not in text and "#kind:" not in text and job.config.kind is None


def domains_for(job: FileJob, text: str, folders: KotsFolders) -> KotsDomains | None:
    """Return what the other files of its KOTS release say, if the file can be one of the release's manifests."""
    if job.data is not None or job.path == "-" or not _may_be_manifest(job, text):
        return None
    return folders.domains_of_file(job.path, job.folder)
