"""Lints and fixes one text: reads it, runs the rules over it, and turns what they yield into findings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from operator import itemgetter

from replreg import schedulers
from replreg.config import Config
from replreg.context import ReleaseContext, has_kots_document
from replreg.edit import apply_edits, prove
from replreg.finding import Edit, Finding, Related, Severity
from replreg.problem import Problem
from replreg.reading import read
from replreg.release import Release
from replreg.resolution import Resolution
from replreg.rules import RULES, Rule, release_rules
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


def lint_text(
    text: str, config: Config | None = None, *, path: str = "<text>", context: ReleaseContext | None = None
) -> list[Finding]:
    """Return the findings of a release file's text, sorted by place. ``path`` is only what they say of where they are.

    ``context`` is what `replreg.context.read_context` made of all files of a KOTS release. Raises nothing: a text
    that is not YAML is a finding.
    """
    return examine(text, config, path=path, context=context).findings


def fix_text(
    text: str,
    config: Config | None = None,
    *,
    unsafe: bool = False,
    path: str = "<text>",
    context: ReleaseContext | None = None,
    processes: int = 1,
) -> str:
    """Return the text with its fixes made: the safe ones, and with ``unsafe`` the others too.

    ``context`` and ``processes`` are those of `examine`.
    Every round is proven before it is taken over. Raises `replreg.edit.UnprovenEdit`, and then nothing is changed.
    """
    for _ in range(_MOST_ROUNDS):
        findings = examine(text, config, path=path, context=context, processes=processes).findings
        edits = choose_edits(findings, unsafe=unsafe)
        if not edits:
            break
        fixed = apply_edits(text, edits)
        prove(text, fixed, edits)
        text = fixed
    return text


def choose_edits(findings: Iterable[Finding], *, unsafe: bool) -> list[Edit]:
    """Return the edits of the findings' fixes in the order of the text, leaving out fixes that get in each other's way.

    Safe fixes come first, then earlier places. What is left out is there again when the result is linted.
    """
    fixes: dict[tuple[Edit, ...], tuple[bool, int, str]] = {}
    for finding in findings:
        fix = finding.fix
        if fix is not None and fix.edits and (fix.safe or unsafe):
            rank = (not fix.safe, fix.edits[0].start, finding.rule)
            fixes[fix.edits] = min(rank, fixes.get(fix.edits, rank))
    chosen: list[tuple[int, int, str, Edit]] = []
    for edits, (_, _, rule) in sorted(fixes.items(), key=lambda item: item[1]):
        if not any(_clashes(edit, rule, chosen) for edit in edits):
            for edit in edits:
                insort(chosen, (edit.start, edit.end, rule, edit), key=itemgetter(0, 1))
    return [edit for _, _, _, edit in chosen]


def _clashes(edit: Edit, rule: str, chosen: list[tuple[int, int, str, Edit]]) -> bool:
    """Tell whether an edit overlaps one of ``chosen``, or touches one so that their order would matter.

    Two insertions by one rule at one place, such as two entries at the end of a list, stand behind one another.
    """
    place = bisect_left(chosen, (edit.start, edit.end), key=itemgetter(0, 1))
    if place and chosen[place - 1][1] > edit.start:
        return True
    is_insertion = edit.start == edit.end
    if place < len(chosen):
        start, end, by = chosen[place][:3]
        if is_insertion and (start, end, by) == (edit.start, edit.end, rule):
            return False
        if start < edit.end or (start == edit.end and (is_insertion or start == end)):
            return True
    if not place:
        return False
    start, end = chosen[place - 1][:2]
    return end == edit.start and (is_insertion or start == end)


def examine(
    text: str,
    config: Config | None = None,
    *,
    path: str = "<text>",
    context: ReleaseContext | None = None,
    processes: int = 1,
) -> Examination:
    """Read a text and run every rule over it that is not off.

    A text with a ``kots.io`` document in it is a KOTS release by itself; one of several files needs their ``context``.
    With several ``processes``, the documents of a large text are read by as many at once; then this raises
    `replreg.parallel.WorkerLost` where one of them is gone.
    """
    config = config or Config()
    if context is None and has_kots_document(text):
        context = ReleaseContext()
    reading = read(text, config, context, processes)
    release = reading.release
    problems = [(RULES[name], problem) for name, problem in reading.problems]
    schedulers.read_calls(release)
    resolution = Resolution(release, config)
    for rule in _active(config, release_rules()):
        if rule.check is not None:
            problems.extend((rule, problem) for problem in rule.check(resolution))
    findings = _findings(problems, release, config, path) if problems or "replreg:" in text else []
    return Examination(findings, release, resolution)


def _findings(problems: list[tuple[Rule, Problem]], release: Release, config: Config, path: str) -> list[Finding]:
    text = release.text
    lines = LineIndex(text)
    # What an alias or a merge key repeats is written once, so it is said once.
    distinct = {(rule.id, problem.start, problem.end, problem.message): (rule, problem) for rule, problem in problems}
    findings = [_finding(rule, problem, lines, config, path) for rule, problem in distinct.values()]
    if hopeless := [registry.address for registry in config.registries if not registry.is_usable]:
        findings = [_without_fix_to(hopeless, finding) for finding in findings]
    suppressions = Suppressions(text, mask(text).text, lines, RULES)
    if suppressions:
        findings = suppressions.keep(findings)
        rule = RULES["unused-ignore"]
        active = _active_ids(config)
        if rule.id in active:
            starts = [document.start for document in release.documents]
            for problem in suppressions.unused(active):
                problem.document = max(0, bisect_right(starts, problem.start) - 1)
                findings.append(_finding(rule, problem, lines, config, path))
    findings.sort(key=lambda finding: (finding.start.offset, finding.end.offset, finding.rule, finding.message))
    return findings


def _without_fix_to(addresses: list[str], finding: Finding) -> Finding:
    """Return a finding without its fix if that writes the address of a registry that can be no address."""
    if finding.fix is None or not any(
        edit.text == address or edit.text.startswith(f"{address}/")
        for edit in finding.fix.edits
        for address in addresses
    ):
        return finding
    return finding._replace(fix=None)


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
