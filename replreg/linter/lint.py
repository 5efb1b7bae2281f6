"""Lints and fixes one text: reads it, runs the rules over it, and turns what they yield into findings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.finding import Finding, Related, Severity
from replreg.linter.read_in_parallel import read
from replreg.release import readers
from replreg.release.kots_domains import KotsDomains
from replreg.release.model import Release
from replreg.release.read import context_for
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.rules.catalogue import RULES, Rule, release_rules
from replreg.yaml.templates import mask
from replreg.yaml.text import LineIndex

if TYPE_CHECKING:
    from replreg.linter.fix import Fixed

__all__ = ["LintResult", "fix", "fix_text", "lint_release", "lint_text"]


class LintResult:
    """Everything that one look at a text gives: its findings, sorted by place, and what the release says."""

    __slots__ = ("findings", "release", "resolution")

    def __init__(self, findings: list[Finding], release: Release, resolution: Resolution) -> None:
        self.findings = findings
        self.release = release
        self.resolution = resolution


def lint_text(
    text: str, config: Config | None = None, *, path: str = "<text>", context: KotsDomains | None = None
) -> list[Finding]:
    """Return the findings of a release file's text, sorted by place. ``path`` is only what they say of where they are.

    ``context`` is what `replreg.release.kots_domains.read_kots_domains` made of all files of a KOTS release. Raises
    nothing: a text that is not YAML is a finding.
    """
    return lint_release(text, config, path=path, context=context).findings


def fix_text(
    text: str,
    config: Config | None = None,
    *,
    unsafe: bool = False,
    path: str = "<text>",
    context: KotsDomains | None = None,
) -> str:
    """Return the text with its fixes made: the safe ones, and with ``unsafe`` the others too.

    Fixes that undo or repeat one another without end are not made; with what is returned, nothing more is done.
    Every round is proven before it is taken over. Raises `replreg.yaml.edits.UnprovenEdit`, and then nothing is
    changed.
    """
    return fix(text, config, unsafe=unsafe, path=path, context=context).text


def fix(
    text: str,
    config: Config | None = None,
    *,
    unsafe: bool = False,
    path: str = "<text>",
    context: KotsDomains | None = None,
) -> Fixed:
    """Do the same as `fix_text`, and tell which fixes were not made because they do not come to an end."""
    from replreg.linter.fix import make_fixes

    return make_fixes(text, lambda now: lint_text(now, config, path=path, context=context), unsafe=unsafe)


def lint_release(
    text: str,
    config: Config | None = None,
    *,
    path: str = "<text>",
    context: KotsDomains | None = None,
    processes: int = 1,
) -> LintResult:
    """Read a text and run every rule over it that is not off.

    A text with a ``kots.io`` document in it is a KOTS release by itself; one of several files needs their ``context``.
    With several ``processes``, the documents of a large text are read by as many at once; then this raises
    `replreg.linter.processes.WorkerLost` where one of them is gone.
    """
    config = config or Config()
    reading = read(text, config, context_for(text, context), processes)
    release = reading.release
    problems = [(RULES[name], problem) for name, problem in reading.problems]
    readers.read_calls(release)
    resolution = Resolution(release, config.registries, config.app, KotsDomains(*config.domains))
    for rule in _active(config, release_rules()):
        problems.extend((rule, problem) for problem in rule.check(resolution))
    findings = _findings(problems, release, config, path) if problems or "replreg:" in text else []
    return LintResult(findings, release, resolution)


def _findings(problems: list[tuple[Rule, Problem]], release: Release, config: Config, path: str) -> list[Finding]:
    from replreg.linter.suppressions import Suppressions  # a file without any finding needs none

    text = release.text
    lines = LineIndex(text)
    # What an alias or a merge key repeats is written once, so it is said once.
    distinct = {(rule.id, problem.start, problem.end, problem.message): (rule, problem) for rule, problem in problems}
    findings = [_finding(rule, problem, lines, config, path) for rule, problem in distinct.values()]
    if hopeless := _hopeless_addresses(config):
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


def _hopeless_addresses(config: Config) -> frozenset[str]:
    """Return the addresses, and the hosts, of registries that can be none."""
    unusable = [registry for registry in config.registries if not registry.is_usable]
    hosts = [registry.pull_host for registry in unusable if not registry._replace(endpoint=registry.host).is_usable]
    return frozenset([registry.address for registry in unusable] + hosts)


def _without_fix_to(addresses: frozenset[str], finding: Finding) -> Finding:
    """Return a finding without its fix if that writes the address of a registry that can be no address."""
    if finding.fix is None or not any(_starts_with(addresses, edit.text) for edit in finding.fix.edits):
        return finding
    return finding._replace(fix=None)


def _starts_with(addresses: frozenset[str], text: str) -> bool:
    """Tell whether a text is one of the addresses, or goes on behind one with a path."""
    ends = [place for place, character in enumerate(text) if character == "/"]
    return text in addresses or any(text[:end] in addresses for end in ends)


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
