"""Tokens of a template: literal text, and what is between the delimiters of its actions.

Lexical grammar (that of Go's ``text/template``; ``space`` is blank, tab, CR or LF)::

    text      = anything outside of actions
    action    = left ["-" space] (comment | {token}) [space "-"] right
    left      = "{{repl" | "repl{{"      platform dialect; no letter, digit, "_" or "$" may follow "{{repl"
              | "{{"                     Helm dialect
    right     = "}}"
    comment   = "/*" … "*/"              alone in its action
    token     = string | raw | char | number | word | variable | field | "." | ":=" | "=" | "," | "|" | "(" | ")"
    string    = '"' {character | escape} '"'     on one line
              | '\\"' {character} '\\"'          the quotes of a double-quoted YAML scalar that is read as written
    raw       = "`" … "`"
    char      = "'" (character | escape) "'"
    number    = ["+" | "-"] digit …      decimal, hexadecimal, octal, binary, with "_", fraction and exponent
    variable  = "$" {letter}             field = "." letter {letter}
    word      = letter {letter}          a keyword, true, false, nil or the name of a function

"-" next to a delimiter trims: white space of the literal text on that side does not belong to the TEXT token.

The platform renders a file twice: first its ``{{repl … }}`` actions, then its ``repl{{ … }}`` actions
(replicatedhq/kots, pkg/template/builder.go). A LEFT token says by ``render_pass`` which of the two its action belongs
to.
"""

from __future__ import annotations

from enum import Enum

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple

__all__ = [
    "KEYWORDS",
    "Dialect",
    "Kind",
    "TemplateError",
    "Token",
    "TooDeep",
    "tokenize",
]

KEYWORDS = frozenset("if else end range with define template block break continue".split())

_SPACE = " \t\r\n"
_PLATFORM_LEFT = lazy_compile(r"(?:\{\{repl(?![\w$])|(?P<second>repl\{\{))(?P<trim>-(?=[ \t\r\n]))?")
_HELM_LEFT = lazy_compile(r"\{\{(?P<second>(?!))?(?P<trim>-(?=[ \t\r\n]))?")
_COMMENT = lazy_compile(r"[ \t\r\n]*/\*")
_RIGHT = lazy_compile(r"(?P<trim>[ \t\r\n]+-\}\})|[ \t\r\n]*\}\}")
_TOKEN = lazy_compile(
    r"""(?P<TRIM>[ \t\r\n]+-\}\})
    |(?P<SPACE>[ \t\r\n]+)
    |(?P<RIGHT>\}\})
    |(?P<STRING>"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|\\"[^"\\\n]*\\")
    |(?P<RAW>`[^`]*`)
    |(?P<CHAR>'(?:[^'\\\n]|\\[^\n][^'\\\n]*)')
    |(?P<NUMBER>[+-]?\.?[0-9](?:[eEpP][+-]|[\w.])*)
    |(?P<WORD>[^\W\d]\w*)
    |(?P<VARIABLE>\$\w*)
    |(?P<FIELD>\.[^\W\d]\w*)
    |(?P<DOT>\.)
    |(?P<DECLARE>:=)
    |(?P<ASSIGN>=)
    |(?P<COMMA>,)
    |(?P<PIPE>\|)
    |(?P<OPEN>\()
    |(?P<CLOSE>\))""",
    64,  # re.VERBOSE, without importing re for its name
)
_TERMINATOR = lazy_compile(r"[ \t\r\n.,|:)(=]|\}\}|\Z")
"""The characters that may follow a name. A name before any other character is a mistake, as in Go."""

_TERMINATED = frozenset(("WORD", "VARIABLE", "FIELD"))


class TemplateError(ValueError):
    """A template that its language cannot read.

    ``str()`` and ``reason`` say what is wrong; ``offset`` is where, in code points of the text from 0.
    """

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset

    def __reduce__(self) -> tuple[type[TemplateError], tuple[str, int]]:
        # A ValueError is pickled by its arguments, which are not the ones that this class takes.
        return type(self), (self.reason, self.offset)


class TooDeep(TemplateError):
    """A template in which more is nested than is read here. Its language has no such limit."""


class Dialect(Enum):
    """Which delimiters open an action, and which functions exist."""

    PLATFORM = "platform"
    """``{{repl … }}`` and ``repl{{ … }}``."""

    HELM = "helm"
    """``{{ … }}``, as in the templates of a chart."""


