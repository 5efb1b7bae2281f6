"""Where a release speaks of a native container by its image's name, so that another name would cut it off.

A container is known by its `name`, or else by its `image_name`: to monitors, admin commands, event subscriptions,
`volumes_from`, and template calls such as ``ContainerExposedPort``. Those stand in keys, lists and strings of every
kind, so the whole text is searched for the name as a word.
"""

from __future__ import annotations

from collections.abc import Iterable

from replreg.lazy_re import lazy_compile
from replreg.release.model import Release
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["Span", "container_mentions"]

Span = tuple[int, int]

_WORD = lazy_compile(r"[\w./:@+-]+")


def container_mentions(release: Release, declared: Iterable[ResolvedDeclaration]) -> dict[int, list[Span]]:
    """Return, by the id of each of ``declared``, where the file may refer to that container by its image's name.

    Only containers are in the result that have no ``name`` and that something refers to. Takes one pass over the text.
    """
    known = [
        (item, field)
        for item in declared
        if (field := item.declaration.name) is not None
        and item.declaration.form == "container"
        and not item.declaration.node.text("name")
    ]
    if not known:
        return {}
    own = {field.span[0] for item in release.declarations if (field := item.name) is not None}
    wanted: dict[str, list[Span]] = {field.value: [] for _, field in known}
    for word in _WORD.finditer(release.text):
        text = word.group()
        if text not in wanted:
            text = text.rstrip(".:")
        if text in wanted and word.start() not in own:
            wanted[text].append((word.start(), word.start() + len(text)))
    unknown = _of_templates(release, [field for _, field in known if MASK in field.value], own)
    found: dict[int, list[Span]] = {}
    for item, field in known:
        start, end = field.span
        spans = wanted[field.value] if MASK not in field.value else unknown.get(release.text[start:end], [])
        if spans:
            found[id(item)] = spans
    return found


def _of_templates(release: Release, fields: list[ScalarValue], own: set[int]) -> dict[str, list[Span]]:
    """Find names that are partly a template's: elsewhere, the same template would stand for the same.

    They are looked for where the first template of each stands again, all names of one shape at once.
    """
    text, templates = release.text, release.templates
    places: dict[str, list[int]] = {}
    for template in templates if fields else ():
        places.setdefault(text[template.start : template.end], []).append(template.start)
    found: dict[str, list[Span]] = {}
    shapes: set[tuple[str, int, int]] = set()
    for field in fields:
        start, end = field.span
        inside = templates.within(start, end)
        found[text[start:end]] = []
        if inside:
            shapes.add((text[inside[0].start : inside[0].end], inside[0].start - start, end - start))
    for written, before, length in sorted(shapes):
        for place in places.get(written, ()):
            start = place - before
            spans = found.get(text[start : start + length]) if start >= 0 and start not in own else None
            if spans is not None:
                spans.append((start, start + length))
    return found
