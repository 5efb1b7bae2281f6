"""Evaluates what is between the delimiters: pipelines, calls, fields and variables.

A pipeline's value goes to the next command as its last argument: ``HasLocalRegistry | ternary LocalRegistryHost "x"``
calls ``ternary`` with three arguments. A function is called once for each way to take the alternatives of its
arguments.

The dot is nil in files of the platform, except that ``.Values`` is the chart's values in Embedded Cluster 3. In Helm it
has ``Values``, ``Chart`` and more, of which those two may be known.

Work is counted in steps: one for each operand, call and node, and one for each alternative or piece that a value has.
A template may take a number of them in proportion to its size; one that takes more is unknown. So a loop that makes
another loop, or a text that doubles again and again, comes to an end.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial

from replreg.lazy_re import lazy_compile
from replreg.templates.alternatives import TOO_MANY, combine, merge, tag, under
from replreg.templates.functions.base import Call, Refused, chart_value
from replreg.templates.functions.table import find_function
from replreg.templates.lexer import Dialect
from replreg.templates.nodes import (
    Chain,
    Command,
    Constant,
    Dot,
    Field,
    Function,
    Node,
    Number,
    Operand,
    Pipeline,
    String,
    Template,
    Variable,
)
from replreg.templates.pipelines import MAX_DEPTH
from replreg.templates.texts import flat, made
from replreg.templates.values import (
    NIL,
    Alternative,
    Boolean,
    Datum,
    Dict,
    Known,
    List,
    Nil,
    Opaque,
    Place,
    Text,
    Value,
)
from replreg.templates.values import Number as NumberDatum
from replreg.templates.worlds import Target, World

__all__ = ["Exhausted", "Expressions"]

_STEPS_AT_LEAST = 20_000
_STEPS_A_TOKEN = 50
_HEAVIEST = 20_000
_LONGEST_PIPE = 8
_CHANGES_A_MAPPING = lazy_compile(r"(?:[({|=]|\{-)\s*(?:set|unset|merge|mergeOverwrite|mustMerge|mustMergeOverwrite)\s")

Key = tuple[int, str]
Step = Callable[[Datum], Datum | Value]


class Exhausted(Exception):
    """A template takes more steps than it may."""


class Expressions(ABC):
    """The state of one evaluation: the template, the world, the variables, and the steps that are left."""

    def __init__(self, template: Template, world: World) -> None:
        self.template = template
        self.world = world
        self.source = template
        self.frames: list[dict[Key, Value]] = [{}]
        self.journal: list[tuple[dict[Key, Value], Key, Value]] = []
        self.depth: int = 0
        self.root: Value = Value.of(_root(template.dialect, world))
        self._steps = _STEPS_AT_LEAST + _STEPS_A_TOKEN * template.size
        self._changes_mappings: dict[int, bool] = {}

    def spend(self, steps: int = 1) -> None:
        """Count steps. Raises `Exhausted`."""
        self._steps -= steps
        if self._steps < 0:
            raise Exhausted

    def place(self, node: Node | Operand | Command) -> Place:
        """Return the place of a node in the text that it is written in."""
        return Place(node.start, node.end, self.source.origin)

    def pipeline(self, node: Pipeline, dot: Value) -> Value:
        """Return what a pipeline gives, and set its variables."""
        self.depth += 1
        if self.depth > MAX_DEPTH * 2:
            value = Value.of(Opaque("templates call one another too deep", self.place(node)))
        else:
            value = self.command(node.commands[0], dot, None)
            for count, command in enumerate(node.commands[1:], 2):
                value = self.command(command, dot, value)
                if not value.is_certain:
                    value = tag(value, self._subject_of_pipe(node.commands[:count]))
        self.depth -= 1
        if node.variables:
            self.set_variable((node.render_pass, node.variables[0]), value, declares=node.declares)
        return value

    def set_variable(self, key: Key, value: Value, *, declares: bool) -> None:
        """Declare a variable in the innermost block, or change it where it was declared."""
        frame = self.frames[-1]
        if not declares:
            frame = next((frame for frame in reversed(self.frames) if key in frame), self.frames[0])
            self.journal.append((frame, key, frame.get(key, Value.of(Opaque("it is not set")))))
        frame[key] = value

    def command(self, node: Command, dot: Value, piped: Value | None) -> Value:
        """Return what a command gives; ``piped`` is the value of the command before it."""
        first = node.operands[0]
        if isinstance(first, Function):
            arguments = [self.operand(operand, dot) for operand in node.operands[1:]]
            if piped is not None:
                arguments.append(piped)
            value = self.call(first.name, arguments, node)
            return value if value.is_certain or piped is not None else tag(value, self.subject(node))
        if piped is not None or len(node.operands) > 1:
            return Value.of(Opaque("a value that is not a function has arguments", self.place(node)))
        return self.operand(first, dot)

    def operand(self, node: Operand, dot: Value) -> Value:
        """Return what an operand is."""
        self.spend()
        if isinstance(node, String):
            origin = self.source.origin
            return Value.of(
                Text(tuple([Known(text, Place(start, end, origin), exact) for text, start, end, exact in node.runs]))
            )
        if isinstance(node, Function):
            value = self.call(node.name, (), node)
            return value if value.is_certain else tag(value, self.subject(node))
        if isinstance(node, Pipeline):
            return self.pipeline(node, dot)
        if isinstance(node, Number):
            return Value.of(NumberDatum(node.value, self.place(node)))
        if isinstance(node, Constant):
            return Value.of(NIL if node.value is None else Boolean(node.value))
        if isinstance(node, Dot):
            return dot
        if isinstance(node, Variable):
            return self.fields(self._variable(node), node.names, node)
        if isinstance(node, Field):
            return self.fields(dot, node.names, node)
        return self.fields(self.operand(node.operand, dot), node.names, node)

    def _variable(self, node: Variable) -> Value:
        if node.name == "$":
            return self.root
        key = (node.render_pass, node.name)
        for frame in reversed(self.frames):
            if key in frame:
                return frame[key]
        return Value.of(Opaque(f"the variable `{node.name}` is not set here", self.place(node)))

    def fields(self, value: Value, names: Sequence[str], node: Operand) -> Value:
        """Return a field of a value, step by step."""
        for name in names:
            self.spend()
            value = self.each(value, partial(self._field, name=name, node=node), node)
        return value

    def _field(self, datum: Datum, *, name: str, node: Operand) -> Datum | Value:
        if isinstance(datum, Dict):
            for key, entry in datum.entries:
                if key == name:
                    return entry
            return Opaque(f"`{name}` is not known", self.place(node)) if datum.open else NIL
        if isinstance(datum, Opaque):
            if datum.path is None:
                return datum
            return chart_value(Call(name, self.place(node), self.world, self.template.dialect), (*datum.path, name))
        missing = "there is no value that could have it" if isinstance(datum, Nil) else "its value has no fields"
        return Opaque(f"`{name}` cannot be read: {missing}", self.place(node))

    def each(self, value: Value, function: Step, node: Operand | Command) -> Value:
        """Return what a function gives for each alternative of a value."""
        if value.is_certain:
            found = function(value.alternatives[0].datum)
            return found if isinstance(found, Value) else Value.of(found)
        alternatives: list[Alternative] = []
        for datum, assumptions in value.alternatives:
            found = function(datum)
            for one, more in found.alternatives if isinstance(found, Value) else (Alternative(found),):
                both = under(assumptions, more)
                if both is not None:
                    alternatives.append(Alternative(one, both))
        return merge(alternatives, self.place(node))

    def call(self, name: str, arguments: Sequence[Value], node: Function | Command) -> Value:
        """Return what a function gives. A function that is not known gives an unknown value."""
        self.spend()
        if name in ("include", "tpl") and self.template.dialect is Dialect.HELM:
            return self._include(name, arguments, node)
        if name not in ("and", "or") or len(arguments) <= 2:
            return self._lifted(name, arguments, node)
        value = self._lifted(name, arguments[:2], node)
        for argument in arguments[2:]:
            value = self._lifted(name, (value, argument), node)
        return value

    def _lifted(self, name: str, arguments: Sequence[Value], node: Function | Command) -> Value:
        """Call a function for each way to take the alternatives of its arguments."""
        place = self.place(node)
        call = Call(name, place, self.world, self.template.dialect)
        try:
            entry = find_function(call)
            if len(arguments) < entry.least or (entry.most is not None and len(arguments) > entry.most):
                raise Refused(f"`{name}` has a wrong number of arguments")
            if name == "dict" and self._may_change_mappings(self.source):
                raise Refused("the mapping may be changed later")
        except Refused as error:
            return Value.of(Opaque(str(error), place))
        rows = combine(arguments)
        if rows is None:
            return Value.of(Opaque(TOO_MANY, place))
        found: list[Alternative] = []
        for data, assumptions in rows:
            try:
                result = entry.function(call, data)
            except Refused as error:
                result = Opaque(str(error), place)
            for datum, more in result.alternatives if isinstance(result, Value) else (Alternative(result),):
                weight = _weight(datum)
                self.spend(weight)
                both = under(assumptions, more)
                if both is not None:
                    found.append(Alternative(datum if weight <= _HEAVIEST else Opaque("it is too large", place), both))
        return Value((Alternative(found[0].datum),)) if len(found) == 1 else merge(found, place)

    def _may_change_mappings(self, template: Template) -> bool:
        found = self._changes_mappings.get(id(template))
        if found is None:
            found = self._changes_mappings[id(template)] = _CHANGES_A_MAPPING.search(template.text) is not None
        return found

    def _include(self, name: str, arguments: Sequence[Value], node: Function | Command) -> Value:
        if len(arguments) == 2 and arguments[0].is_certain:
            datum = arguments[0].alternatives[0].datum
            if isinstance(datum, Text) and name == "tpl":
                if "{{" not in flat(datum) and datum.is_determined:  # a text without a template is itself
                    return arguments[0]
            elif isinstance(datum, Text) and datum.known is not None:
                return self.render_definition(datum.known, arguments[1], node)
        return Value.of(Opaque(f"what `{name}` gives is not computed", self.place(node)))

    @abstractmethod
    def render_definition(self, name: str, dot: Value, node: Function | Command) -> Value:
        """Return what a named template renders to."""

    def _subject_of_pipe(self, commands: Sequence[Command]) -> str | None:
        if len(commands) > _LONGEST_PIPE or not all(map(_is_fixed, commands)):
            return None
        return " ".join(self.source.text[commands[0].start : commands[-1].end].split())

    def subject(self, node: Operand | Command) -> str | None:
        """Return how a condition is written; None where it has variables or a dot, which change their meaning."""
        return " ".join(self.source.text[node.start : node.end].split()) if _is_fixed(node) else None


def _weight(datum: Datum) -> int:
    """Return how many pieces and data there are in a datum; a little more than `_HEAVIEST` where there are more."""
    if isinstance(datum, Text):
        return 1 + len(datum.pieces)
    if not isinstance(datum, List | Dict):
        return 1
    weight = 1
    stack: list[Datum] = [datum]
    while stack and weight <= _HEAVIEST:
        datum = stack.pop()
        if isinstance(datum, Text):
            weight += len(datum.pieces)
        elif isinstance(datum, List):
            weight += len(datum.items)
            stack.extend(datum.items)
        elif isinstance(datum, Dict):
            weight += len(datum.entries)
            stack.extend([entry for _, entry in datum.entries])
    return weight


def _is_fixed(node: Operand | Command) -> bool:
    if isinstance(node, Dot | Field | Variable):
        return False
    if isinstance(node, Pipeline):
        return not node.variables and all(map(_is_fixed, node.commands))
    if isinstance(node, Command):
        return all(map(_is_fixed, node.operands))
    return _is_fixed(node.operand) if isinstance(node, Chain) else True


def _root(dialect: Dialect, world: World) -> Datum:
    values = Opaque("the chart's values are not known", path=())
    if dialect is Dialect.HELM:
        chart: list[tuple[str, Datum]] = [
            (name, made(text) if isinstance(text, str) else text) for name, text in world.chart.items()
        ]
        release = Dict(tuple(world.release.items()), open=True)
        entries = (("Values", values), ("Chart", Dict(tuple(chart), open=True)), ("Release", release))
        return Dict(entries, open=True)
    return Dict((("Values", values),)) if world.target is Target.EMBEDDED_CLUSTER_3 else NIL
