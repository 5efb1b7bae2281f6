"""Functions on lists and mappings.

===============================================  ==========================================================
``list a …``, ``dict k v …``                     make one
``get d k``, ``hasKey d k``, ``dig k … default d``   ask a mapping; ``get`` gives an empty string for no entry
``keys d``, ``values d``                         in the order that is known
``index x k …``                                  an element, by number or key, step by step
``len x``                                        of a string in bytes
``first last rest initial reverse uniq has``     of a list
``split s x``                                    a mapping ``_0 _1 …``
``splitList s x``, ``Split x s``, ``join s l``   strings to list and back
``urlParse s``                                   refused: its parts have no use in names of images
===============================================  ==========================================================

Mappings that ``set`` and ``merge`` would change are not followed: the two are unknown.
"""

from replreg.templates.functions.base import (
    BOTH,
    Arguments,
    Call,
    Entry,
    Refused,
    Result,
    chart_value,
    integer,
    known_string,
    text,
)
from replreg.templates.logic import equal, printed
from replreg.templates.texts import HOLE, MAX_LENGTH, concatenate, flat, made, split, too_long
from replreg.templates.values import (
    NIL,
    Boolean,
    Datum,
    Dict,
    List,
    Nil,
    Number,
    Opaque,
    Text,
    Value,
)

__all__ = ["COLLECTIONS", "PLATFORM_COLLECTIONS"]

_NOT_KNOWN = "not every entry is known"


def _items(datum: Datum) -> tuple[Datum, ...]:
    if isinstance(datum, List):
        return datum.items
    raise Refused(datum.reason if isinstance(datum, Opaque) else "an argument is not a list")


def _entries(datum: Datum) -> Dict:
    if isinstance(datum, Dict):
        return datum
    raise Refused(datum.reason if isinstance(datum, Opaque) else "an argument is not a mapping")


def _find(mapping: Dict, key: str) -> Datum | None:
    """Return the entry of a key, None where there is none. Raises `Refused` where that is not known."""
    for name, datum in reversed(mapping.entries):
        if name == key:
            return datum
    if mapping.open:
        raise Refused(_NOT_KNOWN)
    return None


def _list(_: Call, arguments: Arguments) -> Result:
    return List(tuple(arguments))


def _dict(_: Call, arguments: Arguments) -> Result:
    entries: dict[str, Datum] = {}
    for position in range(0, len(arguments), 2):
        key = known_string(printed(arguments[position]))
        entries[key] = arguments[position + 1] if position + 1 < len(arguments) else Text()
    return Dict(tuple(entries.items()))


def _entry(call: Call, datum: Datum, key: str) -> Result | None:
    """Return the entry of a mapping, or of a table of a chart's values; None where there is none. Raises `Refused`."""
    if not isinstance(datum, Opaque) or datum.path is None:
        return _find(_entries(datum), key)
    found = chart_value(call, (*datum.path, key))
    return None if isinstance(found, Nil) else found


def _get(call: Call, arguments: Arguments) -> Result:
    found = _entry(call, arguments[0], known_string(arguments[1]))
    return Text() if found is None else found


def _has_key(call: Call, arguments: Arguments) -> Result:
    found = _entry(call, arguments[0], known_string(arguments[1]))
    if isinstance(found, Opaque) and found.is_true is None:
        raise Refused(found.reason)
    return Boolean(found is not None)


def _dig(call: Call, arguments: Arguments) -> Result:
    *keys, otherwise, datum = arguments
    for key in keys:
        found = _entry(call, datum, known_string(key))
        if found is None:
            return otherwise
        if isinstance(found, Value):
            raise Refused(_NOT_KNOWN)
        datum = found
    return datum


def _keys(_: Call, arguments: Arguments) -> Result:
    mapping = _entries(arguments[0])
    if mapping.open:
        raise Refused(_NOT_KNOWN)
    return List(tuple([made(key) for key, _ in mapping.entries]))


def _values(_: Call, arguments: Arguments) -> Result:
    mapping = _entries(arguments[0])
    if mapping.open:
        raise Refused(_NOT_KNOWN)
    return List(tuple([datum for _, datum in mapping.entries]))


