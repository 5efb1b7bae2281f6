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
changed if a template makes the tag. Monitors, admin commands, events and template calls know a container by its
`image_name`, exactly as written; the fix changes them along. If one of these places is not certain, or if two
containers would then have one name, nothing is changed: change all of them by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from replreg.finding import Edit, Fix, Span
from replreg.registries.image_string import split_image
from replreg.release.model import Form
from replreg.release.resolution.container_mentions import edits_of_mentions, find_container_mentions
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
    containers = _Containers(resolution, wrong)
    reported: set[int] = set()
    for declared in wrong:
        declaration = declared.declaration
        field = declaration.name
        if field is None or id(field.node) in reported:
            continue
        reported.add(id(field.node))
        tag = _tag(declared)
        start, end = _tag_span(field, tag)
        mentions = containers.mentions(declared)
        existing = declaration.tag or declaration.ignored_version
        differs = existing is not None and existing.value != tag and MASK not in existing.value
        conflict = f", which is '{legible(existing.value)}'; keep the right one" if differs and existing else ""
        fix, notes = containers.fix(declared, shared_nodes)
        yield Problem(
            declaration.document,
            field.locate(start, end) or field.span,
            f"'{declaration.form.name_key}' carries the tag '{part(field, start + 1, end)}'; the tag belongs under "
            f"'{declaration.form.tag_key}'{conflict}",
            fix=fix,
            notes=notes,
            related=tuple(("the container is known by this name here", *span) for span in mentions[:3]),
        )


class _Containers:
    """The containers of a release by their image names, and the places that refer to them."""

    def __init__(self, resolution: Resolution, wrong: list[ResolvedDeclaration]) -> None:
        self._release = resolution.release
        self._by_name: dict[str, list[ResolvedDeclaration]] = {}
        for item in resolution.declarations:
            if item.declaration.form is Form.CONTAINER and item.declaration.name is not None:
                self._by_name.setdefault(item.declaration.name.value, []).append(item)
        self._names_after = Counter(_name_after(name) for name in self._by_name)
        after = {_name_after(item.declaration.name.value) for item in wrong if item.declaration.name is not None}
        named_so = [item for name in after for item in self._by_name.get(name, ())]
        self._mentions = find_container_mentions(self._release, [*wrong, *named_so])
        self._fixes: dict[str, tuple[Fix | None, tuple[str, ...]]] = {}

    def mentions(self, declared: ResolvedDeclaration) -> list[Span]:
        """Return the places that refer to a container by its name."""
        return self._mentions.get(id(declared), [])

    def fix(self, declared: ResolvedDeclaration, shared_nodes: SharedNodes) -> tuple[Fix | None, tuple[str, ...]]:
        """Return the fix of a name, if there is one, and what is to be said of it.

        All containers with one name and all places that refer to them are changed together, or none is.
        """
        declaration, field = declared.declaration, declared.declaration.name
        if field is None or declaration.form is not Form.CONTAINER or not self._is_referred_to(field.value):
            edits = _edits(declared, shared_nodes)
            return _fix(declared, edits) if edits else None, ()
        if field.value not in self._fixes:
            self._fixes[field.value] = self._fix_together(declared, field, shared_nodes)
        return self._fixes[field.value]

    def _is_referred_to(self, name: str) -> bool:
        """Return True if a container has the name, or the name without its tag, and something refers to it."""
        both = (*self._by_name[name], *self._by_name.get(_name_after(name), ()))
        return any(id(item) in self._mentions for item in both)

    def _fix_together(
        self, declared: ResolvedDeclaration, field: ScalarValue, shared_nodes: SharedNodes
    ) -> tuple[Fix | None, tuple[str, ...]]:
        if self._names_after[_name_after(field.value)] > 1:
            return None, ("without the tag, two containers have the name by which other places know one of them",)
        first, last = _tag_span(field, _tag(declared))
        place = field.locate(first, last)
        if MASK in field.value and place is not None:
            first, last = place[0] - field.span[0], place[1] - field.span[0]
        changed = edits_of_mentions(self._release, self.mentions(declared), first, last)
        if changed is None:
            return None, ("other places of this file may know the container by this name; change them as well",)
        edits = set(changed)
        for other in self._by_name[field.value]:
            own = _edits(other, shared_nodes)
            if own is None:
                return None, ("other places of this file know the container by this name; change them as well",)
            edits.update(own)
        fix = _fix(declared, edits)
        return fix._replace(message=f"{fix.message}, also where the container is referred to"), ()


def _tag(declared: ResolvedDeclaration) -> str:
    name = declared.declaration.name
    return (split_image(name.value).tag or "") if name is not None else ""


def _tag_span(field: ScalarValue, tag: str) -> tuple[int, int]:
    """Return where the tag is in a name, its colon included."""
    end = len(field.value.partition("@")[0])
    return end - len(tag) - 1, end


def _name_after(name: str) -> str:
    """Return a name without its tag."""
    tag = split_image(name).tag
    return name.partition("@")[0][: -len(tag) - 1] if tag else name


def _fix(declared: ResolvedDeclaration, edits: Iterable[Edit]) -> Fix:
    declaration = declared.declaration
    has_tag = (declaration.tag or declaration.ignored_version) is not None
    message = "remove the tag from the name" if has_tag else f"move the tag to '{declaration.form.tag_key}'"
    return Fix(False, message, tuple(sorted(edits)))


def _edits(declared: ResolvedDeclaration, shared_nodes: SharedNodes) -> list[Edit] | None:
    """Return the edits that move the tag of a name to its own key; None where that is not certain."""
    declaration, field, tag = declared.declaration, declared.declaration.name, _tag(declared)
    if field is None or MASK in tag or "@" in field.value:
        return None
    place = field.locate(*_tag_span(field, tag))
    if place is None or not shared_nodes.is_exclusive_to(declaration.node, declaration.fragment, field.node):
        return None
    remove = Edit(*place, "")
    existing = declaration.tag or declaration.ignored_version
    if existing is not None:
        return [remove] if existing.value == tag else None
    key = declaration.node.key(declaration.form.name_key)
    if key is None or declaration.node.get(declaration.form.tag_key) is not None:
        return None
    pair = (declaration.form.tag_key, plain_or_quoted(tag))
    added = following_pair(declaration.fragment, declaration.node, key, field.node, pair)
    return [remove, Edit(added[0], added[0], added[1])] if added is not None else None
