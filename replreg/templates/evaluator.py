"""Evaluates a template in a world: what it renders to, or what parts of it render to.

======================  ==========================================================================================
node                    what it renders to
======================  ==========================================================================================
literal text            itself, with its place
action                  the value of its pipeline; nothing where it sets a variable
``if``, ``with``        the first branch whose condition holds; where that is not known, one alternative each
``range``               its body for each element; unknown where the elements are not known, or with ``break``
``template``            the named template with another dot; unknown where it is not defined
``define``, comments    nothing
======================  ==========================================================================================

Nothing is raised for any template: what cannot be followed is unknown, with a reason. A variable that a branch sets has
alternatives afterwards, under the assumptions of the branch.
"""

from collections.abc import Sequence

from replreg.lazy_re import lazy_compile
from replreg.templates.control_flow import ControlFlow, Spans
from replreg.templates.expressions import Exhausted
from replreg.templates.lexer import Dialect
from replreg.templates.logic import printed
from replreg.templates.nodes import (
    Action,
    Call,
    Command,
    Definition,
    Function,
    If,
    Literal,
    Node,
    Range,
    Template,
    With,
)
from replreg.templates.pipelines import MAX_DEPTH
from replreg.templates.texts import unknown_text
from replreg.templates.values import (
    NIL,
    Known,
    Place,
    Text,
    Value,
)
from replreg.templates.worlds import World

__all__ = ["Span", "evaluate", "evaluate_spans"]

Span = tuple[int, int]
_EMPTY = Value.of(Text())
_SETS = lazy_compile(r"\$\w*\s*(?:,\s*\$\w*\s*)?=")
_EXHAUSTED = "the template takes too much work"


def evaluate(template: Template, world: World) -> Value:
    """Return what a whole template renders to: alternatives of texts. Raises nothing.

    Takes time in proportion to the size of the template.

    >>> from replreg.templates.parser import parse_template
    >>> value = evaluate(parse_template('{{repl HasLocalRegistry | ternary LocalRegistryHost "quay.io" }}/ns'), World())
    >>> [piece.text for piece in value.alternatives[0].datum.pieces]
    ['quay.io', '/ns']
    """
    run = _Statements(template, world)
    try:
        return run.block(template.nodes, run.root, ())
    except Exhausted:
        return Value.of(unknown_text(_EXHAUSTED, Place(template.start, template.end, template.origin)))


def evaluate_spans(template: Template, world: World, spans: Sequence[Span]) -> list[Value | None]:
    """Return what each part of a template renders to, with the variables and conditions around it. Raises nothing.

    ``spans`` are offsets in the template's text, in order; they do not overlap. A part is None where it is certainly
    not rendered, such as what follows ``else`` where the condition holds. The alternatives of a part that may or may
    not be rendered have the assumptions under which it is. A part in a loop or a definition has an unknown dot.
    """
    run = _Statements(template, world)
    numbered = [(start, end, number) for number, (start, end) in enumerate(spans)]
    run.is_for_spans = True
    try:
        run.block(template.nodes, run.root, numbered)
    except Exhausted:
        unknown = Value.of(unknown_text(_EXHAUSTED, Place(template.start, template.end, template.origin)))
        return [run.captured.get(number, unknown) for number in range(len(spans))]
    return [run.captured.get(number, _EMPTY) for number in range(len(spans))]


