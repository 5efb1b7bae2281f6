"""Reads a text into a `Release`: its documents in order, and what each declares and uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from replreg.finding import Span
from replreg.registries.linked_registry import Registry
from replreg.release import readers
from replreg.release.dialects import mask_text
from replreg.release.documents import Document, documents_at
from replreg.release.kinds import Kind
from replreg.release.kots_domains import KotsDomains, has_kots_document
from replreg.release.model import DocumentInfo, Release
from replreg.release.readers.name_places import NamePlaces, find_names
from replreg.yaml.documents import split_documents
from replreg.yaml.templates import Masked

__all__ = ["context_for", "read_release", "read_spans"]

Visitor = Callable[[Document], object]
"""Called with each document while it has its nodes, which are dropped afterwards."""


def context_for(text: str, context: KotsDomains | None) -> KotsDomains | None:
    """Return what is known of the release that a text belongs to.

    A text with a ``kots.io`` document is a KOTS release even without other files; one of several files needs their
    ``context``.
    """
    return KotsDomains() if context is None and has_kots_document(text) else context


def read_release(
    text: str,
    context: KotsDomains | None = None,
    visit: Visitor | None = None,
    registries: Iterable[Registry] = (),
) -> Release:
    """Return the release that a decoded text is, or is a part of.

    ``context`` is what the other files of a KOTS release say, None for every other release. Raises nothing: a document
    that is not YAML declares and uses nothing, and ``visit`` sees its error. The reference names of ``registries`` are
    searched for in all strings.
    """
    masked = mask_text(text)
    names = find_names(text, masked.text, registries)
    release = read_spans(text, masked, split_documents(masked.text), context_for(text, context), visit, names)
    readers.read_calls(release)
    return release


def read_spans(
    text: str,
    masked: Masked,
    spans: Iterable[Span],
    context: KotsDomains | None,
    visit: Visitor | None = None,
    names: NamePlaces | None = None,
    documents: Iterable[Document] | None = None,
    told: Kind | None = None,
) -> Release:
    """Return what the documents at some spans of a text say, as if there were no other documents.

    ``names`` are the places of reference names in the text, None if there is none. ``documents`` are those at the
    spans if they are composed already, as `replreg.release.documents.same_documents` returns them. ``told`` is the kind
    of those without a marker, None for the one that their keys show.
    """
    release = Release(text, context)
    for document in documents_at(text, masked, spans, told) if documents is None else documents:
        if release.context is not None:
            release.join(document)
        release.documents.append(DocumentInfo(document))
        if visit is not None:
            visit(document)
        readers.read(document, release)
        if names is not None and names.between(document.start, document.end):
            from replreg.release.readers import linked_names

            linked_names.read(document, release, names)
        document.root = None
        document.quoted = []
    if release.documents:
        release.templates = masked.templates
    return release
