"""Pickles results between processes that share the text, without sending the text."""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any

__all__ = ["pack", "unpack"]


def pack(value: object, shared: Sequence[object]) -> bytes:
    """Return ``value`` pickled, with a reference in place of each object that is also in ``shared``.

    Objects are compared by identity. Raises what pickling raises, such as RecursionError for a deep nesting.
    """
    file = io.BytesIO()
    _Packer(file, shared).dump(value)
    return file.getvalue()


def unpack(data: bytes, shared: Sequence[object]) -> Any:
    """Return the value that `pack` was given, with this process's ``shared`` objects in place of the references.

    ``data`` must come from a process of this run, since unpickling can run code.
    """
    return _Unpacker(io.BytesIO(data), shared).load()


class _Packer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._indexes = {id(value): index for index, value in enumerate(shared)}

    def persistent_id(self, value: object) -> int | None:
        """Return the index of a shared object, None for any other."""
        return self._indexes.get(id(value))


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(file)
        self._shared = shared

    def persistent_load(self, index: Any) -> object:
        """Return the shared object of an index."""
        return self._shared[index]
