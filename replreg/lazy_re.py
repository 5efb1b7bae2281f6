"""Regular expressions that are compiled at their first use.

A run uses few of the package's expressions. Compiling all of them at import would add more than a third to the
processor's work of linting one file, so `lazy_compile` replaces `re.compile` at the top of modules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

__all__ = ["LazyPattern", "lazy_compile"]

if TYPE_CHECKING:
    import sys
    from collections.abc import Callable, Iterator
    from typing import Any, Protocol

    class _Find(Protocol):
        def __call__(self, string: str, pos: int = 0, endpos: int = sys.maxsize, /) -> re.Match[str] | None: ...

    class _FindEach(Protocol):
        def __call__(self, string: str, pos: int = 0, endpos: int = sys.maxsize, /) -> Iterator[re.Match[str]]: ...

    class _FindAll(Protocol):
        def __call__(self, string: str, pos: int = 0, endpos: int = sys.maxsize, /) -> list[Any]: ...

    class _Substitute(Protocol):
        def __call__(self, repl: str | Callable[[re.Match[str]], str], string: str, count: int = 0, /) -> str: ...


_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


def lazy_compile(expression: str, flags: int = 0) -> LazyPattern:
    """Return a `LazyPattern` for ``expression``. A mistake in it, ``re.error``, shows at the first use only."""
    return LazyPattern(expression, flags)


class LazyPattern:
    """The methods of ``re.Pattern`` that the package uses; the first call of one compiles the expression.

    It is not an ``re.Pattern``: ``isinstance`` says so, and the functions of ``re`` do not take it. It cannot be
    pickled once it is compiled.
    """

    search: _Find
    match: _Find
    fullmatch: _Find
    finditer: _FindEach
    findall: _FindAll
    split: Callable[[str], list[str]]
    sub: _Substitute

    def __init__(self, expression: str, flags: int) -> None:
        self.pattern = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile, and keep the compiled pattern's methods as attributes, so that this is called once."""
        if name not in _METHODS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
