"""The texts that an image of a release can begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from replreg.delivery.folder import FolderRelease
from replreg.lazy_re import lazy_compile

__all__ = ["KnownStarts", "known_starts"]


_FARTHEST = 100
_ARGUMENT = lazy_compile(
    r"(?:^|\s)--?[\w-]+\Z|(?:^|[\s/;&|(])(?:docker|podman|nerdctl|crictl|ctr|crane|skopeo|buildah)\s[^\n]*\Z"
)
_BEFORE_VALUE = ("", "\n", "\r", *":=-,[({<>|\"'`")
"""The characters before a value in a text, apart from spaces."""


class KnownStarts:
    """The texts that an image of the release can begin with: names and hosts of registries, domains of the platform."""

    __slots__ = ("_inside", "names")

    def __init__(self, names: Sequence[str]) -> None:
        self.names: frozenset[str] = frozenset(name.lower() for name in names)
        self._inside: re.Pattern[str] | None = None

    def inside(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of what begins with one of them in a text of any form, such as a configuration file.

        Without a tag or a digest, it counts as a word of a sentence, unless it is where a value can be.
        """
        if not self.are_in(text):
            return
        if self._inside is None:
            names = "|".join(re.escape(name) for name in sorted(self.names, key=len, reverse=True))
            self._inside = re.compile(rf"(?<![\w./@:$-])(?:{names})/[\w./-]+(?:[:@][\w.:-]+)?")
        for found in self._inside.finditer(text):
            start, end = found.span()
            if not {":", "@"}.isdisjoint(text[text.rfind("/", start, end) : end]) or _is_value(text, start):
                yield start, end

    def are_in(self, text: str) -> bool:
        """Return True if one of them is in a text with a slash after it."""
        return any(f"{name}/" in text for name in self.names)

    def begin(self, value: str) -> bool:
        """Return True if a value begins with one of them, a slash and something more."""
        first, slash, rest = value.partition("/")
        return bool(slash) and bool(rest) and first.lower() in self.names

    def without_scheme(self, value: str) -> str:
        """Return a value without the ``https://`` before a host that an image can begin with."""
        if "://" not in value:
            return value
        scheme, _, rest = value.partition("://")
        is_web = scheme.lower() in ("http", "https") and "." in rest.partition("/")[0]
        return rest if is_web and self.are(rest.rstrip("/")) else value

    def are(self, value: str) -> bool:
        """Return True if a value is one of them, or begins with one."""
        return value.lower() in self.names or self.begin(value)


def _is_value(text: str, start: int) -> bool:
    """Return True if what starts at a place of a text is a value: after a key, a flag, a quote or a tool, or alone."""
    before = text[max(0, start - _FARTHEST) : start].rstrip(" \t")
    return before[-1:] in _BEFORE_VALUE or _ARGUMENT.search(before) is not None


def known_starts(release: FolderRelease) -> KnownStarts:
    """Return what an image of a release can begin with."""
    registries = release.registries
    names: list[str] = [*registries.by_name, *(registry.host for registry in registries.by_name.values())]
    return KnownStarts([*names, *registries.hosts, *release.domains.proxies, *release.domains.registries])
