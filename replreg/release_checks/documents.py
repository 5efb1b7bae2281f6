"""``replicated`` documents that are empty although somebody said what they are."""

from __future__ import annotations

from replreg.document import Document
from replreg.finding import Severity
from replreg.release_checks.access import is_absent
from replreg.release_checks.record import Record

__all__ = ["empty_document"]


def empty_document(document: Document, *, is_named: bool = False) -> Record | None:
    """Return the record of a document that is empty and marked as a ``replicated`` one, or None.

    ``is_named`` says that the document is alone in a file that the user named as a release. An empty document of
    another kind is left alone: it only has no effect.
    """
    marker = document.marker if document.marker is not None and document.marker.word == "replicated" else None
    if (
        document.error is not None
        or not is_absent(document.root)
        or (marker is None and not (is_named and document.marker is None))
    ):
        return None
    span = (marker.start, marker.end) if marker is not None else (document.start, document.start)
    message = "this 'replicated' document is empty; the platform refuses a release without a version; fill it in"
    return Record("empty-document", "", span, Severity.ERROR, message, document=document.index)
