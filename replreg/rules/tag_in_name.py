"""The tag has a key of its own; a name with a tag in it names no image."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.document import Field
from replreg.finding import Edit, Fix
from replreg.layout import following_pair, plain_or_quoted
from replreg.problem import Problem
from replreg.release import Declaration
from replreg.resolution import Resolution, split_image
from replreg.template import MASK

ID = "tag-in-name"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "`name`/`image_name` carries `:tag`"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report names with a tag. The fix moves it to its key; there is none where another tag stands there."""
    for declared in resolution.declared:
        declaration = declared.declaration
        field = declaration.name
        if field is None or declaration.form == "ship":
            continue
        parts = split_image(field.value)
        if parts.tag is None:
            continue
        end = len(field.value.partition("@")[0])
        start = end - len(parts.tag) - 1
        shared = declaration.form == "container" and not declaration.node.text("name")
        known = shared and resolution.release.text.count(field.value) > 1
        yield Problem(
            declaration.document,
            field.locate(start, end) or field.span,
            f"'{declaration.name_key}' carries the tag '{parts.tag}'; the tag belongs under '{declaration.tag_key}'",
            fix=None if known else _fix(declaration, field, start, end, parts.tag),
        )


def _fix(declaration: Declaration, field: Field, start: int, end: int, tag: str) -> Fix | None:
    place = field.locate(start, end)
    if place is None or MASK in tag:
        return None
    remove = Edit(*place, "")
    message = f"move the tag to '{declaration.tag_key}'"
    there = declaration.tag or declaration.version
    if there is not None:
        return Fix(False, "remove the tag from the name", (remove,)) if there.value == tag else None
    if declaration.node.get(declaration.tag_key) is not None:
        return None
    key = declaration.node.key(declaration.name_key)
    if key is None:
        return None
    pair = (declaration.tag_key, plain_or_quoted(tag))
    added = following_pair(declaration.source, declaration.node, key, field.node, pair)
    if added is None:
        return None
    return Fix(False, message, (remove, Edit(added[0], added[0], added[1])))
