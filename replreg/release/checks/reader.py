"""Reads the keys and lists of a document for the index."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.checks.access import is_absent, may_have_more
from replreg.release.checks.index import Index
from replreg.release.checks.names import Names, Site
from replreg.release.checks.record import Path
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["Reader"]


class Reader:
    """Reads one document. ``index`` is what it adds to; ``document`` is its number."""

    def __init__(self, index: Index, document: int, fragment: Fragment) -> None:
        self.index = index
        self.document = document
        self.fragment = fragment

    def site(self, node: Node | None, path: Path | None) -> Site | None:
        """Return the site of a scalar that is not absent, or None."""
        if isinstance(node, Scalar) and not is_absent(node):
            return Site(self.document, self.fragment, node, path)
        return None

    def child(self, holder: Mapping, key: str, path: Path | None) -> Site | None:
        """Return the site of the value of a key."""
        return self.site(holder.get(key), (path, key))

    def mappings(self, holder: Mapping, key: str, path: Path | None) -> Iterator[tuple[Mapping, Path]]:
        """Yield the mappings in a list, or in each list that control flow chooses between, with their paths."""
        for value in self.fragment.choices(holder, key):
            if isinstance(value, Sequence):
                for number, item in enumerate(value.items):
                    if isinstance(item, Mapping):
                        yield item, ((path, key), number)

    def scalars(self, holder: Mapping, key: str, path: Path | None) -> Iterator[Site]:
        """Yield the sites of the scalars in a list."""
        for value in self.fragment.choices(holder, key):
            if isinstance(value, Sequence):
                for number, item in enumerate(value.items):
                    site = self.site(item, ((path, key), number))
                    if site is not None:
                        yield site

    def define(self, names: Names, holder: Mapping, key: str) -> None:
        """Note that a list of names is there, and whether templates may add to it."""
        node = holder.get(key)
        if node is None:
            return
        names.is_listed = True
        if isinstance(node, Sequence):
            names.is_open = names.is_open or may_have_more(self.fragment, node)
        elif isinstance(node, Scalar):
            names.is_open = names.is_open or not is_absent(node)

    def define_entries(self, thing: str, holder: Mapping | None, key: str, path: Path, name: str = "name") -> None:
        """Take in the names of the entries of a list."""
        if holder is None:
            return
        names = self.index.names(thing)
        self.define(names, holder, key)
        for entry, place in self.mappings(holder, key, path):
            names.add_needed(self.document, self.fragment, entry.get(name), (place, name))
            names.is_open = names.is_open or may_have_more(self.fragment, entry)
