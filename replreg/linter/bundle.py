"""Compares the images of a release with those of its air gap bundle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from replreg.config.model import Config
from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub
from replreg.registries.linked_registry import REPLICATED_HOST, normalize_host
from replreg.registries.reference import InvalidReference, Reference
from replreg.release.inventory import ImageRow
from replreg.release.kots_domains import PROXY_HOST

__all__ = ["Comparison", "compare"]

_ANONYMOUS = ("anonymous/", "anon/")
_DECLARES = "additionalImages"


class Comparison(NamedTuple):
    """The comparison of a bundle with the images of a release.

    ``images`` are those of the bundle. The others are numbers of rows: ``missing`` those that an air gap installation
    needs and the bundle lacks, ``unsure`` those for which this is not known, and ``unneeded`` those that no such
    installation pulls. ``unused`` are the images of the bundle that nothing in the release uses or lists.
    """

    file: str
    images: tuple[str, ...]
    missing: frozenset[int]
    unsure: frozenset[int]
    unneeded: frozenset[int]
    unused: tuple[str, ...]


class _Image(NamedTuple):
    """An image: its host and path, its tag, its digest; each empty where it is not known or not there."""

    name: str
    tag: str
    digest: str

    def is_same(self, other: _Image) -> bool:
        """Return True if two images of the same name have the same digest; where one has none, the same tag."""
        if self.digest and other.digest:
            return self.digest == other.digest
        return self.tag == other.tag


def compare(rows: Sequence[ImageRow], images: Iterable[str], file: str, configs: Iterable[Config] = ()) -> Comparison:
    """Return what a bundle has of the rows. ``file`` is the list's name, ``images`` what is in it."""
    listed = tuple(images)
    reader = _Reader(configs)
    by_name: dict[str, list[tuple[str, _Image]]] = {}
    by_last: dict[str, list[tuple[str, _Image]]] = {}
    for text in listed:
        image = reader.read(text)
        if image is not None:
            by_name.setdefault(image.name, []).append((text, image))
            by_last.setdefault(image.name.rpartition("/")[2], []).append((text, image))
    missing: set[int] = set()
    unsure: set[int] = set()
    used: set[str] = set()
    for number, row in enumerate(rows):
        is_needed = _is_needed(row)
        image = reader.read(row.address or row.image)
        if image is None:
            own = _local(row)
            found = [] if own is None else [text for text, one in by_last.get(own.name, ()) if one.is_same(own)]
            if is_needed and not found:
                (unsure if own is None else missing).add(number)
        else:
            same_name = by_name.get(image.name, [])
            found = [text for text, one in same_name if one.is_same(image)]
            if is_needed and not found:
                missing.add(number)
        if is_needed or any(place.key.endswith(_DECLARES) for place in row.declared) or not row.is_delivered:
            used.update(found)
    hidden = [row for number, row in enumerate(rows) if number in unsure]
    unused = [text for text in listed if text not in used and not any(_may_be(row, text, reader) for row in hidden)]
    unneeded = frozenset(number for number, row in enumerate(rows) if not _is_needed(row))
    return Comparison(file, listed, frozenset(missing), frozenset(unsure), unneeded, tuple(unused))


def _is_needed(row: ImageRow) -> bool:
    """Return True if an installation from the bundle pulls the image."""
    return row.airgap is not None and bool(row.used) if row.is_delivered else bool(row.used)


def _local(row: ImageRow) -> _Image | None:
    """Return the image that an installation pulls from the local registry, by the last part of its path."""
    if row.airgap is None or row.airgap.via != "local":
        return None
    last = row.airgap.address.rpartition("/")[2]
    if "…" in last or "{" in last:
        return None
    name, _, digest = last.partition("@")
    name, _, tag = name.partition(":")
    return _Image(name, tag or ("" if digest else "latest"), digest)


def _may_be(row: ImageRow, text: str, reader: _Reader) -> bool:
    """Return True if an image of which a part is not known may be one of the bundle's: its known start agrees."""
    start, hidden, _ = row.image.partition("…")
    image = reader.read(text)
    if image is None or not hidden:
        return True
    normal = f"{image.name}:{image.tag}"
    return normal.startswith(start) or docker_hub.short_address(normal).startswith(start)


class _Reader:
    """Reads images as the vendor's tool writes them, with the proxy's part or without it."""

    def __init__(self, configs: Iterable[Config]) -> None:
        self._hosts: dict[str, str] = {}
        self._proxies = {PROXY_HOST}
        for config in configs:
            self._hosts.update((registry.name, normalize_host(registry.host)) for registry in config.registries)
            self._proxies.update(config.domains.proxy)

    def read(self, text: str) -> _Image | None:
        """Return an image; None if a part of it is not known."""
        if "…" in text or "{" in text:
            return None
        first, slash, rest = text.partition("/")
        if slash and rest.startswith("proxy/"):
            rest = rest.split("/", 2)[2] if rest.count("/") > 1 else rest
            text = rest
        elif first in self._proxies:
            text = next((rest[len(one) :] for one in _ANONYMOUS if rest.startswith(one)), text)
            if rest.startswith("library/"):
                text = f"{REPLICATED_HOST}/{rest}"
        first, slash, rest = text.partition("/")
        if slash and first in self._hosts:
            text = f"{self._hosts[first]}/{rest}"
        try:
            reference = Reference.parse_normalized(text)
        except InvalidReference:
            return None
        domain = normalize_host(reference.domain or "")
        name = f"{domain}/{reference.path}"
        if domain == REPLICATED_HOST and reference.path.startswith(f"{docker_hub.OFFICIAL}/"):
            name = f"{docker_hub.DOMAIN}/{reference.path}"  # the tool leaves out the host of these
        return _Image(name, reference.tag or ("" if reference.digest else "latest"), reference.digest or "")
