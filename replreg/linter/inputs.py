"""Finds the files of a run: the files that are named, and every YAML file below a folder that is named."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.files import ARCHIVE_SUFFIXES, DEFINITIONS_SUFFIX, YAML_SUFFIXES, is_allowed, is_inside, shown_path
from replreg.linter.chart_folders import chart_folders, chart_of, charts_around, is_installed
from replreg.named_tuple import NamedTuple

if TYPE_CHECKING:
    from replreg.config.vendor_files import VendorFiles
    from replreg.linter.releases_in_charts import ReleasesInCharts

__all__ = [
    "Input",
    "InputError",
    "OutsideLink",
    "expand",
    "expand_vendor_files",
]


class InputError(ValueError):
    """A path that was named cannot be worked on; the message says which and why."""


class Input(NamedTuple):
    """One file of a run. ``named`` is True if the user named it; else the user named ``folder``, which is above it.

    ``chart`` is the Helm chart that it is a part of, a folder or the packed chart itself; empty for other files.
    """

    path: str
    named: bool
    folder: str = ""
    chart: str = ""


class OutsideLink(NamedTuple):
    """A symbolic link in a folder that was named, which leads outside of it and of its repository.

    It is not followed: a stranger's checkout must not decide that other files are read, or fixed.
    """

    path: str


def expand(paths: Iterable[str]) -> list[Input | InputError | OutsideLink]:
    """Return the files of ``paths``, each once, those of a folder sorted; and an error for each path that is unusable.

    A file that is named, and also in a folder that is named, counts as named. A link that is named is followed.
    """
    files: dict[str, Input | OutsideLink] = {}
    errors: list[InputError] = []
    for path in paths:
        for item in _expand_one(path):
            if isinstance(item, InputError):
                errors.append(item)
                continue
            key = os.path.normpath(item.path)
            if key not in files or (isinstance(item, Input) and item.named):
                files[key] = item
    return [*errors, *files.values()]


def expand_vendor_files(files: VendorFiles) -> list[Input | InputError | OutsideLink]:
    """Return the files that ``.replicated`` files mean, in the manner of `expand`; without any path in them, ``.``.

    A pattern that leads out of the repository of its file, or without a repository out of its folder, is an error:
    a stranger's file must not decide that other files are read, or fixed.
    """
    if not files.patterns:
        return expand(["."])
    found: dict[str, Input | OutsideLink] = {}
    errors: list[InputError] = []
    for folder, pattern in files.patterns:
        matched = False
        for path in _matching(folder, pattern):
            matched = True
            if not is_inside(path, folder):
                errors.append(InputError(f"{shown_path(path)}: '.replicated' names it, but it is outside of {folder}"))
                continue
            shown = shown_path(path)
            for item in _below(shown) if os.path.isdir(path) else [Input(shown, False, folder)]:
                if isinstance(item, InputError):
                    errors.append(item)
                elif item.path.endswith(YAML_SUFFIXES):
                    found.setdefault(os.path.normpath(item.path), item)
        if not matched and not _has_wildcard(pattern):
            errors.append(InputError(f"{pattern}: '.replicated' names it, but there is no such file or folder"))
    return [*errors, *(found[key] for key in sorted(found))]


def _matching(folder: str, pattern: str) -> list[str]:
    """Return the paths that a pattern of the vendor's tool matches: ``*``, ``?``, ``[…]``, and ``**`` for folders."""
    import glob

    parts = [part for part in pattern.replace("\\", "/").split("/") if part not in ("", ".")]
    # Two in a row mean the same as one, and take the square of the time.
    parts = [part for number, part in enumerate(parts) if part != "**" or parts[number - 1 : number] != ["**"]]
    if parts.count("**") > 3 or pattern.startswith("/"):
        return []
    return sorted(glob.glob(os.path.join(glob.escape(folder), *parts), recursive=True))


def _has_wildcard(pattern: str) -> bool:
    return any(character in pattern for character in "*?[")


