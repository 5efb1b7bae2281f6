"""Writes files so that nothing is lost or half-written."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replreg.files import StrPath, is_allowed

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["FileChanged", "backup_path", "remove_leftovers", "replace_content", "write_atomically"]


_CHANGED = "another program changed it meanwhile; run replreg again"
_TEMPORARY = ".replreg.tmp"  # what the names of temporary files end in


class FileChanged(OSError):
    """A file was changed after it was read, so that writing it would undo the work of another program."""


def replace_content(path: str, old: bytes, new: bytes, *, backup: str | None = None) -> None:
    """Write ``new`` to a regular file that still holds ``old``, as `write_atomically` does.

    ``backup`` is a suffix under which the old content is kept, beside the file. Raises OSError, such as `FileChanged`
    or, where the backup's name is taken, FileExistsError; the file is then as it was. If another program has written
    ``new`` meanwhile, nothing is done.
    """
    target = Path(os.path.realpath(path))
    if not target.is_file():
        raise FileChanged(0, "it is gone, or no longer a regular file")
    before = target.stat()
    now = target.read_bytes()
    if now == new:
        return
    if now != old:
        raise FileChanged(0, _CHANGED)
    _check_writable(target)
    with _uninterrupted():
        kept = None
        if backup:
            kept = backup_path(target, backup)
            _write(kept, old, before, _place_new)
        try:
            _write(target, new, before, _replace_unchanged(target, before, old))
        except BaseException:
            if kept is not None:
                kept.unlink(missing_ok=True)  # it is this run's own
            raise


def backup_path(target: StrPath, suffix: str) -> Path:
    """Return where `replace_content` keeps the old content of a file, whose links it follows."""
    path = Path(os.path.realpath(target))
    return path.with_name(path.name + suffix)


def _replace_unchanged(target: Path, before: os.stat_result, old: bytes) -> Callable[[Path, Path], None]:
    """Return a function that renames a file to ``target`` if that is still the file that was read.

    A program that had the old file open may write into it after the comparison. So the old file keeps a second name
    until the new one is in its place, and gets its own name back if it has changed.
    """

    def is_unchanged(path: Path) -> bool:
        status = path.stat()
        identity = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        return identity == (before.st_dev, before.st_ino, before.st_size, before.st_mtime_ns) and (
            path.read_bytes() == old
        )

    def place(temporary: Path, target: Path) -> None:
        with contextlib.ExitStack() as stack:
            second = temporary.with_name(temporary.name.removesuffix(_TEMPORARY) + ".old" + _TEMPORARY)
            try:
                if os.name != "nt":
                    _lock(stack.enter_context(target.open("rb")).fileno())  # other runs leave the second name alone
                with contextlib.suppress(OSError):  # not every file system has hard links
                    os.link(target, second)
                    stack.callback(second.unlink, missing_ok=True)
                unchanged = is_unchanged(target)
            except OSError:
                unchanged = False
            if not unchanged:
                raise FileChanged(0, _CHANGED)
            temporary.replace(target)
            with contextlib.suppress(FileNotFoundError):
                if not is_unchanged(second):
                    second.replace(target)
                    raise FileChanged(0, _CHANGED)

    return place


def write_atomically(path: str, data: bytes) -> None:
    """Write a file, new or not: a temporary file beside it is written, flushed, given mode and owner, and renamed.

    A symbolic link is followed to its target; a pipe, a terminal or another file that is not regular is written to.
    Raises OSError, and then a regular file is as it was.
    """
    try:
        status = os.stat(path)
    except FileNotFoundError:
        status = None
    target = Path(os.path.realpath(path))
    if status is None or (stat.S_ISREG(status.st_mode) and not path.startswith(("/dev/", "/proc/"))):
        if status is not None:
            _check_writable(target)
        remove_leftovers(str(target.parent))
        with _uninterrupted():
            _write(target, data, status, os.replace)
    else:
        with open(path, "wb") as stream:
            stream.write(data)


def remove_leftovers(folder: str) -> None:
    """Remove the temporary files in a folder that a killed process has left, and none of a process that is at work."""
    try:
        with os.scandir(folder or os.curdir) as entries:
            names = [entry.path for entry in entries if _is_temporary(entry.name)]
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError):
            descriptor = os.open(name, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                if stat.S_ISREG(os.fstat(descriptor).st_mode) and _lock(descriptor) and os.name != "nt":
                    os.unlink(name)
            finally:
                os.close(descriptor)
            if os.name == "nt":
                os.unlink(name)  # which fails while another process has it open


def _is_temporary(name: str) -> bool:
    return name.startswith(".") and name.endswith(_TEMPORARY)


def _lock(descriptor: int) -> bool:
    """Lock an open file for as long as this process has it open; return False if another process has."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let a signal that would end the process wait until the block is done, and then take effect."""
    import signal
    import threading

    waiting: list[int] = []
    held: dict[int, Callable[[int, FrameType | None], Any]] = {}

    def wait(number: int, frame: FrameType | None) -> None:
        waiting.append(number)

    try:
        if threading.current_thread() is threading.main_thread():  # no other thread ever runs a handler
            for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM"):
                number = getattr(signal, name, None)
                handler = signal.getsignal(number) if number is not None else None
                if number is not None and callable(handler):
                    held[number] = handler
                    signal.signal(number, wait)
        yield
    finally:
        for number, handler in held.items():
            if signal.getsignal(number) is wait:
                signal.signal(number, handler)
        if waiting:
            held[waiting[0]](waiting[0], None)


def _check_writable(target: Path) -> None:
    """Raise PermissionError for a read-only file, although a rename does not need the permission to write it."""
    if not is_allowed(target, os.W_OK):
        raise PermissionError(13, "Permission denied", str(target))


def _write(target: Path, data: bytes, like: os.stat_result | None, place: Callable[[Path, Path], None]) -> None:
    """Write a temporary file beside ``target``, and let ``place`` give it its name."""
    descriptor, name = _make_temporary(target)
    temporary = Path(name)
    try:
        # The file stays open, and locked, until it has its name: other runs remove one that nobody holds.
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
            if os.name != "nt":
                place(temporary, target)
        if os.name == "nt":  # where an open file cannot be renamed
            place(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _make_temporary(target: Path) -> tuple[int, str]:
    """Make and lock a temporary file beside ``target``; return its descriptor and its path."""
    import tempfile

    while True:
        # The start of the name says which file it is for; all of it could be too long.
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=_TEMPORARY, dir=target.parent)
        _lock(descriptor)
        if os.name == "nt" or os.fstat(descriptor).st_nlink:
            return descriptor, name
        os.close(descriptor)  # another run took it for a leftover, before it was locked


def _place_new(temporary: Path, target: Path) -> None:
    """Give a file its name where nothing has that name. Raises FileExistsError."""
    if os.name == "nt":
        temporary.rename(target)
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise FileExistsError(17, f"the backup {target.name} is there already, and is not overwritten") from None
    temporary.unlink()


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
