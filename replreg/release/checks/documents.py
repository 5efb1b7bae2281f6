"""``replicated`` documents that are empty although somebody said what they are."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Severity
from replreg.release.checks.record import Record
from replreg.release.kinds import find_marker
from replreg.yaml.documents import split_documents
from replreg.yaml.text import BOM

__all__ = ["empty_documents"]

_NOTHING = frozenset(("", "~", "null", "Null", "NULL", "..."))


def empty_documents(text: str, masked: str) -> Iterator[Record]:
    """Yield a record for each empty document of a file that is marked as a ``replicated`` one.

    ``masked`` is the text with its templates covered. An empty document of another kind only has no effect.
    """
    if "replicated" not in text:
        return
    spans = split_documents(masked)
    before = 0
    for start, end in spans:
        if not _is_empty(masked, start, end):
            before += 1
            continue
        marker = find_marker(text, start, end)
        if marker is None or marker.word != "replicated":
            continue
        message = "this 'replicated' document is empty; the platform refuses a release without a version; fill it in"
        span = (marker.start, marker.end)
        yield Record("empty-document", "", span, Severity.ERROR, message, document=before)


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
