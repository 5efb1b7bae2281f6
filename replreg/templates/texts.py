"""Operations on texts in pieces that keep the places of what they keep.

Positions in a text are those of its *flat* form (`flat`): each known character is itself, and each symbol or unknown
part is one `HOLE`, since nothing in it can be cut.
"""

from collections.abc import Callable, Iterable

from replreg.templates.values import Known, Piece, Place, Symbol, Text, Unknown

__all__ = [
    "HOLE",
    "MAX_LENGTH",
    "NAME",
    "concatenate",
    "contains",
    "cut",
    "ends",
    "escape",
    "flat",
    "made",
    "map_known",
    "occurrences",
    "replace",
    "spelled",
    "split",
    "starts",
    "strip",
    "too_long",
    "unknown_text",
]

HOLE = "\0"
"""Takes the place of a symbol or unknown part in a flat text."""

NAME = "\1"
"""Takes the place of a symbol whose text is not known, in a text that is compared."""

_NEVER_AT_ENDS = "/:@-. "
"""No host, namespace, slug or name of a secret starts or ends with one of these."""

MAX_LENGTH = 20_000
"""The longest text, in code points and holes, that a function gives; a longer one is unknown."""


def made(string: str) -> Text:
    """Return a text that a function made, without a place."""
    return Text((Known(string),)) if string else Text()


def unknown_text(reason: str, place: Place, *, may_be_empty: bool = True) -> Text:
    """Return a text of which nothing is known."""
    return Text((Unknown(reason, place, may_be_empty),))


def concatenate(texts: Iterable[Text]) -> Text:
    """Return several texts as one."""
    return Text(tuple(piece for text in texts for piece in text.pieces))


def flat(text: Text) -> str:
    """Return a text with each symbol and unknown part as one `HOLE`."""
    return "".join([piece.text if isinstance(piece, Known) else HOLE for piece in text.pieces])


def spelled(text: Text) -> str:
    """Return a text with each unknown part as one `HOLE`; a symbol is its text, or `NAME` where that is not known."""
    parts = []
    for piece in text.pieces:
        known = None if isinstance(piece, Unknown) else piece.text
        parts.append(known if known is not None else NAME if isinstance(piece, Symbol) else HOLE)
    return "".join(parts)


def starts(text: Text, part: str) -> bool | None:
    """Return whether a text starts with a string; None where a part that is not known decides."""
    return _starts(spelled(text), part)


def ends(text: Text, part: str) -> bool | None:
    """Return whether a text ends with a string; None where a part that is not known decides."""
    return _starts(spelled(text)[::-1], part[::-1])


def _starts(string: str, part: str) -> bool | None:
    for character, wanted in zip(string, part, strict=False):
        if character == HOLE:
            return None
        if character == NAME:
            return False if wanted in _NEVER_AT_ENDS else None
        if character != wanted:
            return False
    return len(string) >= len(part)


def contains(text: Text, part: str) -> bool | None:
    """Return whether a string is in a text; None where a part that is not known decides."""
    string = spelled(text)
    if part in string:
        return True
    return None if HOLE in string or NAME in string else False


def occurrences(text: Text, part: str) -> int:
    """Return how often a string is in a text."""
    return flat(text).count(part)


def too_long(text: Text) -> bool:
    """Whether a text is longer than `MAX_LENGTH`."""
    return len(text.pieces) > MAX_LENGTH or sum(_width(piece) for piece in text.pieces) > MAX_LENGTH


def cut(text: Text, start: int, end: int) -> Text:
    """Return the part of a text between two positions of its flat form.

    A part of a piece that is not exact keeps the place of the whole piece.
    """
    pieces: list[Piece] = []
    position = 0
    for piece in text.pieces:
        width = _width(piece)
        first, last = max(start - position, 0), min(end - position, width)
        if first < last:
            pieces.append(_part(piece, first, last) if isinstance(piece, Known) else piece)
        position += width
        if position >= end:
            break
    return Text(tuple(pieces))


def split(text: Text, separator: str) -> list[Text]:
    """Return the parts of a text between the separators, which must not be empty. Holes contain none."""
    parts: list[Text] = []
    pieces: list[Piece] = []
    if len(separator) > 1:  # a separator may lie across two pieces
        string = flat(text)
        start = 0
        while len(parts) < MAX_LENGTH and (found := string.find(separator, start)) >= 0:
            parts.append(cut(text, start, found))
            start = found + len(separator)
        return [*parts, cut(text, start, len(string))]
    for piece in text.pieces:
        if not isinstance(piece, Known):
            pieces.append(piece)
            continue
        start = 0
        while (found := piece.text.find(separator, start)) >= 0:
            if found > start:
                pieces.append(_part(piece, start, found))
            parts.append(Text(tuple(pieces)))
            pieces = []
            start = found + 1
        if start < len(piece.text):
            pieces.append(_part(piece, start, len(piece.text)))
    return [*parts, Text(tuple(pieces))]


def strip(text: Text, characters: str | None = None, *, left: bool = True, right: bool = True) -> Text:
    """Return a text without some characters (None: white space) at its ends. A hole ends the stripping."""
    string = flat(text)
    start, end = 0, len(string)
    if left:
        start = end - len(string.lstrip(characters))
    if right:
        end = max(start, len(string.rstrip(characters)))
    return cut(text, start, end)


def replace(text: Text, old: str, new: Text) -> Text:
    """Return a text with each ``old``, which must not be empty, as ``new``."""
    parts = split(text, old)
    pieces = list(parts[0].pieces)
    for part in parts[1:]:
        pieces.extend(new.pieces)
        pieces.extend(part.pieces)
    return Text(tuple(pieces))


def map_known(text: Text, change: Callable[[str], str]) -> Text:
    """Return a text with each known piece changed. One that remains as it is keeps its place exactly."""
    pieces: list[Piece] = []
    for piece in text.pieces:
        if not isinstance(piece, Known):
            pieces.append(piece)
            continue
        changed = change(piece.text)
        if changed == piece.text:
            pieces.append(piece)
        elif changed:
            pieces.append(Known(changed, piece.place, exact=False))
    return Text(tuple(pieces))


def escape(text: Text, special: Callable[[str], str | None]) -> Text:
    """Return a text in which ``special`` says for each character what is written instead (None: the character)."""
    pieces: list[Piece] = []
    for piece in text.pieces:
        if not isinstance(piece, Known):
            pieces.append(piece)
            continue
        start = 0
        for index, character in enumerate(piece.text):
            written = special(character)
            if written is None:
                continue
            if index > start:
                pieces.append(_part(piece, start, index))
            pieces.append(_part(piece, index, index + 1)._replace(text=written, exact=False))
            start = index + 1
        if start < len(piece.text):
            pieces.append(_part(piece, start, len(piece.text)))
    return Text(tuple(pieces))


def _width(piece: Piece) -> int:
    return len(piece.text) if isinstance(piece, Known) else 1


def _part(piece: Known, start: int, end: int) -> Known:
    if start == 0 and end == len(piece.text):
        return piece
    place = piece.place
    if piece.exact:
        place = Place(place.start + start, place.start + end, place.origin)
    return Known(piece.text[start:end], place, piece.exact)