def _index(call: Call, arguments: Arguments) -> Result:
    datum = arguments[0]
    for key in arguments[1:]:
        if isinstance(datum, Dict) or (isinstance(datum, Opaque) and datum.path is not None):
            found = _entry(call, datum, known_string(key))
            if isinstance(found, Value):
                raise Refused(_NOT_KNOWN)
            datum = NIL if found is None else found
        else:
            items, number = _items(datum), integer(key)
            if not 0 <= number < len(items):
                raise Refused("the index is beyond the end of the list")
            datum = items[number]
    return datum


def _len(_: Call, arguments: Arguments) -> Result:
    datum = arguments[0]
    if isinstance(datum, List):
        return Number(len(datum.items))
    if isinstance(datum, Dict) and not datum.open:
        return Number(len(datum.entries))
    return Number(len(known_string(datum).encode(errors="replace")))


def _first(_: Call, arguments: Arguments) -> Result:
    items = _items(arguments[0])
    return items[0] if items else NIL


def _last(_: Call, arguments: Arguments) -> Result:
    items = _items(arguments[0])
    return items[-1] if items else NIL


def _rest(_: Call, arguments: Arguments) -> Result:
    return List(_items(arguments[0])[1:])


def _initial(_: Call, arguments: Arguments) -> Result:
    return List(_items(arguments[0])[:-1])


def _reverse(_: Call, arguments: Arguments) -> Result:
    return List(_items(arguments[0])[::-1])


def _uniq(_: Call, arguments: Arguments) -> Result:
    found: dict[str, Datum] = {}
    for item in _items(arguments[0]):
        found.setdefault(known_string(item), item)
    return List(tuple(found.values()))


def _has(_: Call, arguments: Arguments) -> Result:
    found = [equal(arguments[0], item) for item in _items(arguments[1])]
    return BOTH if True not in found and None in found else Boolean(True in found)


def _parts(separator: Datum, whole: Datum) -> list[Text]:
    mark, value = known_string(separator), text(whole)
    if HOLE in flat(value) or not mark:
        raise Refused("what is split is not known")
    return split(value, mark)


def _split(_: Call, arguments: Arguments) -> Result:
    return Dict(tuple([(f"_{number}", part) for number, part in enumerate(_parts(*arguments))]))


def _split_list(_: Call, arguments: Arguments) -> Result:
    return List(tuple(_parts(*arguments)))


def _platform_split(_: Call, arguments: Arguments) -> Result:
    return List(tuple(_parts(arguments[1], arguments[0])))


def _join(_: Call, arguments: Arguments) -> Result:
    separator, joined = text(arguments[0]), arguments[1]
    if isinstance(joined, Opaque | Dict):
        raise Refused("what is joined is not a list that is known")
    items = joined.items if isinstance(joined, List) else (joined,)
    if len(items) * len(flat(separator)) > MAX_LENGTH:
        raise Refused("it would be too long")
    texts = [printed(item) for item in items if not isinstance(item, Nil)]
    whole = concatenate([part for item in texts for part in (separator, item)][1:])
    if too_long(whole):
        raise Refused("it would be too long")
    return whole


COLLECTIONS: dict[str, Entry] = {
    "list": Entry(_list, 0, None),
    "tuple": Entry(_list, 0, None),
    "dict": Entry(_dict, 0, None),
    "get": Entry(_get, 2, 2),
    "hasKey": Entry(_has_key, 2, 2),
    "dig": Entry(_dig, 3, None),
    "keys": Entry(_keys, 1, 1),
    "values": Entry(_values, 1, 1),
    "index": Entry(_index, 1, None),
    "len": Entry(_len, 1, 1),
    "first": Entry(_first, 1, 1),
    "last": Entry(_last, 1, 1),
    "rest": Entry(_rest, 1, 1),
    "initial": Entry(_initial, 1, 1),
    "reverse": Entry(_reverse, 1, 1),
    "uniq": Entry(_uniq, 1, 1),
    "has": Entry(_has, 2, 2),
    "split": Entry(_split, 2, 2),
    "splitList": Entry(_split_list, 2, 2),
    "join": Entry(_join, 2, 2),
}

PLATFORM_COLLECTIONS: dict[str, Entry] = {"Split": Entry(_platform_split, 2, 2)}
