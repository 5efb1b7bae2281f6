"""The tag of an image has its own key, and the name has no tag.

## Why

A native container has `image_name` and `version`, and an entry of `images:` has `name` and `tag`. The platform joins
the two with a `:`. A name with a tag becomes `redis:3.2:latest`, which is not a valid image, so the release cannot be
pulled.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
- name: Cache
  containers:
  - source: public
    image_name: redis:3.2
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
- name: Cache
  containers:
  - source: public
    image_name: redis
    version: "3.2"
```

## How to fix

`replreg fix --unsafe-fixes` moves the tag to `version` or `tag`, in quotes if YAML would read a number. If that key has
the same tag, the one in the name is removed. If it has another tag, you have to decide which one is right. Nothing is
changed if a template makes the tag, or if monitors, events, `volumes_from` or template calls know the container by this
very `image_name`: give the container a `name` first, or change all of those places by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix
from replreg.registries.image_string import split_image
from replreg.release.model import Form
from replreg.release.resolution.container_mentions import find_container_mentions
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.shared_nodes import SharedNodes
from replreg.rules.base import Problem
from replreg.yaml.fragment import ScalarValue, part
from replreg.yaml.insertion import following_pair, plain_or_quoted
from replreg.yaml.templates import MASK, legible

ID = "tag-in-name"
GROUP = "images"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "`name`/`image_name` carries `:tag`"
APPLIES_TO = ("name-with-colon",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report names with a tag. The fix moves it to its key, unless that has another tag."""
    wrong = [item for item in resolution.declarations if item.declaration.form is not Form.SHIP and _tag(item)]
    if not wrong:
        return
    shared_nodes = SharedNodes(resolution.declarations)
    mentions = find_container_mentions(resolution.release, wrong)
    reported: set[int] = set()
    for declared in wrong:
        declaration = declared.declaration
        field = declaration.name
        if field is None or id(field.node) in reported:
            continue
        reported.add(id(field.node))
        tag = _tag(declared)
        end = len(field.value.partition("@")[0])
        start = end - len(tag) - 1
        known_at = mentions.get(id(declared), [])
        notes: tuple[str, ...] = ()
        if known_at:
            notes = ("other places of this file know the container by this name; give it a 'name', or change them too",)
        existing = declaration.tag or declaration.ignored_version
        differs = existing is not None and existing.value != tag and MASK not in existing.value
        conflict = f", which is '{legible(existing.value)}'; keep the right one" if differs and existing else ""
        is_alone = shared_nodes.is_exclusive_to(declaration.node, declaration.fragment, field.node)
        yield Problem(
            declaration.document,
            field.locate(start, end) or field.span,
            f"'{declaration.form.name_key}' carries the tag '{part(field, start + 1, end)}'; the tag belongs under "
            f"'{declaration.form.tag_key}'{conflict}",
            fix=_fix(declared, field, (start, end), tag) if is_alone and not known_at else None,
            notes=notes,
            related=tuple(("the container is known by this name here", *span) for span in known_at[:3]),
        )


def _tag(declared: ResolvedDeclaration) -> str:
    name = declared.declaration.name
    return (split_image(name.value).tag or "") if name is not None else ""


def _fix(declared: ResolvedDeclaration, field: ScalarValue, span: tuple[int, int], tag: str) -> Fix | None:
    declaration = declared.declaration
    place = field.locate(*span)
    if place is None or MASK in tag or "@" in field.value:
        return None
    remove = Edit(*place, "")
    existing = declaration.tag or declaration.ignored_version
    if existing is not None:
        return Fix(False, "remove the tag from the name", (remove,)) if existing.value == tag else None
    if declaration.node.get(declaration.form.tag_key) is not None:
        return None
    key = declaration.node.key(declaration.form.name_key)
    if key is None:
        return None
    pair = (declaration.form.tag_key, plain_or_quoted(tag))
    added = following_pair(declaration.fragment, declaration.node, key, field.node, pair)
    if added is None:
        return None
    return Fix(False, f"move the tag to '{declaration.form.tag_key}'", (remove, Edit(added[0], added[0], added[1])))
