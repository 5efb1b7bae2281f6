"""Finds the places of a file that refer to a container of the native scheduler by the name of its image.

The platform knows a container by its component and its ``image_name``, exactly as written, whether or not it has a
``name``: in monitors, admin commands, event subscriptions, and template calls such as ``ContainerExposedPort``. Only
``volumes_from`` goes by ``name``. These are keys, list items and strings of all kinds, so the whole text is searched
for the name as a word. With another ``image_name``, the container is no longer found there.
"""

from __future__ import annotations

from collections.abc import Iterable

from replreg.finding import Edit, Span
from replreg.lazy_re import lazy_compile
from replreg.release.model import Form, Release
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK
from replreg.yaml.text import line_start

__all__ = ["edits_of_mentions", "find_container_mentions"]


_MOST = 50  # mentions of one container that are changed with it
_LONGEST = 500  # code points of a line before a mention that are looked at
# `Component,image_name` of a monitor or a command, and the keys of a reference.
_REFERENCE = lazy_compile(
    r"""(?:["']|(?:^|\s)-[ \t]+)[^"',\[\]{}]+,\Z|\b(?:image_name|container)["']?[ \t]*:[ \t]*["']?\Z"""
)
_IN_COMMENT = lazy_compile(r"(?:^|\s)#")
_WORD = lazy_compile(r"[\w./:@+-]+")


def find_container_mentions(release: Release, declared: Iterable[ResolvedDeclaration]) -> dict[int, list[Span]]:
    """Return, by the `id` of each of ``declared``, the spans of the file that may refer to it by its image's name.

    Only containers that something refers to are in the result. Takes one pass over the text.
    """
    named_by_image = [
        (item, field)
        for item in declared
        if (field := item.declaration.name) is not None and item.declaration.form is Form.CONTAINER
    ]
    if not named_by_image:
        return {}
    own = {field.span[0] for item in release.declarations if (field := item.name) is not None}
    literal: dict[str, list[Span]] = {field.value: [] for _, field in named_by_image}
    for word in _WORD.finditer(release.text):
        text = word.group()
        if text not in literal:
            text = text.rstrip(".:")
        if text in literal and word.start() not in own:
            literal[text].append(Span(word.start(), word.start() + len(text)))
    templated = _of_templates(release, [field for _, field in named_by_image if MASK in field.value], own)
    found: dict[int, list[Span]] = {}
    for item, field in named_by_image:
        start, end = field.span
        spans = literal[field.value] if MASK not in field.value else templated.get(release.text[start:end], [])
        if spans:
            found[id(item)] = spans
    return found


def edits_of_mentions(release: Release, mentions: Iterable[Span], first: int, last: int) -> list[Edit] | None:
    """Return the edits that remove the code points from ``first`` to ``last`` of a name at each of its ``mentions``.

    None if it is not certain that a place refers to the container, or if there are too many. Comments stay.
    """
    text = release.text
    edits: list[Edit] = []
    for start, _ in mentions:
        if len(edits) == _MOST:
            return None
        before = text[max(line_start(text, start), start - _LONGEST) : start]
        if _IN_COMMENT.search(before):
            continue
        in_call = before.endswith(('"', "`")) and release.templates.contain(start)
        if not in_call and _REFERENCE.search(before) is None:
            return None
        edits.append(Edit(start + first, start + last, ""))
    return edits


def _of_templates(release: Release, fields: list[ScalarValue], own: set[int]) -> dict[str, list[Span]]:
    """Return the spans with the same text as each field; every field has a template in it.

    The same template has the same value elsewhere. All fields whose first template has the same text and the same
    place in the field are searched for in one pass over the places of that template.
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
                spans.append(Span(start, start + length))
    return found
