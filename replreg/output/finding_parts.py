"""The parts of a finding that a format for people shows: places to underline, and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from replreg.finding import Finding, Position
from replreg.messages import counted
from replreg.named_tuple import NamedTuple
from replreg.output.excerpt import Mark
from replreg.output.terminal import escape_controls
from replreg.yaml.text import LineIndex

__all__ = ["RuleCount", "count_by_rule", "marks_of", "notes_of"]

_MOST_RELATED = 4


class RuleCount(NamedTuple):
    """How many findings of a severity a rule has, and how many of them have a fix."""

    rule: str
    severity: str
    findings: int
    with_fix: int


def count_by_rule(findings: Iterable[Finding]) -> list[RuleCount]:
    """Return the counts of each rule and severity, those with the most findings first."""
    counts: Counter[tuple[str, str]] = Counter()
    fixable: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        key = finding.rule, finding.severity.value
        counts[key] += 1
        fixable[key] += finding.fix is not None
    return [
        RuleCount(*key, count, fixable[key])
        for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def marks_of(finding: Finding, lines: LineIndex, color: str) -> Iterator[Mark]:
    """Yield the places to underline: the place of the finding, and the others that explain it, at most four."""
    yield from _mark(finding.start, finding.end, lines, "", "^", color)
    for related in finding.related[:_MOST_RELATED]:
        yield from _mark(related.start, related.end, lines, escape_controls(related.message), "-", "blue")


def _mark(start: Position, end: Position, lines: LineIndex, label: str, sign: str, color: str) -> Iterator[Mark]:
    """Yield the mark of a place; of a place over several lines, those of its first line and its last."""
    if end.line == start.line:
        yield Mark(start.line, start.column - 1, end.column - 1, label, sign, color)
        return
    # A last line with only its indentation in the place has nothing to underline.
    last, stop = end.line, end.column - 1
    while last > start.line and not lines.line(last)[:stop].strip():
        last -= 1
        stop = len(lines.line(last))
    first_stop = max(len(lines.line(start.line)), start.column - 1)
    yield Mark(start.line, start.column - 1, first_stop, label if last == start.line else "", sign, color)
    if last > start.line:
        line = lines.line(last)
        yield Mark(last, len(line) - len(line.lstrip()), stop, label, sign, color)


def notes_of(finding: Finding) -> Iterator[str]:
    """Yield what else there is to say about a finding, with the number of related places that have no mark."""
    yield from finding.notes
    more = len(finding.related) - _MOST_RELATED
    if more > 0:
        yield f"and {counted(more, 'more place')}"
