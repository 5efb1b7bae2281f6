"""Where images stand: one module a scheduler, each of which reads a document into a `Release`."""

from __future__ import annotations

from replreg.document import Document, Kind
from replreg.release import Release
from replreg.schedulers import kubernetes, native, swarm

__all__ = ["read"]

_READERS = {
    Kind.REPLICATED: native.read,
    Kind.SWARM: swarm.read,
    Kind.KUBERNETES: kubernetes.read,
}


def read(document: Document, release: Release) -> None:
    """Add the declarations and uses of a document to the release, by the document's kind."""
    reader = _READERS.get(document.kind)
    if reader is not None:
        reader(document, release)
