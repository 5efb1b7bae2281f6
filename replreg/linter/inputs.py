"""Finds the files of a run: what is named, and every YAML file below a folder that is named."""

# No annotations as strings here: NamedTuple compiles each of them, and every run would wait for that.

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from replreg.files import is_allowed, upward

__all__ = ["SUFFIXES", "Input", "InputError", "expand", "is_in_chart"]

SUFFIXES = (".yaml", ".yml")
"""What the names of YAML files end in."""

_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


class InputError(ValueError):
    """A path that was named cannot be worked on; the message says which and why."""


class Input(NamedTuple):
    """One file of a run. ``named`` tells whether the user named it, rather than ``folder``, which is above it."""

    path: str
    named: bool
    folder: str = ""


def expand(paths: Iterable[str]) -> list[Input | InputError]:
    """Return the files of ``paths``, each once, those of a folder sorted; and an error for each path that is none.

    A file that is named, and in a folder that is named as well, counts as named.
    """
    files: dict[str, Input] = {}
    errors: list[Input | InputError] = []
    for path in paths:
        for item in _expand_one(path):
            if isinstance(item, InputError):
                errors.append(item)
            else:
                key = os.path.normpath(item.path)
                if item.named or key not in files:
                    files[key] = item
    return [*errors, *files.values()]


def _expand_one(path: str) -> Iterable[Input | InputError]:
    if path == "-":
        return [Input(path, True)]
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        return [InputError(f"{path}: {_why_not_there(path, error)}")]
    if stat.S_ISDIR(mode):
        return _below(path)
    if stat.S_ISREG(mode) or _is_open_pipe(path, mode):
        return [Input(path, True)]
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
    """Tell whether a path is a pipe that a shell has opened for this process, as ``<(command)`` gives it."""
    return stat.S_ISFIFO(mode) and path.startswith(("/dev/fd/", "/proc/self/fd/", "/dev/stdin"))


def _below(folder: str) -> Iterator[Input | InputError]:
    """Yield the YAML files below a folder; hidden and git-ignored ones, and Helm charts, are left out."""
    if not is_allowed(folder, os.R_OK | os.X_OK):
        yield InputError(f"{folder}: cannot be read: Permission denied")
        return
    unreadable: list[str] = []
    names = _ask_git(folder)
    if names is None:
        names = list(_walk(folder, unreadable))
    yield from (InputError(f"{name}: cannot be read: Permission denied") for name in sorted(unreadable))
    names = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    charts = _chart_folders(folder, names)
    for name in sorted(names):
        if not name.startswith(charts):
            yield Input(name if folder == "." else os.path.join(folder, name), False, folder)


def _ask_git(folder: str) -> list[str] | None:
    """Return what git knows below a folder and does not ignore; None outside of a repository or without git."""
    if not any(os.path.lexists(os.path.join(parent, ".git")) for parent in upward(os.path.realpath(folder))):
        return None
    listed = _git(folder, "ls-files", "-z", "--stage", "--others", "--exclude-standard", "--cached", "--", ".")
    if listed is None:
        return None
    names: list[str] = []
    for entry in dict.fromkeys(listed.split("\0")):
        name, is_repository = _entry(entry)
        if is_repository:
            # A repository inside of this one, a submodule or not: git lists its folder only.
            inner = os.path.join(folder, name)
            nested = _ask_git(inner) if os.path.lexists(os.path.join(inner, ".git")) else None
            names += [f"{name}/{below}" for below in nested or ()]
        elif name.endswith(SUFFIXES) and os.path.isfile(os.path.join(folder, name)):
            names.append(name)
    if not names and _git(folder, "check-ignore", "--quiet", ".") is not None:
        return None  # the folder is ignored as a whole and was named all the same: then what is in it is meant
    return names


def _entry(entry: str) -> tuple[str, bool]:
    """Read an entry of ``git ls-files --stage --others``: its name, and whether it is the folder of a repository."""
    head, tab, name = entry.partition("\t")
    fields = head.split(" ")
    if tab and len(fields) == 3 and fields[0].isdigit() and fields[2] in "0123" and len(fields[1]) in (40, 64):
        return name, fields[0] == "160000"
    return entry.rstrip("/"), entry.endswith("/")


def _git(folder: str, *arguments: str) -> str | None:
    """Return what git prints; None if there is no git or if it fails."""
    import subprocess

    # In a hook git sets these for the repository of the hook, which need not be the folder's.
    environ = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and git is git
            ["git", "-C", folder, *arguments],  # noqa: S607
            capture_output=True,
            check=True,
            stdin=subprocess.DEVNULL,
            env=environ,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return os.fsdecode(done.stdout)


def _walk(folder: str, unreadable: list[str]) -> Iterator[str]:
    def note(error: OSError) -> None:
        unreadable.append(str(error.filename))

    for parent, folders, files in os.walk(folder, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(".")]
        relative = os.path.relpath(parent, folder).replace(os.sep, "/")
        for name in files:
            if name.endswith(SUFFIXES) and os.path.isfile(os.path.join(parent, name)):
                yield name if relative == "." else f"{relative}/{name}"


def _chart_folders(folder: str, names: list[str]) -> tuple[str, ...]:
    """Return the folders below ``folder``, a slash behind each, with a Helm chart: Chart.yaml beside templates/."""
    charts = []
    for name in names:
        parent, slash, base = name.rpartition("/")
        if base == "Chart.yaml" and slash and os.path.isdir(os.path.join(folder, parent, "templates")):
            charts.append(parent + "/")
    return tuple(charts)


def is_in_chart(path: str) -> bool:
    """Tell whether a file is a part of a Helm chart below the root of its repository, as `expand` leaves them out."""
    for folder in upward(os.path.dirname(os.path.abspath(path))):
        if os.path.lexists(os.path.join(folder, ".git")):
            return False
        if _is_chart(folder):
            return True
    return False


def _is_chart(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "Chart.yaml")) and os.path.isdir(os.path.join(folder, "templates"))
