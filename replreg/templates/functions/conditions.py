"""Functions that decide.

=====================  ======================================================================================
``and``, ``or``        the first argument that is false (true), else the last; Go's truth
``not``, ``empty``     the opposite of truth
``eq a b …``           whether a equals one of the others; ``ne a b``
``lt le gt ge``        order of two numbers of one type, or of two strings
``ternary a b c``      a if the boolean c is true, else b; anything but a boolean is refused
``default d [v]``      d if v is empty or absent, else v
``coalesce a …``       the first that is not empty, else nil
``all``, ``any``       whether all arguments (one argument) are not empty
``required m v``       v; refused where it is nil or an empty string
=====================  ======================================================================================

Where a truth is not known, both outcomes are alternatives.
"""

from collections.abc import Callable

from replreg.templates.functions.base import BOTH, Arguments, Call, Entry, Refused, Result
from replreg.templates.logic import equal, truth
from replreg.templates.values import NIL, Alternative, Boolean, Datum, Nil, Number, Opaque, Text, Value

__all__ = ["CONDITIONS"]


def _boolean(known: bool | None) -> Result:
    return BOTH if known is None else Boolean(known)


def _first(arguments: Arguments, wanted: bool) -> Result:
    """Return the first argument whose truth is as wanted, else the last one."""
    found: list[Datum] = []
    for datum in arguments[:-1]:
        known = truth(datum)
        if known is wanted or known is None:
            found.append(datum)
        if known is wanted:
            break
    else:
        found.append(arguments[-1])
    return found[0] if len(found) == 1 else Value(tuple([Alternative(datum) for datum in found]))


def _and(_: Call, arguments: Arguments) -> Result:
    return _first(arguments, wanted=False)


def _or(_: Call, arguments: Arguments) -> Result:
    return _first(arguments, wanted=True)


def _not(_: Call, arguments: Arguments) -> Result:
    known = truth(arguments[0])
    return _boolean(None if known is None else not known)


def _eq(_: Call, arguments: Arguments) -> Result:
    found = [equal(arguments[0], other) for other in arguments[1:]]
    return _boolean(True if True in found else None if None in found else False)


def _ne(_: Call, arguments: Arguments) -> Result:
    known = equal(*arguments)
    return _boolean(None if known is None else not known)


def _ordered(compare: Callable[[object, object], bool]) -> Callable[[Call, Arguments], Result]:
    def function(_: Call, arguments: Arguments) -> Result:
        one, other = arguments
        if isinstance(one, Number) and isinstance(other, Number) and type(one.number) is type(other.number):
            return Boolean(compare(one.number, other.number))
        if isinstance(one, Text) and isinstance(other, Text) and one.known is not None and other.known is not None:
            return Boolean(
                compare(one.known.encode(errors="surrogatepass"), other.known.encode(errors="surrogatepass"))
            )
        return BOTH

    return function


def _ternary(_: Call, arguments: Arguments) -> Result:
    yes, no, condition = arguments
    if isinstance(condition, Boolean):
        return yes if condition.value else no
    if isinstance(condition, Opaque):
        return Value((Alternative(yes), Alternative(no)))
    raise Refused("`ternary` decides by a boolean, and gets another value")


def _default(_: Call, arguments: Arguments) -> Result:
    if len(arguments) == 1:
        return arguments[0]
    known = truth(arguments[1])
    if known is None:
        return Value((Alternative(arguments[1]), Alternative(arguments[0])))
    return arguments[1] if known else arguments[0]


def _coalesce(_: Call, arguments: Arguments) -> Result:
    return _first((*arguments, NIL), wanted=True)


def _empty(call: Call, arguments: Arguments) -> Result:
    return _not(call, arguments)


def _all(_: Call, arguments: Arguments) -> Result:
    found = [truth(datum) for datum in arguments]
    return _boolean(False if False in found else None if None in found else True)


def _any(_: Call, arguments: Arguments) -> Result:
    found = [truth(datum) for datum in arguments]
    return _boolean(True if True in found else None if None in found else False)


def _required(_: Call, arguments: Arguments) -> Result:
    value = arguments[1]
    if isinstance(value, Nil) or (isinstance(value, Text) and not value.pieces):
        raise Refused("a value that is required is not set")
    return value


def _less(one: object, other: object) -> bool:
    return one < other  # type: ignore[operator,no-any-return]


def _at_most(one: object, other: object) -> bool:
    return one <= other  # type: ignore[operator,no-any-return]


CONDITIONS: dict[str, Entry] = {
    "and": Entry(_and, 1, None),
    "or": Entry(_or, 1, None),
    "not": Entry(_not, 1, 1),
    "eq": Entry(_eq, 2, None),
    "ne": Entry(_ne, 2, 2),
    "lt": Entry(_ordered(_less), 2, 2),
    "le": Entry(_ordered(_at_most), 2, 2),
    "gt": Entry(_ordered(lambda one, other: _less(other, one)), 2, 2),
    "ge": Entry(_ordered(lambda one, other: _at_most(other, one)), 2, 2),
    "ternary": Entry(_ternary, 3, 3),
    "default": Entry(_default, 1, 2),
    "empty": Entry(_empty, 1, 1),
    "coalesce": Entry(_coalesce, 0, None),
    "all": Entry(_all, 0, None),
    "any": Entry(_any, 0, None),
    "required": Entry(_required, 2, 2),
}
