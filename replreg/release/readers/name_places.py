"""Finds the reference names of linked registries in a text. A text without one costs one search for each name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.registries.linked_registry import BUILT_IN, Registry, normalize_host, split_endpoint

__all__ = ["NamePlaces", "find_names"]

_FEW = 30
"""So many names are searched for one by one; more are looked up word by word."""

_WORD = lazy_compile(r"[A-Za-z0-9](?:[\w.-]*\w)?")
_NEVER_BEFORE = "/@:+-._%\\"


class NamePlaces(NamedTuple):
    """Where reference names are in a file's text, as far as an image string may start with them there.

    ``starts`` and ``ends`` are sorted offsets in code points. ``text`` is the decoded text of the file, and ``masked``
    the same with its templates covered.
    """

    starts: list[int]
    ends: list[int]
    text: str
    masked: str

    def between(self, start: int, end: int) -> range:
        """Return the numbers of the places that start between two offsets."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


def find_names(text: str, masked: str, registries: Iterable[Registry]) -> NamePlaces | None:
    """Return the places of the reference names in a file's decoded text, None if there is none."""
    names = {item.name for item in registries if item.name not in BUILT_IN and not _is_its_host(item)}
    found = sorted(_places(text, names))
    if not found:
        return None
    return NamePlaces([start for start, _ in found], [end for _, end in found], text, masked)


def _is_its_host(registry: Registry) -> bool:
    """Return True if a link has its endpoint as its name, which is right at the start of an image string."""
    return normalize_host(split_endpoint(registry.name)[0]) == normalize_host(registry.host)


def _places(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    if len(names) > _FEW:
        words = ((word.group(), *word.span()) for word in _WORD.finditer(text))
        yield from ((start, end) for word, start, end in words if word in names and _may_be_name(text, start, end))
        names = {name for name in names if not _WORD.fullmatch(name)}
    for name in names:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if _may_be_name(text, start, end):
                yield start, end
            start = text.find(name, end)


def _may_be_name(text: str, start: int, end: int) -> bool:
    """Return True if the name at a place can start an image string, or be the value of a key for a registry."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if before.isalnum() or (before and before in _NEVER_BEFORE and text[start - 2 : start] != '\\"'):
        return False
    if after == "/":
        following = text[end + 1 : end + 2]
        return following.isalnum() or (following != "" and following in "{%$r")
    if after.isalnum() or (after and after in "_.-:@"):
        return False
    # The name of a parameter is on the line before its value.
    lines = text[max(0, start - 200) : start].lower().rsplit("\n", 2)[-2:]
    return any("registry" in line or "hub" in line for line in lines)
