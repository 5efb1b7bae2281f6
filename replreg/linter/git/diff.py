"""Reads the diffs that git prints."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from replreg.named_tuple import NamedTuple

__all__ = ["Hunk", "parse_diff"]

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))", re.DOTALL)
_NAMED_ESCAPES = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


class Hunk(NamedTuple):
    """One change: the lines from ``old`` on were replaced by those from ``new`` on; a count can be 0."""

    old: int
    old_count: int
    new: int
    new_count: int


def parse_diff(output: bytes) -> Iterator[tuple[str, list[Hunk] | None]]:
    """Yield each path of a diff without context lines and its hunks; None where git took the file as binary.

    A file that was deleted is left out.
    """
    path: str | None = None
    hunks: list[Hunk] | None = []
    position = 0
    while position < len(output):
        end = output.find(b"\n", position)
        end = len(output) if end < 0 else end
        line = output[position:end]
        position = end + 1
        if line.startswith(b"diff --git "):
            if path is not None:
                yield path, hunks
            path, hunks = None, []
        elif line.startswith(b"+++ "):
            path = _path(line[4:])
        elif line.startswith(b"Binary files ") and line.endswith(b" differ"):
            path, hunks = path or _binary_path(line[len(b"Binary files ") : -len(b" differ")]), None
        elif line.startswith(b"rename to "):
            path = _path(line[len(b"rename to ") :])
        elif (match := _HUNK.match(line)) and hunks is not None:
            old, old_count, new, new_count = (1 if group is None else int(group) for group in match.groups())
            hunks.append(Hunk(old, old_count, new, new_count))
            # The lines of a hunk can look like a header.
            for _ in range(old_count + new_count):
                while output.startswith(b"\\", position):
                    position = _next_line(output, position)
                position = _next_line(output, position)
    if path is not None:
        yield path, hunks


def _next_line(output: bytes, position: int) -> int:
    end = output.find(b"\n", position)
    return len(output) if end < 0 else end + 1


def _binary_path(names: bytes) -> str | None:
    """Return the second one of ``a/NAME and b/NAME``; a name can itself have " and " in it."""
    if names.startswith(b"/dev/null and "):
        return _path(names.removeprefix(b"/dev/null and "))
    if names.endswith(b" and /dev/null"):
        return None
    return _path(names[(len(names) + len(b" and ")) // 2 :])


def _path(name: bytes) -> str | None:
    """Return the path of a header, which is quoted if it has unusual characters; None for no file."""
    name = name.removesuffix(b"\t")
    if name.startswith(b'"'):
        name = _ESCAPE.sub(_unescape, name[1:].removesuffix(b'"'))
    return None if name == b"/dev/null" else os.fsdecode(name.removeprefix(b"b/"))


def _unescape(match: re.Match[bytes]) -> bytes:
    if match[1] is not None:
        return bytes([int(match[1], 8) & 0xFF])
    return _NAMED_ESCAPES.get(match[2], match[2])
