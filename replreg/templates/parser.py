"""Reads a template: tokens to a tree.

Grammar (that of Go's ``text/template``; ``L`` and ``R`` are the delimiters of an action)::

    template = {Literal | L action R}
    action   = "if" pipe R body {L "else if" pipe R body} [L "else" R body] L "end"
             | "with" …                 as "if"
             | "range" [variable ["," variable] ":="] pipe R body [L "else" R body] L "end"
             | "define" string R body L "end" | "block" string pipe R body L "end"
             | "template" string [pipe] | "break" | "continue" | comment | pipe

The grammar of a pipeline is in `replreg.templates.pipelines`. ``else`` and ``end`` must have the delimiters of what
they belong to, since the platform renders the two kinds of actions one after the other.

Blocks and parentheses may be nested `replreg.templates.pipelines.MAX_DEPTH` deep; more is a `TemplateError`. Unknown
functions and variables are not mistakes here: a fragment of a file may use what the rest of the file sets.
"""

from collections.abc import Callable

from replreg.templates.lexer import Dialect, Kind, TemplateError, Token, TooDeep, tokenize
from replreg.templates.literals import string_text
from replreg.templates.nodes import (
    Action,
    Branch,
    Call,
    Definition,
    If,
    Jump,
    Literal,
    Node,
    Pipeline,
    Range,
    Template,
    With,
)
from replreg.templates.pipelines import MAX_DEPTH, TokenStream, read_pipeline

__all__ = ["parse_template"]

_EMPTY = "the template is empty: it has no value to print"


def parse_template(
    text: str, dialect: Dialect = Dialect.PLATFORM, *, start: int = 0, end: int | None = None, origin: object = None
) -> Template:
    """Return the tree of ``text[start:end]``, with offsets in ``text``. Raises `TemplateError`, and nothing else.

    Takes time in proportion to the length. ``origin`` is kept for the caller, and is on every piece of a value.

    >>> parse_template('{{repl LocalRegistryHost }}/app').nodes[1]
    Literal(start=27, end=31)
    """
    end = len(text) if end is None else end
    stream = TokenStream(text, tokenize(text, dialect, start, end), end)
    reader = _Reader(stream)
    nodes = reader.read()
    return Template(text, start, end, dialect, nodes, reader.definitions, origin, len(stream.tokens))


class _Block:
    """A block that is open: what was read of it so far."""

    __slots__ = (
        "body_start",
        "branches",
        "condition",
        "has_else",
        "jumps",
        "keyword",
        "name",
        "nodes",
        "render_pass",
        "start",
    )

    def __init__(self, keyword: str, left: Token, condition: Pipeline | None, body_start: int, name: str = "") -> None:
        self.keyword = keyword
        self.start = left.start
        self.render_pass = left.render_pass
        self.condition = condition
        self.body_start = body_start
        self.name = name
        self.branches: list[Branch] = []
        self.nodes: list[Node] = []
        self.has_else = False
        self.jumps = False

    def end_body(self, end: int) -> None:
        """Add what was read since the last condition as a branch."""
        if self.condition is not None:
            self.branches.append(Branch(self.body_start, end, self.condition, tuple(self.nodes)))
            self.condition = None
            self.nodes = []


