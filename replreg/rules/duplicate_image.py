"""An image needs to be listed once."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.document import Field
from replreg.problem import Problem
from replreg.resolution import Resolution
from replreg.template import MASK

ID = "duplicate-image"
SEVERITY = "warning"
FIX = None
SUMMARY = "one image listed twice"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report entries of `images:` that repeat an earlier one: same source, same name, same tag."""
    first: dict[tuple[str, str, str], Field] = {}
    for declared in resolution.declared_images:
        place = declared.declaration.name
        if place is None or declared.is_unknown or MASK in (declared.tag or ""):
            continue
        key = (declared.source, declared.name, declared.tag or "latest")
        earlier = first.setdefault(key, place)
        if earlier is place:
            continue
        if place.source.crosses_control_flow(earlier.span[1], place.span[0]):
            continue  # one or the other, by a template's choice
        yield Problem(
            declared.declaration.document,
            place.span,
            f"the image '{place.shown}' of '{declared.source}' is listed already, with the same tag",
            related=(("it is listed first here", *earlier.span),),
        )
