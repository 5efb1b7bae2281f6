"""Hints of images by what a value is: a string under any key that starts with the reference name of a linked registry.

The text is searched for the names first, so a file without one costs one search. Only a document with a name in it is
walked. A hint is a use that counts only if the name is in the place of a host, so no other rule reports it.

A string is a hint if it is a name with ``/`` and the path of an image; a name alone is one under a key such as
``registry``. In a text of several lines, and in one with quotes or ``=`` in it, a part of it can be a hint: it may be a
file of any format, a flag (``--flag=IMAGE``) or an assignment. Strings in template expressions are hints, too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter

from replreg.release.documents import Document
from replreg.release.model import Release, Use
from replreg.release.readers.mirror_lists import is_mirror_key
from replreg.release.readers.name_places import NamePlaces
from replreg.release.readers.named_strings import (
    Key,
    NamedString,
    TemplateStrings,
    is_registry_key,
    named_string,
    says_image,
    says_other,
)
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence
from replreg.yaml.fragment import Fragment, ScalarValue
from replreg.yaml.templates import Templates

__all__ = ["read"]

_NAMED_BY = ("name", "path", "key")
_VALUES = frozenset(("value", "default", "static_val", "newValue"))
_LABELS = frozenset(("labels", "matchLabels", "selector", "nodeSelector"))


def read(document: Document, release: Release, places: NamePlaces) -> None:
    """Add a hint for each place of a document at which a name may be in place of a host, if no use has it already."""
    if document.root is None or not places.between(document.start, document.end):
        return
    known = _known_spans(document, release)
    hints: dict[int, Use] = {}
    strings = TemplateStrings(places.text)
    for scalar, key in _scalars(document.root):
        start, end = document.fragment.node_span(scalar)
        for number in places.between(start, end):
            first = places.starts[number]
            if first in hints:
                continue
            before = bisect_right(known, first, key=itemgetter(0)) - 1
            is_known = before >= 0 and first < known[before][1]
            found = named_string(
                places, number, (start, end), document.fragment.templates, key, strings, is_known=is_known
            )
            if found is not None:
                hints[first] = _hint(document, places, first, found)
    release.uses.extend(hints[first] for first in sorted(hints))


def _hint(document: Document, places: NamePlaces, start: int, found: NamedString) -> Use:
    # The string is written as it is read, so its places need no map.
    scalar = Scalar(start, found.end, None, places.text[start : found.end], "")
    field = ScalarValue(Fragment(places.text, places.text, Templates()), scalar, found.value)
    return Use(
        document.index,
        field,
        found.described_as,
        is_certain=False,
        suffix=found.suffix,
        hint="vague" if found.is_vague else "clear",
    )


def _known_spans(document: Document, release: Release) -> list[tuple[int, int]]:
    """Return the sorted spans of the strings that the uses and declarations of a document have already."""
    spans: list[tuple[int, int]] = []
    for use in release.uses:
        if use.document == document.index:
            spans.extend(field.span for field in (use.image, use.path_field) if field is not None)
    for declaration in release.declarations:
        if declaration.document == document.index:
            fields = (declaration.name, declaration.source_field, declaration.tag)
            spans.extend(field.span for field in fields if field is not None)
    return sorted(spans)


def _scalars(root: Node) -> Iterator[tuple[Scalar, Key]]:
    """Yield the scalars that are values, each once, with what their keys say."""
    visited: set[int] = set()
    stack: list[tuple[Node, Key, bool]] = [(root, Key("", False), False)]
    while stack:
        node, key, own_says = stack.pop()
        if id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, Scalar):
            yield node, key
        elif isinstance(node, Mapping):
            name = " ".join(filter(None, map(node.text, _NAMED_BY))) if _VALUES.intersection(node.index) else ""
            for written, value in node.pairs:
                own = written.value if isinstance(written, Scalar) else ""
                if is_mirror_key(own):
                    continue
                says = says_image(f"{own} {name}" if own in _VALUES else own)
                if own in _VALUES and (is_registry_key(name) or says_other(name)):
                    own = name  # a parameter that is named like a key of values
                if own == "name" and "newName" in node.index:
                    continue  # kustomize replaces it
                if key.own in _LABELS and is_registry_key(own):
                    own = "label"
                stack.append((value, Key(own, says or own_says), says))
        elif isinstance(node, Sequence):
            before = ""
            for item in node.items:
                says = own_says or (before.startswith("-") and says_image(before))
                stack.append((item, key._replace(says_image=key.says_image or says), own_says))
                before = item.value if isinstance(item, Scalar) else ""
