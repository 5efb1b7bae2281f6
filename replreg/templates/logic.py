"""Truth, equality, order and printed form of data with unknown parts.

=========  ===================================================================================================
truth      false for an empty text, false, 0, nil, an empty list or mapping; else true (Go's rule). A text is true
           as soon as one piece has text.
equality   of two texts: as soon as known characters differ, false; where all pieces agree, true; else not known
order      of two numbers, or two known texts
printed    as ``%v``: ``[a b]`` for a list, ``map[a:b]`` for a mapping, ``1e+06`` for a large floating-point number
=========  ===================================================================================================
"""

from math import isfinite
from operator import itemgetter

from replreg.templates.texts import HOLE, concatenate, flat, made, unknown_text
from replreg.templates.values import (
    NOWHERE,
    Boolean,
    Datum,
    Dict,
    Known,
    List,
    Nil,
    Number,
    Opaque,
    Piece,
    Text,
    Unknown,
)

__all__ = ["equal", "number_text", "printed", "truth"]


def truth(datum: Datum) -> bool | None:
    """Return whether a datum counts as true; None where that is not known."""
    if isinstance(datum, Text):
        if any(not (isinstance(piece, Unknown) and piece.may_be_empty) for piece in datum.pieces):
            return True
        return None if datum.pieces else False
    if isinstance(datum, Boolean):
        return datum.value
    if isinstance(datum, Number):
        return datum.number != 0
    if isinstance(datum, List):
        return bool(datum.items)
    if isinstance(datum, Dict):
        return True if datum.entries else (None if datum.open else False)
    return datum.is_true if isinstance(datum, Opaque) else False


def equal(one: Datum, other: Datum) -> bool | None:
    """Return whether two data are equal; None where that is not known or Go would refuse to compare them."""
    if isinstance(one, Text) and isinstance(other, Text):
        return _equal_texts(one, other)
    if isinstance(one, Boolean) and isinstance(other, Boolean):
        return one.value == other.value
    if isinstance(one, Number) and isinstance(other, Number) and type(one.number) is type(other.number):
        return one.number == other.number
    return True if isinstance(one, Nil) and isinstance(other, Nil) else None


def _equal_texts(one: Text, other: Text) -> bool | None:
    if one.known is not None and other.known is not None:
        return one.known == other.known
    if one.is_determined and [_identity(piece) for piece in one.pieces] == [_identity(piece) for piece in other.pieces]:
        return True
    if {truth(one), truth(other)} == {True, False}:
        return False
    first, second = flat(one), flat(other)
    return False if _differ(first, second) or _differ(first[::-1], second[::-1]) else None


def _identity(piece: Piece) -> object:
    return piece.text if isinstance(piece, Known) else piece[0]


def _differ(first: str, second: str) -> bool:
    """Whether two texts differ before the first hole of either."""
    for one, other in zip(first, second, strict=False):
        if HOLE in (one, other):
            return False
        if one != other:
            return True
    return False


def printed(datum: Datum, nil: str = "<nil>") -> Text:
    """Return what a datum is printed as; ``nil`` for no value."""
    if isinstance(datum, Text):
        return datum
    if isinstance(datum, Boolean):
        return made("true" if datum.value else "false")
    if isinstance(datum, Number):
        text = number_text(datum.number)
        return Text((Known(text, datum.place, exact=False),))
    if isinstance(datum, Nil):
        return made(nil)
    if isinstance(datum, Opaque):
        return unknown_text(datum.reason, datum.place)
    if isinstance(datum, List):
        return _joined("[", [printed(item) for item in datum.items], "]")
    if datum.open:
        return unknown_text("not every entry of the mapping is known", NOWHERE)
    entries = [concatenate((made(f"{key}:"), printed(item))) for key, item in sorted(datum.entries, key=_KEY)]
    return _joined("map[", entries, "]")


_KEY = itemgetter(0)


def _joined(start: str, texts: list[Text], end: str) -> Text:
    parts = [made(start)]
    for index, text in enumerate(texts):
        if index:
            parts.append(made(" "))
        parts.append(text)
    return concatenate((*parts, made(end)))


def number_text(number: int | float) -> str:
    """Return a number as Go prints it with ``%v``: a floating-point one with an exponent from 1e-05 down and 1e+06 up.

    >>> [number_text(number) for number in (3, 1.0, 1.5, 1234567.0, 0.00001)]
    ['3', '1', '1.5', '1.234567e+06', '1e-05']
    """
    if isinstance(number, int):
        return str(number)
    if not isfinite(number):
        return "NaN" if number != number else ("+Inf" if number > 0 else "-Inf")
    mantissa, _, exponent = repr(number).lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    sign = "-" if number < 0 or repr(number).startswith("-") else ""
    if not digits:
        return f"{sign}0"
    power = point - 1
    if power < -4 or power >= 6:
        rest = f".{digits[1:]}" if digits[1:] else ""
        return f"{sign}{digits[0]}{rest}e{'-' if power < 0 else '+'}{abs(power):02}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    digits = digits.ljust(point, "0")
    rest = f".{digits[point:]}" if digits[point:] else ""
    return f"{sign}{digits[:point]}{rest}"
