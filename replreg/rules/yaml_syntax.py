"""The platform renders the templates of a release and then reads it as YAML. What it cannot read it refuses."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.config import Config
from replreg.document import Document
from replreg.problem import Problem

ID = "yaml-syntax"
SEVERITY = "error"
FIX = None
SUMMARY = "the file is not YAML, once templates are set aside"


def check_document(document: Document, config: Config) -> Iterator[Problem]:
    """Report where the parser stopped."""
    error = document.error
    if error is None:
        return
    start = min(error.offset, len(document.source.file))
    end = min(start + 1, len(document.source.file))
    yield Problem(document.index, (start, end), f"this is not YAML: {error}")
