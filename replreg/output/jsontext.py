"""JSON text for the formats that are JSON: any string goes in, and UTF-8 can always come out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from replreg.lazy_re import lazy_pattern

__all__ = ["array", "dumps"]

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode

# Legal in JSON, but many readers take NEL, LS or PS for the end of a line, and the C1 controls steer some terminals;
# escaped, they mean the same to every reader. Lone surrogates have no UTF-8 form.
_UNPRINTABLE = lazy_pattern("[\x80-\x9f\u2028\u2029\ud800-\udfff]")


def dumps(value: object, *, strict: bool = False) -> str:
    """Return ``value`` as JSON on one line, without a line end. Non-ASCII text stays as it is where it can.

    A lone surrogate, as in the name of a file that is no UTF-8, becomes an escape sequence, which Python and
    JavaScript read back; with ``strict``, for readers that may refuse it, a replacement character.
    """
    text = _encode(value)
    if text.isascii():
        return text
    # Such a character can stand in a string only, where an escape sequence may replace it.
    return _UNPRINTABLE.sub(_replace if strict else _escape, text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _replace(match: re.Match[str]) -> str:
    return "\ufffd" if match[0] >= "\ud800" else _escape(match)


def array(items: Iterable[str], indent: str = "") -> str:
    """Return a JSON array of items that are JSON already, one a line, so that reports can be compared line by line.

    ``indent`` is the white space in front of the line on which the array starts.
    """
    body = f",\n{indent} ".join(items)
    return f"[\n{indent} {body}\n{indent}]" if body else "[]"
