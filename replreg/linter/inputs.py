"""Finds the files of a run: the files that are named, and every YAML file below a folder that is named."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.files import is_allowed, is_inside, shown_path, upward
from replreg.named_tuple import NamedTuple

if TYPE_CHECKING:
    from replreg.config.vendor_files import VendorFiles
    from replreg.linter.ignored import IgnoredInTree

__all__ = [
    "ARCHIVE_SUFFIXES",
    "SUFFIXES",
    "Input",
    "InputError",
    "OutsideLink",
    "chart_of",
    "expand",
    "expand_vendor_files",
    "is_chart_folder",
    "is_in_chart",
]

SUFFIXES = (".yaml", ".yml")
"""What the names of YAML files end in."""

ARCHIVE_SUFFIXES = (".tgz", ".tar.gz")
"""What the names of packed charts end in."""

_IN_CHARTS = ("templates", "values.yaml", "charts")
"""What a chart has beside its ``Chart.yaml``: at least one of them."""

_DEFINITIONS = ".tpl"
"""What the names of files end in that only define templates for others, in a chart."""

_FOUND = (*SUFFIXES, *ARCHIVE_SUFFIXES, _DEFINITIONS)


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
                elif item.path.endswith(SUFFIXES):
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
    kind = "a pipe" if stat.S_ISFIFO(mode) else "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "no file"
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

    Of a Helm chart these are its ``Chart.yaml``, its values and its templates.
    """
    if not is_allowed(folder, os.R_OK | os.X_OK):
        yield InputError(f"{folder}: cannot be read: Permission denied")
        return
    walk = _Walk(folder)
    yield from (InputError(f"{name}: cannot be read: Permission denied") for name in sorted(walk.unreadable))
    yield from (OutsideLink(_joined(folder, name)) for name in sorted(walk.outside))
    charts = _chart_folders(folder, walk.names)
    own = "" if is_chart_folder(folder) else None
    for name in sorted(walk.names):
        chart = next((chart for chart in charts if name.startswith(chart)), own)
        path = _joined(folder, name)
        if name.endswith(ARCHIVE_SUFFIXES):
            if chart is None:
                yield Input(path, False, folder, path)
        elif chart is None or not _is_installed(name[len(chart) :]):
            if not chart and not name.endswith(_DEFINITIONS):
                yield Input(path, False, folder)
        else:
            yield Input(path, False, folder, os.path.join(folder, chart.rstrip("/")) if chart else folder)


def _joined(folder: str, name: str) -> str:
    return name if folder == "." else os.path.join(folder, name)


def _is_installed(name: str) -> bool:
    """Return True if a file, named by its path in a chart, is its ``Chart.yaml``, has values or is a template."""
    from replreg.charts.files import is_chart_file

    return is_chart_file(name) and os.path.basename(name) != "requirements.yaml"


def chart_of(path: str) -> str:
    """Return the chart that a file is a part of, or that it is; empty if it is a part of none."""
    if path.endswith(ARCHIVE_SUFFIXES):
        return path
    found = ""
    name = os.path.abspath(path)
    for folder in upward(os.path.dirname(name)):
        if is_chart_folder(folder) and _is_installed(os.path.relpath(name, folder).replace(os.sep, "/")):
            found = folder
        if os.path.lexists(os.path.join(folder, ".git")):
            break
    return found


