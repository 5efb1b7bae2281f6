"""An index of the entries of a release's ``images:`` lists, by what they list.

One image may have a thousand entries, one for each tag, and a thousand uses. Each look-up takes constant time: what the
entries of an image say of one tag is computed once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from replreg.registries.linked_registry import REPLICATED_HOST, Registry, normalize_host
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.yaml.templates import MASK

if TYPE_CHECKING:
    from replreg.yaml.masked_values import MaskedValues

__all__ = ["EntryMatch", "ImageEntries", "ImageIndex"]


class EntryMatch:
    """The entries of one image, as they match one tag.

    ``all`` are the entries of the image, ``same_tag`` those that have the tag, and ``closest`` the latter, or all if no
    entry has the tag. The other fields describe ``closest``: ``registry`` is the linked registry that the image is
    pulled from, None if there is none; ``is_public`` and ``is_linked`` say whether an entry is ``public`` or names a
    linked registry; ``first_of_each_source`` has the first entry of each source.
    """

    __slots__ = ("all", "closest", "first_of_each_source", "is_linked", "is_public", "registry", "same_tag")

    def __init__(
        self,
        entries: list[ResolvedDeclaration],
        same_tag: list[ResolvedDeclaration],
        closest: list[ResolvedDeclaration],
        registry: Registry | None,
        is_public: bool,
        is_linked: bool,
        first_of_each_source: list[ResolvedDeclaration],
    ) -> None:
        self.all: list[ResolvedDeclaration] = entries
        self.same_tag: list[ResolvedDeclaration] = same_tag
        self.closest: list[ResolvedDeclaration] = closest
        self.registry: Registry | None = registry
        self.is_public: bool = is_public
        self.is_linked: bool = is_linked
        self.first_of_each_source: list[ResolvedDeclaration] = first_of_each_source


class ImageEntries:
    """The entries that list one image."""

    __slots__ = ("_by_tag", "_matches", "_with_templated_tag", "all")

    def __init__(self) -> None:
        self.all: list[ResolvedDeclaration] = []
        self._by_tag: dict[str, list[ResolvedDeclaration]] = {}
        self._with_templated_tag: list[ResolvedDeclaration] = []
        self._matches: dict[str, EntryMatch] = {}

    def add(self, declared: ResolvedDeclaration) -> None:
        """Add an entry. Nothing may be added after the first `match`."""
        self.all.append(declared)
        tag = declared.tag or "latest"
        if MASK in tag:
            self._with_templated_tag.append(declared)
        else:
            self._by_tag.setdefault(tag, []).append(declared)

    def match(self, tag: str | None, by_digest: bool) -> EntryMatch:
        """Return what the entries say of the image with ``tag``, None for no tag.

        An absent tag is ``latest``, and a template may be any tag. An image named ``by_digest`` alone may have any tag.
        """
        name = tag or "latest"
        if MASK in name or (by_digest and tag is None):
            name = MASK
        elif name not in self._by_tag:
            name = ""
        known = self._matches.get(name)
        if known is None:
            same_tag = self.all if name == MASK else self._by_tag.get(name, []) + self._with_templated_tag
            known = self._matches[name] = _match(self.all, same_tag)
        return known


def _match(entries: list[ResolvedDeclaration], same_tag: list[ResolvedDeclaration]) -> EntryMatch:
    closest = same_tag or entries
    registries = [declared.registry for declared in closest if declared.registry is not None]
    return EntryMatch(
        entries,
        same_tag,
        closest,
        registries[-1] if registries else None,
        any(declared.source == "public" for declared in closest),
        any(declared.names_linked_registry for declared in closest),
        list({declared.source: declared for declared in reversed(closest)}.values())[::-1],
    )


class ImageIndex:
    """The entries of all ``images:`` lists. ``app`` is the application's slug, None if it is not known."""

    def __init__(self, entries: Iterable[ResolvedDeclaration], app: str | None) -> None:
        self._by_location: dict[tuple[str, str], ImageEntries] = {}
        self._on_unknown_host: dict[str, ImageEntries] = {}
        self._of_unknown_app: dict[str, ImageEntries] = {}
        self._hostless: dict[str, ImageEntries] = {}
        self._by_name: dict[str, dict[str, ResolvedDeclaration]] = {}
        self._templated: MaskedValues[ResolvedDeclaration] | None = None
        seen: set[tuple[str, str]] = set()
        for declared in entries:
            if declared.is_templated:
                if (declared.source, declared.name) not in seen:
                    seen.add((declared.source, declared.name))
                    self._add_templated(declared)
                continue
            self._add(declared, app)

    def _add_templated(self, declared: ResolvedDeclaration) -> None:
        if self._templated is None:
            from replreg.yaml.masked_values import MaskedValues

            self._templated = MaskedValues()
        self._templated.add(declared.name, declared)

    def _add(self, declared: ResolvedDeclaration, app: str | None) -> None:
        name, path, domain, registry = declared.name, declared.path, declared.domain, declared.registry
        self._by_name.setdefault(name, {}).setdefault(declared.source, declared)
        is_replicated = declared.source == "replicated"
        if domain is None and declared.names_linked_registry:
            self._on_unknown_host.setdefault(name, ImageEntries()).add(declared)
        elif path is not None and domain is not None:
            self._by_location.setdefault((domain, path), ImageEntries()).add(declared)
            if declared.foreign_host is not None and registry is not None:
                self._by_location.setdefault((normalize_host(registry.host), path), ImageEntries()).add(declared)
        if is_replicated and app is None:
            self._of_unknown_app.setdefault(name, ImageEntries()).add(declared)
        has_own_host = is_replicated or registry is not None
        if has_own_host and declared.foreign_host is None:  # an entry of Docker Hub is found by its location
            self._hostless.setdefault(name, ImageEntries()).add(declared)
            if is_replicated and path is not None and path != name:
                self._hostless.setdefault(path, ImageEntries()).add(declared)

    def by_location(self, domain: str, path: str) -> ImageEntries | None:
        """Return the entries that list ``path`` on the normalized host ``domain``, None if there are none."""
        found = self._by_location.get((domain, path))
        if found is None and domain == REPLICATED_HOST:
            found = self._of_unknown_app.get(path[path.find("/") + 1 :])
        return found

    def by_name_on_unknown_host(self, name: str) -> ImageEntries | None:
        """Return the entries that list ``name`` under registries of unknown endpoints, None if there are none."""
        return self._on_unknown_host.get(name)

    def by_hostless_name(self, name: str) -> ImageEntries | None:
        """Return the entries that list ``name`` on a host that an image string must not leave out, None if none do."""
        return self._hostless.get(name)

    def by_source_and_name(self, source: str, name: str) -> ResolvedDeclaration | None:
        """Return the first entry under ``source`` that lists ``name``."""
        return self._by_name.get(name, {}).get(source)

    def sources_of(self, name: str) -> Collection[str]:
        """Return the sources under which an entry lists ``name``."""
        return self._by_name.get(name, {})

    def names_below_namespace(self, registries: Mapping[str, Registry]) -> dict[str, list[str]]:
        """Return the names that follow the namespace of their registry in an entry, each with its sources."""
        found: dict[str, list[str]] = {}
        for name, sources in self._by_name.items():
            for source in sources:
                registry = registries.get(source)
                namespace = registry.namespace if registry is not None else ""
                if namespace and name.startswith(f"{namespace}/"):
                    found.setdefault(name[len(namespace) + 1 :], []).append(source)
        return found

    def templated_matches(self, texts: Iterable[str]) -> Iterator[ResolvedDeclaration]:
        """Yield the entries that a template hides a part of and that can turn out to list one of ``texts``."""
        if self._templated is not None:
            for text in texts:
                yield from self._templated.matching(text)
