"""Lists the calls of functions in a template, wherever they are: in actions, conditions, arguments and parentheses.

Arguments that are string constants have their text with its place. So the images in ``LocalImageName "…"`` and the
options in ``ConfigOption "…"`` are found without evaluating anything. A piped value is the last argument, as it is when
the template is rendered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from replreg.named_tuple import NamedTuple
from replreg.templates.nodes import (
    Action,
    Branch,
    Call,
    Chain,
    Command,
    Definition,
    Function,
    If,
    Node,
    Operand,
    Pipeline,
    Range,
    String,
    Template,
    With,
)
from replreg.templates.values import Known, Place, Text

__all__ = ["Argument", "FoundCall", "find_calls"]


class Argument(NamedTuple):
    """An argument of a call; ``literal`` is its text where it is a string constant. The place includes its quotes."""

    start: int
    end: int
    literal: Text | None


class FoundCall(NamedTuple):
    """A call; the place is that of the function's name and of the arguments that follow it."""

    name: str
    start: int
    end: int
    arguments: tuple[Argument, ...]


def find_calls(template: Template, names: Collection[str] | None = None) -> list[FoundCall]:
    """Return the calls of functions with these names (None: of all), in the order in which they are written.

    >>> from replreg.templates.parser import parse_template
    >>> call, = find_calls(parse_template('image: {{repl LocalImageName "redis" }}'), ["LocalImageName"])
    >>> call.arguments[0].literal.known
    'redis'
    """
    found: list[FoundCall] = []
    for pipeline in _pipelines(template.nodes):
        _in_pipeline(pipeline, names, template.origin, found)
    found.sort(key=lambda call: call.start)
    return found


def _pipelines(nodes: tuple[Node, ...]) -> Iterator[Pipeline]:
    """Yield the pipelines of nodes and of all nodes inside of them."""
    stack: list[Node | Branch] = list(nodes)
    while stack:
        node = stack.pop()
        if isinstance(node, Action):
            yield node.pipeline
        elif isinstance(node, Branch):
            yield node.condition
            stack.extend(node.body)
        elif isinstance(node, If | With):
            stack.extend((*node.branches, *node.otherwise))
        elif isinstance(node, Range):
            stack.extend((node.branch, *node.otherwise))
        elif isinstance(node, Definition):
            stack.extend(node.body)
        elif isinstance(node, Call) and node.argument is not None:
            yield node.argument


def _in_pipeline(pipeline: Pipeline, names: Collection[str] | None, origin: object, found: list[FoundCall]) -> None:
    stack: list[Operand] = [pipeline]
    while stack:
        node = stack.pop()
        if isinstance(node, Function):
            if names is None or node.name in names:
                found.append(FoundCall(node.name, node.start, node.end, ()))
        elif isinstance(node, Chain):
            stack.append(node.operand)
        elif isinstance(node, Pipeline):
            piped: Argument | None = None
            for command in node.commands:
                first, *arguments = command.operands
                stack.extend(arguments)
                if not isinstance(first, Function):
                    stack.append(first)
                elif names is None or first.name in names:
                    given = [_argument(operand, origin) for operand in arguments]
                    if piped is not None:
                        given.append(piped)
                    found.append(FoundCall(first.name, command.start, command.end, tuple(given)))
                piped = _argument(first if not arguments else command, origin)


def _argument(node: Operand | Command, origin: object) -> Argument:
    literal = None
    start, end = node.start, node.end
    while isinstance(node, Pipeline) and len(node.commands) == 1 and len(node.commands[0].operands) == 1:
        node = node.commands[0].operands[0]  # in parentheses
    if isinstance(node, String):
        literal = Text(tuple([Known(text, Place(start, end, origin), exact) for text, start, end, exact in node.runs]))
    return Argument(start, end, literal)
