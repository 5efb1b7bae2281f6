"""What the tests of the release checks share: texts into records, and the places of records."""

from __future__ import annotations

from pathlib import Path

import pytest

from replreg.finding import Severity
from replreg.release.checks.documents import empty_documents
from replreg.release.checks.index import Index
from replreg.release.checks.record import Record
from replreg.release.checks.release import check_document, check_index
from replreg.release.checks.template_delimiters import template_delimiters
from replreg.release.checks.template_functions import misspelt_functions
from replreg.release.documents import read_documents
from replreg.release.kinds import Kind
from replreg.yaml.templates import mask

ROOT = Path(__file__).resolve().parents[2]
_BESIDE = (folder / "shared" / "corpus" for folder in ROOT.parents)
CORPUS = next((folder for folder in _BESIDE if (folder / "release").is_dir()), ROOT.parent / "shared" / "corpus")
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the repository")

WHOLE = "replicated_api_version: 2.50.0\n"


def records(text: str) -> list[Record]:
    """Return everything that the checks find in a file's text."""
    found: list[Record] = []
    index = Index()
    masked = mask(text)
    kinds: set[Kind] = set()
    for document in read_documents(text):
        kinds.add(document.kind)
        found += check_document(document)
        index.add(document)
    index.add_text(text, masked)
    found += check_index(index)
    found += empty_documents(text, masked.text)
    of_text = [*template_delimiters(text, masked)]
    if kinds & {Kind.REPLICATED, Kind.SHIP}:
        of_text += misspelt_functions(text, masked)
    for record in of_text:
        record.document = index.document_at(record.span[0])
    return found + of_text


def found(text: str, *severities: Severity) -> list[tuple[str, str]]:
    """Return rule and path of each record of a text, of some severities or of all."""
    return [(one.rule, one.path) for one in records(text) if not severities or one.severity in severities]


def loud(text: str) -> list[tuple[str, str]]:
    """Return rule and path of each error and warning."""
    return found(text, Severity.ERROR, Severity.WARNING)


def written(text: str, record: Record) -> str:
    """Return what is in the text at the place of a record."""
    return text[slice(*record.span)]


def fixed(text: str, record: Record) -> str:
    """Return the text with the edits of a record's fix made."""
    assert record.fix is not None
    for edit in sorted(record.fix.edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
