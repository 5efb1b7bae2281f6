"""Runs the checks of `replreg.release.checks` for the rules that report what they find.

Many rules share one walk over each document and one index of the release. The walk, the index and the checks across
documents are imported only where a document or the text has something that they look at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.linter.rules_on import rules_on
from replreg.release.documents import Document
from replreg.release.kinds import Kind
from replreg.release.model import Release
from replreg.rules.base import Problem
from replreg.rules.catalogue import RULES, record_rules
from replreg.yaml.templates import Masked

if TYPE_CHECKING:
    from replreg.release.checks.index import Index
    from replreg.release.checks.record import Record

__all__ = ["ReleaseChecks"]

_REFERRING_WORDS = ("admin_commands", "support", "pvc_names", "pod_name", "shared_fs")
"""A text without these names no pod, label, volume claim or shared folder. Its Kubernetes resources are not indexed."""


_CLASSIC_WORDS = ("replicated_api_version", "components", "config:", "assets", "lifecycle")
"""A text without these has no classic or Ship document: the options of its KOTS documents are those of their folder."""


_OF_FOLDER = frozenset(("unknown-option", "circular-option"))
"""The rules that look at the whole release folder where a text is of KOTS: its config screen may be in another file."""


class ReleaseChecks:
    """The checks for those rules of records that ``config`` has not switched off.

    ``text`` is the whole file's, also where only some of its documents are read in this process.
    """

    def __init__(self, config: Config, text: str) -> None:
        on = rules_on(config)
        self._rules: frozenset[str] = frozenset([rule.id for rule in record_rules() if rule.id in on])
        self._text = text
        self._told = config.kind
        self._skipped = {Kind.UNKNOWN}
        if not any(word in text for word in _REFERRING_WORDS):
            self._skipped.add(Kind.KUBERNETES)
        if not any(word in text for word in _CLASSIC_WORDS):
            self._skipped.add(Kind.KOTS)

    @property
    def skipped(self) -> frozenset[Kind]:
        """The kinds whose documents are not in the index."""
        return frozenset(self._skipped)

    def check_document(self, document: Document) -> list[Record]:
        """Return what is wrong in one document, for rules on and off."""
        if not self._rules or (document.kind is not Kind.REPLICATED and document.kind is not Kind.SHIP):
            return []
        from replreg.release.checks.release import check_document

        return check_document(document, of_product="newer-product-key" in self._rules)

    def indexed(self, index: Index | None, document: Document) -> Index | None:
        """Return the index with a document in it. None is an index without documents."""
        if not self._rules or (document.error is None and document.kind in self._skipped):
            return index
        if index is None:
            from replreg.release.checks.index import Index

            index = Index()
        index.add(document)
        return index

    def check_release(self, index: Index | None, release: Release, masked: Masked) -> list[tuple[str, Problem]]:
        """Return the problems across documents, and those of the text, when all documents are read."""
        if not self._rules:
            return []
        records = list(self._check_release(index, release, masked))
        if not records:
            return []
        starts = [document.start for document in release.documents]
        for record in records:
            record.document = max(0, bisect_right(starts, record.span[0]) - 1)
        return self.problems(records)

    def _check_release(self, index: Index | None, release: Release, masked: Masked) -> Iterator[Record]:
        text = self._text
        if index is not None:
            from replreg.release.checks.release import check_index

            index.add_text(text, masked)
            is_delivered = release.context is not None and not release.has(Kind.REPLICATED, Kind.SHIP)
            for record in check_index(index):
                if not (is_delivered and record.rule in _OF_FOLDER):
                    yield record
        if "{{" in text and "repl" in text:
            from replreg.release.checks.template_delimiters import template_delimiters

            yield from template_delimiters(text, masked)
            if release.has(Kind.REPLICATED, Kind.SHIP):
                from replreg.release.checks.template_functions import misspelt_functions

                yield from misspelt_functions(text, masked)
        is_told = self._told == "replicated"
        if _may_be_empty(text, release) or (is_told and not any(info.is_mapping for info in release.documents)):
            from replreg.release.checks.documents import empty_documents

            yield from empty_documents(text, masked.text, is_told=is_told)

    def problems(self, records: Iterable[Record]) -> list[tuple[str, Problem]]:
        """Return the problems that the rules make of records, each with the rule's id."""
        by_rule: dict[str, list[Record]] = {}
        for record in records:
            if record.rule in self._rules:
                by_rule.setdefault(record.rule, []).append(record)
        return [(rule, problem) for rule, its in by_rule.items() for problem in RULES[rule].check_records(its)]


def _may_be_empty(text: str, release: Release) -> bool:
    """Return True if there may be more markers of ``replicated`` documents than documents that they mark."""
    full = [info.marker for info in release.documents if info.marker is not None and info.is_mapping]
    marked = sum(1 for marker in full if marker.word == "replicated" and marker.is_written)
    if "kind:  " in text or "kind:\t" in text:
        return True
    return text.count("kind: replicated") + text.count("kind:replicated") > marked
