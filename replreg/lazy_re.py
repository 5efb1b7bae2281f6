"""Regular expressions that are compiled when they are first used.

A run needs few of those that the package has, and compiling them all would take a fifth of the time to start.
"""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["lazy_compile"]


def lazy_compile(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Return what ``re.compile(expression, flags)`` returns, or rather what becomes that when it is first used.

    So a mistake in the expression, ``re.error``, shows only then. Unlike a pattern it cannot be pickled.
    """
    return cast("re.Pattern[str]", _LazyPattern(expression, flags))


class _LazyPattern:
    """Stands in for a pattern; whatever is asked for comes from the compiled one, and stays as an attribute."""

    def __init__(self, expression: str, flags: int) -> None:
        self.pattern = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, value)
        return value
