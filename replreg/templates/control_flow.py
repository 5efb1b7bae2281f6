"""Evaluates ``if``, ``with`` and ``range``: branches that may be taken, and what they do to variables.

A branch is evaluated once, in a copy of the variables that it sets; so a template takes time in proportion to its size,
however many conditions are not known. The results of the branches are alternatives, under the assumptions of each
condition; a condition that appears again has the same outcome there.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from replreg.named_tuple import NamedTuple
from replreg.templates.alternatives import NOTHING, Assumptions, assume, join_texts, merge, truths, under
from replreg.templates.expressions import Expressions, Key
from replreg.templates.logic import printed
from replreg.templates.nodes import Branch, Function, If, Node, Range, Template, With
from replreg.templates.pipelines import MAX_DEPTH
from replreg.templates.texts import made, unknown_text
from replreg.templates.values import (
    MAX_ALTERNATIVES,
    Alternative,
    Datum,
    Dict,
    List,
    Nil,
    Number,
    Opaque,
    Place,
    Value,
)
from replreg.templates.worlds import World

__all__ = ["ControlFlow", "Spans"]

Spans = Sequence[tuple[int, int, int]]
"""Start, end and number of each part that is asked for, in order."""

_MOST_LOOPS = 10_000


class ControlFlow(Expressions):
    """Evaluates blocks; ``captured`` has the parts that were asked for, by their numbers (None: not rendered)."""

    depth: int

    def __init__(self, template: Template, world: World) -> None:
        super().__init__(template, world)
        self.captured: dict[int, Value | None] = {}

    @abstractmethod
    def block(self, nodes: Sequence[Node], dot: Value, spans: Spans) -> Value:
        """Return what nodes render to, one after the other, and capture the parts that are between or around them."""

    def joined(self, values: Sequence[Value]) -> Value:
        """Return texts one after the other."""
        joined = join_texts(values, Place(-1, -1))
        self.spend(len(joined.alternatives))
        return joined

    def opaque(self, reason: str, node: Node) -> Value:
        """Return a value of which nothing is known."""
        return Value.of(Opaque(reason, self.place(node)))

    def nested(self, node: If | With | Range, dot: Value, spans: Spans) -> Value:
        """Evaluate a block with variables of its own."""
        self.depth += 1
        if self.depth > MAX_DEPTH * 2:
            self.depth -= 1
            return Value.of(unknown_text("templates call one another too deep", self.place(node)))
        self.frames.append({})
        value = self._range(node, dot, spans) if isinstance(node, Range) else self._conditional(node, dot, spans)
        self.frames.pop()
        self.depth -= 1
        return value

    def _conditional(self, node: If | With, dot: Value, spans: Spans) -> Value:
        """Evaluate each branch that may be taken once, and put what they render to together."""
        outcomes: list[_Outcome] = []
        reaching: list[Assumptions] = [NOTHING]
        cursor = 0
        for branch in node.branches:
            first = cursor
            while cursor < len(spans) and spans[cursor][1] <= branch.end:
                cursor += 1
            inner = self._inside(branch.start, spans[first:cursor], node)
            yes, no, held = self._sides(branch, dot, reaching) if reaching else ([], [], [])
            reaching = no
            if not yes:
                self._skip(inner)
                continue
            body_dot = merge(held, self.place(node)) if isinstance(node, With) else dot
            outcomes.append(self._outcome(branch.body, body_dot, inner, yes))
        rest = self._inside(node.branches[-1].end, spans[cursor:], node)
        if reaching:
            outcomes.append(self._outcome(node.otherwise, dot, rest, reaching))
        else:
            self._skip(rest)
        return self._together(outcomes, node)

    def _inside(self, start: int, spans: Spans, node: Node) -> Spans:
        """Return the parts that are inside of a branch, which starts at ``start``; one that is cut is unknown."""
        for _, _, number in spans:
            self.captured[number] = Value.of(unknown_text("it is cut by control flow", self.place(node)))
        return [span for span in spans if span[0] >= start]

    def _sides(
        self, branch: Branch, dot: Value, reaching: Sequence[Assumptions]
    ) -> tuple[list[Assumptions], list[Assumptions], list[Alternative]]:
        """Return under which assumptions a condition holds and does not, and its alternatives where it does."""
        value = self.pipeline(branch.condition, dot)
        yes: list[Assumptions] = []
        no: list[Assumptions] = []
        held: list[Alternative] = []
        for holds, alternative in truths(value, self.subject(branch.condition)):
            if holds:
                held.append(alternative)
            for assumptions in reaching:
                both = under(assumptions, alternative.assumptions)
                side = yes if holds else no
                if both is not None and both not in side:
                    side.append(both)
        return _few(yes), _few(no), held

    def _outcome(self, body: Sequence[Node], dot: Value, spans: Spans, sides: list[Assumptions]) -> _Outcome:
        """Evaluate a branch; undo what it does to variables outside of it, and keep that in the outcome."""
        mark = len(self.journal)
        self.frames.append({})
        value = self.block(body, dot, spans)
        self.frames.pop()
        changes: dict[tuple[int, Key], tuple[dict[Key, Value], Key, Value]] = {}
        for frame, key, _ in self.journal[mark:]:
            if key in frame:
                changes[id(frame), key] = (frame, key, frame[key])
        for frame, key, before in reversed(self.journal[mark:]):
            frame[key] = before
        del self.journal[mark:]
        common = frozenset.intersection(*sides)
        if common:
            for _, _, number in spans:
                captured = self.captured.get(number)
                if captured is not None:
                    found = assume(captured, common)
                    self.captured[number] = Value(tuple(found)) if found else None
        return _Outcome(value, sides, changes)

    def _skip(self, spans: Spans) -> None:
        for _, _, number in spans:
            self.captured[number] = None

    def _together(self, outcomes: Sequence[_Outcome], node: Node) -> Value:
        """Return what several branches may render to, and give each variable that they set its alternatives."""
        place = self.place(node)
        changed = {slot: change for outcome in outcomes for slot, change in outcome.changes.items()}
        for slot, (frame, key, _) in changed.items():
            before = frame[key]
            values = [outcome.changes[slot][2] if slot in outcome.changes else before for outcome in outcomes]
            self.journal.append((frame, key, before))
            frame[key] = self._union(values, outcomes, place)
        value = self._union([outcome.value for outcome in outcomes], outcomes, place)
        return self.each(value, printed, Function(node.start, node.end, "if"))

    def _union(self, values: Sequence[Value], outcomes: Sequence[_Outcome], place: Place) -> Value:
        if len(values) == 1:
            return values[0]
        found: list[Alternative] = []
        for value, outcome in zip(values, outcomes, strict=True):
            for assumptions in outcome.sides:
                found.extend(assume(value, assumptions))
        self.spend(len(found))
        return merge(found, place)

    def _range(self, node: Range, dot: Value, spans: Spans) -> Value:
        """Evaluate a loop. Parts inside of it are captured with an unknown element."""
        branch = node.branch
        unknown = self.opaque("which element of the loop it is, is not known", node)
        value = self._elements_of(branch, dot)
        if spans:
            body = [span for span in spans if span[1] <= branch.end]
            self.forget(branch.body, unknown, self._inside(branch.start, body, node), branch)
            self.forget(node.otherwise, dot, self._inside(branch.end, spans[len(body) :], node))
        elements = _elements(value.alternatives[0].datum) if value.is_certain and not node.jumps else None
        if elements is None:
            self.forget(branch.body, unknown, (), branch, changes=True)
            self.forget(node.otherwise, dot, (), changes=True)
            return Value.of(unknown_text("what the loop gives is not known", self.place(node)))
        if not elements:
            return self.block(node.otherwise, dot, ())
        rendered: list[Value] = []
        for key, element in elements:
            self.frames.append({})
            self._set_loop_variables(branch, Value.of(key), Value.of(element))
            rendered.append(self.block(branch.body, Value.of(element), ()))
            self.frames.pop()
        return self.joined(rendered)

    def _elements_of(self, branch: Branch, dot: Value) -> Value:
        """Return what a loop goes over; its variables are set for each element instead."""
        return self.pipeline(branch.condition._replace(variables=()), dot)

    def _set_loop_variables(self, branch: Branch, key: Value, element: Value) -> None:
        pipeline = branch.condition
        names = pipeline.variables
        values = (key, element) if len(names) == 2 else (element,)
        for name, value in zip(names, values, strict=False):
            self.set_variable((pipeline.render_pass, name), value, declares=pipeline.declares)

    def forget(
        self, body: Sequence[Node], dot: Value, spans: Spans, branch: Branch | None = None, *, changes: bool = False
    ) -> None:
        """Evaluate nodes of which it is not known how often they are rendered. With ``changes``, the variables that
        they set are not known afterwards; else they stay as they were."""
        mark = len(self.journal)
        self.frames.append({})
        if branch is not None:
            self._set_loop_variables(branch, dot, dot)
        self.block(body, dot, spans)
        self.frames.pop()
        for frame, key, before in reversed(self.journal[mark:]):
            frame[key] = Value.of(Opaque("a loop sets it")) if changes else before
        if not changes:
            del self.journal[mark:]


class _Outcome(NamedTuple):
    """The result of one branch, its assumptions, and the variables outside of it that it sets."""

    value: Value
    sides: list[Assumptions]
    changes: dict[tuple[int, Key], tuple[dict[Key, Value], Key, Value]]


def _few(sides: list[Assumptions]) -> list[Assumptions]:
    """Return what many sets of assumptions have in common, as one set; few of them as they are."""
    return sides if len(sides) <= MAX_ALTERNATIVES else [frozenset.intersection(*sides)]


def _elements(datum: Datum) -> list[tuple[Datum, Datum]] | None:
    """Return what a loop over a datum goes through, with keys; None where that is not known."""
    if isinstance(datum, List):
        return [(Number(index), item) for index, item in enumerate(datum.items)]
    if isinstance(datum, Dict) and not datum.open:
        return [(made(key), item) for key, item in sorted(dict(datum.entries).items())]
    if isinstance(datum, Number) and isinstance(datum.number, int) and datum.number <= _MOST_LOOPS:
        return [(Number(index), Number(index)) for index in range(datum.number)]
    return [] if isinstance(datum, Nil) else None
