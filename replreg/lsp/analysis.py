"""The findings and fixes of `replreg lint` and `replreg fix` for one open document."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence

from replreg.config.discovery import Configurations
from replreg.config.load import ConfigError, parse_config
from replreg.finding import Edit, Finding, Fix, Related
from replreg.linter.chart_folders import chart_of, is_in_chart
from replreg.linter.file_job import FailedFile, FileJob, OpenedFile, SkippedFile, run_job
from replreg.linter.fix import choose_edits
from replreg.linter.fix_file import FixedFile, fix_opened
from replreg.linter.ignore_comment import silencing_edits
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint import LintResult
from replreg.linter.lint_file import LintedFile, lint_checked, lint_opened
from replreg.linter.reread import Rereader
from replreg.lsp.landmarks import Landmarks, landmarks_of, landmarks_of_config
from replreg.lsp.open_document import Document, Shift, moved_by
from replreg.release.dialects import mask_text
from replreg.release.documents import labeller
from replreg.yaml.edits import UnprovenEdit, apply_edits, prove
from replreg.yaml.line_diff import changes_between

__all__ = ["Analysis", "analyse", "without_overlaps"]

Edits = tuple[Edit, ...]


class Analysis:
    """The findings of one version of a document, and what can be done about them.

    ``mistake`` is an error in a configuration: in this document, if it is one, or else in the one that counts for it,
    so that it could not be linted. ``failure`` says why linting failed otherwise. ``job`` is None where the document
    was skipped. A result that takes a look at the whole document is made once, when it is first asked for.
    """

    def __init__(
        self,
        document: Document,
        findings: tuple[Finding, ...] = (),
        *,
        job: FileJob | None = None,
        folders: KotsFolders | None = None,
        result: LintResult | None = None,
        mistake: ConfigError | None = None,
        failure: str | None = None,
    ) -> None:
        self.document = document
        self.findings = findings
        self.job = job
        self.mistake = mistake
        self.failure = failure
        self.is_moved = False
        """Whether this is what is known of an earlier version, and not a look at this one."""
        self._folders = folders or KotsFolders()
        self._result = result
        self._all_fixed: list[Edit] | None = None
        self._proven: dict[Edits, bool] = {}
        self._silencing: dict[tuple[int, str], Edit | None] = {}
        self._landmarks: Landmarks | None = None
        self._earlier: tuple[Finding, ...] = ()
        self._shifts: Sequence[Shift] = ()
        self._outline: list[tuple[str, int, int]] = []

    def findings_at(self, start: int, end: int) -> list[Finding]:
        """Return the findings that overlap or touch a span of offsets, in the order of the text."""
        found = [one for one in self.findings if one.start.offset <= end and start <= one.end.offset]
        for one in self._earlier:
            span = moved_by(self._shifts, one.start.offset, one.end.offset)
            if span is not None and span[0] <= end and start <= span[1]:
                found.append(self._moved_finding(one, span))
        return found

    def all_findings(self) -> list[Finding]:
        """Return all findings, as `findings_at` does for a part."""
        spans = ((one, moved_by(self._shifts, one.start.offset, one.end.offset)) for one in self._earlier)
        return [*self.findings, *(self._moved_finding(one, span) for one, span in spans if span is not None)]

    @property
    def had_safe_fix(self) -> bool:
        """Whether some finding has a safe fix, or had one when the document was linted last."""
        return any(one.fix is not None and one.fix.safe for one in self.findings or self._earlier)

    def _moved_finding(self, finding: Finding, span: tuple[int, int]) -> Finding:
        """Return a finding at its present place, with all that no edit touches: its fix, and the related places."""
        position = self.document.positions.lines.position
        fix, moved = finding.fix, []
        for edit in fix.edits if fix is not None else ():
            place = moved_by(self._shifts, edit.start, edit.end)
            if place is not None:
                moved.append(Edit(*place, edit.text))
        if fix is not None:
            fix = Fix(fix.safe, fix.message, tuple(moved)) if len(moved) == len(fix.edits) else None
        related = tuple(
            Related(other.message, position(place[0]), position(place[1]))
            for other in finding.related
            if (place := moved_by(self._shifts, other.start.offset, other.end.offset)) is not None
        )
        return finding._replace(start=position(span[0]), end=position(span[1]), fix=fix, related=related)

    def prove_fixes(self, fixes: Sequence[Edits], is_cancelled: Callable[[], bool]) -> None:
        """Find out which fixes change only what they name; then `is_proven` answers for each.

        ``fixes`` are edits sorted by place. Fixes that do not overlap are proven together, so that the time grows with
        the document and not with its product with the number of fixes; only where that fails are they proven in halves.
        """
        rest = [edits for edits in dict.fromkeys(fixes) if edits not in self._proven]
        while rest and not is_cancelled():
            together, rest = without_overlaps(rest)
            stack = [together]
            while stack and not is_cancelled():
                group = stack.pop()
                if self._can_prove(sorted(edit for edits in group for edit in edits)):
                    self._proven.update(dict.fromkeys(group, True))
                elif len(group) == 1:
                    self._proven[group[0]] = False
                else:
                    stack += [group[: len(group) // 2], group[len(group) // 2 :]]

    def is_proven(self, edits: Edits) -> bool:
        """Return True if edits change only what they name, as `replreg fix` makes sure. See `prove_fixes`."""
        return self._proven.get(edits, False)

    def _can_prove(self, edits: list[Edit]) -> bool:
        text = self.document.text
        label = labeller(self.job.config.kind if self.job is not None else None)
        try:
            prove(text, apply_edits(text, edits), edits, label, mask_text)
        except (UnprovenEdit, ValueError):
            return False
        return True

    def find_silencing_edits(self, findings: Sequence[Finding], is_cancelled: Callable[[], bool]) -> None:
        """Find the comments that ignore findings; then `silencing_edit` returns them."""
        if self.job is None or self.job.is_config:
            return
        new = [finding for finding in findings if (finding.start.line, finding.rule) not in self._silencing]
        self._silencing.update(silencing_edits(self.document.text, new, self.findings, self._relint, is_cancelled))

    def silencing_edit(self, finding: Finding) -> Edit | None:
        """Return the insertion of the comment that silences a finding; None if there is none."""
        return self._silencing.get((finding.start.line, finding.rule))

    def fix_all(self) -> list[Edit]:
        """Return the edits of every safe fix at once, sorted by place: their result is what `replreg fix` writes.

        Fixes of mistakes that show only after others are fixed are among them. Returns none if the result cannot be
        proven.
        """
        if self._all_fixed is None:
            self._all_fixed = self._fix_all()
        return self._all_fixed

    def forget_result(self) -> None:
        """Forget what was read: it holds every node, and the next analysis of the document moves them."""
        self._result = None

    @property
    def has_landmarks(self) -> bool:
        """Whether `landmarks` returns at once."""
        return self._landmarks is not None

    def landmarks(self) -> Landmarks:
        """Return where this document and the files of its release name registries and images."""
        if self._landmarks is None:
            self._landmarks = self._find_landmarks()
        return self._landmarks

    def moved(self, document: Document, shifts: Sequence[Shift]) -> Analysis:
        """Return what is still known after edits that led to ``document``: of all places that no edit touches.

        The result has no ``findings``; `findings_at` and `all_findings` return the earlier ones where they are now. A
        fix of such a finding is the one that it had, which only a new analysis can prove. `landmarks` must have been
        called before.
        """
        known = Analysis(document, job=self.job, folders=self._folders)
        known._earlier, known._shifts = self.findings, shifts
        known.is_moved = True
        known._landmarks = self.landmarks().moved(document.text, shifts)
        for title, first, last in self._outline:
            for shift in shifts:
                first += shift.delta if first > shift.end else 0
                last += shift.delta if last >= shift.end else 0
            known._outline.append((title, first, last))
        return known

    def outline(self) -> list[tuple[str, int, int]]:
        """Return the documents of the file: the name of the kind of each, and its offsets."""
        self.landmarks()
        return self._outline

    def _find_landmarks(self) -> Landmarks:
        job, text = self.job, self.document.text
        if job is None:
            return Landmarks("", (), {})
        if job.is_config:
            return landmarks_of_config(job.config, text, job.display_path)
        result = self._result or lint_checked(job, text, self._folders)
        if isinstance(result, SkippedFile):
            return Landmarks("", (), {})
        self.forget_result()
        self._outline = [
            (document.kind.facts.label or f"document {document.index + 1}", document.start, document.end)
            for document in result.release.documents
        ] or [("values", 0, len(text))]
        return landmarks_of(result, job.display_path)

    def _relint(self, text: str) -> tuple[Finding, ...] | None:
        """Return the findings that the document would have with another text; None if it cannot be linted."""
        result = _lint(self.job, text, self._folders) if self.job is not None else None
        return result.findings if isinstance(result, LintedFile) else None

    def _fix_all(self) -> list[Edit]:
        edits = choose_edits(self.findings, unsafe=False)
        if self.job is None or not edits:
            return []
        text = self.document.text
        result = run_job(lambda job: fix_opened(job, OpenedFile(text), self._folders, unsafe=False), self.job)
        if not isinstance(result, FixedFile) or result.fixed == text:
            return []
        return edits if apply_edits(text, edits) == result.fixed else changes_between(text, result.fixed)


def analyse(
    document: Document,
    configurations: Configurations,
    folders: KotsFolders,
    *,
    was_release: bool = False,
    rereader: Rereader | None = None,
) -> Analysis:
    """Lint a document as it is in the editor, with the configuration and the files beside it as they are on disk.

    A document is skipped if it is not part of a release, or if ``exclude`` or a Helm chart leaves it out. With
    ``was_release``, an earlier version was one: then a version that is not YAML, half typed, counts as one still.

    A ``rereader`` is for all versions of one document: only what changed since the last call is read. Before the next
    one, `Analysis.forget_result` has to be called.
    """
    if not document.is_yaml:
        return Analysis(document)
    if document.is_config:
        return _analyse_config(document, folders)
    path = document.config_path
    try:
        chart = chart_of(path) if document.path else ""
        if configurations.is_excluded(path) or (not chart and is_in_chart(path)):
            return Analysis(document)
        config = configurations.config(path)
    except ConfigError as error:
        return Analysis(document, mistake=error)
    job = FileJob(document.path or "-", path, config, is_named=False, chart=chart)
    result = _lint_release(job, document.text, folders, rereader)
    if isinstance(result, SkippedFile) and was_release:
        result = _lint_release(job._replace(is_named=True), document.text, folders, rereader)
        if isinstance(result, LintResult) and not any(finding.rule == "yaml-syntax" for finding in result.findings):
            return Analysis(document)
    return _analysis(document, job._replace(is_named=not chart), folders, result)


def _analyse_config(document: Document, folders: KotsFolders) -> Analysis:
    """Check a configuration of replreg."""
    path = document.path or ""
    try:
        config = parse_config(document.text, path)
    except ConfigError as error:
        return Analysis(document, mistake=error)
    job = FileJob(path, path, config, is_named=True)
    return _analysis(document, job, folders, _lint(job, document.text, folders))


def _analysis(
    document: Document, job: FileJob, folders: KotsFolders, result: LintResult | LintedFile | SkippedFile | FailedFile
) -> Analysis:
    if isinstance(result, FailedFile):
        return Analysis(document, failure=result.error)
    if isinstance(result, SkippedFile):
        return Analysis(document)
    if isinstance(result, LintResult):
        return Analysis(document, tuple(result.findings), job=job, folders=folders, result=result)
    return Analysis(document, result.findings, job=job, folders=folders)


def _lint_release(
    job: FileJob, text: str, folders: KotsFolders, rereader: Rereader | None
) -> LintResult | SkippedFile | FailedFile:
    """Lint a text that is not a configuration, and keep the release that was read."""
    return run_job(lambda job: lint_checked(job, text, folders, rereader), job)


def _lint(job: FileJob, text: str, folders: KotsFolders) -> LintedFile | SkippedFile | FailedFile:
    """Lint a text. A bug of replreg fails this one document, and the server goes on."""
    return run_job(lambda job: lint_opened(job, OpenedFile(text), folders), job)


def without_overlaps(fixes: Sequence[Edits]) -> tuple[list[Edits], list[Edits]]:
    """Return fixes of which no two touch, and the others; the first is always among the former."""
    chosen: list[Edits] = []
    rest: list[Edits] = []
    taken: list[tuple[int, int]] = []
    for edits in fixes:
        spans = _merged_spans(edits)
        if any(_touches(taken, start, end) for start, end in spans):
            rest.append(edits)
            continue
        chosen.append(edits)
        for span in spans:
            insort(taken, span)
    return chosen, rest


def _merged_spans(edits: Edits) -> list[tuple[int, int]]:
    """Return the spans of edits, sorted, those that touch one another as one."""
    spans: list[tuple[int, int]] = []
    for edit in sorted(edits):
        if spans and edit.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], edit.end))
        else:
            spans.append((edit.start, edit.end))
    return spans


def _touches(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span touches one of some sorted spans that do not touch one another."""
    place = bisect_left(taken, (start, end))
    return (place < len(taken) and taken[place][0] <= end) or (place > 0 and taken[place - 1][1] >= start)
