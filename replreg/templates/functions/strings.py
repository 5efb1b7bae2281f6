"""Functions on strings: Go's ``print`` family, and those of the library Sprig that matter for names of images.

========================================  ==================================================================
``print a …``                             with a space between two arguments of which neither is a string
``println a …``                           with spaces and a line feed
``printf format a …``                     verbs ``%s %v %d %q %%``; with a flag or width the result is unknown
``lower upper title untitle``, ``nospace``, ``trim``   of one string; KOTS also has ``ToLower ToUpper TrimSpace Trim``
``trimAll c s``, ``trimPrefix p s``, ``trimSuffix p s``, ``replace old new s``
``contains x s``, ``hasPrefix x s``, ``hasSuffix x s``
``substr a b s``, ``trunc n s``           bytes in Go; refused where that differs from characters
``quote a …``, ``squote a …``, ``cat a …``   printed with spaces between
``indent n s``, ``nindent n s``, ``repeat n s``
``toString a``, ``atoi s``, ``int a``, ``ParseInt s``, ``ParseBool s``
``b64enc s``, ``b64dec s``, ``Base64Encode``, ``Base64Decode``, ``UrlEncode``
========================================  ==================================================================

A part that is not known stays where it is, as far as what the function does cannot depend on it.
"""

from binascii import b2a_base64
from collections.abc import Callable

from replreg.templates.functions.base import BOTH, Arguments, Call, Entry, Refused, Result, integer, known_string, text
from replreg.templates.functions.printing import PRINTING
from replreg.templates.logic import printed
from replreg.templates.texts import (
    HOLE,
    MAX_LENGTH,
    concatenate,
    contains,
    cut,
    ends,
    flat,
    made,
    map_known,
    occurrences,
    replace,
    starts,
    strip,
)
from replreg.templates.values import Boolean, Datum, Number, Text, Value

__all__ = ["PLATFORM_STRINGS", "STRINGS"]

