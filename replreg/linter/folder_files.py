"""Reads the YAML files of folders, each once, for the passes that look at whole folders."""

from __future__ import annotations

import os

from replreg.linter.inputs import SUFFIXES

__all__ = ["FolderFiles"]

_LARGEST = 4_000_000
"""Bytes of a file that is a part of a release; a larger one is not read."""

_KEPT = 50_000_000
"""Bytes of all files that are kept. What comes after that is read each time."""


class FolderFiles:
    """The YAML files of folders. Make a new one to read them again after they have changed."""

    def __init__(self) -> None:
        self._entries: dict[str, list[os.DirEntry[str]]] = {}
        self._data: dict[str, bytes | None] = {}
        self._size: int = 0

    def in_folder(self, folder: str) -> list[os.DirEntry[str]]:
        """Return the entries of a folder with the name of a YAML file, sorted; none where it cannot be read."""
        found = self._entries.get(folder)
        if found is None:
            try:
                with os.scandir(folder) as entries:
                    found = sorted((one for one in entries if one.name.endswith(SUFFIXES)), key=lambda one: one.name)
            except OSError:
                found = []
            self._entries[folder] = found
        return found

    def read(self, entry: os.DirEntry[str]) -> bytes | None:
        """Return the content of a file; None for what is not a file, is too large or cannot be read."""
        if entry.path in self._data:
            return self._data[entry.path]
        data: bytes | None = None
        try:
            if entry.is_file() and entry.stat().st_size <= _LARGEST:
                with open(entry.path, "rb") as stream:
                    data = stream.read()
        except OSError:
            data = None
        self._size += len(data or b"")
        if self._size <= _KEPT:
            self._data[entry.path] = data
        return data
