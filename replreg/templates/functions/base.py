"""The parts that every function of templates is built from: the call, the arguments, and the refusal to compute.

A function gets data and returns a datum, or a `Value` where it adds alternatives of its own. It raises `Refused` where
Go would stop with an error or an argument is not known well enough; the value is then unknown, with that reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from replreg.named_tuple import NamedTuple
from replreg.templates.lexer import Dialect
from replreg.templates.texts import unknown_text
from replreg.templates.values import (
    Alternative,
    Assumption,
    Boolean,
    Datum,
    Number,
    Opaque,
    Place,
    Text,
    Unknown,
    Value,
)
from replreg.templates.worlds import World

__all__ = [
    "BOTH",
    "Arguments",
    "Call",
    "Entry",
    "Refused",
    "Result",
    "chart_value",
    "either",
    "integer",
    "known_string",
    "text",
]

Arguments = Sequence[Datum]
Result = Datum | Value

BOTH = Value((Alternative(Boolean(True)), Alternative(Boolean(False))))
"""True or false, which is not known."""


class Call(NamedTuple):
    """A call that is being evaluated; the place is that of the function's name and arguments."""

    name: str
    place: Place
    world: World
    dialect: Dialect


class Entry(NamedTuple):
    """A function of the table, and how many arguments it takes (``most`` None: any number)."""

    function: Callable[[Call, Arguments], Result]
    least: int
    most: int | None


class Refused(Exception):
    """The value of a call cannot be computed; ``str()`` says why."""


def text(datum: Datum) -> Text:
    """Return a datum that must be a string; unknown text for what is not known. Raises `Refused`."""
    if isinstance(datum, Text):
        return datum
    if isinstance(datum, Opaque):
        return unknown_text(datum.reason, datum.place)
    raise Refused("an argument is not a string")


def known_string(datum: Datum) -> str:
    """Return a datum that must be a string, whole and known. Raises `Refused`."""
    whole = text(datum)
    string = whole.known
    if string is None:
        raise Refused(
            next((piece.reason for piece in whole.pieces if isinstance(piece, Unknown)), "a name is not known")
        )
    return string


def integer(datum: Datum) -> int:
    """Return a datum that must be an integer. Raises `Refused`."""
    if isinstance(datum, Number) and isinstance(datum.number, int):
        return datum.number
    raise Refused(datum.reason if isinstance(datum, Opaque) else "an argument is not an integer")


def chart_value(call: Call, path: tuple[str, ...]) -> Result:
    """Return a value of the chart; what is not known keeps its path, so that its fields can be asked for."""
    found = call.world.chart_value(path) if call.world.chart_value is not None else None
    name = ".".join(path)
    return Opaque(f"the chart's value `{name}` is not known", call.place, path) if found is None else found


def either(subject: str, value: str = "true") -> Value:
    """Return true and false as alternatives: ``subject`` is ``value``, or is not."""
    return Value(
        tuple([Alternative(Boolean(side), frozenset((Assumption(subject, value, side),))) for side in (True, False)])
    )
