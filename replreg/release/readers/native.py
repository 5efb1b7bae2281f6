"""The ``replicated`` document: containers of the native scheduler, and the ``images:`` list of the other two."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.documents import Document
from replreg.release.model import Declaration, Form, ImageList, Release
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, is_plain
from replreg.yaml.fragment import Fragment, ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["read"]


def read(document: Document, release: Release) -> None:
    """Add what ``components[].containers[]`` and ``images[]`` declare."""
    root = document.root
    if not isinstance(root, Mapping):
        return
    seen: set[int] = set()
    fragment = document.fragment
    for component in _mappings(fragment, root, "components"):
        for container in _mappings(fragment, component, "containers"):
            if id(container) not in seen:
                seen.add(id(container))
                _declare(document, container, Form.CONTAINER, release)
    for container in _raw_commands(fragment, root):
        if id(container) not in seen:
            seen.add(id(container))
            _declare(document, container, Form.CONTAINER, release)
    if "images" in root.index:
        for images in fragment.choices(root, "images"):
            listed = images if isinstance(images, Sequence) else None
            release.image_lists.append(ImageList(document.index, fragment, listed))
        for entry in _mappings(fragment, root, "images"):
            if id(entry) not in seen:
                seen.add(id(entry))
                _declare(document, entry, Form.IMAGES, release)
    elif root.get("images") is None:
        release.unlisted.append((fragment, root))


def _raw_commands(fragment: Fragment, root: Mapping) -> Iterator[Mapping]:
    """Yield the ``data`` of commands with ``id: raw`` that names an image: it takes the keys of a container.

    Such a command is the one of a custom requirement, or the custom command of a test procedure of the config screen.
    """
    commands = [item.get("command") for item in _mappings(fragment, root, "custom_requirements")]
    for group in _mappings(fragment, root, "config"):
        for holder in (group, *_mappings(fragment, group, "items")):
            procedure = holder.get("test_proc")
            commands.append(procedure.get("custom_command") if isinstance(procedure, Mapping) else None)
    for command in commands:
        data = command.get("data") if isinstance(command, Mapping) and command.text("id") == "raw" else None
        if isinstance(data, Mapping) and data.text("image_name") and data.text("source"):
            yield data


def _mappings(fragment: Fragment, holder: Mapping, key: str) -> Iterator[Mapping]:
    """Yield the mappings in the list under ``key``, or in each list that control flow chooses between."""
    for value in fragment.choices(holder, key):
        if isinstance(value, Sequence):
            yield from (item for item in value.items if isinstance(item, Mapping))


def _declare(document: Document, node: Mapping, form: Form, release: Release) -> None:
    """Add a declaration for each name that a container or an entry may have."""
    fragment = document.fragment
    names: list[ScalarValue | None] = [*text_fields(fragment, node, form.name_key)]
    for name in names or [None]:
        declaration = Declaration(
            document.index,
            form,
            fragment,
            node,
            text_field(fragment, node, "source"),
            name,
            text_field(fragment, node, form.tag_key),
            text_field(fragment, node, "version") if form is Form.IMAGES else None,
        )
        release.declarations.append(declaration)


def text_field(fragment: Fragment, node: Mapping, key: str) -> ScalarValue | None:
    """Return the value of ``key`` as a field, None if it is absent, null, empty or not a scalar.

    If control flow chooses between several values, the last one is returned with a template as its value.
    """
    fields = text_fields(fragment, node, key)
    if len(fields) > 1:
        fields[-1].value = MASK * len(fields[-1].value)
    return fields[-1] if fields else None


def text_fields(fragment: Fragment, node: Mapping, key: str) -> list[ScalarValue]:
    """Return a field for each value of ``key`` that control flow chooses between, or the one value if there is one."""
    return list(filter(None, (_field(fragment, value) for value in fragment.choices(node, key))))


def _field(fragment: Fragment, value: Node) -> ScalarValue | None:
    if not isinstance(value, Scalar) or not value.value:
        return None
    if is_plain(value) and value.value in ("null", "Null", "NULL", "~"):
        return None
    return ScalarValue(fragment, value)
