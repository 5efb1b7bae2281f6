"""What Helm is given for what is not known, and how it is found again in what Helm makes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from replreg.delivery.address import Address, spell
from replreg.delivery.stand_ins import is_hidden, text_for_helm, text_from_helm
from replreg.registries.reference import is_reference
from replreg.templates.values import NIL, Boolean, Known, Number, Opaque, Symbol, SymbolKind, Text, Unknown

PIECES = st.one_of(
    st.text("abz09./:-", min_size=1, max_size=8).map(Known),
    st.sampled_from(SymbolKind).map(Symbol),
    st.just(Unknown("why")),
)


@given(st.lists(PIECES, max_size=5))
def test_a_text_comes_back_as_it_was(pieces: list[Known | Symbol | Unknown]) -> None:
    text = Text(tuple(pieces))
    assert spell(text_from_helm(text_for_helm(text))) == spell(text)


@given(st.text())
def test_any_text_of_helm_is_kept(text: str) -> None:
    assert text_for_helm(text_from_helm(text)) == text


def test_each_stand_in_can_be_a_part_of_an_image() -> None:
    for kind in SymbolKind:
        shown = text_for_helm(Text((Symbol(kind), Known("/web:1"))))
        assert is_reference(shown)
    host = Address(text_from_helm(text_for_helm(Text((Symbol(SymbolKind.LOCAL_REGISTRY_HOST), Known("/ns/web:1"))))))
    assert (host.is_local, host.path) == (True, "ns/web")


def test_a_known_value_is_given_as_it_is() -> None:
    assert text_for_helm(Text((Symbol(SymbolKind.APP_SLUG, "my-app"),))) == "my-app"
    assert [text_for_helm(one) for one in (Boolean(True), Boolean(False), Number(3), NIL, None)] == [
        "true", "false", "3", "", ""
    ]  # fmt: skip


def test_only_what_is_wholly_unknown_is_hidden() -> None:
    assert is_hidden(Text((Unknown("why"),)))
    assert is_hidden(Opaque("why"))
    assert not any(map(is_hidden, (Text(), Text((Known("a"), Unknown("why"))), Boolean(True), Number(1), NIL, None)))
