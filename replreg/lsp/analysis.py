"""What `replreg lint` and `replreg fix` say of one open document."""

from __future__ import annotations

import os

from replreg.config.discovery import Configurations
from replreg.config.load import ConfigError, parse_config
from replreg.config.model import Config
from replreg.finding import Edit, Finding
from replreg.linter.file_job import FileJob, FileResult, do, fix_opened, lint_opened
from replreg.linter.fix import choose_edits
from replreg.linter.inputs import is_in_chart
from replreg.lsp.ignore_comment import silencing_edit
from replreg.lsp.open_document import Document
from replreg.release.documents import label
from replreg.yaml.edits import UnprovenEdit, apply_edits, prove
from replreg.yaml.line_diff import changes_between

__all__ = ["Analysis", "analyse"]


class Analysis:
    """The verdict on one version of a document.

    ``mistake`` is what is wrong with a configuration: with this document, if it is one, or else with the one that
    counts for it, so that it could not be linted. ``failure`` says what else kept replreg from its work. ``job`` is
    None where the document was passed over. What takes a look at the whole document is done once, when first asked for.
    """

    def __init__(
        self,
        document: Document,
        findings: tuple[Finding, ...] = (),
        *,
        job: FileJob | None = None,
        mistake: ConfigError | None = None,
        failure: str | None = None,
    ) -> None:
        self.document = document
        self.findings = findings
        self.job = job
        self.mistake = mistake
        self.failure = failure
        self._all_fixed: list[Edit] | None = None
        self._proven: dict[tuple[Edit, ...], bool] = {}
        self._silencing: dict[tuple[int, str], Edit | None] = {}

    def is_proven(self, edits: tuple[Edit, ...]) -> bool:
        """Tell whether edits, sorted by place, change nothing but what they name, as `replreg fix` sees to it."""
        if edits not in self._proven:
            text = self.document.text
            try:
                prove(text, apply_edits(text, edits), edits, label)
                self._proven[edits] = True
            except (UnprovenEdit, ValueError):
                self._proven[edits] = False
        return self._proven[edits]

    def silencing_edit(self, finding: Finding) -> Edit | None:
        """Return the insertion of the comment that silences a finding; None where none can."""
        if self.job is None or self.job.is_config:
            return None
        key = (finding.start.line, finding.rule)
        if key not in self._silencing:
            self._silencing[key] = silencing_edit(self.document.text, finding, self.findings, self._relint)
        return self._silencing[key]

    def fix_all(self) -> list[Edit]:
        """Return the edits of every safe fix at once, sorted by place: their result is what `replreg fix` writes.

        Where one fix brings another to light, that is made as well. None are returned if the result cannot be proven.
        """
        if self._all_fixed is None:
            self._all_fixed = self._fix_all()
        return self._all_fixed

    def _relint(self, text: str) -> tuple[Finding, ...] | None:
        """Return the findings that the document would have with another text; None where that cannot be said."""
        outcome = _lint(self.job, text) if self.job is not None else None
        return None if outcome is None or outcome.error is not None else outcome.findings

    def _fix_all(self) -> list[Edit]:
        edits = choose_edits(self.findings, unsafe=False)
        if self.job is None or not edits:
            return []
        text = self.document.text
        outcome = do(lambda job: fix_opened(job, text), self.job)
        if outcome.error is not None or outcome.fixed is None:
            return []
        return edits if apply_edits(text, edits) == outcome.fixed else changes_between(text, outcome.fixed)


def analyse(document: Document, configurations: Configurations, *, was_release: bool = False) -> Analysis:
    """Lint a document as it stands in the editor, with the configuration and the sibling files that are on disk.

    What is no release, or is left out by ``exclude`` or as a part of a Helm chart, is passed over. ``was_release`` says
    that an earlier version was one: then a version that is not YAML, half typed, is taken for one still.
    """
    if not document.is_yaml:
        return Analysis(document)
    if document.is_config:
        return _analyse_config(document)
    # A document without a name is configured as a file in the folder that the editor was started in.
    path = document.path or os.path.abspath("untitled.yaml")
    try:
        if configurations.is_excluded(path) or is_in_chart(path):
            return Analysis(document)
        config = configurations.config(path)
    except ConfigError as error:
        return Analysis(document, mistake=error)
    job = FileJob(document.path or "-", path, config, named=False)
    outcome = _lint(job, document.text)
    if not outcome.is_release and was_release:
        outcome = _lint(job._replace(named=True), document.text)
        if not any(finding.rule == "yaml-syntax" for finding in outcome.findings):
            return Analysis(document)
    return _analysis(document, job._replace(named=True), outcome)


def _analyse_config(document: Document) -> Analysis:
    """Look at a configuration of replreg's own. What is wrong with it as a whole keeps its place this way."""
    path = document.path or ""
    try:
        parse_config(document.text, path)
    except ConfigError as error:
        return Analysis(document, mistake=error)
    job = FileJob(path, path, Config(), named=True, is_config=True)
    return _analysis(document, job, _lint(job, document.text))


def _analysis(document: Document, job: FileJob, outcome: FileResult) -> Analysis:
    if outcome.error is not None:
        return Analysis(document, failure=outcome.error)
    if not outcome.is_release:
        return Analysis(document)
    return Analysis(document, outcome.findings, job=job)


def _lint(job: FileJob, text: str) -> FileResult:
    """Lint a text; a mistake of replreg's own in it is an outcome, too, and the server goes on."""
    return do(lambda job: lint_opened(job, text), job)
