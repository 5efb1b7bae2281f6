"""Reads the pipelines of a template: what is between the delimiters.

Grammar (that of Go's ``text/template``)::

    pipe     = [variable ["," variable] (":=" | "=")] command {"|" command} ["|"]
    command  = operand {space operand}
    operand  = (string | raw | char | number | "true" | "false" | "nil" | word | "." | field | variable | "(" pipe ")")
               {field}                    a field follows without a space
"""

from replreg.templates.lexer import Kind, TemplateError, Token, TooDeep
from replreg.templates.literals import character_value, number_value, string_runs
from replreg.templates.nodes import (
    Chain,
    Command,
    Constant,
    Dot,
    Field,
    Function,
    Number,
    Operand,
    Pipeline,
    String,
    Variable,
)

__all__ = ["MAX_DEPTH", "TokenStream", "read_pipeline"]

MAX_DEPTH = 64
"""How deep blocks and parentheses may be nested together, so that no template can exhaust Python's stack."""

_CONSTANTS = {"true": True, "false": False, "nil": None}
_NOT_CALLABLE = (String, Number, Constant, Dot)


class TokenStream:
    """The tokens of a text, one after the other. ``offset`` is where the next one starts."""

    __slots__ = ("_position", "end", "text", "tokens")

    def __init__(self, text: str, tokens: list[Token], end: int) -> None:
        self.text: str = text
        self.tokens: list[Token] = tokens
        self.end: int = end
        self._position = 0

    @property
    def offset(self) -> int:
        """The start of the next token, or the end of the text."""
        return self.tokens[self._position].start if self._position < len(self.tokens) else self.end

    def next(self) -> Token | None:
        """Return the next token and go past it; None at the end."""
        if self._position >= len(self.tokens):
            return None
        self._position += 1
        return self.tokens[self._position - 1]

    def peek(self, ahead: int = 0) -> Token:
        """Return a token further on, without going past it. Inside of an action there is one: its RIGHT at the last."""
        position = min(self._position + ahead, len(self.tokens) - 1)
        return self.tokens[position]

    def word(self, token: Token) -> str:
        """Return what a token is written as."""
        return self.text[token.start : token.end]

    def expect_right(self) -> int:
        """Go past the delimiter that ends an action; return where it ends. Raises `TemplateError`."""
        token = self.next()
        if token is None or token.kind != Kind.RIGHT:
            raise self.unexpected(token)
        return token.end

    def unexpected(self, token: Token | None) -> TemplateError:
        """Return the error for a token that cannot be where it is."""
        if token is None or token.kind == Kind.RIGHT:
            return TemplateError("the template ends too early", token.start if token else self.end)
        return TemplateError(f"unexpected `{self.word(token)[:40]}`", token.start)


def read_pipeline(stream: TokenStream, render_pass: int, depth: int, empty: str) -> Pipeline:
    """Read a pipeline up to the delimiter or parenthesis after it. Raises `TemplateError`, with ``empty`` for none.

    ``depth`` is how deep the pipeline is nested.
    """
    first = stream.peek()
    if depth > MAX_DEPTH:
        raise TooDeep(f"parentheses and blocks are nested more than {MAX_DEPTH} deep", first.start)
    variables, declares = _variables(stream)
    commands: list[Command] = []
    while stream.peek().kind not in (Kind.RIGHT, Kind.CLOSE):
        command = _read_command(stream, render_pass, depth)
        if commands and isinstance(command.operands[0], _NOT_CALLABLE):
            raise TemplateError("a pipe leads to a value that takes no argument", command.start)
        commands.append(command)
        if stream.peek().kind == Kind.PIPE:
            stream.next()
    if not commands:
        raise TemplateError(empty, stream.offset)
    return Pipeline(first.start, commands[-1].end, tuple(commands), variables, declares, render_pass)


def _variables(stream: TokenStream) -> tuple[tuple[str, ...], bool]:
    """Read ``$v :=``, ``$v =`` or ``$k, $v :=`` where it is there."""
    first, second = stream.peek(), stream.peek(1)
    if first.kind != Kind.VARIABLE:
        return (), False
    names = [stream.word(first)]
    if second.kind == Kind.COMMA:
        third = stream.peek(2)
        if third.kind != Kind.VARIABLE:
            raise stream.unexpected(third)
        names.append(stream.word(third))
        stream.next()
        stream.next()
        second = stream.peek(1)
    if second.kind not in (Kind.DECLARE, Kind.ASSIGN):
        if len(names) == 2:
            raise stream.unexpected(second)
        return (), False
    stream.next()
    stream.next()
    return tuple(names), second.kind == Kind.DECLARE


def _read_command(stream: TokenStream, render_pass: int, depth: int) -> Command:
    operands: list[Operand] = []
    while True:
        operand = _read_operand(stream, render_pass, depth)
        operands.append(operand)
        following = stream.peek()
        if following.kind in (Kind.RIGHT, Kind.CLOSE, Kind.PIPE):
            return Command(operands[0].start, operand.end, tuple(operands))
        if following.start == operand.end:
            raise stream.unexpected(following)


def _read_operand(stream: TokenStream, render_pass: int, depth: int) -> Operand:
    token = stream.next()
    if token is None:
        raise stream.unexpected(token)
    operand: Operand
    kind, start, end, _ = token
    if kind in (Kind.STRING, Kind.RAW):
        operand = String(start, end, string_runs(stream.text, token))
    elif kind == Kind.WORD:
        word = stream.word(token)
        operand = Constant(start, end, _CONSTANTS[word]) if word in _CONSTANTS else Function(start, end, word)
    elif kind == Kind.VARIABLE:
        names, end = _fields(stream, end)
        return Variable(start, end, stream.word(token), names, render_pass)
    elif kind == Kind.FIELD:
        names, end = _fields(stream, end)
        return Field(start, end, (stream.text[start + 1 : token.end], *names))
    elif kind == Kind.DOT:
        return Dot(start, end)
    elif kind == Kind.NUMBER:
        operand = Number(start, end, number_value(stream.text, token))
    elif kind == Kind.CHAR:
        operand = Number(start, end, character_value(stream.text, token))
    elif kind == Kind.OPEN:
        operand = read_pipeline(stream, render_pass, depth + 1, "the parentheses are empty")
        closing = stream.next()
        if closing is None or closing.kind != Kind.CLOSE:
            raise TemplateError("the parenthesis is not closed: `)` is missing", start)
        end = closing.end
        operand = operand._replace(start=start, end=end)
    else:
        raise stream.unexpected(token)
    names, end = _fields(stream, end)
    if not names:
        return operand
    if not isinstance(operand, Pipeline | Function):
        raise TemplateError("a constant has no fields", operand.end)
    return Chain(start, end, operand, names)


def _fields(stream: TokenStream, end: int) -> tuple[tuple[str, ...], int]:
    """Read the fields that follow without a space."""
    names: list[str] = []
    while (token := stream.peek()).kind == Kind.FIELD and token.start == end:
        names.append(stream.text[token.start + 1 : token.end])
        end = token.end
        stream.next()
    return tuple(names), end
