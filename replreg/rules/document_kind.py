"""A comment near the top of each document tells the platform what the document is."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from replreg.document import MARKER_KINDS, Kind
from replreg.problem import Problem
from replreg.resolution import Resolution

ID = "document-kind"
SEVERITY = "warning"
FIX = None
SUMMARY = "a `# kind:` marker that the platform does not know, or one of several documents without a kind"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report unknown markers, and, in a file that has markers, the documents without one."""
    release = resolution.release
    documents = [document for document in release.documents if document.is_mapping]
    if not release.is_marked:
        return
    for document in documents:
        marker = document.marker
        if marker is not None:
            if marker.word not in MARKER_KINDS:
                near = get_close_matches(marker.word, MARKER_KINDS, n=1)
                hint = f"; did you mean '{near[0]}'" if near else f"; it knows {', '.join(MARKER_KINDS)}"
                yield Problem(
                    document.index,
                    (marker.start, marker.end),
                    f"the platform knows no document kind '{marker.word}'{hint}",
                )
        elif len(documents) > 1 and document.kind not in (Kind.SHIP, Kind.KOTS):
            start = document.start
            text = release.text
            if text.startswith("---", start):
                end = start + 3
            else:
                start += len(text[start : document.end]) - len(text[start : document.end].lstrip("\ufeff\r\n \t"))
                end = len(text[: document.end].rstrip()) if start >= document.end else _line_end(text, start)
            hint = f": add '# kind: {document.kind.value}'" if document.kind is not Kind.UNKNOWN else ""
            yield Problem(
                document.index,
                (start, end),
                f"this document has no '# kind:' comment, as others of this file have, so the platform may "
                f"pass it over{hint}",
            )


def _line_end(text: str, start: int) -> int:
    ends = [end for end in (text.find("\n", start), text.find("\r", start)) if end >= 0]
    return min(ends) if ends else len(text)