class _Walk:
    """The YAML files below a folder: ``names``, relative to it and with slashes, and the folders that are closed.

    ``outside`` are the links that are not followed, since they lead outside of the folder and of its repository.
    No program is run: ignore patterns and the list of tracked files are read from the files of the repository.
    """

    def __init__(self, folder: str) -> None:
        # A run over single files needs neither.
        from replreg.linter.git_repository import find_repository
        from replreg.linter.ignored import IgnoredInTree

        self.names: list[str] = []
        self.outside: list[str] = []
        self.unreadable: list[str] = []
        self._folder = folder
        start = os.path.realpath(folder)
        repository = find_repository(start)
        if repository is None:
            self._visit("", None)
            return
        above = os.path.relpath(start, repository.root).replace(os.sep, "/")
        tree = IgnoredInTree(repository)
        if above != "." and tree.enter(above):
            self._take_tracked(tree, f"{above}/", "")
            if self.names:
                return
            self._visit("", None)  # an ignored folder that was named: everything in it is meant
        else:
            place = "" if above == "." else f"{above}/"
            self._visit("", tree, place)
            if not self.names and tree.is_ignored(place, "", bool(place)):
                self._visit("", None)  # all that is in it is ignored, by a pattern such as '*' or 'build/*'

    def _visit(self, below: str, tree: IgnoredInTree | None, place: str = "") -> None:
        """Note the files in a folder and below it.

        ``below`` is the path from the start, and ``place`` the path from the root of the repository, both with a slash
        at the end unless they are empty. Outside of a repository there is no ``tree``.
        """
        stack = [(below, tree, place)]
        while stack:
            below, tree, place = stack.pop()
            path = os.path.join(self._folder, below) if below else self._folder
            try:
                with os.scandir(path) as scanned:
                    entries = list(scanned)
            except OSError:
                self.unreadable.append(path.rstrip("/"))
                continue
            if tree is not None:
                tree.read_patterns(path, place)
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                try:
                    is_folder = entry.is_dir(follow_symlinks=False)
                    if not is_folder and not (name.endswith(_FOUND) and entry.is_file()):
                        continue
                except OSError:
                    continue
                inside = place + name
                is_ignored = tree is not None and tree.is_ignored(inside, name, is_folder)
                if not is_folder:
                    if tree is None or not is_ignored or inside in tree.tracked_files:
                        self._note(below + name, entry.is_symlink())
                elif is_ignored and tree is not None:
                    self._take_tracked(tree, f"{inside}/", f"{below}{name}/")
                else:
                    inner = self._inner(f"{below}{name}/") if tree is not None else None
                    stack.append((f"{below}{name}/", inner or tree, "" if inner else f"{inside}/"))

    def _note(self, name: str, is_link: bool) -> None:
        """Note a file. A link is compared with the folder that was named, also inside of a repository in it."""
        is_outside = is_link and not is_inside(os.path.join(self._folder, name), self._folder)
        (self.outside if is_outside else self.names).append(name)

    def _inner(self, below: str) -> IgnoredInTree | None:
        """Return the rules of the repository whose root is a folder that was met, such as a submodule."""
        path = os.path.join(self._folder, below)
        if not os.path.lexists(os.path.join(path, ".git")):
            return None
        from replreg.linter.git_repository import open_repository
        from replreg.linter.ignored import IgnoredInTree

        repository = open_repository(os.path.realpath(path))
        return IgnoredInTree(repository) if repository is not None else None

    def _take_tracked(self, tree: IgnoredInTree, place: str, below: str) -> None:
        """Note what git tracks in an ignored folder, which makes it count all the same."""
        for name in tree.tracked_below(place):
            relative = below + name[len(place) :]
            if not _is_hidden(relative) and os.path.isfile(os.path.join(self._folder, relative)):
                self._note(relative, os.path.islink(os.path.join(self._folder, relative)))
        for name in tree.repositories_below(place):
            relative = f"{below}{name[len(place) :]}/"
            inner = None if _is_hidden(relative) else self._inner(relative)
            if inner is not None:
                self._visit(relative, inner)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _chart_folders(folder: str, names: list[str]) -> tuple[str, ...]:
    """Return the Helm charts below ``folder``, each with a final slash."""
    charts = []
    for name in names:
        parent, slash, base = name.rpartition("/")
        if base == "Chart.yaml" and slash and is_chart_folder(os.path.join(folder, parent)):
            charts.append(parent + "/")
    return tuple(charts)


def is_in_chart(path: str) -> bool:
    """Whether a file is a part of a Helm chart below the root of its repository; `expand` leaves out most of them."""
    for folder in upward(os.path.dirname(os.path.abspath(path))):
        if os.path.lexists(os.path.join(folder, ".git")):
            return False
        if is_chart_folder(folder):
            return True
    return False


def is_chart_folder(folder: str) -> bool:
    """Return True if a folder is a Helm chart: it has ``Chart.yaml``, and values, templates or subcharts.

    A chart of subcharts alone has no templates.
    """
    return os.path.isfile(os.path.join(folder, "Chart.yaml")) and any(
        os.path.exists(os.path.join(folder, name)) for name in _IN_CHARTS
    )