def _expand_one(path: str) -> Iterable[Input | InputError | OutsideLink]:
    if path == "-":
        return [Input(path, True)]
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        return [InputError(f"{path}: {_why_not_there(path, error)}")]
    if stat.S_ISDIR(mode):
        return _below(path)
    if stat.S_ISREG(mode) or _is_open_pipe(path, mode):
        return [Input(path, True, chart=chart_of(path))]
    kind = (
        "a pipe"
        if stat.S_ISFIFO(mode)
        else "a device"
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode)
        else "not a regular file"
    )
    return [InputError(f"{path}: this is {kind}; to lint what comes through it, give it as standard input ('-')")]


def _why_not_there(path: str, error: OSError | ValueError) -> str:
    if isinstance(error, ValueError):
        return "this cannot be the name of a file"
    if isinstance(error, FileNotFoundError):
        is_link = os.path.islink(path)
        return "the link points to nothing" if is_link else "there is no such file or folder"
    if error.errno == errno.ELOOP:
        return "the link leads back to itself"
    return f"cannot be read: {error.strerror or error}"


def _is_open_pipe(path: str, mode: int) -> bool:
    """Whether a path is a pipe that a shell has opened for this process, as ``<(command)`` gives it."""
    return stat.S_ISFIFO(mode) and path.startswith(("/dev/fd/", "/proc/self/fd/", "/dev/stdin"))


def _below(folder: str) -> Iterator[Input | InputError | OutsideLink]:
    """Yield the YAML files and packed charts below a folder, except hidden ones and those that git ignores.

    In a Helm chart these are its ``Chart.yaml``, its values and its templates, and the files of a release in there. Of
    charts in one another, the outermost one counts, also if it is above the folder.
    """
    if not is_allowed(folder, os.R_OK | os.X_OK):
        yield InputError(f"{folder}: cannot be read: Permission denied")
        return
    from replreg.linter.folder_walk import FolderWalk  # a run over single files needs nothing of it

    walk = FolderWalk(folder)
    yield from (InputError(f"{name}: cannot be read: Permission denied") for name in sorted(walk.unreadable))
    yield from (OutsideLink(_joined(folder, name)) for name in sorted(walk.outside))
    charts = chart_folders(folder, walk.names)
    around = [(_named(chart, folder), _place(chart, folder)) for chart in charts_around(folder)]
    releases: ReleasesInCharts | None = None
    for name in sorted(walk.names):
        path = _joined(folder, name)
        chart = next((chart for chart, place in around if is_installed(place + name)), "")
        below = _outermost(charts, name) if charts and not chart else ""
        if below and is_installed(name[len(below) :]):
            chart = os.path.join(folder, below.rstrip("/"))
        if chart:
            if not name.endswith(ARCHIVE_SUFFIXES):
                yield Input(path, False, folder, chart)
            continue
        if below:
            if releases is None:
                from replreg.linter.releases_in_charts import ReleasesInCharts  # few charts have such files

                releases = ReleasesInCharts()
            if not releases.has(os.path.abspath(path), os.path.abspath(os.path.join(folder, below.rstrip("/")))):
                continue
        if not name.endswith(DEFINITIONS_SUFFIX):
            yield Input(path, False, folder, path if name.endswith(ARCHIVE_SUFFIXES) else "")


def _outermost(charts: Collection[str], name: str) -> str:
    """Return the outermost of some folders, which end with a slash, that a file is in; empty if it is in none."""
    end = name.find("/") + 1
    while end:
        if name[:end] in charts:
            return name[:end]
        end = name.find("/", end) + 1
    return ""


def _named(chart: str, folder: str) -> str:
    """Return a chart as the user has named it if that is what ``folder`` is."""
    return folder if chart == os.path.abspath(folder) else chart


def _place(chart: str, folder: str) -> str:
    """Return the path from a chart to a folder in it, with a slash at the end; empty for the chart itself."""
    path = os.path.relpath(folder, chart).replace(os.sep, "/")
    return "" if path == "." else f"{path}/"


def _joined(folder: str, name: str) -> str:
    return name if folder == "." else os.path.join(folder, name)
