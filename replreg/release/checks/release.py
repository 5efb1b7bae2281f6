"""All checks over all documents of a release, in one call: for tests, and as the pattern for what calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.index import CALLS_WITH_WORDS, Index
from replreg.release.checks.record import Record
from replreg.release.documents import Document
from replreg.release.kinds import Kind
from replreg.yaml.templates import Masked, mask

__all__ = ["check_document", "check_documents", "check_index"]


def check_documents(documents: Iterable[Document], text: str, masked: Masked | None = None) -> list[Record]:
    """Return everything that the checks find in the documents of one file, whose text is ``text``."""
    records: list[Record] = []
    index = Index()
    kinds: set[Kind] = set()
    for document in documents:
        kinds.add(document.kind)
        records += check_document(document)
        index.add(document)
    masked = masked or mask(text)
    index.add_text(text, masked)
    records += check_index(index)
    from replreg.release.checks.documents import empty_documents
    from replreg.release.checks.template_delimiters import template_delimiters
    from replreg.release.checks.template_functions import misspelt_functions

    records += empty_documents(text, masked.text)
    of_text = [*template_delimiters(text, masked)]
    if kinds & {Kind.REPLICATED, Kind.SHIP}:
        of_text += misspelt_functions(text, masked)
    for record in of_text:
        record.document = index.document_at(record.span[0])
        records.append(record)
    return records


def check_document(document: Document) -> list[Record]:
    """Return what is wrong in one document, as far as it can be seen without the others."""
    if document.kind is Kind.REPLICATED:
        from replreg.release.checks.walker import check_release

        return check_release(document.fragment, document.root, document.index)
    if document.kind is Kind.SHIP:
        from replreg.release.checks.ship import lifecycle_records
        from replreg.release.checks.walker import check_ship

        fragment, root = document.fragment, document.root
        return check_ship(fragment, root, document.index) + lifecycle_records(fragment, root, document.index)
    return []


def check_index(index: Index) -> Iterator[Record]:
    """Yield what is wrong across the documents of a release. Imports only the checks that have something to look at."""
    if index.has_references:
        from replreg.release.checks.references import deprecated_calls, unknown_references, unused_definitions

        yield from unknown_references(index)
        yield from unused_definitions(index)
        yield from deprecated_calls(index)
    if index.has_shared_volumes:
        from replreg.release.checks.start_order import unordered_volumes

        yield from unordered_volumes(index)
    if index.calls or index.conditions or index.option_references:
        from replreg.release.checks.options import circular_options, unknown_options

        yield from unknown_options(index)
        yield from circular_options(index)
    if index.called & CALLS_WITH_WORDS:
        from replreg.release.checks.template_functions import unknown_arguments

        yield from unknown_arguments(index)
