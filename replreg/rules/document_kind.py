"""The comment `# kind: …` near the top of a document says what the document is.

## Why

A release is one file of several documents, and the platform hands each document to the scheduler that its comment
names. It skips a document with a misspelt comment, or without one, and its services never start. Neither is reported. A
first document with the keys of a `replicated` one needs no comment, and a file without any such comment is not checked.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
---
# kind: swarm
version: "3"
services:
  cache:
    image: redis:3.2-alpine
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
---
# kind: scheduler-swarm
version: "3"
services:
  cache:
    image: redis:3.2-alpine
```

## How to fix

`replreg fix` does not write comments. Put `# kind: replicated`, `# kind: scheduler-swarm` or `# kind:
scheduler-kubernetes` on a line of its own, after the `---` and before the first key of the document. The checks before
an installation and the test procedures of the config screen have `preflight-swarm`, `preflight-kubernetes`,
`test-proc-swarm` and `test-proc-kubernetes`. A Kubernetes release needs the comment in each of its documents.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.messages import suggestion
from replreg.release.kinds import MARKER_KINDS, Kind, nearest_kind
from replreg.release.model import DocumentInfo
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.templates import legible
from replreg.yaml.text import line_end

ID = "document-kind"
GROUP = "document"
SEVERITY = "warning"
FIX = None
SUMMARY = "a `# kind:` marker that the platform does not know, or one of several documents without a kind"
APPLIES_TO = ("unmarked-document",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report unknown markers, and in a file with markers the documents without one."""
    release = resolution.release
    documents = [document for document in release.documents if document.is_mapping]
    if not _is_marked_release(documents):
        return
    for number, document in enumerate(documents):
        marker = document.marker
        if marker is not None:
            if marker.word not in MARKER_KINDS:
                hint = suggestion(nearest_kind(marker.word), f"the kinds are {', '.join(MARKER_KINDS)}")
                message = f"'{legible(marker.word)}' is not a document kind, so the platform skips the document; {hint}"
                yield Problem(document.index, (marker.start, marker.end), message)
        elif number > 0 or document.kind is not Kind.REPLICATED:  # the keys of a first one are enough
            marker_word = document.kind.facts.marker
            hint = f"; add '# kind: {marker_word}'" if marker_word else ""
            yield Problem(
                document.index,
                _first_line(release.text, document),
                "this document has no '# kind:' comment, which others of this file have, so the platform skips it"
                f"{hint}",
            )


def _is_marked_release(documents: list[DocumentInfo]) -> bool:
    """Return True if a comment is meant for the platform, and is not a line of YAML that is commented out."""
    markers = [document.marker for document in documents if document.marker is not None]
    is_release = any(document.kind is Kind.REPLICATED for document in documents)
    return bool(markers) and (is_release or any(nearest_kind(marker.word) for marker in markers))


def _first_line(text: str, document: DocumentInfo) -> tuple[int, int]:
    """Return the span of a document's separator, or of its first line that is not blank."""
    start = document.start
    if text.startswith("---", start):
        return start, start + 3
    while start < document.end and text[start] in "\ufeff\r\n \t":
        start += 1
    return start, max(start, min(line_end(text, start), document.end))
