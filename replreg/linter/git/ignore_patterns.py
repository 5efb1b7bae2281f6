"""The patterns of ``.gitignore`` files, as git reads and matches them (``gitignore(5)``).

Texts, patterns and names hold one character for each byte, as git compares bytes: see `as_bytes_text`. The time to
match grows with the length of a name times that of a pattern, whatever wildcards a stranger's file has.
"""

from __future__ import annotations

import os
import re
import warnings
from functools import cached_property, lru_cache
from typing import TypeAlias

from replreg.wildcards import match_wildcards

__all__ = ["PatternList", "as_bytes_text"]

_SPECIAL = frozenset("*?[\\")
_NEVER = re.compile("(?!)")
_ANY_NAME = re.compile("[^/]*/")  # and no name, so that 'a/*' matches 'a/': the inside of the folder as a whole

_Part: TypeAlias = "str | re.Pattern[str] | None"
"""A part of a path pattern: a name, a pattern for ``name/``, or None for ``**``."""


def as_bytes_text(name: str) -> str:
    """Return a file name with one character for each of its bytes."""
    return name if name.isascii() else os.fsencode(name).decode("latin-1")


class PatternList:
    """The patterns of one file. ``base`` is the folder that they are relative to: "" for the root, else ``a/b/``."""

    def __init__(self, data: bytes, base: str = "", *, ignore_case: bool = False) -> None:
        self._base_length = len(base)
        self._ignore_case = ignore_case
        self._negated: list[bool] = []
        # Each table comes twice: for files, and for folders. The values are the numbers of patterns.
        self._names: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._paths: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._endings: list[tuple[int, str, bool]] = []
        self._globs: list[_Glob] = []
        text = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
        for line in (text.lower() if ignore_case else text).split("\n"):
            self._add(line.removesuffix("\r"))
        self._all_endings = tuple({ending for _, ending, _ in self._endings})

    def verdict(self, path: str, name: str, is_folder: bool) -> bool | None:
        """Return True if the last pattern that matches a path ignores it, False if it keeps it; None if none matches.

        ``path`` is relative to the repository's root, ``name`` is its last part. A pattern that matches a folder above
        it does not count: a walk from the root does not come to what is in an ignored folder.
        """
        if not self._negated:
            return None
        if self._ignore_case:
            path, name = path.lower(), name.lower()
        number = self._names[is_folder].get(name, -1)
        path = path[self._base_length :]
        number = max(number, self._paths[is_folder].get(path, -1))
        if self._all_endings and name.endswith(self._all_endings):
            for candidate, ending, only_folders in reversed(self._endings):
                if candidate < number:
                    break
                if (is_folder or not only_folders) and name.endswith(ending):
                    number = candidate
        for glob in reversed(self._globs):
            if glob.number < number:
                break
            if (is_folder or not glob.only_folders) and glob.matches(path, name):
                number = glob.number
        return None if number < 0 else not self._negated[number]

    def _add(self, line: str) -> None:
        line = _without_trailing_spaces(line)
        if not line or line.startswith("#"):
            return
        is_negated = line.startswith("!")
        pattern = line[1:] if is_negated else line
        only_folders = pattern.endswith("/")
        pattern = pattern.removesuffix("/")
        if not pattern:
            return
        number = len(self._negated)
        self._negated.append(is_negated)
        is_plain = _SPECIAL.isdisjoint(pattern)
        if "/" in pattern:
            pattern = pattern.removeprefix("/")
            if is_plain:
                self._note(self._paths, pattern, number, only_folders)
            else:
                self._globs.append(_Glob(number, pattern, only_folders, is_path=True))
        elif is_plain:
            self._note(self._names, pattern, number, only_folders)
        elif pattern[0] == "*" and _SPECIAL.isdisjoint(ending := pattern.lstrip("*")):
            self._endings.append((number, ending, only_folders))
        else:
            self._globs.append(_Glob(number, pattern, only_folders, is_path=False))

    @staticmethod
    def _note(tables: tuple[dict[str, int], dict[str, int]], pattern: str, number: int, only_folders: bool) -> None:
        tables[True][pattern] = number
        if not only_folders:
            tables[False][pattern] = number


class _Glob:
    """A pattern with wildcards: for a path, or for a name at any depth. It is compiled when something may match it."""

    def __init__(self, number: int, pattern: str, only_folders: bool, *, is_path: bool) -> None:
        self.number = number
        self.only_folders = only_folders
        self._pattern = pattern
        self._is_path = is_path
        # Whatever matches has each of these in it. They end at the first bracket or backslash.
        self._needed = [piece for piece in re.split(r"[*?/]", re.split(r"[\[\\]", pattern)[0]) if piece]

    def matches(self, path: str, name: str) -> bool:
        """Return True if the pattern matches a path, relative to the pattern's folder, whose last part is ``name``."""
        text = path if self._is_path else name
        return all(piece in text for piece in self._needed) and match_wildcards(self._parts, text.split("/"), _fits_one)

    @cached_property
    def _parts(self) -> list[_Part]:
        parts = [_part(part) for part in self._pattern.split("/")]
        if parts[-1] is None:
            parts.append(_ANY_NAME)  # 'a/**' does not match the folder 'a' itself
        return parts


def _without_trailing_spaces(line: str) -> str:
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    # A backslash keeps the space that follows it.
    return line[: len(stripped) + 1] if backslashes % 2 and len(stripped) < len(line) else stripped


@lru_cache(maxsize=1024)
def _part(text: str) -> _Part:
    if _SPECIAL.isdisjoint(text):
        return text
    if not text.strip("*"):
        return _ANY_NAME if text == "*" else None
    before, star, after = text.partition("*")
    if star and _SPECIAL.isdisjoint(before + after):
        return re.compile(f"{re.escape(before)}[^/]*{re.escape(after)}/")
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    try:
        # A slash at both ends: it is one part of a path, and spaces at its end belong to it.
        expression, _ = GitIgnoreSpecPattern.pattern_to_regex(f"/{re.sub('[*]+', '*', text)}/")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of brackets that Python may come to read differently
            return _NEVER if expression is None else re.compile(_without_backtracking(expression), re.DOTALL)
    except (ValueError, re.error):  # such as a backslash at the end, or the range [z-a]: git matches nothing then
        return _NEVER


def _without_backtracking(expression: str) -> str:
    """Let each ``*`` but the last take as little as it can, once and for all, which loses no match.

    Else an expression with many of them tries every way to divide a name among them.
    """
    first, *others = expression.split("[^/]*")
    if len(others) < 2:
        return expression
    fixed = "".join(f"(?=(?P<star{n}>[^/]*?{piece}))(?P=star{n})" for n, piece in enumerate(others[:-1]))
    return f"{first}{fixed}[^/]*{others[-1]}"


def _fits_one(pattern: str | re.Pattern[str], part: str) -> bool:
    if isinstance(pattern, str):
        return pattern == part
    return pattern.match(part + "/") is not None
