"""Glob patterns over paths, as ``.gitignore`` files and other linters have them."""

from __future__ import annotations

import re
from functools import lru_cache

from replreg.pattern import lazy_pattern

__all__ = ["matches"]

_PART = lazy_pattern(r"\*\*/|/\*\*|\*\*|\*|\?|\[!?\]?[^\]]*\]|[^*?\[/]+|.", re.DOTALL)


def matches(path: str, pattern: str) -> bool:
    """Tell whether a relative path (with slashes) matches a pattern.

    ``*`` and ``?`` stay within one part, ``**`` spans any number of them; a pattern that names a folder covers what
    is below it; one without a slash is looked for at any depth.
    """
    return _compile(pattern).fullmatch(path) is not None


@lru_cache(maxsize=512)
def _compile(pattern: str) -> re.Pattern[str]:
    pattern = pattern.removeprefix("./").rstrip("/")
    anywhere = "/" not in pattern
    pattern = pattern.lstrip("/")
    pieces: list[str] = []
    for match in _PART.finditer(pattern):
        part = match.group()
        if part == "**/":
            pieces.append("(?:.*/)?")
        elif part == "/**":
            pieces.append("(?:/.*)?")
        elif part == "**":
            pieces.append(".*")
        elif part == "*":
            pieces.append("[^/]*")
        elif part == "?":
            pieces.append("[^/]")
        elif part.startswith("[") and len(part) > 2:
            inside = part[1:-1].replace("\\", "\\\\")
            pieces.append(f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]")
        else:
            pieces.append(re.escape(part))
    body = "".join(pieces)
    try:
        return re.compile(f"{'(?:.*/)?' if anywhere else ''}{body}(?:/.*)?", re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern))
