"""Texts for Helm: what is not known before the installation has a stand-in, which is found again in what Helm makes."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.templates.values import Boolean, Datum, Known, Nil, Number, Piece, Symbol, SymbolKind, Text, Unknown

__all__ = ["UNKNOWN", "fold", "is_hidden", "text_for_helm", "text_from_helm", "unfold"]

UNKNOWN = "replreg-unknown"
_STAND_INS = {
    SymbolKind.LOCAL_REGISTRY_HOST: "replreg-registry-host.invalid",
    SymbolKind.LOCAL_REGISTRY_NAMESPACE: "replreg-registry-namespace",
    SymbolKind.LOCAL_REGISTRY_ADDRESS: "replreg-registry-address.invalid",
    SymbolKind.PULL_SECRET_NAME: "replreg-pull-secret",
    SymbolKind.APP_SLUG: "replreg-app-slug",
    SymbolKind.PROXY_DOMAIN: "replreg-proxy-domain.invalid",
}
"""The name of the top-level domain ``invalid`` is reserved: no host has it."""

_SYMBOLS = {text: kind for kind, text in _STAND_INS.items()}
_ANY = lazy_compile("|".join(text.replace(".", r"\.") for text in (*_SYMBOLS, UNKNOWN)))
_FOLDED = {text: chr(0xF0000 + number) for number, text in enumerate((*_SYMBOLS, UNKNOWN))}
_UNFOLDED = {ord(character): text for text, character in _FOLDED.items()}
_WHY = "Helm was given a value that is not known"


def text_for_helm(datum: Datum | None) -> str:
    """Return a datum as Helm is given it. A symbol is its text where that is known, else its stand-in."""
    if isinstance(datum, Text):
        return "".join([_spell(piece) for piece in datum.pieces])
    if isinstance(datum, Boolean):
        return "true" if datum.value else "false"
    if isinstance(datum, Number):
        return str(datum.number)
    return "" if datum is None or isinstance(datum, Nil) else UNKNOWN


def is_hidden(datum: Datum | None) -> bool:
    """Return True if nothing of a datum is known."""
    if isinstance(datum, Text):
        return bool(datum.pieces) and all(isinstance(piece, Unknown) for piece in datum.pieces)
    return datum is not None and not isinstance(datum, Boolean | Number | Nil)


def text_from_helm(string: str) -> Text:
    """Return a string that Helm made, with the symbols and the unknown parts that it was given."""
    pieces: list[Piece] = []
    position = 0
    for found in _ANY.finditer(string):
        if found.start() > position:
            pieces.append(Known(string[position : found.start()]))
        kind = _SYMBOLS.get(found[0])
        pieces.append(Unknown(_WHY) if kind is None else Symbol(kind))
        position = found.end()
    if position < len(string):
        pieces.append(Known(string[position:]))
    return Text(tuple(pieces))


def fold(string: str) -> str:
    """Return a string that Helm made with one private character for each stand-in, so that no pattern parts it."""
    return _ANY.sub(lambda found: _FOLDED[found[0]], string)


def unfold(string: str) -> str:
    """Return a string as it was before `fold`."""
    return string.translate(_UNFOLDED)


def _spell(piece: Piece) -> str:
    if isinstance(piece, Known):
        return piece.text
    if isinstance(piece, Symbol):
        return _STAND_INS[piece.kind] if piece.text is None else piece.text
    return UNKNOWN