class _Reader:
    """Reads nodes; open blocks are on a stack, so that no depth of nesting is a recursion."""

    def __init__(self, stream: TokenStream) -> None:
        self.stream = stream
        self.definitions: dict[str, tuple[Node, ...]] = {}
        self._open: list[_Block] = []
        self._nodes: list[Node] = []
        self._by_keyword: dict[str, Callable[[Token, Token], None]] = {
            "if": self._open_conditional,
            "with": self._open_conditional,
            "range": self._open_conditional,
            "define": self._open_definition,
            "block": self._open_definition,
            "else": self._else,
            "end": self._end,
            "template": self._call,
            "break": self._jump,
            "continue": self._jump,
        }

    def read(self) -> tuple[Node, ...]:
        """Return the nodes of the whole text."""
        stream = self.stream
        while (token := stream.next()) is not None:
            if token.kind == Kind.TEXT:
                self._add(Literal(token.start, token.end))
                continue
            first = stream.peek()
            if first.kind == Kind.COMMENT:
                stream.next()
                stream.expect_right()
            elif first.kind == Kind.KEYWORD:
                stream.next()
                self._by_keyword[stream.word(first)](token, first)
            else:
                pipeline = read_pipeline(stream, token.render_pass, len(self._open), _EMPTY)
                if len(pipeline.variables) > 1:
                    raise TemplateError("two variables are set: only `range` sets two", pipeline.start)
                self._add(Action(token.start, stream.expect_right(), pipeline))
        if self._open:
            block = self._open[-1]
            raise TemplateError(f"`{block.keyword}` is not closed: its `end` is missing", block.start)
        return tuple(self._nodes)

    def _add(self, node: Node) -> None:
        (self._open[-1].nodes if self._open else self._nodes).append(node)

    def _push(self, block: _Block) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise TooDeep(f"blocks are nested more than {MAX_DEPTH} deep", block.start)
        self._open.append(block)

    def _condition(self, keyword: str, render_pass: int) -> Pipeline:
        empty = f"`{keyword}` has no value"
        pipeline = read_pipeline(self.stream, render_pass, len(self._open), empty)
        if len(pipeline.variables) > (2 if keyword == "range" else 1):
            raise TemplateError(f"`{keyword}` sets too many variables", pipeline.start)
        return pipeline

    def _open_conditional(self, left: Token, word: Token) -> None:
        keyword = self.stream.word(word)
        condition = self._condition(keyword, left.render_pass)
        self._push(_Block(keyword, left, condition, self.stream.expect_right()))

    def _open_definition(self, left: Token, word: Token) -> None:
        keyword = self.stream.word(word)
        name = self._name(keyword)
        if keyword == "define":
            if self._open:
                raise TemplateError("`define` is inside of another block", left.start)
        else:
            argument = read_pipeline(self.stream, left.render_pass, len(self._open), "`block` has no value")
            self._add(Call(left.start, self.stream.peek().end, name, argument))
        self._push(_Block(keyword, left, None, self.stream.expect_right(), name))

    def _name(self, keyword: str) -> str:
        token = self.stream.next()
        if token is None or token.kind not in (Kind.STRING, Kind.RAW):
            raise TemplateError(f"`{keyword}` has no name: a string is missing", self.stream.offset)
        return string_text(self.stream.text, token)

    def _innermost(self, left: Token, keyword: str) -> _Block:
        if not self._open:
            raise TemplateError(f"`{keyword}` without an open block", left.start)
        block = self._open[-1]
        if block.render_pass != left.render_pass:
            raise TemplateError(
                f"`{keyword}` has other delimiters than the `{block.keyword}` that it belongs to: "
                "the platform renders the two kinds of delimiters one after the other",
                left.start,
            )
        return block

    def _else(self, left: Token, word: Token) -> None:
        block = self._innermost(left, "else")
        if block.has_else or block.keyword in ("define", "block"):
            raise TemplateError(f"this `{block.keyword}` cannot have another `else`", left.start)
        block.end_body(left.start)
        following = self.stream.peek()
        keyword = self.stream.word(following) if following.kind == Kind.KEYWORD else ""
        if keyword:
            if keyword != block.keyword or keyword == "range":
                raise TemplateError(f"`else {keyword}` cannot follow `{block.keyword}`", following.start)
            self.stream.next()
            block.condition = self._condition(keyword, left.render_pass)
        else:
            block.has_else = True
        block.body_start = self.stream.expect_right()

    def _end(self, left: Token, word: Token) -> None:
        block = self._innermost(left, "end")
        end = self.stream.expect_right()
        block.end_body(left.start)
        self._open.pop()
        rest = tuple(block.nodes)
        if block.keyword == "if":
            self._add(If(block.start, end, tuple(block.branches), rest))
        elif block.keyword == "with":
            self._add(With(block.start, end, tuple(block.branches), rest))
        elif block.keyword == "range":
            self._add(Range(block.start, end, block.branches[0], rest, block.jumps))
        else:
            self.definitions[block.name] = rest
            self._add(Definition(block.start, end, block.name, rest))

    def _call(self, left: Token, word: Token) -> None:
        name = self._name("template")
        argument = None
        if self.stream.peek().kind != Kind.RIGHT:
            argument = read_pipeline(self.stream, left.render_pass, len(self._open), _EMPTY)
        self._add(Call(left.start, self.stream.expect_right(), name, argument))

    def _jump(self, left: Token, word: Token) -> None:
        keyword = self.stream.word(word)
        loop = next((block for block in reversed(self._open) if block.keyword == "range"), None)
        if loop is None:
            raise TemplateError(f"`{keyword}` is outside of a `range`", left.start)
        loop.jumps = True
        self._add(Jump(left.start, self.stream.expect_right(), keyword == "break"))
