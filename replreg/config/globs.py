"""Glob patterns over paths, as ``.gitignore`` files and other linters have them."""

from __future__ import annotations

import re
from functools import lru_cache

from replreg.lazy_re import lazy_compile

__all__ = ["matches"]

_PART = lazy_compile(r"\\.|\*\*/|/\*\*|\*\*|\*|\?|\[[!^]?\]?[^\]/]*\]|[^*?\[/\\]+|.", re.DOTALL)

_REPEATING = ("(?:.*/)?", "(?:/.*)?", ".*", "[^/]*")


def matches(path: str, pattern: str) -> bool:
    """Return True if a relative path (with slashes) matches a pattern.

    ``*`` and ``?`` stay within one part, ``**`` spans any number of them, ``[a-z]`` and ``[!a-z]`` match one
    character, and a backslash takes the next character as it is. A pattern that names a folder covers what is below
    it; one without a slash is looked for at any depth, and one that starts with a slash or ``./`` only at the top.
    """
    return _compile(pattern).fullmatch(path) is not None


@lru_cache(maxsize=512)
def _compile(pattern: str) -> re.Pattern[str]:
    is_rooted = pattern.startswith(("./", "/"))
    pattern = pattern.removeprefix("./").strip("/")
    anywhere = not is_rooted and "/" not in pattern
    pieces: list[str] = []
    for match in _PART.finditer(pattern):
        part = match.group()
        if part == "**/":
            piece = "(?:.*/)?"
        elif part == "/**":
            piece = "(?:/.*)?"
        elif part == "**":
            piece = ".*"
        elif part == "*":
            piece = "[^/]*"
        elif part == "?":
            piece = "[^/]"
        elif part.startswith("[") and len(part) > 2:
            piece = _character_class(part[1:-1])
        else:
            piece = re.escape(part[1:] if part[0] == "\\" and len(part) > 1 else part)
        if piece not in _REPEATING or piece not in pieces[-1:]:  # twice in a row means no more, and takes longer
            pieces.append(piece)
    body = "".join(pieces)
    try:
        return re.compile(f"{'(?:.*/)?' if anywhere else ''}{body}(?:/.*)?", re.DOTALL)
    except re.error:  # a class such as [z-a]
        return re.compile(re.escape(pattern))


def _character_class(inside: str) -> str:
    negated = inside[0] in "!^"
    inside = inside[1:] if negated else inside
    inside = re.sub(r"[\\\[\]^&~|]", r"\\\g<0>", inside).replace("--", r"\--")
    return f"(?!/)[{'^' if negated else ''}{inside}]"
