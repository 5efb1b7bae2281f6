"""The ``replicated`` document: containers of the native scheduler, and the ``images:`` list of the other two."""

from __future__ import annotations

from replreg.document import Document
from replreg.release import Declaration, ImageList, Release
from replreg.source import Field, Source
from replreg.yamltree import Mapping, Scalar, Sequence, is_plain

__all__ = ["read"]


def read(document: Document, release: Release) -> None:
    """Add what ``components[].containers[]`` and ``images[]`` declare."""
    root = document.root
    if not isinstance(root, Mapping):
        return
    seen: set[int] = set()
    for component in root.sequence("components"):
        if isinstance(component, Mapping):
            for container in component.sequence("containers"):
                if isinstance(container, Mapping) and id(container) not in seen:
                    seen.add(id(container))
                    release.declarations.append(_declaration(document, container, "container"))
    if "images" in root.index:
        images = root.get("images")
        listed = images if isinstance(images, Sequence) else None
        release.image_lists.append(ImageList(document.index, document.source, listed))
        for entry in listed.items if listed else ():
            if isinstance(entry, Mapping) and id(entry) not in seen:
                seen.add(id(entry))
                declaration = _declaration(document, entry, "images")
                declaration.version = text_field(document.source, entry, "version")
                release.declarations.append(declaration)


def _declaration(document: Document, node: Mapping, form: str) -> Declaration:
    name_key, tag_key = ("image_name", "version") if form == "container" else ("name", "tag")
    source = document.source
    return Declaration(
        document.index,
        form,
        source,
        node,
        text_field(source, node, "source"),
        text_field(source, node, name_key),
        text_field(source, node, tag_key),
    )


def text_field(source: Source, node: Mapping, key: str) -> Field | None:
    """Return the value of ``key`` as a field; None where it is absent, null, empty or no scalar."""
    value = node.get(key)
    if not isinstance(value, Scalar) or not value.value:
        return None
    if is_plain(value) and value.value in ("null", "Null", "NULL", "~"):
        return None
    return Field(source, value)
