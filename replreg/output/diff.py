"""Unified diffs that ``patch`` and ``git apply`` accept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from replreg.files import portable
from replreg.output.terminal import Style, render_line
from replreg.yaml.line_diff import grouped, opcodes

__all__ = ["unified_diff"]

_COLORS = {"+": "green", "-": "red", "@": "cyan", "\\": "cyan"}
_UNUSUAL = re.compile(r'[\x00-\x1f\x7f"\\\ud800-\udfff]')


def unified_diff(old: str, new: str, path: str, style: Style) -> Iterator[str]:
    """Yield the lines of a diff, ends included. With colour, control characters are made visible.

    Only a line feed ends a line, as in ``patch``; a carriage return before it belongs to the line. The stream that the
    lines are written to must not change line feeds, and the path has slashes on every system, or else ``git apply``
    refuses the diff.
    """
    if old == new:
        return
    header = [f"--- {_name('a', path)}\n", f"+++ {_name('b', path)}\n"]
    for number, line in enumerate(chain(header, _hunks(_lines(old), _lines(new)))):
        body = line.removesuffix("\n")
        if style.enabled:
            bold = number < 2
            body = style(render_line(body.removesuffix("\r")), None if bold else _COLORS.get(body[:1]), bold=bold)
        yield body + "\n"
        if not line.endswith("\n"):
            yield style("\\ No newline at end of file", "cyan") + "\n"


def _hunks(before: list[str], after: list[str]) -> Iterator[str]:
    for group in grouped(opcodes(before, after)):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
        for tag, start, stop, new_start, new_stop in group:
            if tag == "equal":
                yield from (" " + line for line in before[start:stop])
                continue
            yield from ("-" + line for line in before[start:stop])
            yield from ("+" + line for line in after[new_start:new_stop])


def _range(start: int, stop: int) -> str:
    """Return a range of lines for the head of a hunk: counted from 1; an empty one starts at the line before it."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _name(side: str, path: str) -> str:
    """Return the name of a file for the header of a diff, quoted as git does if it has unusual characters."""
    name = f"{side}/{portable(path).lstrip('/')}"
    if _UNUSUAL.search(name):
        raw = "".join(_quote(byte) for byte in name.encode("utf-8", "surrogateescape"))
        return f'"{raw}"'
    # A tab ends a name with spaces; without it, for GNU patch the name ends at the first space.
    return f"{name}\t" if " " in name else name


def _quote(byte: int) -> str:
    if byte in b'"\\':
        return "\\" + chr(byte)
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"