_WHITE_SPACE = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Go takes as white space; Python also takes the separators U+001C to U+001F."""

_MOST_SPACES = 1000
_TRUE = frozenset("1 t T TRUE true True".split())


def _mapped(change: Callable[[str], str]) -> Callable[[Call, Arguments], Result]:
    return lambda _, arguments: map_known(text(arguments[0]), change)


def _title(string: str) -> str:
    """Upper case for each letter that follows no letter, digit, underscore or apostrophe."""
    before = [" ", *string]
    return "".join(
        [
            character.upper() if not (previous.isalnum() or previous in "_'") else character
            for previous, character in zip(before, string, strict=False)
        ]
    )


def _title_text(_: Call, arguments: Arguments) -> Result:
    value = text(arguments[0])
    return map_known(value, _title) if len(value.pieces) <= 1 or value.known is None else made(_title(value.known))


def _untitle(_: Call, arguments: Arguments) -> Result:
    """Lower case for the first letter of each word (Sprig's), in a known text."""
    string = known_string(arguments[0])
    return made("".join([c.lower() if b.isspace() else c for b, c in zip(f" {string}", string, strict=False)]))


def _trim(_: Call, arguments: Arguments) -> Result:
    return strip(text(arguments[0]), _WHITE_SPACE)


def _platform_trim(_: Call, arguments: Arguments) -> Result:
    characters = known_string(arguments[1]) if len(arguments) > 1 else _WHITE_SPACE
    return strip(text(arguments[0]), characters)


def _trim_all(_: Call, arguments: Arguments) -> Result:
    return strip(text(arguments[1]), known_string(arguments[0]))


def _trim_prefix(_: Call, arguments: Arguments) -> Result:
    value, prefix = text(arguments[1]), known_string(arguments[0])
    return _trimmed(value, starts(value, prefix), len(prefix), len(flat(value)), flat(value).startswith(prefix))


def _trim_suffix(_: Call, arguments: Arguments) -> Result:
    value, suffix = text(arguments[1]), known_string(arguments[0])
    return _trimmed(value, ends(value, suffix), 0, len(flat(value)) - len(suffix), flat(value).endswith(suffix))


def _trimmed(value: Text, is_there: bool | None, start: int, end: int, can_cut: bool) -> Result:
    if is_there is False:
        return value
    if is_there is None or not can_cut:
        raise Refused("whether it is trimmed depends on a part that is not known")
    return cut(value, start, end)


def _replace(_: Call, arguments: Arguments) -> Result:
    old, new, value = known_string(arguments[0]), text(arguments[1]), text(arguments[2])
    if not old:
        raise Refused("an empty string is replaced")
    if len(old) > 1 and HOLE in flat(value):
        raise Refused("what is replaced may lie across a part that is not known")
    if value.known is not None and HOLE in flat(value) and old in value.known:
        return _replaced(made(value.known), old, new)
    return _replaced(value, old, new)


def _replaced(value: Text, old: str, new: Text) -> Text:
    if len(flat(value)) + occurrences(value, old) * (len(flat(new)) - len(old)) > MAX_LENGTH:
        raise Refused("it would be too long")
    return replace(value, old, new)


def _asked(ask: Callable[[Text, str], bool | None]) -> Callable[[Call, Arguments], Result]:
    def function(_: Call, arguments: Arguments) -> Result:
        known = ask(text(arguments[1]), known_string(arguments[0]))
        return BOTH if known is None else Boolean(known)

    return function


def _ascii(datum: Datum) -> Text:
    """Return a text of which each character is one byte. Raises `Refused`."""
    value = text(datum)
    if not known_string(value).isascii() or HOLE in flat(value):
        raise Refused("it is cut by bytes")
    return value


def _substr(_: Call, arguments: Arguments) -> Result:
    start, end, value = integer(arguments[0]), integer(arguments[1]), _ascii(arguments[2])
    length = len(flat(value))
    if start < 0:
        start = 0
        if not 0 <= end <= length:
            raise Refused("it is cut beyond its end")
    elif end < 0 or end > length:
        end = length
    if start > end:
        raise Refused("it is cut beyond its end")
    return cut(value, start, end)


def _trunc(_: Call, arguments: Arguments) -> Result:
    count, value = integer(arguments[0]), _ascii(arguments[1])
    length = len(flat(value))
    if count < 0:
        return cut(value, length + count, length) if length + count > 0 else value
    return cut(value, 0, count)


def _indent(_: Call, arguments: Arguments) -> Result:
    pad, value = _spaces(arguments[0]), text(arguments[1])
    return concatenate((made(pad), _replaced(value, "\n", made(f"\n{pad}"))))


def _nindent(call: Call, arguments: Arguments) -> Result:
    return concatenate((made("\n"), text(_one(_indent(call, arguments)))))


def _one(result: Result) -> Datum:
    return result.alternatives[0].datum if isinstance(result, Value) else result


def _spaces(datum: Datum) -> str:
    count = integer(datum)
    if not 0 <= count <= _MOST_SPACES:
        raise Refused("the number of spaces is too large or negative")
    return " " * count


def _repeat(_: Call, arguments: Arguments) -> Result:
    count, value = integer(arguments[0]), text(arguments[1])
    if count < 0 or count * len(flat(value)) > MAX_LENGTH:
        raise Refused("it is repeated too often")
    return concatenate((value,) * count) if value.pieces else value


def _to_string(_: Call, arguments: Arguments) -> Result:
    return printed(arguments[0])


def _atoi(_: Call, arguments: Arguments) -> Result:
    string = known_string(arguments[0])
    digits = string[1:] if string[:1] in ("+", "-") else string
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 18
    return Number(int(string) if is_number else 0)


def _int(call: Call, arguments: Arguments) -> Result:
    value = arguments[0]
    if isinstance(value, Number):
        return Number(int(value.number)) if abs(value.number) < 2**63 else Number(0)
    if isinstance(value, Boolean):
        return Number(int(value.value))
    return _atoi(call, arguments)


def _parse_bool(_: Call, arguments: Arguments) -> Result:
    value = text(arguments[0])
    return Boolean(value.known in _TRUE) if value.known is not None else BOTH


def _b64enc(_: Call, arguments: Arguments) -> Result:
    return made(b2a_base64(known_string(arguments[0]).encode(errors="replace"), newline=False).decode())


def _b64dec(_: Call, arguments: Arguments) -> Result:
    from base64 import b64decode  # takes longer to import than all else here

    try:
        return made(b64decode(known_string(arguments[0]), validate=True).decode())
    except ValueError:
        raise Refused("it is not the Base64 form of a text") from None


def _url_encode(_: Call, arguments: Arguments) -> Result:
    from urllib.parse import quote_plus

    return made(quote_plus(known_string(arguments[0]), safe="", errors="replace"))


STRINGS: dict[str, Entry] = {
    **PRINTING,
    "lower": Entry(_mapped(str.lower), 1, 1),
    "upper": Entry(_mapped(str.upper), 1, 1),
    "title": Entry(_title_text, 1, 1),
    "untitle": Entry(_untitle, 1, 1),
    "nospace": Entry(_mapped(lambda string: "".join(string.split())), 1, 1),
    "trim": Entry(_trim, 1, 1),
    "trimAll": Entry(_trim_all, 2, 2),
    "trimall": Entry(_trim_all, 2, 2),
    "trimPrefix": Entry(_trim_prefix, 2, 2),
    "trimSuffix": Entry(_trim_suffix, 2, 2),
    "replace": Entry(_replace, 3, 3),
    "contains": Entry(_asked(contains), 2, 2),
    "hasPrefix": Entry(_asked(starts), 2, 2),
    "hasSuffix": Entry(_asked(ends), 2, 2),
    "substr": Entry(_substr, 3, 3),
    "trunc": Entry(_trunc, 2, 2),
    "indent": Entry(_indent, 2, 2),
    "nindent": Entry(_nindent, 2, 2),
    "repeat": Entry(_repeat, 2, 2),
    "toString": Entry(_to_string, 1, 1),
    "atoi": Entry(_atoi, 1, 1),
    "int": Entry(_int, 1, 1),
    "int64": Entry(_int, 1, 1),
    "b64enc": Entry(_b64enc, 1, 1),
    "b64dec": Entry(_b64dec, 1, 1),
}

PLATFORM_STRINGS: dict[str, Entry] = {
    "ToLower": STRINGS["lower"],
    "ToUpper": STRINGS["upper"],
    "TrimSpace": STRINGS["trim"],
    "Trim": Entry(_platform_trim, 1, 2),
    "Base64Encode": STRINGS["b64enc"],
    "Base64Decode": STRINGS["b64dec"],
    "UrlEncode": Entry(_url_encode, 1, 1),
    "ParseBool": Entry(_parse_bool, 1, 1),
    "ParseInt": Entry(_atoi, 1, 1),
}
