"""The tree of a template. Every node is immutable and has its place: ``text[node.start:node.end]``.

=================  ===========================================================================================
node               written as
=================  ===========================================================================================
`Template`         the whole text; ``definitions`` are the bodies of ``define`` and ``block``
`Literal`          text outside of actions, without what trim markers remove
`Action`           ``{{repl PIPELINE }}``
`If`, `With`       ``{{repl if P }} … {{repl else if P }} … {{repl else }} … {{repl end }}``
`Range`            ``{{repl range P }} … {{repl else }} … {{repl end }}``
`Call`             ``{{repl template "NAME" P }}``, also what ``block`` does where it is written
`Definition`       ``{{repl define "NAME" }} … {{repl end }}``, also ``block``
`Jump`             ``{{repl break }}``, ``{{repl continue }}``
`Pipeline`         ``$v := COMMAND | COMMAND``; also an expression in parentheses
`Command`          ``print "a" .b``
`String`, `Number`, `Constant`, `Dot`, `Field`, `Variable`, `Function`, `Chain`   operands
=================  ===========================================================================================
"""

from __future__ import annotations

from replreg.named_tuple import NamedTuple
from replreg.templates.lexer import Dialect
from replreg.templates.literals import Run

__all__ = [
    "Action",
    "Branch",
    "Call",
    "Chain",
    "Command",
    "Constant",
    "Definition",
    "Dot",
    "Field",
    "Function",
    "If",
    "Jump",
    "Literal",
    "Node",
    "Number",
    "Operand",
    "Pipeline",
    "Range",
    "String",
    "Template",
    "Variable",
    "With",
]


class String(NamedTuple):
    """A string constant; ``start`` and ``end`` include its quotes."""

    start: int
    end: int
    runs: tuple[Run, ...]


class Number(NamedTuple):
    """A number or character constant."""

    start: int
    end: int
    value: int | float


class Constant(NamedTuple):
    """``true``, ``false`` or ``nil`` (None)."""

    start: int
    end: int
    value: bool | None


class Dot(NamedTuple):
    """``.``: the current value."""

    start: int
    end: int


class Field(NamedTuple):
    """``.a.b``: a field of the current value."""

    start: int
    end: int
    names: tuple[str, ...]


class Variable(NamedTuple):
    """``$v.a.b``; ``name`` includes ``$``. A variable exists in one render pass only."""

    start: int
    end: int
    name: str
    names: tuple[str, ...]
    render_pass: int


class Function(NamedTuple):
    """The name of a function: a call of it, where it is the first operand of a command or the only argument."""

    start: int
    end: int
    name: str


class Chain(NamedTuple):
    """``(PIPELINE).a.b``: a field of what an expression gives."""

    start: int
    end: int
    operand: Operand
    names: tuple[str, ...]


class Command(NamedTuple):
    """Operands, of which the first is called with the others, or is the value alone."""

    start: int
    end: int
    operands: tuple[Operand, ...]


class Pipeline(NamedTuple):
    """Commands, each of which gets the value of the one before as its last argument.

    ``variables`` are the names (with ``$``) that the value is given to; ``declares`` is true for ``:=``.
    """

    start: int
    end: int
    commands: tuple[Command, ...]
    variables: tuple[str, ...]
    declares: bool
    render_pass: int


class Literal(NamedTuple):
    """Text outside of actions."""

    start: int
    end: int


class Action(NamedTuple):
    """One action that prints, or only sets a variable; the place includes its delimiters."""

    start: int
    end: int
    pipeline: Pipeline


class Branch(NamedTuple):
    """A condition and what follows it; the place is that of the body, between the delimiters around it."""

    start: int
    end: int
    condition: Pipeline
    body: tuple[Node, ...]


class If(NamedTuple):
    """``if`` with each ``else if`` in ``branches``, and the ``else`` in ``otherwise``."""

    start: int
    end: int
    branches: tuple[Branch, ...]
    otherwise: tuple[Node, ...]


class With(NamedTuple):
    """As `If`, but each body has the condition's value as its dot."""

    start: int
    end: int
    branches: tuple[Branch, ...]
    otherwise: tuple[Node, ...]


class Range(NamedTuple):
    """A loop over ``branch.condition``; ``otherwise`` is rendered where there is nothing to loop over.

    ``jumps`` is true where its body has a ``break`` or ``continue`` of its own.
    """

    start: int
    end: int
    branch: Branch
    otherwise: tuple[Node, ...]
    jumps: bool


class Call(NamedTuple):
    """A defined template is rendered here, with ``argument`` as its dot."""

    start: int
    end: int
    name: str
    argument: Pipeline | None


class Definition(NamedTuple):
    """``define`` or ``block``: nothing is rendered where it is."""

    start: int
    end: int
    name: str
    body: tuple[Node, ...]


class Jump(NamedTuple):
    """``break`` or ``continue``."""

    start: int
    end: int
    breaks: bool


Operand = String | Number | Constant | Dot | Field | Variable | Function | Chain | Pipeline
Node = Literal | Action | If | With | Range | Call | Definition | Jump


class Template(NamedTuple):
    """A template that was read: ``text[start:end]`` in one dialect.

    ``origin`` is whatever the caller gave to know the text by; pieces of values carry it. ``size`` is the number of
    tokens.
    """

    text: str
    start: int
    end: int
    dialect: Dialect
    nodes: tuple[Node, ...]
    definitions: dict[str, tuple[Node, ...]]
    origin: object
    size: int
