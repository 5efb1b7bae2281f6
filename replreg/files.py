"""Reads files, and writes them so that they are never lost or half-written."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

__all__ = ["read_bytes", "write_atomically"]


def read_bytes(path: str) -> bytes:
    """Return a file's bytes. Raises OSError."""
    return Path(path).read_bytes()


def write_atomically(path: str, data: bytes, *, backup: str | None = None) -> None:
    """Replace a file's content: a temporary file beside it is written, flushed, given mode and owner, and renamed.

    A symbolic link is followed to its target. ``backup`` is a suffix under which the old content is kept, beside it.
    Raises OSError, and then the file is as it was.
    """
    target = Path(path).resolve()
    old = target.stat() if target.exists() else None
    if old is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", str(target))
    if backup and old is not None:
        _write(target.with_name(target.name + backup), target.read_bytes(), old)
    _write(target, data, old)


def _write(target: Path, data: bytes, like: os.stat_result | None) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if like is not None:
            if hasattr(os, "chown"):
                with contextlib.suppress(PermissionError):  # only the superuser can give files away
                    os.chown(temporary, like.st_uid, like.st_gid)
            temporary.chmod(stat.S_IMODE(like.st_mode))
        else:
            umask = os.umask(0)
            os.umask(umask)
            temporary.chmod(0o666 & ~umask)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # not every file system lets a folder be flushed
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
