"""Images by the shape of their keys alone: ``image``, or ``registry`` and ``repository`` and ``tag``, in any nesting.

Helm values have images in these keys, and so do custom resources of kinds that no list could name. Such a
value is only a hint of an image, so few rules report it.
"""

from __future__ import annotations

from collections.abc import Iterable

from replreg.release.model import Release, Use
from replreg.release.readers.native import text_field, text_fields
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence
from replreg.yaml.fragment import Fragment, ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["read_values"]

_Path = tuple["_Path | None", str]


def read_values(
    document: int, fragment: Fragment, roots: Iterable[tuple[str, Node]], release: Release, known: set[int]
) -> None:
    """Add the images below some nodes, each under the name that leads to it; ``document`` is the document's number.

    Every node is visited once, however often aliases repeat it. ``known`` holds the ids of scalars that the release
    has a use of already; new ones are added.
    """
    visited: set[int] = set()
    stack: list[tuple[Node, _Path]] = [(node, (None, name)) for name, node in roots]
    stack.reverse()
    while stack:
        node, path = stack.pop()
        if id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, Mapping):
            for field, suffix, key, rest in _images(fragment, node):
                if id(field.node) not in known:
                    known.add(id(field.node))
                    described_as = f"'{_dotted((path, key))}'"
                    release.uses.append(
                        Use(document, field, described_as, is_certain=False, suffix=suffix, path_field=rest)
                    )
            for name, value in reversed(node.pairs):
                if type(value) is not Scalar:
                    stack.append((value, (path, name.value if isinstance(name, Scalar) else "?")))
        elif isinstance(node, Sequence):
            stack.extend((item, path) for item in reversed(node.items) if type(item) is not Scalar)


def _images(fragment: Fragment, node: Mapping) -> list[tuple[ScalarValue, str, str, ScalarValue | None]]:
    """Return the images of one mapping.

    Each is the field with its beginning, the suffix from other keys, the key of the field, and the field with the path
    if that is another one.
    """
    found: list[tuple[ScalarValue, str, str, ScalarValue | None]] = []
    index = node.index
    if "repository" in index or "registry" in index or "<<" in index:
        registry = text_field(fragment, node, "registry")
        repository = text_field(fragment, node, "repository")
        if repository is not None:
            tag = text_field(fragment, node, "tag")
            digest = text_field(fragment, node, "digest")
            end = (f":{tag.value}" if tag else "") + (f"@{digest.value}" if digest else "")
            if registry is not None:
                found.append((registry, f"/{repository.value}{end}", "registry", repository))
            else:
                found.append((repository, end, "repository", None))
    if "image" in index or "<<" in index:
        images = text_fields(fragment, node, "image")
        found.extend((image, "", "image", None) for image in images if not image.value[0].isspace())
    if "imageRegistry" in index:
        registry = text_field(fragment, node, "imageRegistry")
        if registry is not None:
            found.append((registry, f"/{MASK}", "imageRegistry", None))
    return found


def _dotted(path: _Path | None) -> str:
    names: list[str] = []
    while path is not None:
        path, name = path
        if name:
            names.append(name)
    return ".".join(reversed(names))
