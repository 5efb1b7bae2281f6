"""Which declarations have one node in common, through aliases and merge keys: what an edit there would change."""

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

_LONGEST = 30
"""How many mappings may be merged into one. In a chain with an entry at each of a thousand links, everything shares."""


class SharedNodes:
    """The nodes of a release's declarations. Reads the text for aliases only where there are anchors."""

    def __init__(self, declared: Iterable[ResolvedDeclaration]) -> None:
        self._users: dict[int, list[ResolvedDeclaration]] = {}  # whose chain a mapping is in, by the mapping's id
        self._holders: dict[int, list[Mapping]] = {}  # which mappings have a node for a key or a value
        self._chains: dict[int, list[Mapping]] = {}
        self._aliases: dict[int, Counter[str]] = {}
        for item in declared:
            for mapping in self._chain(item.declaration.node):
                users = self._users.setdefault(id(mapping), [])
                if not users:
                    for pair in mapping.pairs:
                        for node in pair:
                            self._holders.setdefault(id(node), []).append(mapping)
                users.append(item)
        self._is_complete = all(len(chain) <= _LONGEST for chain in self._chains.values())

    def _chain(self, node: Mapping) -> list[Mapping]:
        """Return a mapping and what is merged into it, up to one more than are allowed."""
        chain = self._chains.get(id(node))
        if chain is None:
            chain = self._chains[id(node)] = list(islice(node.chain(), _LONGEST + 1))
        return chain

    def of(self, source: Fragment, node: Node) -> list[ResolvedDeclaration] | None:
        """Return the declarations that have ``node``, a key or a value, written in them or brought in.

        None where something else in the file refers to it too, or might, and where too much is merged to tell.
        """
        if not self._is_complete:
            return None
        users = (item for mapping in self._holders.get(id(node), ()) for item in self._users[id(mapping)])
        found = list({id(item): item for item in users}.values())
        if self._count_aliases(source, node) > len(found) - 1:
            return None
        around = {
            id(mapping): mapping
            for item in found
            for mapping in self._chain(item.declaration.node)
            if mapping.start <= node.start < mapping.end
        }
        return found if all(self._is_known(source, mapping) for mapping in around.values()) else None

    def is_alone(self, source: Fragment, node: Node, owner: Mapping) -> bool:
        """Tell whether ``node`` is written in ``owner``, a declaration's mapping, and nothing else has either."""
        found = self.of(source, node)
        if found is None or len(found) != 1 or not owner.start <= node.start < owner.end:
            return False
        return self._count_aliases(source, owner) == 0

    def _is_known(self, source: Fragment, mapping: Mapping) -> bool:
        """Tell whether every alias of a mapping is a merge key of, or stands for, one of the declarations."""
        users = self._users.get(id(mapping), ())
        others = sum(1 for item in users if item.declaration.node is not mapping)
        return self._count_aliases(source, mapping) <= others

    def _count_aliases(self, source: Fragment, node: Node) -> int:
        anchor = _ANCHOR.match(source.text, node.start)
        if anchor is None:
            return 0
        if id(source) not in self._aliases:
            self._aliases[id(source)] = Counter(found.group(1) for found in _ALIAS.finditer(source.text))
        return self._aliases[id(source)][anchor.group(1)]
