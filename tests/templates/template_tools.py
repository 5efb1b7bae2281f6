"""Values of templates as strings that tests can compare."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from replreg.templates.evaluator import evaluate
from replreg.templates.lexer import Dialect
from replreg.templates.parser import parse_template
from replreg.templates.values import Datum, Dict, Known, List, Piece, Symbol, SymbolKind, Text, Unknown, Value
from replreg.templates.worlds import Target, World

SHOWN = {
    SymbolKind.LOCAL_REGISTRY_HOST: "HOST",
    SymbolKind.LOCAL_REGISTRY_NAMESPACE: "NAMESPACE",
    SymbolKind.LOCAL_REGISTRY_ADDRESS: "ADDRESS",
    SymbolKind.PULL_SECRET_NAME: "SECRET",
    SymbolKind.APP_SLUG: "SLUG",
    SymbolKind.PROXY_DOMAIN: "PROXY",
}

ONLINE = World(is_private=lambda host: host == "quay.io")
AIRGAP = World(airgap=True)
ONLINE_3 = World(target=Target.EMBEDDED_CLUSTER_3)
AIRGAP_3 = World(target=Target.EMBEDDED_CLUSTER_3, airgap=True)
WORLDS = (ONLINE, AIRGAP, ONLINE_3, AIRGAP_3)


def shown_piece(piece: Piece) -> str:
    if isinstance(piece, Unknown):
        return "?"
    return f"<{SHOWN[piece.kind]}>" if isinstance(piece, Symbol) else piece.text


def shown(value: Value | None) -> list[str]:
    """Each alternative as a string: `?` for what is unknown, `<HOST>` for a symbol."""
    if value is None:
        return []
    return ["".join(map(shown_piece, pieces_of(alternative.datum))) for alternative in value.alternatives]


def pieces_of(datum: Datum) -> tuple[Piece, ...]:
    assert isinstance(datum, Text), datum
    return datum.pieces


def rendered(text: str, world: World = ONLINE, dialect: Dialect = Dialect.PLATFORM) -> list[str]:
    """What a template renders to, as `shown` has it."""
    return shown(evaluate(parse_template(text, dialect), world))


def expression(code: str, world: World = ONLINE) -> str:
    """What an expression certainly prints."""
    (text,) = rendered(f"{{{{repl {code} }}}}", world)
    return text


def helm(code: str, world: World | None = None) -> str:
    """What an expression of a chart's template certainly prints."""
    (text,) = rendered(f"{{{{ {code} }}}}", world or World(target=Target.HELM), Dialect.HELM)
    return text


def all_pieces(value: Value) -> Iterator[Piece]:
    """Every piece of every alternative, in lists and mappings too."""
    stack: list[Datum] = [alternative.datum for alternative in value.alternatives]
    while stack:
        datum = stack.pop()
        if isinstance(datum, Text):
            yield from datum.pieces
        elif isinstance(datum, List):
            stack.extend(datum.items)
        elif isinstance(datum, Dict):
            stack.extend(entry for _, entry in datum.entries)


def places_hold(text: str, value: Value) -> bool:
    """Whether each known piece that has an exact place in the text is what the text has there."""
    return all(
        text[piece.place.start : piece.place.end] == piece.text
        for piece in all_pieces(value)
        if isinstance(piece, Known) and piece.exact and piece.place.origin is None
    )


def count_calls(function: Callable[[], object]) -> int:
    """How many functions, of Python or C, a function calls: a measure of work that is the same on every machine."""
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count
