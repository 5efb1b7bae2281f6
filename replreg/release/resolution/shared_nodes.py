"""Which declarations share a node through aliases and merge keys, so that an edit there changes all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from replreg.lazy_re import lazy_compile
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.yaml.composer import Mapping, Node
from replreg.yaml.fragment import Fragment

__all__ = ["SharedNodes"]

_ANCHOR = lazy_compile(r"(?:![^\s]*[ \t]+)?&([^\s,\[\]{}]+)")
_ALIAS = lazy_compile(r"\*([^\s,\[\]{}*]+)(?=[\s,\[\]{}]|\Z)")

_LONGEST_CHAIN = 30
"""How many mappings may be merged into one. In a longer chain, too many declarations share too many nodes."""


class SharedNodes:
    """The nodes of a release's declarations. Searches the text for aliases only if there are anchors."""

    def __init__(self, declarations: Iterable[ResolvedDeclaration]) -> None:
        self._declarations: dict[int, list[ResolvedDeclaration]] = {}  # by the id of a mapping that they have merged
        self._holders: dict[int, list[Mapping]] = {}  # by the id of a key or a value
        self._chains: dict[int, list[Mapping]] = {}
        self._aliases: dict[int, Counter[str]] = {}
        for declared in declarations:
            for mapping in self._chain(declared.declaration.node):
                known = self._declarations.setdefault(id(mapping), [])
                if not known:
                    for pair in mapping.pairs:
                        for node in pair:
                            self._holders.setdefault(id(node), []).append(mapping)
                known.append(declared)
        self._is_complete = all(len(chain) <= _LONGEST_CHAIN for chain in self._chains.values())

    def _chain(self, node: Mapping) -> list[Mapping]:
        """Return a mapping and those that are merged into it, up to one more than the longest chain."""
        chain = self._chains.get(id(node))
        if chain is None:
            chain = self._chains[id(node)] = list(islice(node.chain(), _LONGEST_CHAIN + 1))
        return chain

    def declarations_using(self, fragment: Fragment, node: Node) -> list[ResolvedDeclaration] | None:
        """Return the declarations that have ``node``, a key or a value, of their own or by an alias or a merge key.

        None if something else in the file refers to it, or might, and if too many mappings are merged.
        """
        if not self._is_complete:
            return None
        using = (item for mapping in self._holders.get(id(node), ()) for item in self._declarations[id(mapping)])
        found = list({id(item): item for item in using}.values())
        if self._count_aliases(fragment, node) > len(found) - 1:
            return None
        around = {
            id(mapping): mapping
            for item in found
            for mapping in self._chain(item.declaration.node)
            if mapping.start <= node.start < mapping.end
        }
        return found if all(self._is_known(fragment, mapping) for mapping in around.values()) else None

    def is_exclusive_to(self, owner: Mapping, fragment: Fragment, node: Node) -> bool:
        """Return True if ``node`` is written in ``owner``, a declaration's mapping, and nothing else uses either."""
        found = self.declarations_using(fragment, node)
        if found is None or len(found) != 1 or not owner.start <= node.start < owner.end:
            return False
        return self._count_aliases(fragment, owner) == 0

    def _is_known(self, fragment: Fragment, mapping: Mapping) -> bool:
        """Return True if every alias of a mapping is one of the declarations, or merges it into one of them."""
        using = self._declarations.get(id(mapping), ())
        others = sum(1 for item in using if item.declaration.node is not mapping)
        return self._count_aliases(fragment, mapping) <= others

    def _count_aliases(self, fragment: Fragment, node: Node) -> int:
        anchor = _ANCHOR.match(fragment.text, node.start)
        if anchor is None:
            return 0
        if id(fragment) not in self._aliases:
            self._aliases[id(fragment)] = Counter(found.group(1) for found in _ALIAS.finditer(fragment.text))
        return self._aliases[id(fragment)][anchor.group(1)]
