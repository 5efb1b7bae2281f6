"""Finds reference names, and misspelt ones, at the start of an image string, where the host belongs."""

from collections.abc import Iterator, Mapping

from replreg.messages import likeness
from replreg.registries import docker_hub
from replreg.registries.image_string import is_host, without_tag
from replreg.registries.linked_registry import BUILT_IN, REPLICATED_HOST, Registry, normalize_host, split_endpoint
from replreg.release.model import Use
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.image_index import ImageIndex
from replreg.yaml.templates import MASK

__all__ = ["NameAsHost", "NameAsHostFinder"]

_LIKENESS = 0.75
"""The least likeness of a misspelt reference name to the right one, from 0 to 1."""

_TWO_PARTS = frozenset((docker_hub.DOMAIN, "quay.io"))
"""Hosts on which a path has two parts: an organization and a repository."""

_MOST_NAMES = 50
"""A misspelt name is compared with at most so many names: among more, the nearest one would be a guess."""


class NameAsHost:
    """A reference name at the start of an image string, where the host belongs.

    ``name`` is the reference name that is meant. ``length`` is the length of the wrong prefix, in code points of the
    value. ``address`` is what belongs there: None if that is not known, "" if the prefix is to be removed.
    ``is_certain`` is False if the word may be something else. ``entry`` is a declaration that lists the rest of the
    image string, None if there is none. ``is_misspelt`` is True if the prefix is only almost the name.

    ``start`` is the offset of the wrong part, in code points of the value. It is not 0 if the right host is in front.
    """

    __slots__ = ("address", "entry", "is_certain", "is_misspelt", "length", "name", "start")

    def __init__(
        self,
        name: str,
        length: int,
        address: str | None,
        is_certain: bool,
        entry: ResolvedDeclaration | None,
        is_misspelt: bool = False,
        start: int = 0,
    ) -> None:
        self.name: str = name
        self.length: int = length
        self.address: str | None = address
        self.is_certain: bool = is_certain
        self.entry: ResolvedDeclaration | None = entry
        self.is_misspelt: bool = is_misspelt
        self.start: int = start

    @property
    def end(self) -> int:
        """The offset after the wrong part."""
        return self.start + self.length


