"""Reads block scalars, the texts after ``|`` and ``>``, from the lines of a document."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.yaml.usual_lines import is_printable

__all__ = ["block_scalar"]

_HEADER = lazy_compile(r"[|>]([+-]?) *(?: \#.*)?\Z")


def block_scalar(lines: list[str], number: int, start: int, column: int) -> tuple[str, int, int] | None:
    """Return the value of the scalar whose header starts at character ``start`` of line ``number``.

    ``column`` is that of the collection around it. Also returned are the number of the line after the scalar, and the
    count of characters from the start of its first line to that line. None is returned for a scalar that only the
    parser reads: an empty one, or one whose header gives the indentation.
    """
    header = _HEADER.match(lines[number].rstrip("\r"), start)
    if header is None:
        return None
    first = number + 1
    while first < len(lines) and not lines[first].strip(" \r"):
        first += 1
    if first == len(lines):
        return None
    margin = _indent(lines[first])
    if margin <= column or any(len(line.rstrip("\r")) > margin for line in lines[number + 1 : first]):
        return None
    prefix = " " * margin
    content: list[str] = []
    filled = 0  # how many lines there are up to the last one with characters
    length = len(lines[number]) + 1
    after = number + 1
    while after < len(lines):
        line = lines[after]
        written = line.rstrip("\r")
        if written.startswith(prefix):
            content.append(written[margin:])
            if len(written) > margin:
                if not is_printable(written):
                    return None
                filled = len(content)
        elif not written.strip(" "):
            content.append("")
        else:
            break
        length += len(line) + 1
        after += 1
    is_last = after == len(lines)
    if (lines[-1] and not lines[-1].strip(" ")) if is_last else _indent(lines[after]) > column:
        return None
    breaks = len(content) - is_last - filled + 1  # after the last line with characters
    body = content[:filled]
    value = "\n".join(body) if lines[number][start] == "|" else _folded(body)
    return value + "\n" * (0 if header[1] == "-" else breaks if header[1] else min(breaks, 1)), after, length


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _folded(lines: list[str]) -> str:
    """Return the lines joined by spaces; breaks stay around lines that are indented further, and for empty lines."""
    parts: list[str] = []
    empty = 0
    was_indented: bool | None = None  # None before the first line with characters
    for line in lines:
        if not line:
            empty += 1
            continue
        is_indented = line[0] == " "
        if was_indented is not None:
            parts.append("\n" if was_indented or is_indented else "" if empty else " ")
        parts.append("\n" * empty + line)
        empty = 0
        was_indented = is_indented
    return "".join(parts)
