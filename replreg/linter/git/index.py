"""Reads the index of a git repository, by ``index-format`` of git's documentation."""

from __future__ import annotations

import struct

__all__ = ["read_index"]

_LONGEST_NAME = 65_536  # bytes


def read_index(data: bytes, hash_size: int) -> tuple[list[tuple[bytes, int]], str]:
    """Return name and mode of each entry of an index (versions 2 to 4), and the name of the index that it continues.

    A damaged index has the entries before the damage.
    """
    entries: list[tuple[bytes, int]] = []
    try:
        signature, version, count = struct.unpack_from(">4sLL", data)
        if signature != b"DIRC" or version not in (2, 3, 4):
            return entries, ""
        position = 12
        name = b""
        for _ in range(count):
            mode = int.from_bytes(data[position + 24 : position + 28], "big")
            start = position + 42 + hash_size
            flags = int.from_bytes(data[start - 2 : start], "big")
            if version > 2 and flags & 0x4000:
                start += 2
            if version == 4:
                dropped, start = _varint(data, start)
                end = data.index(0, start)
                name = name[: len(name) - dropped] + data[start:end]
                position = end + 1
            else:
                end = start + (flags & 0xFFF) if flags & 0xFFF < 0xFFF else data.index(0, start)
                name = data[start:end]
                position += (end - position) // 8 * 8 + 8
            if end > len(data) or len(name) > _LONGEST_NAME:
                return entries, ""
            entries.append((name, mode))
        while position + 8 < len(data) - hash_size:
            extension, length = struct.unpack_from(">4sL", data, position)
            if extension == b"link":
                shared = data[position + 8 : position + 8 + hash_size].hex()
                return entries, f"sharedindex.{shared}" if shared.strip("0") else ""
            position += 8 + length
    except (ValueError, IndexError, struct.error):
        pass
    return entries, ""


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """Read a number as pack files have it; return it and the position after it."""
    byte = data[position]
    value = byte & 0x7F
    while byte & 0x80:
        position += 1
        byte = data[position]
        value = ((value + 1) << 7) | (byte & 0x7F)
    return value, position + 1
