"""The checks of one document, and those across the documents of a release."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.checks.calls import CALLS_WITH_WORDS
from replreg.release.checks.index import Index
from replreg.release.checks.record import Record
from replreg.release.documents import Document
from replreg.release.kinds import Kind

__all__ = ["check_document", "check_index"]


def check_document(document: Document, *, of_product: bool = True) -> list[Record]:
    """Return what is wrong in one document, as far as it can be seen without the others.

    Without ``of_product``, keys that came with a later version of the product are not looked for.
    """
    if document.kind is Kind.REPLICATED:
        from replreg.release.checks.walker import check_release

        return check_release(document.fragment, document.root, document.index, of_product=of_product)
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
