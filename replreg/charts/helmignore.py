"""``.helmignore``: which files of a folder Helm leaves out of a chart.

Helm reads the file of the top chart alone, and only for a folder: an archive was made without the ignored files. The
rules look like those of Git and are not: the first rule that matches decides, a rule without ``/`` is compared with the
last part of a path, ``**`` is an error, and a rule that begins with ``!`` leaves out all that it does *not* match.
"""

from __future__ import annotations

from replreg.wildcards import match_wildcards

__all__ = ["BadPattern", "IgnoreRules"]


class BadPattern(ValueError):
    """A rule that Helm cannot read, so that it refuses the chart. ``start`` and ``end`` are its offsets in the file."""

    def __init__(self, reason: str, start: int = 0, end: int = 0) -> None:
        super().__init__(reason)
        self.start: int = start
        self.end: int = end


class _Rule:
    __slots__ = ("anchored", "folders_only", "negated", "pattern")

    def __init__(self, text: str) -> None:
        self.negated = text.startswith("!")
        text = text[1:] if self.negated else text
        self.folders_only = text.endswith("/")
        text = text[:-1] if self.folders_only else text
        self.anchored = "/" in text
        self.pattern = _compile(text[1:] if text.startswith("/") else text)

    def matches(self, parts: list[str]) -> bool:
        return _match(self.pattern, parts if self.anchored else parts[-1:])


class IgnoreRules:
    """The rules of a ``.helmignore``. Raises `BadPattern` if Helm cannot read one of them.

    They are patterns of Go's ``filepath.Match``: ``*`` and ``?`` match within one part of the path; ``[a-z]`` and
    ``[^a-z]`` are classes; a backslash quotes.
    """

    def __init__(self, text: str) -> None:
        self._rules: list[_Rule] = []
        position = 0
        for line in text.split("\n"):
            rule = line.lstrip("\ufeff").strip() if not position else line.strip()
            start = position + line.find(rule)
            position += len(line) + 1
            if not rule or rule.startswith("#"):
                continue
            try:
                if "**" in rule:
                    raise BadPattern("'**' is not supported in a .helmignore")
                self._rules.append(_Rule(rule))
            except BadPattern as error:
                raise BadPattern(str(error), start, start + len(rule)) from None
        self._rules.append(_Rule("templates/.?*"))  # a rule that Helm always has

    def ignores(self, name: str, is_folder: bool) -> bool:
        """Return True if Helm leaves out the file or folder with this path in the chart."""
        parts = name.split("/")
        for rule in self._rules:
            if rule.negated:
                if (rule.folders_only and not is_folder) or not rule.matches(parts):
                    return True
            elif (is_folder or not rule.folders_only) and rule.matches(parts):
                return True
        return False


_Class = tuple[bool, tuple[tuple[str, str], ...]]
_Token = str | _Class  # a character or a class
_Tokens = list[_Token | None]  # None for `*`


def _compile(pattern: str) -> list[_Tokens]:
    """Return the parts of a pattern as lists of tokens: linear to match, whatever the pattern."""
    parts: list[_Tokens] = [[]]
    position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "/":
            parts.append([])
        elif character == "*":
            if not parts[-1] or parts[-1][-1] is not None:
                parts[-1].append(None)
        elif character == "?":
            parts[-1].append((True, ()))
        elif character == "[":
            token, position = _class(pattern, position)
            parts[-1].append(token)
        elif character == "\\":
            if position == len(pattern):
                raise BadPattern(f"the pattern {pattern!r} ends with a backslash")
            parts[-1].append(pattern[position])
            position += 1
        else:
            parts[-1].append(character)
    return parts


def _class(pattern: str, position: int) -> tuple[_Class, int]:
    negated = pattern[position : position + 1] == "^"
    position += negated
    ranges: list[tuple[str, str]] = []
    while True:
        if pattern[position : position + 1] == "]" and ranges:
            return (negated, tuple(ranges)), position + 1
        low, position = _class_character(pattern, position)
        high = low
        if pattern[position : position + 1] == "-":
            high, position = _class_character(pattern, position + 1)
        ranges.append((low, high))


def _class_character(pattern: str, position: int) -> tuple[str, int]:
    character = pattern[position : position + 1]
    if character == "\\":
        position += 1
        character = pattern[position : position + 1]
    elif character in ("-", "]"):
        character = ""
    if not character or position + 1 >= len(pattern):
        raise BadPattern(f"the pattern {pattern!r} has a '[' without its ']'")
    return character, position + 1


def _match(pattern: list[_Tokens], parts: list[str]) -> bool:
    return len(pattern) == len(parts) and all(
        match_wildcards(tokens, part, _fits) for tokens, part in zip(pattern, parts, strict=True)
    )


def _fits(token: _Token, character: str) -> bool:
    if isinstance(token, str):
        return token == character
    negated, ranges = token
    return any(low <= character <= high for low, high in ranges) is not negated
