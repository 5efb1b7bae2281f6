"""Reads files, and answers questions about paths."""

from __future__ import annotations

import os
from collections.abc import Iterator

__all__ = [
    "ARCHIVE_SUFFIXES",
    "DEFINITIONS_SUFFIX",
    "YAML_SUFFIXES",
    "StrPath",
    "is_absolute",
    "is_allowed",
    "is_inside",
    "is_repository",
    "portable",
    "read_bytes",
    "repository_of",
    "shown_path",
    "superproject_of",
    "upward",
    "upward_in_repository",
    "uri",
]

StrPath = str | os.PathLike[str]

YAML_SUFFIXES = (".yaml", ".yml")
"""The endings of the names of YAML files."""

ARCHIVE_SUFFIXES = (".tgz", ".tar.gz")
"""The endings of the names of packed charts."""

DEFINITIONS_SUFFIX = ".tpl"
"""The ending of the names of files in a chart that only define templates for others."""


def is_allowed(path: StrPath, what: int) -> bool:
    """Whether this process, by its effective user, may do ``what`` (`os.R_OK` and the like) with a file."""
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def read_bytes(path: StrPath) -> bytes:
    """Return a file's bytes. Raises OSError."""
    with open(path, "rb") as stream:
        return stream.read()


def shown_path(path: str) -> str:
    """Return a path as messages have it: relative to the current folder if it is below that."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive of Windows
        return path
    return path if relative.startswith("..") else relative


def upward(folder: StrPath) -> Iterator[str]:
    """Yield the absolute path of a folder and of every one above it, nearest first."""
    path = os.path.abspath(folder)
    above = os.path.dirname(path)
    yield path
    while above != path:
        yield above
        path, above = above, os.path.dirname(above)


def is_repository(folder: str) -> bool:
    """Return True if a folder is the root of a git repository, a submodule or a second working tree included."""
    return os.path.lexists(os.path.join(folder, ".git"))


def repository_of(folder: StrPath) -> str | None:
    """Return the root of the repository that a folder is in, as an absolute path; None if it is in none."""
    return next(filter(is_repository, upward(folder)), None)


def superproject_of(root: str) -> str | None:
    """Return the root of the repository that has another one as a submodule; None if that is not a submodule.

    The files of git of a submodule are in those of the other one. Source: gitsubmodules(7).
    """
    own = _pointer(os.path.join(root, ".git"))
    outer = repository_of(os.path.dirname(root)) if own else None
    if outer is None:
        return None
    files = os.path.join(outer, ".git")
    modules = os.path.join(os.path.realpath(_pointer(files) or files), "modules", "")
    return outer if os.path.realpath(own).startswith(modules) else None


def _pointer(path: str) -> str:
    """Return where the files of git are that a ``.git`` file points to; empty for anything else."""
    if not os.path.isfile(path):
        return ""
    try:
        with open(path, "rb") as stream:
            line = stream.read(65_536).rstrip(b"\r\n")
    except OSError:
        return ""
    name = os.fsdecode(line.removeprefix(b"gitdir: ")) if line.startswith(b"gitdir: ") and b"\0" not in line else ""
    return os.path.join(os.path.dirname(path), name) if name else ""


def upward_in_repository(folder: StrPath) -> Iterator[str]:
    """Yield what `upward` yields, and stop after the root of a repository."""
    for path in upward(folder):
        yield path
        if is_repository(path):
            return


def is_inside(path: StrPath, *folders: str) -> bool:
    """Return True if a path, its links followed, is inside of one of some folders, or of the repository of one."""
    real = os.path.realpath(path) + os.sep
    for folder in folders:
        start = os.path.realpath(folder)
        root = repository_of(start) or start
        if real.startswith(root.rstrip(os.sep) + os.sep):
            return True
    return False


def portable(path: str) -> str:
    """Return ``path`` with slashes and without a leading ``./``, as code review tools compare it with their own."""
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path


def is_absolute(path: str) -> bool:
    """Whether ``path``, as `portable` returns it, starts at a root or, on Windows, at a drive."""
    return path.startswith("/") or (os.sep != "/" and path[1:3] == ":/")


def uri(path: str) -> str:
    """Return ``path``, as `portable` returns it, as a URI reference (RFC 3986), a ``file:`` URI if it is absolute.

    All characters except unreserved ones are percent-encoded, so that a colon in the first part does not start a
    scheme. Bytes of a file name that are not UTF-8 are encoded as they are on the disk.
    """
    from urllib.parse import quote

    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    if not is_absolute(path):
        return quote(raw)
    # A drive's colon is the one that must stay.
    return "file://" + quote(raw) if path.startswith("/") else "file:///" + quote(raw, safe="/:")
