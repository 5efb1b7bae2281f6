"""The meaning that an unknown key may have: the nearest known key, or the place in the schema where the key belongs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from replreg.messages import nearest
from replreg.named_tuple import NamedTuple
from replreg.release.schema_table import SchemaName
from replreg.yaml.composer import MERGE_KEY, Mapping, Node, Scalar, Sequence, scalar_type
from replreg.yaml.json_schema import Schema, load_table

__all__ = ["KeyHints", "KeyPath", "UnknownKey", "belongs_under", "shown_key_path"]

KeyPath = tuple[str, ...]
"""Keys from the root of a document to a node; `ITEM` for an entry of a list."""

ITEM = "[]"
_SYNONYMS: tuple[tuple[frozenset[str], dict[str, str]], ...] = (
    (frozenset({"image_name"}), {"tag": "version", "image": "image_name"}),  # a container of the native scheduler
    (frozenset({"source", "name", "tag"}), {"image_name": "name", "image": "name"}),  # an entry of `images:`
    (frozenset({"help_text"}), {"description": "help_text"}),  # an item of a config screen
    (frozenset({"amazon_eks"}), {"amazon_elastic_kubernetes_service": "amazon_eks"}),  # an asset of Ship
    (frozenset({"kubectlApply"}), {"kubectl_apply": "kubectlApply"}),  # a step of Ship
    (frozenset({"base", "overlay"}), {"base_path": "base"}),  # the step `kustomize` of Ship
)
"""For mappings that know certain keys: words of other places or earlier versions, and what they are called there."""

_SET_BY_PLATFORM = (
    (frozenset({"image_name"}), frozenset({"image_key", "image_domain"})),  # a container of the native scheduler
    (frozenset({"source", "name", "tag"}), frozenset({"key", "domain"})),  # an entry of `images:`
)
"""For mappings that know certain keys: those that `reserved-key` reports, so that none of them is suggested."""

_LONGEST = 80  # letters: a longer word is not compared with the known ones
_LIKENESS = 0.7
_FARTHEST = 3  # steps: a place that is farther away is not what the author meant


class UnknownKey(NamedTuple):
    """A key that the schema does not know.

    ``path`` leads to the mapping that it is in. ``near`` is the known key that is meant, if it is not there yet: it is
    spelt almost the same, or is what the thing is called there. ``place`` is the path of the mapping that knows the
    key, if exactly one is close by; it is only given for a single definition of a schema file.
    """

    mapping: Mapping
    key: Scalar
    value: Node
    path: KeyPath
    near: str | None
    place: KeyPath | None


def belongs_under(name: SchemaName, key: str, path: KeyPath, mapping: Mapping | None = None) -> KeyPath | None:
    """Return the path of the mapping that knows ``key``, seen from ``path``, where it is unknown; or None.

    The closest mapping of the schema counts: the one with the fewest steps up and down. If several are equally close
    and below ``path``, the one counts that ``mapping``, the node at ``path``, has, even if it is empty there.

    >>> belongs_under(SchemaName("kots", "HelmChart2"), "weight", ("spec", "chart"))
    ('spec',)
    """
    closest = _closest(name, key, path)
    if len(closest) > 1 and mapping is not None:
        below = [place for place in closest if place[: len(path)] == path]
        closest = [place for place in below if _has(mapping, place[len(path) :])]
    return closest[0] if len(closest) == 1 else None


def shown_key_path(path: KeyPath) -> str:
    """Return a path as a message shows it: ``spec.groups[].items[]``; for the root, ``the top level``."""
    return ".".join(path).replace(f".{ITEM}", ITEM) or "the top level"


class KeyHints:
    """Finds what the unknown keys of one document mean. Each question is answered once.

    ``name`` is a `SchemaName`, or a pair like it.
    """

    def __init__(self, root: Node, name: tuple[str, str | None]) -> None:
        self._name = SchemaName(*name)
        self._links = _links(root)
        self._spellings: dict[tuple[str, int], str | None] = {}
        self._places: dict[tuple[str, int], KeyPath | None] = {}

    def describe(self, mapping: Mapping, key: Scalar, value: Node, known: Schema) -> UnknownKey:
        """Return a key of ``mapping`` that is not among the ``known`` ones, with what it may mean."""
        word = key.value
        if (word, id(known)) not in self._spellings:
            self._spellings[word, id(known)] = _near(word, known)
        near = self._spellings[word, id(known)]
        if near is not None and mapping.get(near) is not None:
            near = None
        path = self._path(mapping)
        if (word, id(mapping)) not in self._places:
            has_places = self._name.definition is not None
            self._places[word, id(mapping)] = belongs_under(self._name, word, path, mapping) if has_places else None
        return UnknownKey(mapping, key, value, path, near, None if near else self._places[word, id(mapping)])

    def _path(self, node: Node) -> KeyPath:
        steps: list[str] = []
        link = self._links[id(node)]
        while link is not None:
            parent, step = link
            steps.append(step)
            link = self._links[parent]
        return tuple(reversed(steps))


@cache
def _places(name: SchemaName) -> dict[str, list[KeyPath]]:
    """Return the paths of all closed mappings that know a key, by the key. No schema contains itself."""
    whole = load_table(name.file)
    definitions: Schema = whole["$defs"]
    found: dict[str, list[KeyPath]] = {}
    stack: list[tuple[Schema, KeyPath]] = [(definitions[name.definition or ""], ())]
    while stack:
        schema, path = stack.pop()
        if "$ref" in schema:
            stack.append((definitions[schema["$ref"].rpartition("/")[2]], path))
            continue
        for key, inner in schema.get("properties", {}).items():
            if "additionalProperties" not in schema:
                found.setdefault(key, []).append(path)
            stack.append((inner, (*path, key)))
        if "items" in schema:
            stack.append((schema["items"], (*path, ITEM)))
    return found


def _closest(name: SchemaName, key: str, path: KeyPath) -> list[KeyPath]:
    places = [(_distance(path, place), place) for place in _places(name).get(key, ())]
    least = min((distance for distance, _ in places), default=_FARTHEST + 1)
    return [place for distance, place in places if distance == least <= _FARTHEST]


def _distance(start: KeyPath, end: KeyPath) -> int:
    """Return the steps up from ``start`` and down to ``end``; a list and its entries are one step."""
    common = 0
    for one, other in zip(start, end, strict=False):
        if one != other:
            break
        common += 1
    return sum(step != ITEM for path in (start, end) for step in path[common:])


def _has(mapping: Mapping, path: KeyPath) -> bool:
    """Whether there is a mapping at ``path`` below ``mapping``, or the place of one that is still empty."""
    nodes: list[Node] = [mapping]
    for step in path:
        if step == ITEM:
            nodes = [item for node in nodes if isinstance(node, Sequence) for item in node.items]
        else:
            inner = (node.get(step) for node in nodes if isinstance(node, Mapping))
            nodes = [node for node in inner if node is not None]
    return any(
        isinstance(node, Mapping) or (isinstance(node, Scalar) and scalar_type(node) == "null") for node in nodes
    )


def _near(word: str, known: Schema) -> str | None:
    """Return the known key that a word means, None if there is none.

    A key that differs only in case and punctuation comes first, then a synonym, then a key that is spelt almost the
    same.
    """
    names = list(known)
    for keys, reserved in _SET_BY_PLATFORM:
        if keys <= known.keys():
            names = [name for name in names if name not in reserved]
    bare = {name.replace("_", "").lower(): name for name in names}
    same = bare.get(word.replace("_", "").replace("-", "").lower())
    if same is not None:
        return same
    for keys, synonyms in _SYNONYMS:
        if word in synonyms and keys <= known.keys():
            return synonyms[word]
    if len(word) > _LONGEST:
        return None
    return nearest(word, names, _LIKENESS) or next((name for name in names if _is_swapped(word, name)), None)


def _is_swapped(word: str, name: str) -> bool:
    """Return True if two neighbouring letters of ``name`` are exchanged in ``word``, as in ``tga``."""
    different = [place for place, (one, other) in enumerate(zip(word, name, strict=False)) if one != other]
    return (
        len(word) == len(name)
        and len(different) == 2
        and different[1] == different[0] + 1
        and word[different[0]] == name[different[1]]
        and word[different[1]] == name[different[0]]
    )


_Link = tuple[int, str] | None


def _links(root: Node) -> dict[int, _Link]:
    """Return, by the `id` of each node of a document, the `id` of its parent and the step from there; None at the root.

    Where aliases give a node several places, the one nearest to the root counts. A node that a
    merge key brings in is where the merge key is.
    """
    links: dict[int, _Link] = {id(root): None}
    row: list[Node] = [root]
    while row:
        following: list[Node] = []
        for node in row:
            for step, child in _children(node):
                if id(child) not in links:
                    links[id(child)] = links[id(node)] if step == MERGE_KEY else (id(node), step)
                    following.append(child)
        row = following
    return links


def _children(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            if not isinstance(key, Scalar):
                continue
            merged = key.value == MERGE_KEY and isinstance(value, Sequence)
            for child in value.items if merged and isinstance(value, Sequence) else (value,):
                yield key.value, child
    elif isinstance(node, Sequence):
        for item in node.items:
            yield ITEM, item
