"""Sends what one process has read to another that has the same text, without the text."""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any

__all__ = ["packed", "unpacked"]


def packed(thing: object, shared: Sequence[object]) -> bytes:
    """Return ``thing`` as bytes. Of what is in ``shared``, the very objects, only the places among them go along.

    Raises whatever the things within raise, and RecursionError where they are nested too deeply.
    """
    file = io.BytesIO()
    _Packer(file, shared).dump(thing)
    return file.getvalue()


def unpacked(data: bytes, shared: Sequence[object]) -> Any:
    """Return what `packed` was given, in a process with the same ``shared``. ``data`` is of this very run."""
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
