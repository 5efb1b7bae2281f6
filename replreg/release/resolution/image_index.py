"""The entries of a release's ``images:`` lists, found by what they list.

Of one image an entry for each of a thousand tags may be there, used a thousand times: so what is asked for again and
again is remembered, and no question takes time that grows with the number of entries for one image.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping

from replreg.registries.linked_registry import REPLICATED_HOST, Registry, normalize_host
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.yaml.masked_values import MaskedValues
from replreg.yaml.templates import MASK

__all__ = ["EntryMatch", "ImageEntries", "ImageIndex"]


class EntryMatch:
    """Which entries list an image with a tag: those in ``agreeing`` have the tag, those in ``listed`` the image.

    ``registry`` is the linked one that it is pulled from, None for none. ``public`` and ``linked`` tell what an entry
    of it says; where some have the tag, only they are asked. ``sources`` holds the first entry of each source of those.
    """

    __slots__ = ("agreeing", "linked", "listed", "public", "registry", "sources")

    def __init__(self, listed: list[ResolvedDeclaration], agreeing: list[ResolvedDeclaration]) -> None:
        self.listed = listed
        self.agreeing = agreeing
        asked = agreeing or listed
        registries = [declared.registry for declared in asked if declared.registry is not None]
        self.registry: Registry | None = registries[-1] if registries else None
        self.public = any(declared.source == "public" for declared in asked)
        self.linked = any(declared.linked for declared in asked)
        self.sources = list({declared.source: declared for declared in reversed(asked)}.values())[::-1]
        for declared in asked:
            declared.used = True


class ImageEntries:
    """The entries that list one image."""

    __slots__ = ("_answers", "_by_tag", "_hidden", "all")

    def __init__(self) -> None:
        self.all: list[ResolvedDeclaration] = []
        self._by_tag: dict[str, list[ResolvedDeclaration]] = {}
        self._hidden: list[ResolvedDeclaration] = []
        self._answers: dict[str, EntryMatch] = {}

    def add(self, declared: ResolvedDeclaration) -> None:
        """Take an entry in."""
        self.all.append(declared)
        tag = declared.tag or "latest"
        if MASK in tag:
            self._hidden.append(declared)
        else:
            self._by_tag.setdefault(tag, []).append(declared)

    def answer(self, tag: str | None, by_digest: bool) -> EntryMatch:
        """Return what they say of an image with ``tag``, None for none, and mark those that list it as used.

        An absent tag is ``latest``, and a template any tag; an image named ``by_digest`` alone has whichever.
        Where no entry has the tag, all are marked, since then the tag is the mistake.
        """
        name = tag or "latest"
        if MASK in name or (by_digest and tag is None):
            name = MASK
        elif name not in self._by_tag:
            name = ""
        known = self._answers.get(name)
        if known is None:
            agreeing = self.all if name == MASK else self._by_tag.get(name, []) + self._hidden
            known = self._answers[name] = EntryMatch(self.all, agreeing)
        return known


class ImageIndex:
    """All entries, and the indices over them. ``app`` is the application's slug, None where it is not known."""

    def __init__(self, entries: Iterable[ResolvedDeclaration], app: str | None) -> None:
        self._by_place: dict[tuple[str, str], ImageEntries] = {}
        self._elsewhere: dict[str, ImageEntries] = {}
        self._bare: dict[str, ImageEntries] = {}
        self._without_host: dict[str, ImageEntries] = {}
        self._first: dict[tuple[str, str], ResolvedDeclaration] = {}
        self._by_name: dict[str, dict[str, deque[ResolvedDeclaration]]] = {}
        self._hidden: MaskedValues[ResolvedDeclaration] = MaskedValues()
        seen: set[tuple[str, str]] = set()
        for declared in entries:
            if declared.is_unknown:
                if (declared.source, declared.name) not in seen:
                    seen.add((declared.source, declared.name))
                    self._hidden.add(declared.name, declared)
                continue
            self._add(declared, app)

    def _add(self, declared: ResolvedDeclaration, app: str | None) -> None:
        name, path, domain, registry = declared.name, declared.path, declared.domain, declared.registry
        self._first.setdefault((declared.source, name), declared)
        self._by_name.setdefault(name, {}).setdefault(declared.source, deque()).append(declared)
        is_replicated = declared.source == "replicated"
        if domain is None and declared.linked:
            self._elsewhere.setdefault(name, ImageEntries()).add(declared)
        elif path is not None and domain is not None:
            self._by_place.setdefault((domain, path), ImageEntries()).add(declared)
            if declared.strange_host is not None and registry is not None:
                self._by_place.setdefault((normalize_host(registry.host), path), ImageEntries()).add(declared)
        if is_replicated and app is None:
            self._bare.setdefault(name, ImageEntries()).add(declared)
        if is_replicated or registry is not None:  # of Docker Hub, `at` has found it already
            self._without_host.setdefault(name, ImageEntries()).add(declared)
            if is_replicated and path is not None and path != name:
                self._without_host.setdefault(path, ImageEntries()).add(declared)

    def at(self, domain: str, path: str) -> ImageEntries | None:
        """Return the entries that list ``path`` on the normalized host ``domain``, None where there are none."""
        found = self._by_place.get((domain, path))
        if found is None and domain == REPLICATED_HOST:
            found = self._bare.get(path.rpartition("/")[2])
        return found

    def somewhere(self, name: str) -> ImageEntries | None:
        """Return the entries that list ``name`` under registries whose endpoint is not known."""
        return self._elsewhere.get(name)

    def without_host(self, name: str) -> ImageEntries | None:
        """Return the entries that list ``name`` on a host that an image string must not leave out."""
        return self._without_host.get(name)

    def first(self, source: str, name: str) -> ResolvedDeclaration | None:
        """Return the first entry under ``source`` that lists ``name``."""
        return self._first.get((source, name))

    def sources(self, name: str) -> Collection[str]:
        """Return the sources under which an entry lists ``name``."""
        return self._by_name.get(name, {})

    def behind_namespaces(self, registries: Mapping[str, Registry]) -> dict[str, list[str]]:
        """Return the names that are listed behind the namespaces of their registries, each with its sources."""
        found: dict[str, list[str]] = {}
        for source, name in self._first:
            registry = registries.get(source)
            namespace = registry.namespace if registry is not None else ""
            if namespace and name.startswith(f"{namespace}/"):
                found.setdefault(name[len(namespace) + 1 :], []).append(source)
        return found

    def unused(self, name: str) -> Iterator[ResolvedDeclaration]:
        """Yield the first entry of each source that lists ``name`` and is not marked as used."""
        for declared in self._by_name.get(name, {}).values():
            while declared and declared[0].used:
                declared.popleft()
            if declared:
                yield declared[0]

    def hidden(self, texts: Iterable[str]) -> Iterator[ResolvedDeclaration]:
        """Yield the entries that templates hide a part of, and that can turn out to list one of ``texts``."""
        for text in texts:
            yield from self._hidden.matching(text)
