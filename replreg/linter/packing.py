"""Sends what one process has read to another that has the same text, without the text."""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any

__all__ = ["packed", "unpacked"]


def packed(thing: object, shared: Sequence[object]) -> bytes:
    """Return ``thing`` pickled. An object of ``shared`` that is met on the way is not: its number there stands for it.

    Objects are told by identity. Raises what pickling raises, such as RecursionError where ``thing`` is nested too
    deeply.
    """
    file = io.BytesIO()
    _Packer(file, shared).dump(thing)
    return file.getvalue()


def unpacked(data: bytes, shared: Sequence[object]) -> Any:
    """Return what `packed` was given, with the objects of this process's ``shared`` in their places.

    ``data`` has to come from a process of this very run: unpickling anything else may run code.
    """
    return _Unpacker(io.BytesIO(data), shared).load()


class _Packer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = {id(thing): place for place, thing in enumerate(shared)}

    def persistent_id(self, thing: object) -> int | None:
        """Return the place of what is not sent."""
        return self._places.get(id(thing))


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(file)
        self._shared = shared

    def persistent_load(self, place: Any) -> object:
        """Return what was not sent."""
        return self._shared[place]
