"""Functions that print their arguments, with the place of every part that comes from one.

============================  =============================================================================
``print a …``                 one after the other, a space between two of which neither is a string
``println a …``               a space between all, a line feed at the end
``printf format a …``         verbs ``%s %v %d %q %%``; anything else in the format is refused
``quote a …``                 each in ``"`` quotes with Go's escapes, a space between; nil is left out
``squote a …``                each in ``'`` quotes, a space between; nil is left out
``cat a …``                   a space between; nil is left out
============================  =============================================================================
"""

from collections.abc import Iterable

from replreg.templates.functions.base import Arguments, Call, Entry, Refused, Result, text
from replreg.templates.logic import printed
from replreg.templates.texts import concatenate, cut, escape, flat, made, too_long
from replreg.templates.values import Datum, List, Nil, Number, Opaque, Text

__all__ = ["PRINTING"]

_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
_SPACE = made(" ")


def _print(_: Call, arguments: Arguments) -> Result:
    parts: list[Text] = []
    previous_is_string = True
    for datum in arguments:
        is_string = isinstance(datum, Text | Opaque)
        if not (is_string or previous_is_string):
            parts.append(_SPACE)
        parts.append(printed(datum))
        previous_is_string = is_string
    return _whole(parts)


def _println(_: Call, arguments: Arguments) -> Result:
    return _whole((_spaced([printed(datum) for datum in arguments]), made("\n")))


def _printf(_: Call, arguments: Arguments) -> Result:
    pattern, rest = text(arguments[0]), list(arguments[:0:-1])
    if pattern.known is None or len(pattern.known) != len(flat(pattern)):
        raise Refused("the format is not known")
    parts: list[Text] = []
    position = 0
    string = pattern.known
    while (percent := string.find("%", position)) >= 0:
        parts.append(cut(pattern, position, percent))
        verb = string[percent + 1 : percent + 2]
        position = percent + 2
        if verb == "%":
            parts.append(cut(pattern, percent, percent + 1))
        elif not rest:
            raise Refused("`printf` has fewer arguments than its format asks for")
        else:
            parts.append(_formatted(verb, rest.pop()))
    if rest:
        raise Refused("`printf` has more arguments than its format asks for")
    parts.append(cut(pattern, position, len(string)))
    return _whole(parts)


def _formatted(verb: str, datum: Datum) -> Text:
    if verb == "v" or (verb == "s" and isinstance(datum, Text | Opaque | List)):
        return printed(datum)
    if verb == "d" and isinstance(datum, Number) and isinstance(datum.number, int):
        return printed(datum)
    if verb == "d" and isinstance(datum, Opaque):
        return printed(datum)
    if verb == "q" and isinstance(datum, Text | Opaque):
        return _quoted(text(datum))
    raise Refused(f"`%{verb}` of this argument is not supported")


def _quoted(value: Text) -> Text:
    return concatenate((made('"'), escape(value, _escaped), made('"')))


def _escaped(character: str) -> str | None:
    """Return how Go writes a character in quotes, None where it is itself."""
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return None
    code = ord(character)
    if code < 0x80:
        return _ESCAPES.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _quote(_: Call, arguments: Arguments) -> Result:
    return _whole((_spaced([_quoted(printed(datum)) for datum in arguments if not isinstance(datum, Nil)]),))


def _squote(_: Call, arguments: Arguments) -> Result:
    mark = made("'")
    texts = [concatenate((mark, printed(datum), mark)) for datum in arguments if not isinstance(datum, Nil)]
    return _whole((_spaced(texts),))


def _cat(_: Call, arguments: Arguments) -> Result:
    return _whole((_spaced([printed(datum) for datum in arguments if not isinstance(datum, Nil)]),))


def _spaced(texts: list[Text]) -> Text:
    return concatenate([part for item in texts for part in (_SPACE, item)][1:])


def _whole(parts: Iterable[Text]) -> Text:
    whole = concatenate(parts)
    if too_long(whole):
        raise Refused("it would be too long")
    return whole


PRINTING: dict[str, Entry] = {
    "print": Entry(_print, 0, None),
    "println": Entry(_println, 0, None),
    "printf": Entry(_printf, 1, None),
    "quote": Entry(_quote, 0, None),
    "squote": Entry(_squote, 0, None),
    "cat": Entry(_cat, 0, None),
}
