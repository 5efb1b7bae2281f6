"""The problems that rules yield, with offsets. The linter makes findings of them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.finding import Edit, Fix, Severity
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

if TYPE_CHECKING:
    from replreg.release.checks.record import Record

__all__ = ["Problem", "RegistryProblem", "record_problems", "replacement"]


class Problem:
    """One place that breaks a rule.

    ``start`` and ``end`` are offsets of the file, in code points. ``document`` counts from 0.

    ``severity`` replaces the rule's own for this problem. ``related`` has (message, start, end) of other places.
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
        self.document: int = document
        self.start: int = span[0]
        self.end: int = span[1]
        self.message: str = message
        self.fix: Fix | None = fix
        self.severity: Severity | None = severity
        self.notes: tuple[str, ...] = notes
        self.related: tuple[tuple[str, int, int], ...] = related


class RegistryProblem:
    """A mistake in one field (``endpoint``, ``username`` or ``password``) of a registry in a configuration.

    ``replacement`` is the value that the field should have, if that is certain. The field's value may be a secret, so
    neither ``message`` nor ``notes`` repeat it.
    """

    __slots__ = ("field", "message", "notes", "replacement")

    def __init__(self, field: str, message: str, replacement: str | None = None, notes: tuple[str, ...] = ()) -> None:
        self.field: str = field
        self.message: str = message
        self.replacement: str | None = replacement
        self.notes: tuple[str, ...] = notes


def replacement(field: ScalarValue, start: int, end: int, text: str, message: str, *, safe: bool) -> Fix | None:
    """Return the fix that replaces the characters ``start:end`` of a field's value, None if it cannot be made."""
    place = field.locate(start, end)
    rest = text or field.value[end : end + 1]
    if place is None or (start == 0 and not field.node.style and not (rest[:1].isalnum() or rest[:1] == MASK)):
        return None  # a plain scalar that starts with another character would have another meaning
    return Fix(safe, message, (Edit(place[0], place[1], text),))


def record_problems(records: "Iterable[Record]") -> Iterator[Problem]:
    """Yield a problem for each record of the checks of a release, as it is."""
    for one in records:
        yield Problem(one.document, one.span, one.message, fix=one.fix, severity=one.severity, related=one.related)
