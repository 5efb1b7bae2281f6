"""Makes the fixes of findings, round after round, until none is left to be made. Knows no rule.

One mistake can hide behind another, so a text is looked at again after its fixes. Where the names and endpoints of a
configuration contradict one another, fixes can undo or repeat one another without end; what such fixes would change is
left as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import NamedTuple

from replreg.finding import Edit, Finding
from replreg.release.documents import label
from replreg.yaml.edits import RepeatedKey, apply_edits, prove

__all__ = ["FixCycle", "Fixed", "choose_edits", "make_fixes"]

_MOST_ROUNDS = 12
"""How often a text is looked at. Fixes that hide one behind the other are two or three."""

_LAST_ROUNDS = 4
"""What is still being fixed in so many of the last rounds does not come to an end."""

_Look = Callable[[str], list[Finding]]
_Key = tuple[str, int]  # a rule, and the offset in the first text of a place that its fix changes


class FixCycle(NamedTuple):
    """A rule whose fix at ``offset`` of the text does not come to an end. It was not made."""

    rule: str
    offset: int


class Fixed(NamedTuple):
    """A text after its fixes, and the places of the text as it was where fixes do not come to an end."""

    text: str
    endless: tuple[FixCycle, ...] = ()


def make_fixes(text: str, look: _Look, *, unsafe: bool) -> Fixed:
    """Return the text with its fixes made: the safe ones, and with ``unsafe`` the others too.

    ``look`` gives the findings of a text. What is returned is the same when it is given back in. Every round is proven
    before it is taken over. Raises `replreg.yaml.edits.UnprovenEdit`, and then nothing is changed.
    """
    fixed = _fix_what_ends(text, look, unsafe)
    first = fixed
    for _ in range(_MOST_ROUNDS):
        if not fixed.endless:
            return Fixed(fixed.text, first.endless)
        # What was left out may have an end now that the rest is right.
        again = _fix_what_ends(fixed.text, look, unsafe)
        if again.text == fixed.text:
            return Fixed(fixed.text, first.endless)
        fixed = again
    return Fixed(text, first.endless)


def _fix_what_ends(text: str, look: _Look, unsafe: bool) -> Fixed:
    """Fix a text; where that has no end, fix it anew without what has none."""
    left_out: set[_Key] = set()
    for _ in range(_MOST_ROUNDS):
        fixed, endless = _fix(text, look, unsafe, left_out)
        if not endless:
            return Fixed(fixed, _sorted(left_out))
        left_out |= endless
    return Fixed(text, _sorted(left_out))


def _sorted(keys: set[_Key]) -> tuple[FixCycle, ...]:
    return tuple(FixCycle(*key) for key in sorted(keys, key=itemgetter(1, 0)))


def _fix(text: str, look: _Look, unsafe: bool, left_out: set[_Key]) -> tuple[str, set[_Key]]:
    """Fix a text but for what is ``left_out``. Return it, and what has no end: then the text is of no use."""
    rounds: list[set[_Key]] = []
    origin = _Origin()
    states = {text: 0}
    while len(rounds) < _MOST_ROUNDS:
        keys: dict[tuple[Edit, ...], set[_Key]] = {}
        findings = []
        for finding in look(text):
            if finding.fix is None or not finding.fix.edits or not (finding.fix.safe or unsafe):
                continue
            key = (finding.rule, origin.of(finding.start.offset))
            if key not in left_out:
                keys.setdefault(finding.fix.edits, set()).add(key)
                findings.append(finding)
        if not findings:
            return text, set()
        text, edits = _make(text, findings, unsafe)
        made = set(edits)
        rounds.append({key for fix, by in keys.items() if made.issuperset(fix) for key in by})
        origin.add(edits)
        if text in states:
            return text, set().union(*rounds[states[text] :])
        states[text] = len(rounds)
    return text, set().union(*rounds[-_LAST_ROUNDS:])


def _make(text: str, findings: list[Finding], unsafe: bool) -> tuple[str, list[Edit]]:
    """Make the fixes of findings that can be made at once. Return the text, proven, and the edits."""
    edits = choose_edits(findings, unsafe=unsafe)
    fixed = apply_edits(text, edits)
    try:
        prove(text, fixed, edits, label)
    except RepeatedKey:
        # Two rules write the same key into one mapping, each right by itself: with one done, the other sees it there.
        ranks = [(not item.fix.safe, item.fix.edits[0].start, item.rule) for item in findings if item.fix is not None]
        first = min(ranks)[2]
        edits = choose_edits([finding for finding in findings if finding.rule == first], unsafe=unsafe)
        fixed = apply_edits(text, edits)
        prove(text, fixed, edits, label)
    return fixed, edits


class _Origin:
    """Where the places of a text stood before the edits of some rounds. What is cut off bit by bit is one place."""

    def __init__(self) -> None:
        self._rounds: list[tuple[list[int], list[Edit], list[int]]] = []

    def add(self, edits: list[Edit]) -> None:
        """Take a round of edits in, which are sorted by place."""
        starts: list[int] = []
        shifts: list[int] = []
        shift = 0
        for edit in edits:
            starts.append(edit.start + shift)
            shift += len(edit.text) - (edit.end - edit.start)
            shifts.append(shift)
        self._rounds.append((starts, edits, shifts))

    def of(self, offset: int) -> int:
        """Return where ``offset`` stood at first; within what was written since, where that began."""
        for starts, edits, shifts in reversed(self._rounds):
            place = bisect_right(starts, offset) - 1
            if place >= 0:
                edit = edits[place]
                inside = offset - starts[place] < max(1, len(edit.text))  # right behind a deletion counts, too
                offset = edit.start if inside else max(offset - shifts[place], edit.end)
        return offset


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