class _Statements(ControlFlow):
    """Evaluates nodes; ``captured`` has the parts that were asked for, by their numbers."""

    def __init__(self, template: Template, world: World) -> None:
        super().__init__(template, world)
        self._nil = "" if template.dialect is Dialect.HELM else "<no value>"
        self.is_for_spans = False

    def block(self, nodes: Sequence[Node], dot: Value, spans: Spans) -> Value:
        """Return what nodes render to, one after the other, and capture the parts that are between or around them.

        Where only parts are asked for, the value is empty, and a node is left out that has no part in it and sets no
        variable.
        """
        is_for_spans = self.is_for_spans
        rendered: list[Value] = []
        cursor = 0
        parts: list[Value] = []
        for node in nodes:
            self.spend()
            while cursor < len(spans) and spans[cursor][1] <= node.start:
                self._capture(spans[cursor], parts)
                parts = []
                cursor += 1
            if is_for_spans:
                overlaps = cursor < len(spans) and spans[cursor][0] < node.end
                if not overlaps and not self._sets_variables(node):
                    continue
            if isinstance(node, Literal):
                rendered.append(Value.of(self._literal(node.start, node.end)))
                while cursor < len(spans) and spans[cursor][0] < node.end:
                    start, end, _ = spans[cursor]
                    parts.append(Value.of(self._literal(max(start, node.start), min(end, node.end))))
                    if end > node.end:
                        break
                    self._capture(spans[cursor], parts)
                    parts = []
                    cursor += 1
                continue
            first = cursor
            self.is_for_spans = is_for_spans and (cursor == len(spans) or node.start < spans[cursor][0])
            while cursor < len(spans) and node.start < spans[cursor][0] and spans[cursor][1] < node.end:
                cursor += 1
            value = self._node(node, dot, spans[first:cursor])
            self.is_for_spans = is_for_spans
            rendered.append(value)
            if cursor < len(spans) and spans[cursor][0] < node.end:
                parts.append(self._whole(node, spans[cursor], value))
        for span in spans[cursor:]:
            self._capture(span, parts)
            parts = []
        if is_for_spans:
            return _EMPTY
        return rendered[0] if len(rendered) == 1 else self.joined(rendered)

    def _sets_variables(self, node: Node) -> bool:
        """Return True if what a node does to variables may matter for the nodes after it."""
        if isinstance(node, Action):
            return bool(node.pipeline.variables)
        if isinstance(node, If | With | Range):
            return _SETS.search(self.source.text, node.start, node.end) is not None
        return False

    def _capture(self, span: tuple[int, int, int], parts: Sequence[Value]) -> None:
        self.captured[span[2]] = self.joined(parts) if parts else _EMPTY

    def _whole(self, node: Node, span: tuple[int, int, int], value: Value) -> Value:
        """Return the value of a node that a part overlaps; unknown where the part has only some of a block."""
        if isinstance(node, Action) or (span[0] <= node.start and node.end <= span[1]):
            return value
        return Value.of(unknown_text("it is cut by control flow", self.place(node)))

    def _literal(self, start: int, end: int) -> Text:
        if start >= end:
            return Text()
        text = self.source.text[start:end]
        return Text((Known(text, Place(start, end, self.source.origin), exact=True),))

    def _node(self, node: Node, dot: Value, spans: Spans) -> Value:
        if isinstance(node, Action):
            value = self.pipeline(node.pipeline, dot)
            return _EMPTY if node.pipeline.variables else self._printed(value, node)
        if isinstance(node, If | With | Range):
            return self.nested(node, dot, spans)
        if isinstance(node, Call):
            argument = Value.of(NIL) if node.argument is None else self.pipeline(node.argument, dot)
            return self.render_definition(node.name, argument, Function(node.start, node.end, "template"))
        if isinstance(node, Definition):
            if spans:
                self.forget(node.body, self.opaque("what a definition is called with is not known", node), spans)
            return _EMPTY
        return _EMPTY  # a jump: its loop is not followed

    def render_definition(self, name: str, dot: Value, node: Function | Command) -> Value:
        """Return what a named template renders to. One that is defined in another file keeps that file's places."""
        other = self.world.definitions.get(name)
        template = self.template if name in self.template.definitions else other
        if template is None or self.depth > MAX_DEPTH:
            why = "is not defined here" if template is None else "calls itself too often"
            return Value.of(unknown_text(f"the template `{name}` {why}", self.place(node)))
        body = template.definitions.get(name, ())
        before = self.source, self.frames, self.root, self.is_for_spans
        self.is_for_spans = False
        self.source, self.frames, self.root = template, [{}], dot
        self.depth += 1
        try:
            return self.block(body, dot, ())
        finally:
            self.depth -= 1
            self.source, self.frames, self.root, self.is_for_spans = before

    def _printed(self, value: Value, node: Action) -> Value:
        if value.is_certain and isinstance(value.alternatives[0].datum, Text):
            return value
        return self.each(value, lambda datum: printed(datum, self._nil), node.pipeline)
