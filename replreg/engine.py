"""Lints and fixes one text: reads it, runs the rules over it, and turns what they yield into findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from replreg import schedulers
from replreg.config import Config
from replreg.document import read_documents
from replreg.edit import apply_edits, prove
from replreg.finding import Edit, Finding, Fix, Related, Severity
from replreg.problem import Problem
from replreg.release import DocumentInfo, Release
from replreg.resolution import Resolution
from replreg.rules import RULES, Rule, document_rules, release_rules
from replreg.suppression import Suppressions
from replreg.template import mask
from replreg.text import LineIndex

__all__ = ["Examination", "examine", "fix_text", "lint_text"]

_MOST_ROUNDS = 8
"""How often a text is linted again after its fixes: one mistake can hide behind another, but not endlessly."""


class Examination:
    """Everything that one look at a text gives: its findings, sorted by place, and what the release says."""

    __slots__ = ("findings", "release", "resolution")

    def __init__(self, findings: list[Finding], release: Release, resolution: Resolution) -> None:
        self.findings = findings
        self.release = release
        self.resolution = resolution


def lint_text(text: str, config: Config | None = None, *, path: str = "<text>") -> list[Finding]:
    """Return the findings of a release file's text, sorted by place. ``path`` is only what they say of where they are.

    Raises nothing: a text that is not YAML is a finding.
    """
    return examine(text, config, path=path).findings


def fix_text(text: str, config: Config | None = None, *, unsafe: bool = False, path: str = "<text>") -> str:
    """Return the text with its fixes made: the safe ones, and with ``unsafe`` the others too.

    Every round is proven before it is taken over. Raises `replreg.edit.UnprovenEdit`, and then nothing is changed.
    """
    for _ in range(_MOST_ROUNDS):
        edits = choose_edits(lint_text(text, config, path=path), unsafe=unsafe)
        if not edits:
            break
        fixed = apply_edits(text, edits)
        prove(text, fixed, edits)
        text = fixed
    return text


def choose_edits(findings: Iterable[Finding], *, unsafe: bool) -> list[Edit]:
    """Return the edits of the findings' fixes in the order of the text, leaving out fixes that get in each other's way.

    What is left out is there again when the result is linted.
    """
    chosen: list[Edit] = []
    fixes: list[Fix] = [finding.fix for finding in findings if finding.fix and (finding.fix.safe or unsafe)]
    fixes.sort(key=lambda fix: (not fix.safe, fix.edits[0].start))
    taken: list[tuple[int, int]] = []
    seen: set[tuple[Edit, ...]] = set()
    for fix in fixes:
        if fix.edits in seen:
            continue
        seen.add(fix.edits)
        taken.extend((edit.start, edit.end) for edit in fix.edits)
        chosen.extend(fix.edits)
    chosen.sort(key=lambda edit: (edit.start, edit.end))
    return _without_overlaps(chosen, fixes)


def _without_overlaps(edits: list[Edit], fixes: list[Fix]) -> list[Edit]:
    """Return the edits of as many whole fixes as do not touch one another, earlier places first."""
    clashing: set[Edit] = set()
    end = -1
    last: Edit | None = None
    for edit in edits:
        if edit.start < end or (last is not None and edit.start == edit.end and edit.start in (last.start, last.end)):
            clashing.add(edit)  # it overlaps, or is an insertion right where another edit is
        else:
            end, last = edit.end, edit
    if not clashing:
        return edits
    dropped = {edit for fix in fixes if any(edit in clashing for edit in fix.edits) for edit in fix.edits}
    kept = {edit for fix in fixes if not any(edit in clashing for edit in fix.edits) for edit in fix.edits}
    return sorted(kept - (dropped - kept), key=lambda edit: (edit.start, edit.end))


def examine(text: str, config: Config | None = None, *, path: str = "<text>") -> Examination:
    """Read a text and run every rule over it that is not off."""
    config = config or Config()
    release = Release(text)
    problems: list[tuple[Rule, Problem]] = []
    on_documents = [(rule, rule.check_document) for rule in _active(config, document_rules())]
    for document in read_documents(text):
        release.documents.append(DocumentInfo(document))
        release.templates = document.source.templates
        for rule, check_document in on_documents:
            if check_document is not None:
                problems.extend((rule, problem) for problem in check_document(document, config))
        schedulers.read(document, release)
        document.root = None
    resolution = Resolution(release, config)
    for rule in _active(config, release_rules()):
        if rule.check is not None:
            problems.extend((rule, problem) for problem in rule.check(resolution))
    findings = _findings(problems, text, config, path) if problems or "ignore" in text else []
    return Examination(findings, release, resolution)


def _findings(problems: list[tuple[Rule, Problem]], text: str, config: Config, path: str) -> list[Finding]:
    lines = LineIndex(text)
    findings = [_finding(rule, problem, lines, config, path) for rule, problem in problems]
    suppressions = Suppressions(text, mask(text).text, lines, RULES)
    if suppressions:
        findings = suppressions.keep(findings)
        rule = RULES["unused-ignore"]
        active = _active_ids(config)
        if rule.id in active:
            for problem in suppressions.unused(active):
                findings.append(_finding(rule, problem, lines, config, path))
    findings.sort(key=lambda finding: (finding.start.offset, finding.end.offset, finding.rule, finding.message))
    return findings


def _finding(rule: Rule, problem: Problem, lines: LineIndex, config: Config, path: str) -> Finding:
    default = problem.severity or rule.severity
    return Finding(
        rule.id,
        Severity(config.level(rule.id, default.value)),
        problem.message,
        path,
        problem.document,
        lines.position(problem.start),
        lines.position(problem.end),
        problem.fix,
        problem.notes,
        tuple(Related(message, lines.position(start), lines.position(end)) for message, start, end in problem.related),
    )


def _active(config: Config, rules: Iterable[Rule]) -> Iterator[Rule]:
    return (rule for rule in rules if config.level(rule.id, rule.severity.value) != "off")


def _active_ids(config: Config) -> Collection[str]:
    return {rule.id for rule in _active(config, RULES.values())}


@cache
def rule_ids() -> tuple[str, ...]:
    """Return the ids of all rules, in the order of the manual."""
    return tuple(RULES)
