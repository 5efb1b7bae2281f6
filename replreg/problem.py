"""What a rule yields: a problem with offsets. The engine makes findings of them."""

from __future__ import annotations

from replreg.document import Field
from replreg.finding import Edit, Fix, Severity

__all__ = ["Problem", "replacement"]


class Problem:
    """One place that breaks a rule. ``start`` and ``end`` are offsets of the file; ``document`` counts from 0.

    ``severity`` overrides the rule's own for this problem. ``related`` holds (message, start, end) of other places.
    """

    __slots__ = ("document", "end", "fix", "message", "notes", "related", "severity", "start")

    def __init__(
        self,
        document: int,
        span: tuple[int, int],
        message: str,
        *,
        fix: Fix | None = None,
        severity: Severity | None = None,
        notes: tuple[str, ...] = (),
        related: tuple[tuple[str, int, int], ...] = (),
    ) -> None:
        self.document = document
        self.start, self.end = span
        self.message = message
        self.fix = fix
        self.severity = severity
        self.notes = notes
        self.related = related


def replacement(field: Field, start: int, end: int, text: str, message: str, *, safe: bool) -> Fix | None:
    """Return the fix that replaces the characters ``start:end`` of a field's value; None if they have no place."""
    place = field.locate(start, end)
    if place is None:
        return None
    return Fix(safe, message, (Edit(place[0], place[1], text),))
