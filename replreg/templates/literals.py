"""The literals of a template: what strings, characters and numbers mean, and where each part of a string is.

Escapes of a string in ``"`` quotes, and of a character constant (Go's)::

    \\a \\b \\f \\n \\r \\t \\v \\\\ \\" (\\' in a character)   one character
    \\ooo \\xhh                                            one byte, by three octal or two hexadecimal digits
    \\uhhhh \\Uhhhhhhhh                                     one code point, not a surrogate

Numbers: ``12 -3 0x1F 0o17 017 0b101 1_000`` are integers, ``1.5 2e3 .5 0x1p4`` are floating-point numbers.
"""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.templates.lexer import Kind, TemplateError, Token

__all__ = ["Run", "character_value", "number_value", "string_runs", "string_text"]

_ESCAPE = lazy_compile(r"\\(?:([abfnrtv\\\"'])|([0-7]{3})|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_INTEGER = lazy_compile(
    r"[+-]?(?:0[xX](?:_?[0-9A-Fa-f])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)"
)
_FLOAT = lazy_compile(
    r"[+-]?(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9]{1,4})?"
)
_HEX_FLOAT = lazy_compile(r"[+-]?0[xX][0-9A-Fa-f]*\.?[0-9A-Fa-f]*[pP][+-]?[0-9]{1,3}")
_MAX_DIGITS = 100


class Run(NamedTuple):
    """A part of a string: its text, its place, and whether the characters at that place are the text itself.

    An escape is a run of one character that is longer in the template.
    """

    text: str
    start: int
    end: int
    exact: bool


def string_runs(text: str, token: Token) -> tuple[Run, ...]:
    """Return what a STRING or RAW token means, in runs. An empty string has no run. Raises `TemplateError`.

    >>> [run.text for run in string_runs(r'"a\\x2fb"', Token(Kind.STRING, 0, 8))]
    ['a', '/', 'b']
    """
    start, end = token.start + 1, token.end - 1
    if token.kind == Kind.RAW:
        return _raw_runs(text, start, end)
    if text[token.start] == "\\":  # the quotes are escaped: \"…\"
        start, end = start + 1, end - 1
    runs: list[Run] = []
    position = start
    while position < end:
        escape = text.find("\\", position, end)
        plain_end = end if escape < 0 else escape
        if plain_end > position:
            runs.append(Run(text[position:plain_end], position, plain_end, exact=True))
        if escape < 0:
            break
        runs.append(_escape(text, escape, end, '"'))
        position = runs[-1].end
    return tuple(runs)


def string_text(text: str, token: Token) -> str:
    """Return what a STRING or RAW token means, as one string. Raises `TemplateError`."""
    return "".join(run.text for run in string_runs(text, token))


def character_value(text: str, token: Token) -> int:
    """Return the code point that a CHAR token means. Raises `TemplateError`."""
    if text[token.start + 1] != "\\":
        if token.end - token.start != 3:
            raise TemplateError("a character constant has one character", token.start)
        return ord(text[token.start + 1])
    run = _escape(text, token.start + 1, token.end - 1, "'")
    if run.end != token.end - 1:
        raise TemplateError("a character constant has one character", token.start)
    return ord(run.text)


def number_value(text: str, token: Token) -> int | float:
    """Return the value of a NUMBER token. Raises `TemplateError`, also for imaginary numbers."""
    literal = text[token.start : token.end]
    if len(literal) <= _MAX_DIGITS:
        if _INTEGER.fullmatch(literal):
            value = _integer(literal.replace("_", ""))
            if abs(value) < 2**64:
                return value
        if _FLOAT.fullmatch(literal) and not literal.lstrip("+-").replace("_", "").isdigit():
            return float(literal.replace("_", ""))
        if _HEX_FLOAT.fullmatch(literal):
            try:
                return float.fromhex(literal)
            except (ValueError, OverflowError):
                pass
    raise TemplateError(f"`{literal[:40]}` is not a number", token.start)


def _integer(literal: str) -> int:
    digits = literal.lstrip("+-").lower()
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        digits = f"0o{digits[1:]}"
    return -int(digits, 0) if literal[0] == "-" else int(digits, 0)


def _raw_runs(text: str, start: int, end: int) -> tuple[Run, ...]:
    """Go drops carriage returns from raw strings."""
    runs: list[Run] = []
    while start < end:
        stop = text.find("\r", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            runs.append(Run(text[start:stop], start, stop, exact=True))
        start = stop + 1
    return tuple(runs)


def _escape(text: str, position: int, end: int, quote: str) -> Run:
    match = _ESCAPE.match(text, position, end)
    if match is None:
        raise TemplateError(f"unknown escape `{text[position : position + 2]}` in a string", position)
    simple, octal, *hexadecimal = match.groups()
    if simple is not None:
        if simple in "\"'" and simple != quote:
            raise TemplateError(f"unknown escape `\\{simple}` in a string", position)
        return Run(_SIMPLE.get(simple, simple), position, match.end(), exact=False)
    code = int(octal, 8) if octal else int(next(filter(None, hexadecimal)), 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or (octal and code > 255):
        raise TemplateError(f"`{match.group()}` is not a character", position)
    return Run(chr(code), position, match.end(), exact=False)
