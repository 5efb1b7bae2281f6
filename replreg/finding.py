"""The results of a run: findings, and the edits that fix them. Plain values, which can be pickled and compared."""

from __future__ import annotations

from enum import Enum

from replreg.named_tuple import NamedTuple

__all__ = ["AbsentKey", "Edit", "Finding", "Fix", "Position", "Related", "Severity", "Span"]


class Severity(str, Enum):
    """How bad a finding is. The values are the words of the configuration file and of every output format."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 3 for an error, 2 for a warning, 1 for an info, so that severities can be compared."""
        return _RANKS[self.value]

    def __str__(self) -> str:
        return str(self.value)


_RANKS = {"error": 3, "warning": 2, "info": 1}


class Span(NamedTuple):
    """A part of a text: the offsets of its first character and after its last one, in code points from 0."""

    start: int
    end: int


class AbsentKey(NamedTuple):
    """A key that a mapping does not have, and the start and end of the mapping in the file.

    ``value`` is what is looked for under the key, such as the name of an option; None where any value would do.
    """

    key: str
    start: int
    end: int
    value: str | None = None

    def with_value(self, value: str | None) -> AbsentKey:
        """Return the same key, under which ``value`` is looked for."""
        return AbsentKey(self.key, self.start, self.end, value)


class Position(NamedTuple):
    """A place between two characters of a file's decoded text.

    ``line`` and ``column`` count from 1, ``offset`` from 0; columns and offsets are Unicode code points of the text
    as it is in the file, byte-order mark and line ends included.
    """

    line: int
    column: int
    offset: int


class Edit(NamedTuple):
    """Replace the characters from offset ``start`` to before ``end`` with ``text``; insert it where both are equal."""

    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """The edits that remove a finding; ``safe`` where the author's meaning is certain. ``message`` is a request."""

    safe: bool
    message: str
    edits: tuple[Edit, ...]


class Related(NamedTuple):
    """Another place of the same file that explains a finding, such as where the image is declared."""

    message: str
    start: Position
    end: Position


class Finding(NamedTuple):
    """A rule's verdict on one place of one file.

    ``document`` counts the documents of the file from 0. ``notes`` and ``related`` are for people: the text format
    prints them, and so do the machine formats that have a place for them.
    """

    rule: str
    severity: Severity
    message: str
    path: str
    document: int
    start: Position
    end: Position
    fix: Fix | None = None
    notes: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
