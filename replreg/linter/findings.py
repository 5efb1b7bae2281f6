"""Makes findings of the problems that rules report: severities, positions, suppression comments, order."""

from __future__ import annotations

from bisect import bisect_right

from replreg.config.model import Config
from replreg.finding import Finding, Related, Severity
from replreg.linter.rules_on import rules_on
from replreg.linter.suppressions import Suppressions
from replreg.release.dialects import mask_text
from replreg.release.model import Release
from replreg.rules.base import Problem
from replreg.rules.catalogue import RULES
from replreg.yaml.templates import Masked
from replreg.yaml.text import LineIndex

__all__ = ["make_findings", "severity_of"]


def make_findings(
    problems: list[tuple[str, Problem]], release: Release, config: Config, path: str, masked: Masked | None = None
) -> list[Finding]:
    """Return the findings of a text, sorted by place, without those that a comment suppresses.

    ``problems`` are pairs of a rule's id and a problem. ``path`` is the path that the findings carry. ``masked`` is
    what `mask_text` returns for the text, if it was called already.
    """
    text = release.text
    lines = LineIndex(text)
    # A place that several aliases or merge keys repeat is written once, so it is reported once.
    distinct = {(rule, problem.start, problem.end, problem.text): (rule, problem) for rule, problem in problems}
    findings = [_finding(rule, problem, lines, config, path) for rule, problem in distinct.values()]
    if unusable := _unusable_addresses(config):
        findings = [_without_fix_to(unusable, finding) for finding in findings]
    suppressions = Suppressions(text, (masked or mask_text(text)).text, lines, RULES)
    if suppressions:
        findings = suppressions.keep(findings)
        findings += _unused_ignores(suppressions, release, lines, config, path)
    findings.sort(key=lambda finding: (finding.start.offset, finding.end.offset, finding.rule, finding.message))
    return findings


def _unused_ignores(
    suppressions: Suppressions, release: Release, lines: LineIndex, config: Config, path: str
) -> list[Finding]:
    """Return a finding for each suppression comment that suppressed nothing."""
    active = rules_on(config)
    if "unused-ignore" not in active:
        return []
    starts = [document.start for document in release.documents]
    findings = []
    for problem in suppressions.unused(active):
        problem.document = max(0, bisect_right(starts, problem.start) - 1)
        findings.append(_finding("unused-ignore", problem, lines, config, path))
    return findings


def severity_of(rule: str, problem: Problem, config: Config) -> Severity:
    """Return the severity of a problem of a rule that is not off."""
    default = problem.severity or RULES[rule].severity
    return Severity(config.level(rule, default.value, RULES[rule].group))


def _finding(rule: str, problem: Problem, lines: LineIndex, config: Config, path: str) -> Finding:
    return Finding(
        rule,
        severity_of(rule, problem, config),
        problem.text,
        path,
        problem.document,
        lines.position(problem.start),
        lines.position(problem.end),
        problem.fix,
        problem.notes,
        tuple(Related(message, lines.position(start), lines.position(end)) for message, start, end in problem.related),
    )


def _unusable_addresses(config: Config) -> frozenset[str]:
    """Return the addresses and hosts of configured registries that no image can be pulled from."""
    unusable = [registry for registry in config.registries if not registry.is_usable]
    hosts = [registry.pull_host for registry in unusable if not registry._replace(endpoint=registry.host).is_usable]
    return frozenset([registry.address for registry in unusable] + hosts)


def _without_fix_to(addresses: frozenset[str], finding: Finding) -> Finding:
    """Return a finding without its fix if the fix writes one of the addresses."""
    if finding.fix is None or not any(_starts_with(addresses, edit.text) for edit in finding.fix.edits):
        return finding
    return finding._replace(fix=None)


def _starts_with(addresses: frozenset[str], text: str) -> bool:
    """Whether a text is one of the addresses, or one of them with a path after it."""
    slashes = [place for place, character in enumerate(text) if character == "/"]
    return text in addresses or any(text[:end] in addresses for end in slashes)
