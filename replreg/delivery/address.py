"""An image's address in pieces: which characters are its host, path, tag and digest, and what it is pulled through.

Positions in an address are those of its text's flat form (`replreg.templates.texts.flat`): a character each, and one
for each symbol and each unknown part, so that the pieces can be cut at any of them.
"""

from __future__ import annotations

from enum import Enum
from functools import cached_property

from replreg.registries.reference_grammar import looks_like_host
from replreg.templates.texts import HOLE
from replreg.templates.values import Assumption, Known, Symbol, SymbolKind, Text, Unknown

__all__ = ["MARKS", "Address", "Via", "spell"]

MARKS = {
    SymbolKind.LOCAL_REGISTRY_HOST: "\ue010",
    SymbolKind.LOCAL_REGISTRY_NAMESPACE: "\ue011",
    SymbolKind.LOCAL_REGISTRY_ADDRESS: "\ue012",
    SymbolKind.APP_SLUG: "\ue013",
    SymbolKind.PROXY_DOMAIN: "\ue014",
    SymbolKind.PULL_SECRET_NAME: "\ue015",
}
"""The character that a symbol is in a spelled address."""

LOCAL_HOST = MARKS[SymbolKind.LOCAL_REGISTRY_HOST]
LOCAL_NAMESPACE = MARKS[SymbolKind.LOCAL_REGISTRY_NAMESPACE]
LOCAL_ADDRESS = MARKS[SymbolKind.LOCAL_REGISTRY_ADDRESS]
SLUG = MARKS[SymbolKind.APP_SLUG]
PROXY = MARKS[SymbolKind.PROXY_DOMAIN]
_HOSTS = (LOCAL_HOST, LOCAL_ADDRESS, PROXY)
_SHOWN = {
    SymbolKind.LOCAL_REGISTRY_HOST: "{LocalRegistryHost}",
    SymbolKind.LOCAL_REGISTRY_NAMESPACE: "{LocalRegistryNamespace}",
    SymbolKind.LOCAL_REGISTRY_ADDRESS: "{LocalRegistryAddress}",
    SymbolKind.APP_SLUG: "{appSlug}",
    SymbolKind.PROXY_DOMAIN: "{proxyDomain}",
    SymbolKind.PULL_SECRET_NAME: "{ImagePullSecretName}",
}


class Via(str, Enum):
    """The way in which an image is pulled."""

    DIRECT = "direct"
    PROXY = "proxy"
    LOCAL = "local"
    UNKNOWN = "unknown"


def spell(text: Text) -> str:
    """Return a text with each symbol as its mark and each unknown part as a `HOLE`; as long as the flat text."""
    return "".join(
        [
            piece.text if isinstance(piece, Known) else MARKS[piece.kind] if isinstance(piece, Symbol) else HOLE
            for piece in text.pieces
        ]
    )


class Address:
    """One thing that an image string may be in an installation, under some assumptions.

    ``host_end`` is the end of the host (0 without one: Docker Hub), ``path_start`` and ``path_end`` the span of the
    path, ``tag_start`` where the tag begins after its colon, ``digest_start`` after the ``@`` (-1 where they are
    missing). ``has_registry`` is True where the host was given apart, so that it is one whatever it looks like.
    ``scheme`` is the ``https://`` that is written before the address by mistake, and not a part of it.
    """

    def __init__(
        self,
        text: Text,
        assumptions: frozenset[Assumption] = frozenset(),
        has_registry: bool = False,
        scheme: Text = Text(),  # noqa: B008 - a text is never changed
    ) -> None:
        self.text = text
        self.scheme: Text = scheme
        self.assumptions = assumptions
        spelled = spell(text)
        self.spelled: str = spelled
        at = spelled.find("@")
        self.digest_start: int = at + 1 if at >= 0 else -1
        end = at if at >= 0 else len(spelled)
        first = spelled.find("/")
        host = spelled[: first if first >= 0 else end]
        alone = first < 0 and host[:1] in _HOSTS and bool(host)
        is_host = alone or (first >= 0 and (has_registry or looks_like_host(host) or _may_be_host(host)))
        self.host_end: int = len(host) if is_host else 0
        self.path_start: int = min(self.host_end + 1, end) if is_host else 0
        colon = spelled.rfind(":", max(spelled.rfind("/", 0, end), self.host_end) + 1, end)
        self.path_end: int = colon if colon >= 0 else end
        self.tag_start: int = colon + 1 if colon >= 0 else -1

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"

    @property
    def host(self) -> str:
        """The host, with marks; empty for Docker Hub."""
        return self.spelled[: self.host_end]

    @property
    def path(self) -> str:
        """The path, with marks and holes."""
        return self.spelled[self.path_start : self.path_end]

    @property
    def tag(self) -> str | None:
        """The tag, with holes, or None."""
        if self.tag_start < 0:
            return None
        return self.spelled[self.tag_start : self.digest_start - 1 if self.digest_start > 0 else None]

    @property
    def digest(self) -> str | None:
        """The digest, or None."""
        return self.spelled[self.digest_start :] if self.digest_start > 0 else None

    @cached_property
    def parts(self) -> list[tuple[int, int]]:
        """The spans of the parts of the path, between slashes."""
        found: list[tuple[int, int]] = []
        position = self.path_start
        for part in self.path.split("/"):
            found.append((position, position + len(part)))
            position += len(part) + 1
        return found

    @property
    def is_local(self) -> bool:
        """Whether the address begins with the local registry."""
        return self.spelled[:1] in (LOCAL_HOST, LOCAL_ADDRESS) and bool(self.spelled)

    @property
    def is_located(self) -> bool:
        """Whether host and path are known, whatever the tag is."""
        return self.is_possible and HOLE not in self.spelled[: self.path_end]

    @property
    def is_possible(self) -> bool:
        """Whether there is a path, and something before its first slash: an empty host leaves a slash alone."""
        return bool(self.path) and self.spelled[:1] != "/"

    @property
    def is_known(self) -> bool:
        """Whether every part is known."""
        return self.is_possible and HOLE not in self.spelled

    @property
    def last_part(self) -> str:
        """The part of the path that remains in the local registry of KOTS: the last one."""
        return self.path.rpartition("/")[2]

    @property
    def why(self) -> str | None:
        """Why a part is not known; None if all are."""
        return next((piece.reason for piece in self.text.pieces if isinstance(piece, Unknown)), None)

    @cached_property
    def shown(self) -> str:
        """The address for people and for JSON: a symbol without a text is its name in braces, an unknown part ``…``."""
        return self.show()

    def show(self, start: int = 0, end: int | None = None) -> str:
        """Return a part of the address as `shown` writes it."""
        from replreg.templates.texts import cut

        parts: list[str] = []
        for piece in cut(self.text, start, len(self.spelled) if end is None else end).pieces:
            if isinstance(piece, Unknown):
                parts.append("…")
            elif isinstance(piece, Symbol):
                parts.append(piece.text or _SHOWN[piece.kind])
            else:
                parts.append(piece.text)
        return "".join(parts)


def _may_be_host(host: str) -> bool:
    """Return True if the first part has a symbol or an unknown part, so that it may be a host."""
    return any(character in _HOSTS or character == HOLE for character in host)
