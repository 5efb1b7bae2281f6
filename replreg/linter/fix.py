"""Makes the fixes of findings round by round until a text no longer changes. Knows no rule.

A fix can reveal another mistake, so the text is linted again after each round. If the names and endpoints of a
configuration contradict one another, fixes can undo or repeat one another endlessly: such a fix cycle is left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

from replreg.finding import Edit, Finding
from replreg.named_tuple import NamedTuple
from replreg.release.dialects import mask_text
from replreg.release.documents import labeller
from replreg.yaml.edits import RepeatedKey, apply_edits, prove

__all__ = ["FixCycle", "FixedText", "SecondProof", "choose_edits", "fix_until_stable"]

_MOST_ROUNDS = 12
"""How many rounds a text gets. Two or three are usual."""

_LAST_ROUNDS = 4
"""After the last round, the fixes of this many rounds before it count as a cycle."""

Lint = Callable[[str], Sequence[Finding]]


class SecondProof(NamedTuple):
    """The second proof of the fixes of some rules: a comparison of a text before and after some edits.

    ``prove`` raises `replreg.yaml.edits.UnprovenEdit`. The fixes of other rules are made in rounds of their own.
    """

    rules: frozenset[str]
    prove: Callable[[str, str, Sequence[Edit]], None]


_Key = tuple[str, int]  # a rule, and the offset in the first text of a place that its fix changes


class FixCycle(NamedTuple):
    """A fix that would be made again and again. It was not made. ``offset`` is its place in the text before fixing."""

    rule: str
    offset: int


class FixedText(NamedTuple):
    """A text after its fixes, the findings that are left, and the fix cycles that were left out."""

    text: str
    findings: tuple[Finding, ...]
    cycles: tuple[FixCycle, ...] = ()


def fix_until_stable(
    text: str,
    lint: Lint,
    *,
    unsafe: bool,
    findings: Sequence[Finding] | None = None,
    second_proof: SecondProof | None = None,
    kind: str | None = None,
) -> FixedText:
    """Return the text with its safe fixes made, and with ``unsafe`` also the others.

    ``lint`` returns the findings of a text; it is called once for each text. ``findings`` are those of ``text``, if
    they are known already. ``second_proof`` is that of some rules. ``kind`` is that of documents without a marker, as
    `replreg.config.model.Config` has it. Fixing the result once more changes nothing. Raises
    `replreg.yaml.edits.UnprovenEdit` if a round changes anything but what its edits name.
    """
    known: dict[str, Sequence[Finding]] = {} if findings is None else {text: findings}

    def lint_once(now: str) -> Sequence[Finding]:
        if now not in known:
            known[now] = lint(now)
        return known[now]

    fixed, cycles = _fix_without_cycles(text, lint_once, unsafe, second_proof, kind)
    remaining = cycles
    for _ in range(_MOST_ROUNDS):
        if not remaining:
            break
        # A fix that was part of a cycle may come to an end now that the rest is right.
        again, remaining = _fix_without_cycles(fixed, lint_once, unsafe, second_proof, kind)
        if again == fixed:
            break
        fixed = again
    else:
        fixed = text
    return FixedText(fixed, tuple(lint_once(fixed)), cycles)


def _fix_without_cycles(
    text: str, lint: Lint, unsafe: bool, second: SecondProof | None, kind: str | None
) -> tuple[str, tuple[FixCycle, ...]]:
    """Fix a text. If fixes form a cycle, start again without them. Return the text, and what was left out."""
    left_out: set[_Key] = set()
    for _ in range(_MOST_ROUNDS):
        fixed, cycle = _fix(text, lint, unsafe, left_out, second, kind)
        if not cycle:
            return fixed, _sorted(left_out)
        left_out |= cycle
    return text, _sorted(left_out)


def _sorted(keys: set[_Key]) -> tuple[FixCycle, ...]:
    return tuple(FixCycle(*key) for key in sorted(keys, key=itemgetter(1, 0)))


def _fix(
    text: str, lint: Lint, unsafe: bool, left_out: set[_Key], second: SecondProof | None, kind: str | None
) -> tuple[str, set[_Key]]:
    """Fix a text except for what is ``left_out``. Return it and an empty set, or any text and the fixes of a cycle."""
    rounds: list[set[_Key]] = []
    origin = _Origin()
    states = {text: 0}  # the number of rounds after which each text was reached
    while len(rounds) < _MOST_ROUNDS:
        keys: dict[tuple[Edit, ...], set[_Key]] = {}
        findings = []
        for finding in lint(text):
            if finding.fix is None or not finding.fix.edits or not (finding.fix.safe or unsafe):
                continue
            key = (finding.rule, origin.first_offset(finding.start.offset))
            if key not in left_out:
                keys.setdefault(finding.fix.edits, set()).add(key)
                findings.append(finding)
        if not findings:
            return text, set()
        if second is not None:
            others = [finding for finding in findings if finding.rule not in second.rules]
            findings = others or findings
        text, edits = _make(text, findings, unsafe, second, kind)
        made = set(edits)
        rounds.append({key for fix, by in keys.items() if made.issuperset(fix) for key in by})
        origin.add(edits)
        if text in states:
            return text, set().union(*rounds[states[text] :])
        states[text] = len(rounds)
    return text, set().union(*rounds[-_LAST_ROUNDS:])


def _make(
    text: str, findings: list[Finding], unsafe: bool, second: SecondProof | None, kind: str | None
) -> tuple[str, list[Edit]]:
    """Make the fixes of findings that can be made at once. Return the text, proven, and the edits."""
    edits = choose_edits(findings, unsafe=unsafe)
    fixed = apply_edits(text, edits)
    try:
        prove(text, fixed, edits, labeller(kind), mask_text)
    except RepeatedKey:
        # Two rules add the same key to one mapping. Make one rule's fixes; the other rule finds the key next time.
        ranks = [(not item.fix.safe, item.fix.edits[0].start, item.rule) for item in findings if item.fix is not None]
        first = min(ranks)[2]
        edits = choose_edits([finding for finding in findings if finding.rule == first], unsafe=unsafe)
        fixed = apply_edits(text, edits)
        prove(text, fixed, edits, labeller(kind), mask_text)
    if second is not None and findings[0].rule in second.rules:
        second.prove(text, fixed, edits)
    return fixed, edits


class _Origin:
    """Maps offsets of a text back to the text before some rounds of edits.

    A place from which a fix cuts off a part in each round keeps one offset.
    """

    def __init__(self) -> None:
        self._rounds: list[tuple[list[int], list[Edit], list[int]]] = []

    def add(self, edits: list[Edit]) -> None:
        """Add a round of edits, sorted by place."""
        starts: list[int] = []
        shifts: list[int] = []
        shift = 0
        for edit in edits:
            starts.append(edit.start + shift)
            shift += len(edit.text) - (edit.end - edit.start)
            shifts.append(shift)
        self._rounds.append((starts, edits, shifts))

    def first_offset(self, offset: int) -> int:
        """Return the offset in the first text; for an offset in written text, the start of what it replaced."""
        for starts, edits, shifts in reversed(self._rounds):
            place = bisect_right(starts, offset) - 1
            if place >= 0:
                edit = edits[place]
                inside = offset - starts[place] < max(
                    1, len(edit.text)
                )  # an offset directly after a deletion counts as inside
                offset = edit.start if inside else max(offset - shifts[place], edit.end)
        return offset


def choose_edits(findings: Iterable[Finding], *, unsafe: bool) -> list[Edit]:
    """Return the edits of the findings' fixes in the order of the text, without fixes that overlap a chosen one.

    Safe fixes are chosen first, then earlier ones. A fix that is left out is found again in the next round.
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
    """Whether an edit overlaps one of ``chosen``, or touches one so that their order would matter.

    Two insertions by one rule at one place, such as two entries at the end of a list, do not clash.
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
