"""Matches a pattern with wildcards that take any number of items: characters of a name, or parts of a path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

__all__ = ["match_wildcards"]

_Item = TypeVar("_Item")


def match_wildcards(pattern: Sequence[object], items: Sequence[_Item], fits: Callable[[Any, _Item], bool]) -> bool:
    """Return True if a pattern matches all items, where None in it takes any number of them and ``fits`` decides else.

    On a mismatch only the last None takes one item more, so the time is at most the product of both lengths.

    >>> match_wildcards(["a", None, "c"], "abbc", str.__eq__)
    True
    """
    at = here = 0
    after_any = -1
    any_from = 0
    while here < len(items):
        token = pattern[at] if at < len(pattern) else None
        if at < len(pattern) and token is None:
            after_any, any_from = at + 1, here
            at += 1
        elif token is not None and fits(token, items[here]):
            at += 1
            here += 1
        elif after_any >= 0:
            any_from += 1
            at, here = after_any, any_from
        else:
            return False
    return all(token is None for token in pattern[at:])
