"""The results that a look-up of an image at a registry can have."""

from __future__ import annotations

from enum import Enum

__all__ = ["Verdict"]


class Verdict(str, Enum):
    """The result of asking a registry for an image. The values are the words of every output format."""

    FOUND = "found"
    MISSING = "missing"
    UNAUTHORIZED = "unauthorized"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate-limited"
    NOT_CHECKED = "not-checked"

    def __str__(self) -> str:
        return str(self.value)
