"""Reads files, and writes them so that they are never lost or half-written."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "FileChanged",
    "StrPath",
    "is_absolute",
    "is_allowed",
    "portable",
    "read_bytes",
    "replace_content",
    "shown_path",
    "upward",
    "uri",
    "write_atomically",
]

StrPath = str | os.PathLike[str]


class FileChanged(OSError):
    """A file is no longer what it was when it was read, so that writing it would undo somebody else's work."""


def is_allowed(path: StrPath, what: int) -> bool:
    """Tell whether this process, by its effective user, may do ``what`` (`os.R_OK` and the like) with a file."""
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def read_bytes(path: StrPath) -> bytes:
    """Return a file's bytes. Raises OSError."""
    with open(path, "rb") as stream:
        return stream.read()


def shown_path(path: str) -> str:
    """Return a path as messages have it: relative to the current folder, if it leads to something below that."""
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


def replace_content(path: str, old: bytes, new: bytes, *, backup: str | None = None) -> None:
    """Write ``new`` to a regular file that still holds ``old``, as `write_atomically` does.

    ``backup`` is a suffix under which the old content is kept, beside the file. Raises OSError, `FileChanged` for one,
    and then the file is as it was. Where somebody has written ``new`` meanwhile, nothing is done.
    """
    from pathlib import Path

    target = Path(os.path.realpath(path))
    if not target.is_file():
        raise FileChanged(0, "it is gone, or no regular file any more")
    now = target.read_bytes()
    if now == new:
        return
    if now != old:
        raise FileChanged(0, "it was changed by another program meanwhile; run replreg again")
    status = target.stat()
    _check_writable(target)
    if backup:
        _write(target.with_name(target.name + backup), old, status)
    _write(target, new, status)


def write_atomically(path: str, data: bytes) -> None:
    """Write a file, new or not: a temporary file beside it is written, flushed, given mode and owner, and renamed.

    A symbolic link is followed to its target; what is no regular file (a pipe, a terminal) is simply written to.
    Raises OSError, and then a regular file is as it was.
    """
    from pathlib import Path

    try:
        status = os.stat(path)
    except FileNotFoundError:
        status = None
    target = Path(os.path.realpath(path))
    if status is None:
        _write(target, data, None)
    elif stat.S_ISREG(status.st_mode) and not path.startswith(("/dev/", "/proc/")):
        _check_writable(target)
        _write(target, data, status)
    else:
        with open(path, "wb") as stream:
            stream.write(data)


def _check_writable(target: Path) -> None:
    """Raise PermissionError for a read-only file, although renaming could do without the permission to write it."""
    if not is_allowed(target, os.W_OK):
        raise PermissionError(13, "Permission denied", str(target))


def _write(target: Path, data: bytes, like: os.stat_result | None) -> None:
    import tempfile
    from pathlib import Path

    # The name's start tells what a file is that a power failure left behind; all of it could be too long.
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if like is None:
            umask = os.umask(0)
            os.umask(umask)
            temporary.chmod(0o666 & ~umask)
        else:
            _keep_owner(temporary, like)
            temporary.chmod(stat.S_IMODE(like.st_mode))
            _keep_attributes(temporary, target)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _keep_owner(temporary: Path, like: os.stat_result) -> None:
    """Give the new file the old one's owner and group. Raises PermissionError where this user may not."""
    made = temporary.stat()
    if not hasattr(os, "chown") or (made.st_uid, made.st_gid) == (like.st_uid, like.st_gid):
        return
    try:
        os.chown(temporary, like.st_uid, like.st_gid)
    except PermissionError:
        raise PermissionError(1, "only its owner may replace it, or it would belong to somebody else") from None


def _keep_attributes(temporary: Path, target: Path) -> None:
    """Copy extended attributes, such as access control lists, as far as the file system and the user's rights go."""
    if not hasattr(os, "listxattr") or not target.exists():
        return
    with contextlib.suppress(OSError):
        for attribute in os.listxattr(target):
            with contextlib.suppress(OSError):
                os.setxattr(temporary, attribute, os.getxattr(target, attribute))


def _flush_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every file system lets a folder be flushed
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def portable(path: str) -> str:
    """Return ``path`` with slashes and without a leading ``./``, as code review tools compare it with their own."""
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path


def is_absolute(path: str) -> bool:
    """Tell whether ``path``, as `portable` returns it, starts at a root or, on Windows, at a drive."""
    return path.startswith("/") or (os.sep != "/" and path[1:3] == ":/")


def uri(path: str) -> str:
    """Return ``path``, as `portable` returns it, as a URI reference (RFC 3986), a ``file:`` URI if it is absolute.

    All that is not unreserved is percent-encoded, so that a colon in a first part is not taken for a scheme. Bytes of
    a file name that are no UTF-8 come out as they are on the disk.
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
