"""Versions and ranges of versions as Helm compares them: by the Go library ``Masterminds/semver``, version 3.

A dependency of ``Chart.yaml`` is matched with a chart in ``charts/`` by name and by range. One that does not match is
as if it was not listed under its alias. Older versions of the library, in Helm 3.8, differ in a few ranges of
prereleases.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple

__all__ = ["Version", "is_in_range", "parse_version"]

_PRERELEASE = r"(?:-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*)?"
_VERSION = lazy_compile(r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?" + _PRERELEASE, re.ASCII)
_OPERATOR = r"(!=|>=|=>|<=|=<|~>|=|>|<|~|\^|)"
_RANGED = r"v?([0-9xX*|]+)(?:\.([0-9xX*|]+))?(?:\.([0-9xX*|]+))?" + _PRERELEASE
_TERM = lazy_compile(rf"{_OPERATOR}[ \t\r\n\f]*{_RANGED}(?=[ \t\r\n\f,]|\Z)[ \t\r\n\f]*,?[ \t\r\n\f]*", re.ASCII)
_HYPHEN = lazy_compile(r"([^\s,]+)\s+-\s+([^\s,]+)", re.ASCII)
_LONGEST = 1_000
"""Ranges with more characters than that are taken for mistakes."""


class Version(NamedTuple):
    """A version. ``prerelease`` is what follows the hyphen, or ``""``; build metadata does not count."""

    major: int
    minor: int
    patch: int
    prerelease: str = ""


def parse_version(text: str) -> Version | None:
    """Return a version from ``1``, ``v1.2`` or ``1.2.3-rc.1+build``; None if it is not one.

    >>> parse_version("v1.2-rc.1")
    Version(major=1, minor=2, patch=0, prerelease='rc.1')
    """
    found = _VERSION.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    prerelease = found[4] or ""
    if any(part.isdigit() and len(part) > 1 and part[0] == "0" for part in prerelease.split(".")):
        return None
    numbers = [int(part or 0) for part in found.groups()[:3]]
    return Version(numbers[0], numbers[1], numbers[2], prerelease) if max(numbers) < 2**64 else None


def is_in_range(text: str, version: str) -> bool:
    """Return True if a version is in a range; False if it is not, or if one of the two cannot be read.

    >>> [is_in_range(text, "1.2.3") for text in ("^1", "~1.1", "1.x.x", "1 - 2", ">=2 || <1.3", "")]
    [True, False, True, True, True, False]
    """
    parsed = parse_version(version)
    if parsed is None or len(text) > _LONGEST:
        return False
    text = _HYPHEN.sub(r">= \1, <= \2 ", text)
    groups = [_parse_terms(group) for group in text.split("||")]
    if any(group is None for group in groups):
        return False
    return any(_matches_all(group, parsed) for group in groups if group)


class _Term(NamedTuple):
    operator: str
    version: Version
    given: int
    """How many of the three numbers are given: those after them are ``x`` or absent."""


def _parse_terms(text: str) -> list[_Term] | None:
    terms: list[_Term] = []
    text = text.strip(" \t\r\n\f")
    position = 0
    while position < len(text):
        found = _TERM.match(text, position)
        if found is None:
            return None
        given = 0
        while given < 3 and (found[2 + given] or "x") not in ("x", "X", "*"):
            given += 1
        numbers = [*found.groups()[1 : 1 + given], "0", "0", "0"][:3]
        prerelease = f"-{found[5]}" if found[5] and given == 3 else ""
        version = parse_version(".".join(part or "0" for part in numbers) + prerelease)
        if version is None:
            return None
        terms.append(_Term(found[1], version, given))
        position = found.end()
    return terms or None


def _matches_all(terms: list[_Term], version: Version) -> bool:
    """Return True if all terms hold. A prerelease is in no range that does not name one."""
    if version.prerelease and not any(term.version.prerelease for term in terms):
        return False
    return all(_CHECKS[term.operator](version, term) for term in terms)


def _compare(one: Version, other: Version) -> int:
    if one[:3] != other[:3]:
        return 1 if one[:3] > other[:3] else -1
    if one.prerelease == other.prerelease:
        return 0
    if not one.prerelease or not other.prerelease:
        return 1 if not one.prerelease else -1
    left, right = (tuple(map(_rank, version.prerelease.split("."))) for version in (one, other))
    return (left > right) - (left < right)


def _rank(identifier: str) -> tuple[int, int, str]:
    return (0, int(identifier), "") if identifier.isdigit() else (1, 0, identifier)


def _equal(version: Version, term: _Term) -> bool:
    return _tilde(version, term) if term.given < 3 else _compare(version, term.version) == 0


def _not_equal(version: Version, term: _Term) -> bool:
    if 0 < term.given < 3:
        return version[: term.given] != term.version[: term.given]
    return _compare(version, term.version) != 0


def _greater(version: Version, term: _Term) -> bool:
    if 0 < term.given < 3:
        return version[: term.given] > term.version[: term.given]
    return _compare(version, term.version) > 0


def _less_or_equal(version: Version, term: _Term) -> bool:
    if term.given == 0:
        return version[:2] <= (0, 0)
    if term.given < 3:
        return version[: term.given] <= term.version[: term.given]
    return _compare(version, term.version) <= 0


def _tilde(version: Version, term: _Term) -> bool:
    if _compare(version, term.version) < 0:
        return False
    if term.given in (0, 3) and term.version[:3] == (0, 0, 0):
        return True  # `*`, and `~0.0.0`, which the library takes for it
    same = 1 if term.given == 1 else 2
    return version[:same] == term.version[:same]


def _caret(version: Version, term: _Term) -> bool:
    if _compare(version, term.version) < 0:
        return False
    wanted = term.version
    if wanted.major > 0 or term.given == 1:
        return version.major == wanted.major
    if term.given == 0:
        return version[:3] == (0, 0, 0)
    if wanted.minor > 0 or term.given == 2:
        return version[:2] == wanted[:2]
    return version[:3] == wanted[:3]


_CHECKS: dict[str, Callable[[Version, _Term], bool]] = {
    "": _equal,
    "=": _equal,
    "!=": _not_equal,
    ">": _greater,
    "<": lambda version, term: _compare(version, term.version) < 0,
    ">=": lambda version, term: _compare(version, term.version) >= 0,
    "=>": lambda version, term: _compare(version, term.version) >= 0,
    "<=": _less_or_equal,
    "=<": _less_or_equal,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}
