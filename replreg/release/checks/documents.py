"""``replicated`` documents that are empty although somebody said what they are."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Severity
from replreg.release.checks.record import Record
from replreg.release.kinds import Marker, find_marker
from replreg.yaml.documents import split_documents
from replreg.yaml.text import BOM

__all__ = ["empty_documents"]

_NOTHING = frozenset(("", "~", "null", "Null", "NULL", "..."))


def empty_documents(text: str, masked: str, *, is_told: bool = False) -> Iterator[Record]:
    """Yield a record for each empty document that is marked as a ``replicated`` one.

    ``masked`` is the text with its templates covered. ``is_told`` says that the configuration names the file as a
    ``replicated`` one: then it is reported if it is empty as a whole. An empty document of another kind only has no
    effect.
    """
    before = 0
    is_marked = False
    for start, end in split_documents(masked):
        is_empty = _is_empty(masked, start, end)
        marker = find_marker(text, start, end) if is_empty else _marker_of_nothing(text, start, end)
        is_marked = is_marked or marker is not None
        if marker is not None and marker.word == "replicated":
            yield _record((marker.start, marker.end), before)
        before += not is_empty
    if is_told and not before and not is_marked:
        yield _record((0, 0), 0)


def _record(span: tuple[int, int], document: int) -> Record:
    message = "this 'replicated' document is empty; the platform refuses a release without a version; fill it in"
    return Record("empty-document", "", span, Severity.ERROR, message, document=document)


def _marker_of_nothing(text: str, start: int, end: int) -> Marker | None:
    """Return the marker before the first ``---`` of a file if the document after it has one of another kind."""
    separator = text.find("\n---", start, end)
    if separator < 0 or text.startswith("---", start):
        return None
    own, earlier = find_marker(text, start, end), find_marker(text, start, separator)
    if own is None or earlier is None or own.start < separator or own.word == earlier.word:
        return None
    return earlier


def _is_empty(text: str, start: int, end: int) -> bool:
    """Return True if a document has only comments, separators and null. Stops at the first line that has more."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = stop if stop >= 0 else end
        line = text[start:stop].strip(f" \t\r{BOM}")
        if line.startswith("---"):
            line = line[3:].strip(" \t")
        if not line.startswith("#") and line.partition(" #")[0].rstrip() not in _NOTHING:
            return False
        start = stop + 1
    return True