class Kind:
    """The kinds of tokens."""

    TEXT = "TEXT"
    LEFT = "LEFT"
    RIGHT = "RIGHT"
    COMMENT = "COMMENT"
    STRING = "STRING"
    RAW = "RAW"
    CHAR = "CHAR"
    NUMBER = "NUMBER"
    WORD = "WORD"
    KEYWORD = "KEYWORD"
    VARIABLE = "VARIABLE"
    FIELD = "FIELD"
    DOT = "DOT"
    DECLARE = "DECLARE"
    ASSIGN = "ASSIGN"
    COMMA = "COMMA"
    PIPE = "PIPE"
    OPEN = "OPEN"
    CLOSE = "CLOSE"


class Token(NamedTuple):
    """One token: its `Kind`, the offsets of its first character and after its last, and, of LEFT, the render pass."""

    kind: str
    start: int
    end: int
    render_pass: int = 0


def tokenize(text: str, dialect: Dialect = Dialect.PLATFORM, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of ``text[start:end]``, in order, with offsets in ``text``. White space has no token.

    Takes time in proportion to the length. Raises `TemplateError`.

    >>> [token.kind for token in tokenize('a{{repl print "b" | lower }}c')]
    ['TEXT', 'LEFT', 'WORD', 'STRING', 'PIPE', 'WORD', 'RIGHT', 'TEXT']
    """
    end = len(text) if end is None else end
    left = _HELM_LEFT if dialect is Dialect.HELM else _PLATFORM_LEFT
    tokens: list[Token] = []
    position = start
    trims = False
    while True:
        opening = left.search(text, position, end)
        text_end = end if opening is None else opening.start()
        if trims:
            position = _skip_space(text, position, text_end)
        if opening is not None and opening["trim"]:
            text_end = _before_space(text, position, text_end)
        if text_end > position:
            tokens.append(Token(Kind.TEXT, position, text_end))
        if opening is None:
            return tokens
        tokens.append(Token(Kind.LEFT, opening.start(), opening.end(), 1 if opening["second"] else 0))
        position, trims = _action(text, opening.end(), end, tokens)


def _action(text: str, position: int, end: int, tokens: list[Token]) -> tuple[int, bool]:
    """Add the tokens of an action that goes on at ``position``; return where it ends, and whether it trims there."""
    left = tokens[-1].start
    if (comment := _COMMENT.match(text, position, end)) is not None:
        return _comment(text, comment.end(), end, tokens)
    match_token, is_terminated = _TOKEN.match, _TERMINATOR.match
    while (match := match_token(text, position, end)) is not None:
        kind = match.lastgroup or ""
        start, position = match.span()
        if kind == "SPACE":
            continue
        if kind in ("RIGHT", "TRIM"):
            tokens.append(Token(Kind.RIGHT, position - 2, position))
            return position, kind == "TRIM"
        if kind in _TERMINATED and is_terminated(text, position, end) is None:
            raise TemplateError(f"unexpected character {text[position]!r} after `{text[start:position]}`", position)
        if kind == "WORD" and text[start:position] in KEYWORDS:
            kind = Kind.KEYWORD
        tokens.append(Token(kind, start, position))
    if position >= end:
        raise TemplateError("the template is not closed: `}}` is missing", left)
    raise TemplateError(_fault(text, position), position)


def _comment(text: str, position: int, end: int, tokens: list[Token]) -> tuple[int, bool]:
    """Add a comment and the delimiter that must follow it; return as `_action` does."""
    close = text.find("*/", position, end)
    if close < 0:
        raise TemplateError("the comment is not closed: `*/` is missing", position - 2)
    right = _RIGHT.match(text, close + 2, end)
    if right is None:
        raise TemplateError("a comment must be alone in its template: `}}` is missing after `*/`", close + 2)
    tokens.append(Token(Kind.COMMENT, position - 2, close + 2))
    tokens.append(Token(Kind.RIGHT, right.end() - 2, right.end()))
    return right.end(), right["trim"] is not None


def _fault(text: str, position: int) -> str:
    """Say what is wrong where no token starts."""
    character = text[position]
    if character in "\"`'" or text.startswith('\\"', position):
        name = "character constant" if character == "'" else "string"
        return f"the {name} is not closed"
    return f"unexpected character {character!r}"


def _skip_space(text: str, position: int, end: int) -> int:
    while position < end and text[position] in _SPACE:
        position += 1
    return position


def _before_space(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    return end
