"""Finds reference names, and near misses of them, that stand where an image string has its host."""

# No annotations as strings here: NamedTuple compiles each of them, and every run would wait for that.

from collections.abc import Mapping
from typing import NamedTuple

from replreg.messages import likeness
from replreg.registries.image_string import is_host, without_tag
from replreg.registries.linked_registry import BUILT_IN, REPLICATED_HOST, Registry, normalize_host, split_endpoint
from replreg.release.model import Use
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.image_index import ImageIndex
from replreg.yaml.templates import MASK

__all__ = ["NameAsHost", "NameAsHostFinder"]

_LIKE = 0.75
"""How like a misspelt reference name must be to the right one, from 0 to 1."""

_MOST = 50
"""Of so many names none is compared with a misspelt one: which is meant would be no more than a guess."""


class NameAsHost(NamedTuple):
    """A prefix of an image string that stands where the host belongs.

    ``name`` is the reference name meant; ``length`` the prefix's, in code points of the value; ``address`` what
    belongs there, or None where that is not known; ``entry`` a declaration that lists the rest, if there is one.
    """

    name: str
    length: int
    address: str | None
    safe: bool
    entry: ResolvedDeclaration | None
    misspelt: bool = False


class NameAsHostFinder:
    """Knows the names that can stand in a host's place: those of ``registries``, and the sources of declarations.

    ``hosts`` are the registries by their normalized hosts. ``app`` is the application's slug, if it is known, and
    ``app_is_certain`` whether it was said rather than found in the release.
    """

    def __init__(
        self,
        registries: Mapping[str, Registry],
        hosts: Mapping[str, list[Registry]],
        sources: set[str],
        listing: ImageIndex,
        app: str | None,
        app_is_certain: bool,
    ) -> None:
        self._registries = registries
        self._hosts = hosts
        self._sources = sources
        self._listing = listing
        self._app = app
        self._app_is_certain = app_is_certain
        self._likeness: dict[tuple[str, str], float] = {}
        self._long = {name for name in registries if "/" in name}
        self._longest = max((name.count("/") for name in self._long), default=0)
        self._spaced = listing.behind_namespaces(registries)

    def find(self, use: Use, own: ResolvedDeclaration | None) -> NameAsHost | None:
        """Find a reference name, or a near miss of one, where the host belongs."""
        written = use.reference
        first, slash, _ = written.partition("/")
        if not slash or MASK in first:
            return None
        is_host_alone = use.behind.startswith("/")
        name = self._name_at_start(written, first)
        if name is not None:
            rest = written[len(name) + 1 :]
            if name in BUILT_IN:
                return None if is_host_alone else self._built_in(name, rest, own)
            entry = self._entry(name, rest, own)
            if entry is None and not is_host_alone and self._listing.without_host(without_tag(written)) is not None:
                return None  # a namespace that is called like a registry: what is missing is the host before it
            registry = self._registries.get(name)
            several = "/" in without_tag(rest).strip("/")
            if registry is None:
                # Known only as the source of declarations: no doubt where one lists the rest, or where the path is
                # longer than any on Docker Hub.
                return NameAsHost(name, len(name), None, False, entry, False) if entry or several else None
            behind, _, whole = rest.partition("/")
            if whole and normalize_host(behind) == normalize_host(registry.host):
                return NameAsHost(name, len(name) + 1, "", True, self._entry(name, whole, own))
            doubtful = is_host(first) or (several and ("." in behind or ":" in behind))
            safe = entry is not None or ((several or is_host_alone) and not doubtful)
            if own is not None and own.declaration.source_field is not None and entry is None:
                # What stands beside it names another source: an image of Docker Hub, or one of two mistakes.
                if own.source == "public" and not several:
                    return None
                safe = False
            return NameAsHost(name, len(name), _address(registry, rest), safe, entry)
        if _is_real_host(first):
            return None
        rest = written[len(first) + 1 :]
        entry = self._near_entry(first, rest, own)
        if entry is None:
            return None
        registry = self._registries.get(entry.source)
        return NameAsHost(entry.source, len(first), _address(registry, rest) if registry else None, False, entry, True)

    def _name_at_start(self, written: str, first: str) -> str | None:
        """Return the reference name that ``written`` starts with, unless it is the right host by itself."""
        known = self._registries
        if first in known or (first in self._sources and first):
            name = first
        elif self._long:
            parts = written.split("/", self._longest + 1)
            starts = ("/".join(parts[:length]) for length in range(len(parts) - 1, 1, -1))
            longest = next((start for start in starts if start in self._long), None)
            if longest is None:
                return None
            name = longest
        elif first in BUILT_IN:
            name = first
        else:
            return None
        registry = known.get(name)
        if registry is not None:
            if normalize_host(split_endpoint(name)[0]) == normalize_host(registry.host):
                return None  # a link without a name of its own is known by its endpoint
            if normalize_host(first) in self._hosts:
                return None  # a name like a host, and it is the host of another link
        elif _is_real_host(first):
            return None  # `source:` names a host: `endpoint-as-source` or `unknown-source` has to say it
        return name

    def _near_entry(self, word: str, rest: str, own: ResolvedDeclaration | None) -> ResolvedDeclaration | None:
        """Return the entry that lists the path of ``rest`` under the source most like ``word``, if any is like it.

        Only sources that list it are compared: of those there are few, and each comparison takes a while.
        """
        if own is not None:
            names = {own.source}
        else:
            path = without_tag(rest)
            listed, spaced = self._listing.sources(path), self._spaced.get(path, ())
            if len(listed) + len(spaced) > _MOST:
                return None
            names = {*listed, *spaced}
        near: list[tuple[float, str, ResolvedDeclaration]] = []
        for name in names - {"", *BUILT_IN}:
            entry = self._entry(name, rest, own)
            if entry is not None and (like := self._like(word, name)) >= _LIKE:
                near.append((-like, name, entry))
        return min(near)[2] if near else None

    def _like(self, word: str, name: str) -> float:
        if (word, name) not in self._likeness:
            self._likeness[word, name] = likeness(word[:200], name)
        return self._likeness[word, name]

    def _entry(self, name: str, rest: str, own: ResolvedDeclaration | None) -> ResolvedDeclaration | None:
        """Return an ``images:`` entry under source ``name`` that lists the path of ``rest``, or the use's own."""
        if own is not None:
            return own if own.source == name else None
        path = without_tag(rest)
        found = self._listing.first(name, path)
        registry = self._registries.get(name)
        if found is None and registry is not None and registry.namespace:
            found = self._listing.first(name, f"{registry.namespace}/{path}")
        return found

    def _built_in(self, name: str, rest: str, own: ResolvedDeclaration | None) -> NameAsHost | None:
        """Only an entry under the source tells that the word is one, and no organisation on Docker Hub."""
        entry = self._entry(name, rest, own)
        if name == "public":
            return NameAsHost(name, len(name) + 1, "", True, entry) if entry else None
        address = f"{REPLICATED_HOST}/{self._app}" if self._app else None
        if entry is None and self._app and rest.startswith(f"{self._app}/"):
            entry = self._entry(name, rest[len(self._app) + 1 :], own)
            address = REPLICATED_HOST
        return NameAsHost(name, len(name), address, self._app_is_certain, entry) if entry else None


def _is_real_host(component: str) -> bool:
    """Tell whether the first part of an image string is a host by more than an upper-case letter, as names have."""
    return is_host(component.lower())


def _address(registry: Registry, rest: str) -> str:
    """Return what belongs in front of ``rest``: the endpoint, without its namespace where ``rest`` starts with it."""
    namespace = registry.namespace
    path = without_tag(rest)
    if namespace and (path == namespace or path.startswith(namespace + "/")):
        return registry.pull_host
    return registry.address
