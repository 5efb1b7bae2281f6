"""An image that is no valid reference cannot be pulled by any container runtime."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.document import Field, Kind
from replreg.pattern import lazy_pattern
from replreg.problem import Problem
from replreg.reference import InvalidReference, Reference
from replreg.resolution import Resolution
from replreg.template import MASK

ID = "invalid-image"
SEVERITY = "error"
FIX = None
SUMMARY = "an image string that is no valid reference"

_NEVER = lazy_pattern(rf"[^A-Za-z0-9._:/@+\[\]{MASK}-]")


def check(resolution: Resolution) -> Iterator[Problem]:
    """Look at the image string of each use, and at the name of each declaration."""
    is_ship = resolution.release.has(Kind.SHIP)
    for used in resolution.used:
        if used.use.strict and (is_ship or not used.use.embedded):
            yield from _problems(used.use.document, used.use.image)
    for declared in resolution.declared:
        name = declared.declaration.name
        if name is not None and declared.declaration.form != "ship":
            yield from _problems(declared.declaration.document, name)


def _problems(document: int, field: Field) -> Iterator[Problem]:
    value = field.value
    if MASK in value:
        never = _NEVER.search(value)
        if never is None:
            return
        start, end = never.span()
        reason = f"{never.group()!r} cannot be in an image reference"
    else:
        try:
            Reference.parse(value)
        except InvalidReference as error:
            start, end, reason = error.start, error.end, error.reason
        else:
            return
    place = field.locate(start, end) if end > start else None
    yield Problem(document, place or field.span, f"'{field.shown}' is no valid image reference: {reason}")
