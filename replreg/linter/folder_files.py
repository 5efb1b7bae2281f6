"""Reads the YAML files of folders, each once, for the passes that look at whole folders."""

from __future__ import annotations

import os
from collections.abc import Iterator

from replreg.files import YAML_SUFFIXES, is_inside
from replreg.yaml.text import UndecodableText, decode

__all__ = ["FolderFiles", "text_of"]

_LARGEST = 4_000_000
"""Bytes of a file that is a part of a release; a larger one is not read."""

_KEPT = 50_000_000
"""Bytes of all files that are kept. A file that comes after that is read each time."""


class FolderFiles:
    """The YAML files of folders. Make a new one to read them again after they have changed."""

    def __init__(self) -> None:
        self._entries: dict[str, list[os.DirEntry[str]]] = {}
        self._data: dict[str, bytes | None] = {}
        self._with_unread: set[str] = set()
        self._size: int = 0

    def read(self, folder: str, root: str) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the content of each YAML file in a folder, sorted; nothing for one that cannot be read.

        A link that leads outside of ``root`` is not followed, since a walk does not follow it either.
        """
        entries = self._entries.get(folder)
        if entries is None:
            entries = self._entries[folder] = self._list(folder)
        for entry in entries:
            if entry.is_symlink() and not is_inside(entry.path, root):
                continue
            data = self._content(entry)
            if data is not None:
                yield entry.path, data
            elif os.path.isfile(entry.path):
                self._with_unread.add(folder)

    def is_read_whole(self, folder: str) -> bool:
        """Return False if `read` has left out files of a folder, since they are too large or cannot be read."""
        return folder not in self._with_unread

    def _list(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            return _entries(folder)
        except OSError:
            self._with_unread.add(folder)
            return []

    def _content(self, entry: os.DirEntry[str]) -> bytes | None:
        """Return the content of a file; None for what is not a file, is too large or cannot be read."""
        if entry.path in self._data:
            return self._data[entry.path]
        data: bytes | None = None
        try:
            if entry.is_file():
                data = _read(entry.path)
        except OSError:
            data = None
        self._size += len(data or b"")
        if self._size <= _KEPT:
            self._data[entry.path] = data
        return data


def _read(path: str) -> bytes | None:
    """Return the content of a file; None if it is too large. A stream would ask the system thrice as often."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        size = os.fstat(file).st_size
        if size > _LARGEST:
            return None
        data = os.read(file, size)
        while len(data) < size and (more := os.read(file, size - len(data))):
            data += more
        return data
    finally:
        os.close(file)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        found = [one for one in entries if one.name.endswith(YAML_SUFFIXES) and not one.name.startswith(".")]
    return sorted(found, key=lambda one: one.name)


def text_of(data: bytes) -> str:
    """Return the text of a file; empty if it is not text."""
    try:
        return decode(data)[0]
    except UndecodableText:
        return ""
