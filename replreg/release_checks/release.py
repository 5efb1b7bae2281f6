"""All checks over all documents of a release, in one call: for tests, and as the pattern for what calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.document import Document
from replreg.kind import Kind
from replreg.release_checks.index import Index
from replreg.release_checks.record import Record
from replreg.template import Templates, mask

__all__ = ["check_document", "check_documents", "check_index"]


def check_documents(documents: Iterable[Document], text: str, templates: Templates | None = None) -> list[Record]:
    """Return everything that the checks find in the documents of one file, whose text is ``text``."""
    records: list[Record] = []
    index = Index()
    kinds: set[Kind] = set()
    for document in documents:
        kinds.add(document.kind)
        records += check_document(document)
        index.add(document)
    index.add_text(text, templates)
    records += check_index(index)
    from replreg.release_checks.documents import empty_documents
    from replreg.release_checks.template_delimiters import template_delimiters
    from replreg.release_checks.template_functions import misspelt_functions

    records += empty_documents(text, mask(text).text)
    of_text = [*template_delimiters(text, templates)]
    if kinds & {Kind.REPLICATED, Kind.SHIP}:
        of_text += misspelt_functions(text, templates)
    for record in of_text:
        record.document = index.document_at(record.span[0])
        records.append(record)
    return records


def check_document(document: Document) -> list[Record]:
    """Return what is wrong in one document, as far as it can be seen without the others."""
    if document.kind is Kind.REPLICATED:
        from replreg.release_checks.walker import check_release

        return check_release(document.source, document.root, document.index)
    if document.kind is Kind.SHIP:
        from replreg.release_checks.ship import lifecycle_records
        from replreg.release_checks.walker import check_ship

        source, root = document.source, document.root
        return check_ship(source, root, document.index) + lifecycle_records(source, root, document.index)
    return []


def check_index(index: Index) -> Iterator[Record]:
    """Yield what is wrong across the documents of a release."""
    from replreg.release_checks.options import circular_options, unknown_options
    from replreg.release_checks.references import deprecated_calls, unknown_references, unused_definitions
    from replreg.release_checks.start_order import unordered_volumes
    from replreg.release_checks.template_functions import unknown_arguments

    yield from unknown_references(index)
    yield from unused_definitions(index)
    yield from unordered_volumes(index)
    yield from unknown_options(index)
    yield from circular_options(index)
    yield from deprecated_calls(index)
    yield from unknown_arguments(index)
