"""Which declarations have one node in common, through aliases and merge keys: what an edit there would change."""

from __future__ import annotations

import re
from collections.abc import Iterable

from replreg.declared import Declared
from replreg.pattern import lazy_pattern
from replreg.source import Source
from replreg.yamltree import Mapping, Node

__all__ = ["Sharing"]

_ANCHOR = lazy_pattern(r"(?:![^\s]*[ \t]+)?&([^\s,\[\]{}]+)")


class Sharing:
    """The nodes of a release's declarations. Reads the text for aliases only where there are anchors."""

    def __init__(self, declared: Iterable[Declared]) -> None:
        self._by_node: dict[int, list[Declared]] = {}
        self._by_mapping: dict[int, list[Declared]] = {}
        self._aliases: dict[tuple[int, str], int] = {}
        for item in declared:
            for mapping in item.declaration.node.chain():
                self._by_mapping.setdefault(id(mapping), []).append(item)
                for key, value in mapping.pairs:
                    self._by_node.setdefault(id(key), []).append(item)
                    self._by_node.setdefault(id(value), []).append(item)

    def of(self, source: Source, node: Node) -> list[Declared] | None:
        """Return the declarations that have ``node``, a key or a value, written in them or brought in.

        None where something else in the file refers to it too, or might.
        """
        found = list({id(item): item for item in self._by_node.get(id(node), ())}.values())
        if self._count_aliases(source, node) > len(found) - 1:
            return None
        for item in found:
            for mapping in item.declaration.node.chain():
                if mapping.start <= node.start < mapping.end and not self._is_known(source, mapping):
                    return None
        return found

    def is_alone(self, source: Source, node: Node, owner: Mapping) -> bool:
        """Tell whether ``node`` is written in ``owner``, a declaration's mapping, and nothing else has either."""
        found = self.of(source, node)
        if found is None or len(found) != 1 or not owner.start <= node.start < owner.end:
            return False
        return self._count_aliases(source, owner) == 0

    def _is_known(self, source: Source, mapping: Mapping) -> bool:
        """Tell whether every alias of a mapping is a merge key of, or stands for, one of the declarations."""
        users = self._by_mapping.get(id(mapping), ())
        others = sum(1 for item in users if item.declaration.node is not mapping)
        return self._count_aliases(source, mapping) <= others

    def _count_aliases(self, source: Source, node: Node) -> int:
        anchor = _ANCHOR.match(source.text, node.start)
        if anchor is None:
            return 0
        key = (id(source), anchor.group(1))
        if key not in self._aliases:
            alias = re.compile(rf"\*{re.escape(anchor.group(1))}(?=[\s,\[\]{{}}]|\Z)")
            self._aliases[key] = sum(1 for _ in alias.finditer(source.text))
        return self._aliases[key]
