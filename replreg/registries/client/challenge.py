"""The ``WWW-Authenticate`` header: what a registry wants before it answers (RFC 9110, section 11)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Challenge", "parse_challenges"]

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the grammar's word for a name, no credential
_PARAMETER = re.compile(rf'({_TOKEN})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_SCHEME = re.compile(rf"({_TOKEN})(?=[ \t]|,|$)")
_TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))")
_GAP = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to log in: the scheme and the parameters' names in lower case, the values as they were sent."""

    scheme: str
    parameters: dict[str, str]


def parse_challenges(headers: Iterable[str]) -> list[Challenge]:
    """Return the challenges of all ``WWW-Authenticate`` header lines in order.

    A header may hold several challenges, and commas part both these and their parameters. The text after the first
    character that the grammar does not allow is ignored, so that a malformed header never raises.

    >>> parse_challenges(['Bearer realm="https://ghcr.io/token",service="ghcr.io"'])[0].parameters["service"]
    'ghcr.io'
    """
    challenges: list[Challenge] = []
    for header in headers:
        challenges += _parse_header(header)
    return challenges


def _parse_header(header: str) -> list[Challenge]:
    challenges: list[Challenge] = []
    position = _end(_GAP, header, 0)
    while position < len(header):
        parameter = _PARAMETER.match(header, position)
        if parameter and challenges:
            name, quoted, bare = parameter.groups()
            value = bare if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            challenges[-1].parameters.setdefault(name.lower(), value)
            position = _end(_GAP, header, parameter.end())
            continue
        scheme = _SCHEME.match(header, position)
        if scheme is None:
            break
        challenges.append(Challenge(scheme[1].lower(), {}))
        position = _end(_GAP, header, scheme.end())
        # `Negotiate abc==` carries one value instead of parameters; nothing here can use it.
        if not _PARAMETER.match(header, position) and "," not in header[scheme.end() : position]:
            position = _end(_GAP, header, _end(_TOKEN68, header, position))
    return challenges


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
