"""Combines values that have alternatives, without ever combining what contradicts itself.

The number of alternatives stays at most `MAX_ALTERNATIVES`; what would have more is unknown. Alternatives that are the
same are one, under the assumptions that both have: that says less than is known, and never more.
"""

from collections.abc import Iterable, Sequence

from replreg.templates.logic import truth
from replreg.templates.texts import concatenate
from replreg.templates.values import (
    MAX_ALTERNATIVES,
    Alternative,
    Assumption,
    Boolean,
    Datum,
    Opaque,
    Place,
    Text,
    Unknown,
    Value,
)

__all__ = ["NOTHING", "TOO_MANY", "Assumptions", "assume", "combine", "join_texts", "merge", "tag", "truths", "under"]

Assumptions = frozenset[Assumption]

NOTHING: Assumptions = frozenset()

TOO_MANY = f"it depends on so much that it could be more than {MAX_ALTERNATIVES} different values"


def under(one: Assumptions, other: Assumptions) -> Assumptions | None:
    """Return the assumptions of two sets together, or None where they contradict each other."""
    if not one or one is other:
        return other
    if not other:
        return one
    if any(first.contradicts(second) for first in one for second in other):
        return None
    return one | other


def merge(alternatives: Iterable[Alternative], place: Place) -> Value:
    """Return the value that has these alternatives, each datum once; one that is unknown where they are too many."""
    merged: dict[tuple[type, Datum], Assumptions] = {}
    for datum, assumptions in alternatives:
        key = (type(datum), datum)
        before = merged.get(key)
        merged[key] = assumptions if before is None else before & assumptions
        if len(merged) > MAX_ALTERNATIVES:
            return Value.of(Opaque(TOO_MANY, place))
    found = tuple([Alternative(datum, assumptions) for (_, datum), assumptions in merged.items()])
    if not found:
        return Value.of(Opaque("what it depends on contradicts itself", place))
    return Value((Alternative(found[0].datum),)) if len(found) == 1 else Value(found)


def combine(values: Sequence[Value]) -> list[tuple[tuple[Datum, ...], Assumptions]] | None:
    """Return each way to take one alternative of every value; None where there are too many."""
    if all(len(value.alternatives) == 1 for value in values):
        return [(tuple([value.alternatives[0].datum for value in values]), NOTHING)]
    rows: list[tuple[tuple[Datum, ...], Assumptions]] = [((), NOTHING)]
    for value in values:
        grown = []
        for data, assumptions in rows:
            for datum, more in value.alternatives:
                both = under(assumptions, more)
                if both is not None:
                    grown.append(((*data, datum), both))
        if len(grown) > MAX_ALTERNATIVES:
            return None
        rows = grown
    return rows


def assume(value: Value, assumptions: Assumptions) -> list[Alternative]:
    """Return the alternatives of a value that agree with some assumptions, with them added."""
    found = []
    for datum, own in value.alternatives:
        both = under(own, assumptions)
        if both is not None:
            found.append(Alternative(datum, both))
    return found


def truths(value: Value, subject: str | None) -> list[tuple[bool, Alternative]]:
    """Return each alternative of a value with its truth; one of which that is not known appears with either.

    ``subject`` is how the condition is written, or None where the same words may mean something else elsewhere.
    """
    found: list[tuple[bool, Alternative]] = []
    known_truths = [truth(alternative.datum) for alternative in value.alternatives]
    is_settled = None not in known_truths and (
        len(set(known_truths)) == 1 or all(assumptions for _, assumptions in value.alternatives)
    )
    for alternative, known in zip(value.alternatives, known_truths, strict=True):
        for side in (True, False) if known is None else (known,):
            extra = NOTHING
            if subject is not None and not is_settled:
                extra = frozenset((Assumption(f"if {subject}", "true", side),))
            both = under(alternative.assumptions, extra)
            if both is not None:
                found.append((side, Alternative(alternative.datum, both)))
    return found


def tag(value: Value, subject: str | None) -> Value:
    """Return an uncertain condition with its alternatives named after how it is written."""
    if subject is None or value.is_certain or not all(type(item.datum) is Boolean for item in value.alternatives):
        return value
    if all(assumptions for _, assumptions in value.alternatives):
        return value
    found = []
    for datum, assumptions in value.alternatives:
        both = under(assumptions, frozenset((Assumption(f"if {subject}", "true", truth(datum) is True),)))
        if both is not None:
            found.append(Alternative(datum, both))
    return Value(tuple(found)) if found else value


def join_texts(values: Sequence[Value], place: Place) -> Value:
    """Return texts one after the other. Where there are too many ways, a part with alternatives becomes unknown."""
    rows: list[tuple[list[Text], Assumptions]] = [([], NOTHING)]
    for value in values:
        if value.is_certain:
            datum = value.alternatives[0].datum
            for parts, _ in rows:
                parts.append(_text(datum))
            continue
        grown = []
        for parts, assumptions in rows:
            for datum, more in value.alternatives:
                both = under(assumptions, more)
                if both is not None:
                    grown.append((parts, datum, both))
        if grown and len(grown) <= MAX_ALTERNATIVES:
            rows = [([*parts, _text(datum)], both) for parts, datum, both in grown]
        else:
            unknown = Text((Unknown(TOO_MANY, _place(value, place)),))
            for parts, _ in rows:
                parts.append(unknown)
    return merge([Alternative(concatenate(parts), assumptions) for parts, assumptions in rows], place)


def _text(datum: Datum) -> Text:
    if isinstance(datum, Text):
        return datum
    raise TypeError(f"not a text: {datum!r}")


def _place(value: Value, place: Place) -> Place:
    for alternative in value.alternatives:
        if isinstance(alternative.datum, Text):
            for piece in alternative.datum.pieces:
                if piece.place.start >= 0:
                    return piece.place
    return place
