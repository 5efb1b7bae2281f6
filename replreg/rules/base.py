"""The problems that rules yield, with offsets. The linter makes findings of them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.finding import AbsentKey, Edit, Fix, Severity
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

if TYPE_CHECKING:
    from replreg.release.checks.record import Record

__all__ = ["Problem", "RegistryProblem", "record_problems", "replacement"]


class Problem:
    """One place that breaks a rule.

    ``start`` and ``end`` are offsets of the file, in code points. ``document`` counts from 0.

    ``message`` says what is wrong and why that matters, ``hint`` what to do, where that is apart from the message.
    ``severity`` replaces the rule's own for this problem. ``related`` has (message, start, end) of other places.

    The rest tells `replreg.linter.merge` which problems come from one mistake. ``lacks`` are absent keys: with one of
    them, the problem might not be there. ``means`` is the absent key that a misspelt one means, and ``holds`` has what
    is written under it; None if that is not known. ``yields_to`` are the rules that say more of the same place.
    """

    __slots__ = (
        "document", "end", "fix", "hint", "holds", "lacks", "means", "message", "notes", "related", "severity", "start",
        "yields_to",
    )  # fmt: skip

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
        hint: str = "",
        lacks: tuple[AbsentKey, ...] = (),
        means: AbsentKey | None = None,
        holds: frozenset[str] | None = None,
        yields_to: tuple[str, ...] = (),
    ) -> None:
        self.document: int = document
        self.start: int = span[0]
        self.end: int = span[1]
        self.message: str = message
        self.fix: Fix | None = fix
        self.severity: Severity | None = severity
        self.notes: tuple[str, ...] = notes
        self.related: tuple[tuple[str, int, int], ...] = related
        self.hint: str = hint
        self.lacks: tuple[AbsentKey, ...] = lacks
        self.means: AbsentKey | None = means
        self.holds: frozenset[str] | None = holds
        self.yields_to: tuple[str, ...] = yields_to

    @property
    def text(self) -> str:
        """The message with the hint."""
        return f"{self.message}; {self.hint}" if self.hint else self.message


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


def record_problems(records: "Iterable[Record]", yields_to: tuple[str, ...] = ()) -> Iterator[Problem]:
    """Yield a problem for each record of the checks of a release, as it is. ``yields_to`` is that of each problem."""
    for one in records:
        yield Problem(
            one.document, one.span, one.message, fix=one.fix, severity=one.severity, related=one.related,
            hint=one.hint, lacks=one.lacks, yields_to=yields_to,
        )  # fmt: skip
