"""Places as editors count them, in every encoding, compared with the encoders of Python."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.lsp.capabilities import ENCODINGS
from replreg.lsp.json_rpc import RpcError
from replreg.lsp.parameters import Parameters
from replreg.lsp.positions import Positions

UNIT = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
PIECES = ["a", " ", "é", "€", "😀", "𝒳", "\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\ufeff"]

texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
encodings = st.sampled_from(ENCODINGS)


def units(text: str, encoding: str) -> int:
    """How many code units an encoder makes of a text."""
    return len(text.encode(encoding if encoding == "utf-8" else f"{encoding}-le")) // UNIT[encoding]


def is_place(text: str, offset: int) -> bool:
    return text[offset - 1 : offset + 1] != "\r\n"


@given(texts, encodings)
def test_every_offset_comes_back(text: str, encoding: str) -> None:
    positions = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if is_place(text, offset):
            assert positions.offset(*positions.place(offset)) == offset


@given(texts, encodings)
def test_places_are_what_an_encoder_counts(text: str, encoding: str) -> None:
    positions = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if is_place(text, offset):
            lines = re.split(r"\r\n|\r|\n", text[:offset])
            assert positions.place(offset) == (len(lines) - 1, units(lines[-1], encoding))


@given(texts, encodings, st.integers(0, 40), st.integers(0, 200))
def test_any_place_that_a_client_sends_is_one_of_the_text(text: str, encoding: str, line: int, character: int) -> None:
    lines = re.split(r"\r\n|\r|\n", text)
    offset = Positions(text, encoding).offset(line, character)
    assert 0 <= offset <= len(text)
    assert is_place(text, offset)
    if line < len(lines):
        assert Positions(text, encoding).place(offset)[0] == line
        assert Positions(text, encoding).place(offset)[1] <= character


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 10), ("utf-16", 8), ("utf-32", 7)])
def test_an_astral_character_is_as_wide_as_its_encoding_makes_it(encoding: str, character: int) -> None:
    positions = Positions("x\r\nab: 😀 c\r\n", encoding)
    assert positions.place(3 + 7) == (1, character)
    assert positions.offset(1, character) == 10


def test_a_place_inside_of_a_character_is_its_start() -> None:
    assert [Positions("😀b", "utf-16").offset(0, n) for n in range(4)] == [0, 0, 1, 2]
    assert [Positions("😀b", "utf-8").offset(0, n) for n in range(6)] == [0, 0, 0, 0, 1, 2]


def test_a_character_after_the_line_is_its_end_and_a_line_after_the_text_is_the_end_of_the_text() -> None:
    positions = Positions("ab\r\ncd")
    assert positions.offset(0, 99) == 2
    assert positions.offset(1, 99) == 6
    assert positions.offset(9, 0) == 6


@pytest.mark.parametrize("end", [(0, 2**31), (2**31, 0), (2**63, 2**64)])
def test_a_place_beyond_the_largest_number_of_the_protocol_is_an_end_too(end: tuple[int, int]) -> None:
    places = {"start": (0, 1), "end": end}
    sent = {name: {"line": line, "character": character} for name, (line, character) in places.items()}
    assert Parameters({"range": sent}).span(Positions("ab\ncd")) == (1, 2 if end[0] == 0 else 5)


@pytest.mark.parametrize("number", [-1, 1.0, True, "1", None])
def test_what_is_not_a_number_of_a_line_is_refused(number: object) -> None:
    with pytest.raises(RpcError):
        Parameters({"position": {"line": number, "character": 0}}).place()


def test_the_default_is_what_the_protocol_says() -> None:
    assert Positions("").encoding == "utf-16"


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(ValueError, match="'utf-7'"):
        Positions("", "utf-7")
