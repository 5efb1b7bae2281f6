"""Values of templates: text in pieces that know their places, other data, and alternatives.

*Pieces* make up a text:

=========  =========================================================================================================
`Known`    characters, and where they come from
`Symbol`   a name of the installation, such as the host of the local registry; its text may be known too
`Unknown`  anything, with the reason why it is not known
=========  =========================================================================================================

*Data* are what a template computes with: `Text` (pieces), `Boolean`, `Number`, `Nil`, `List`, `Dict`, and `Opaque` for
a value of which not even the type is known.

A `Value` is a datum, or several *alternatives* where it depends on something that is not known. Each alternative has
the *assumptions* under which it is the value; alternatives whose assumptions contradict one another are never combined.

Places are offsets in code points of the text that the template was read from (``origin`` None or what the caller gave
to `parse_template`), or of another text that the caller's ``origin`` names. ``start`` is -1 where there is no place.
"""

from __future__ import annotations

from enum import Enum

from replreg.named_tuple import NamedTuple

__all__ = [
    "MAX_ALTERNATIVES",
    "NIL",
    "NOWHERE",
    "Alternative",
    "Assumption",
    "Boolean",
    "Datum",
    "Dict",
    "Known",
    "List",
    "Nil",
    "Number",
    "Opaque",
    "Piece",
    "Place",
    "Symbol",
    "SymbolKind",
    "Text",
    "Unknown",
    "Value",
]

MAX_ALTERNATIVES = 16
"""The most alternatives that a value has; one that would have more is unknown."""


class Place(NamedTuple):
    """Where something is: offsets in a text, and what the caller knows that text by."""

    start: int
    end: int
    origin: object = None


NOWHERE = Place(-1, -1)


class SymbolKind(Enum):
    """The thing that a `Symbol` names; the value says it in words."""

    LOCAL_REGISTRY_HOST = "the host of the local registry"
    LOCAL_REGISTRY_NAMESPACE = "the namespace in the local registry"
    LOCAL_REGISTRY_ADDRESS = "the address of the local registry"
    """In Embedded Cluster 3, where whole paths follow it. KOTS's address is the host, ``/`` and the namespace."""
    PULL_SECRET_NAME = "the name of the pull secret"  # noqa: S105
    APP_SLUG = "the app slug"
    PROXY_DOMAIN = "the proxy domain"


class Known(NamedTuple):
    """Characters that are known. ``exact`` is true where the place holds these very characters, one for one.

    A piece that is not exact (an escape, a text in other case) can only be replaced as a whole.
    """

    text: str
    place: Place = NOWHERE
    exact: bool = False


class Symbol(NamedTuple):
    """A name of the installation. ``text`` is what it is where the world says so; the place is of the expression."""

    kind: SymbolKind
    text: str | None = None
    place: Place = NOWHERE


class Unknown(NamedTuple):
    """A part that is not known, and why; the place is of the expression.

    ``may_be_empty`` is false where it is certain that there is some text.
    """

    reason: str
    place: Place = NOWHERE
    may_be_empty: bool = True


Piece = Known | Symbol | Unknown


class Text(NamedTuple):
    """A string; no piece of it is an empty `Known`."""

    pieces: tuple[Piece, ...] = ()

    @property
    def known(self) -> str | None:
        """The whole string, or None where a part is not known. A symbol counts as known if its text is."""
        parts: list[str] = []
        for piece in self.pieces:
            if isinstance(piece, Unknown) or piece.text is None:
                return None
            parts.append(piece.text)
        return "".join(parts)

    @property
    def is_determined(self) -> bool:
        """Whether every part is known or a symbol."""
        return not any(isinstance(piece, Unknown) for piece in self.pieces)


class Boolean(NamedTuple):
    """True or false."""

    value: bool


class Number(NamedTuple):
    """An integer or floating-point number."""

    number: int | float
    place: Place = NOWHERE


class Nil(NamedTuple):
    """No value."""


class List(NamedTuple):
    """A list."""

    items: tuple[Datum, ...] = ()


class Dict(NamedTuple):
    """A mapping from strings to data. An ``open`` one may have more entries than are known."""

    entries: tuple[tuple[str, Datum], ...] = ()
    open: bool = False


class Opaque(NamedTuple):
    """A value of which nothing is known but why.

    ``path`` is where it is in the values of a chart, if it comes from there, so that its fields can be asked for.
    ``is_true`` is its truth, None where that is not known.
    """

    reason: str
    place: Place = NOWHERE
    path: tuple[str, ...] | None = None
    is_true: bool | None = None


Datum = Text | Boolean | Number | Nil | List | Dict | Opaque

NIL = Nil()


class Assumption(NamedTuple):
    """Something taken to hold: what ``subject`` gives ``is`` (or is not) ``value``.

    The subject is ``ConfigOption "name"``, or ``if`` and a condition as it is written, whose value is ``"true"``.
    """

    subject: str
    value: str
    holds: bool

    def contradicts(self, other: Assumption) -> bool:
        """Whether both cannot hold: one subject has one value."""
        if self.subject != other.subject:
            return False
        if self.value == other.value:
            return self.holds != other.holds
        return self.holds and other.holds


class Alternative(NamedTuple):
    """One thing that a value may be, and under which assumptions."""

    datum: Datum
    assumptions: frozenset[Assumption] = frozenset()


class Value(NamedTuple):
    """The result of an expression: one alternative where it is certain, several where it is not."""

    alternatives: tuple[Alternative, ...]

    @classmethod
    def of(cls, datum: Datum) -> Value:
        """Return the value that is certainly a datum (of which parts may be unknown)."""
        return cls((Alternative(datum),))

    @property
    def is_certain(self) -> bool:
        """Whether there is only one alternative."""
        return len(self.alternatives) == 1