class NameAsHostFinder:
    """Finds the names of ``registries``, and the ``sources`` of declarations, in the place of a host.

    ``hosts`` are the registries by their normalized hosts. ``locations`` are the normalized hosts and the paths of all
    images that the release uses, as they are written, each with True if the host is written, too. ``app`` is the
    application's slug, None if it is not known; ``app_is_given`` is False if it was found in the release instead of in
    the settings.
    """

    def __init__(
        self,
        registries: Mapping[str, Registry],
        hosts: Mapping[str, list[Registry]],
        sources: set[str],
        index: ImageIndex,
        locations: Mapping[tuple[str, str], bool],
        app: str | None,
        app_is_given: bool,
    ) -> None:
        self._registries = registries
        self._hosts = hosts
        self._sources = sources
        self._index = index
        self._locations = locations
        self._namespaces = set(self._find_namespaces())
        self._app = app
        self._app_is_given = app_is_given
        self._likeness: dict[tuple[str, str], float] = {}
        self._long = {name for name in registries if "/" in name}
        self._longest = max((name.count("/") for name in self._long), default=0)
        self._below_namespace = index.names_below_namespace(registries)

    def find(self, use: Use, own: ResolvedDeclaration | None) -> NameAsHost | None:
        """Return the reference name, or the misspelt one, at the start of a use's image string; None if there is none.

        ``own`` is the declaration in the same place, None if there is none.
        """
        written = use.reference
        first, slash, _ = written.partition("/")
        if not slash or MASK in first:
            return None
        if is_host(first) and (after := self._after_host(written, first)) is not None:
            return after
        is_host_alone = use.suffix.startswith("/")
        name = self._name_at_start(written, first)
        if name is not None:
            rest = written[len(name) + 1 :]
            if name in BUILT_IN:
                return None if is_host_alone else self._built_in(name, rest, own)
            entry = self._entry(name, rest, own)
            if entry is None and not is_host_alone and self._is_namespace_in_list(without_tag(written)):
                return None  # a namespace that is called like a registry: the host in front of it is missing
            registry = self._registries.get(name)
            several = "/" in without_tag(rest).strip("/")
            if registry is None:
                # The name is known only as the source of declarations. It is meant if one of them lists the rest, or
                # if the path is longer than any on Docker Hub.
                return NameAsHost(name, len(name), None, False, entry, False) if entry or several else None
            following, _, whole = rest.partition("/")
            if whole and normalize_host(following) == normalize_host(registry.host):
                return NameAsHost(name, len(name) + 1, "", True, self._entry(name, whole, own))
            address = _address(registry, rest)
            is_namespace = (normalize_host(registry.host), name) in self._namespaces and following != name
            is_below = address != registry.address  # the path begins with the namespace of the endpoint
            if entry is None and not is_host_alone and is_namespace and not is_below:
                address = f"{registry.pull_host}/{name}"  # the release itself has a namespace that is called like this
            may_be_host = is_host(first) or (several and ("." in following or ":" in following))
            is_certain = entry is not None or ((several or is_host_alone) and not may_be_host)
            if own is not None and own.declaration.source_field is not None and entry is None:
                # The source in the same place is another one: this is an image of Docker Hub, or one of both is wrong.
                if own.source == "public" and not several:
                    return None
                is_certain = False
            if use.hint == "vague" and entry is None and not self._is_used_at(address, rest):
                is_certain = False
            return NameAsHost(name, len(name), address, is_certain, entry)
        if _is_real_host(first):
            return None
        rest = written[len(first) + 1 :]
        entry = self._near_entry(first, rest, own)
        if entry is None:
            return None
        registry = self._registries.get(entry.source)
        return NameAsHost(entry.source, len(first), _address(registry, rest) if registry else None, False, entry, True)

    def _find_namespaces(self) -> Iterator[tuple[str, str]]:
        """Yield the hosts that the release uses, with the first parts of the paths there.

        A name that follows the same name in place of a host is a namespace, too. In a path that is longer than any on
        the host, the name is a mistake, and the namespace follows it.
        """
        for (host, path), has_host in self._locations.items():
            first, _, rest = path.partition("/")
            if not has_host and rest.startswith(f"{first}/") and first in self._registries:
                host, path, has_host = normalize_host(self._registries[first].host), rest, True
            elif has_host and _is_too_long(host, path) and self._is_of_host(first, host):
                path = rest
            if has_host and "/" in path and not _is_too_long(host, path):
                yield host, path.partition("/")[0]

    def _is_of_host(self, name: str, host: str) -> bool:
        return name in self._registries and normalize_host(self._registries[name].host) == host

    def _after_host(self, written: str, host: str) -> NameAsHost | None:
        """Return the reference name that follows a host: the host of its registry, or Docker Hub, which is not its own.

        Such a name may be a namespace. It is a mistake if the release lists or uses the path without it, or if no image
        can have as long a path on the host.
        """
        name, slash, rest = written[len(host) + 1 :].partition("/")
        registry = self._registries.get(name) if slash and rest else None
        if registry is None or name in BUILT_IN:
            return None
        domain, own = normalize_host(host), normalize_host(registry.host)
        if domain != own and (domain != docker_hub.DOMAIN or own == docker_hub.DOMAIN):
            return None
        entry = self._entry(name, rest, None)
        path = without_tag(rest)
        is_too_long = _is_too_long(domain, f"{name}/{path}")
        if domain != own:
            if entry is None and not is_too_long:
                return None
            return NameAsHost(name, len(host) + 1 + len(name), _address(registry, rest), is_too_long, entry)
        if registry.namespace.partition("/")[0] == name or self._has_other_below(domain, name, path):
            return None
        from replreg.registries.path_length import is_too_short  # few releases have a name after a host

        if (
            entry is None
            and not is_too_long
            and ((domain, path) not in self._locations or is_too_short(domain, path, registry))
        ):
            return None  # the name is a namespace: nothing else has the rest of the path, or no image can have it
        return NameAsHost(name, len(name) + 1, "", True, entry, start=len(host) + 1)

    def _is_namespace_in_list(self, path: str) -> bool:
        """Return True if an entry of a linked registry, known or not, lists a whole path that starts with its name."""
        index = self._index
        return index.by_hostless_name(path) is not None or index.by_name_on_unknown_host(path) is not None

    def _has_other_below(self, domain: str, name: str, path: str) -> bool:
        """Return True if an entry of the host, or of an unknown one, is below a namespace called like a registry."""
        whole = f"{name}/{path}"
        index = self._index
        return index.by_location(domain, whole) is not None or index.by_name_on_unknown_host(whole) is not None

    def _is_used_at(self, address: str, rest: str) -> bool:
        """Return True if the release uses the path of ``rest`` at an address elsewhere."""
        host, namespace = split_endpoint(address)
        path = without_tag(rest)
        return (normalize_host(host), f"{namespace}/{path}" if namespace else path) in self._locations

    def _name_at_start(self, written: str, first: str) -> str | None:
        """Return the reference name that ``written`` starts with, unless that is the right host already."""
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
                return None  # a name that looks like a host and is the host of another link
        elif _is_real_host(first):
            return None  # the source is a host, which `endpoint-as-source` or `unknown-source` reports
        return name

    def _near_entry(self, word: str, rest: str, own: ResolvedDeclaration | None) -> ResolvedDeclaration | None:
        """Return the entry that lists the path of ``rest`` under the source most like ``word``, None if none is near.

        Only the few sources that list the path are compared, since each comparison takes a while.
        """
        if own is not None:
            names = {own.source}
        else:
            path = without_tag(rest)
            listed, below = self._index.sources_of(path), self._below_namespace.get(path, ())
            if len(listed) + len(below) > _MOST_NAMES:
                return None
            names = {*listed, *below}
        near: list[tuple[float, str, ResolvedDeclaration]] = []
        for name in names - {"", *BUILT_IN}:
            entry = self._entry(name, rest, own)
            if entry is not None and (like := self._like(word, name)) >= _LIKENESS:
                near.append((-like, name, entry))
        return min(near)[2] if near else None

    def _like(self, word: str, name: str) -> float:
        if (word, name) not in self._likeness:
            self._likeness[word, name] = likeness(word[:200], name)
        return self._likeness[word, name]

    def _entry(self, name: str, rest: str, own: ResolvedDeclaration | None) -> ResolvedDeclaration | None:
        """Return the entry under source ``name`` that lists the path of ``rest``, or ``own`` if its source is that."""
        if own is not None:
            return own if own.source == name else None
        path = without_tag(rest)
        found = self._index.by_source_and_name(name, path)
        registry = self._registries.get(name)
        if found is None and registry is not None and registry.namespace:
            found = self._index.by_source_and_name(name, f"{registry.namespace}/{path}")
        return found

    def _built_in(self, name: str, rest: str, own: ResolvedDeclaration | None) -> NameAsHost | None:
        """Return a built-in source in place of a host, if an entry under it lists the rest.

        Without such an entry the word is an organisation on Docker Hub.
        """
        entry = self._entry(name, rest, own)
        if name == "public":
            second, _, path = rest.partition("/")
            registry = self._registries.get(second)
            if entry is not None and registry is not None and second not in BUILT_IN and "/" in without_tag(path):
                # Docker Hub has no path of three parts, so the entry has the same mistake.
                length = len(name) + 1 + len(second)
                return NameAsHost(second, length, _address(registry, path), True, self._entry(second, path, own))
            return NameAsHost(name, len(name) + 1, "", True, entry) if entry else None
        address = f"{REPLICATED_HOST}/{self._app}" if self._app else None
        if entry is None and self._app and rest.startswith(f"{self._app}/"):
            entry = self._entry(name, rest[len(self._app) + 1 :], own)
            address = REPLICATED_HOST
        return NameAsHost(name, len(name), address, self._app_is_given, entry) if entry else None


def _is_too_long(host: str, path: str) -> bool:
    """Return True if no image on a host can have such a path."""
    return host in _TWO_PARTS and path.count("/") > 1


def _is_real_host(component: str) -> bool:
    """Return True if the first part of an image string is a host for more than an upper-case letter, as names have."""
    return is_host(component.lower())


def _address(registry: Registry, rest: str) -> str:
    """Return what belongs in front of ``rest``: the endpoint, without its namespace if ``rest`` starts with it."""
    namespace = registry.namespace
    path = without_tag(rest)
    if namespace and (path == namespace or path.startswith(namespace + "/")):
        return registry.pull_host
    return registry.address
