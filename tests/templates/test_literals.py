from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.templates.lexer import Kind, TemplateError, Token
from replreg.templates.literals import character_value, number_value, string_runs, string_text


def token(kind: str, text: str) -> Token:
    return Token(kind, 0, len(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('""', ""),
        ('"a b"', "a b"),
        (r'"a\x2fb"', "a/b"),
        (r'"\a\b\f\n\r\t\v\\\""', '\a\b\f\n\r\t\v\\"'),
        (r'"\101\u00e9\U0001F600"', "Aé😀"),
        ('\\"a b\\"', "a b"),
    ],
)
def test_the_value_of_a_string(written: str, meant: str) -> None:
    assert string_text(written, token(Kind.STRING, written)) == meant


def test_a_raw_string_has_no_escapes_and_no_carriage_returns() -> None:
    written = "`a\\n\r\nb`"
    assert string_text(written, token(Kind.RAW, written)) == "a\\n\nb"


@pytest.mark.parametrize("written", [r'"\q"', r'"\'"', r'"\x2"', r'"\ud800"', r'"\U00110000"', r'"\400"', r'"\8"'])
def test_an_escape_that_does_not_exist_is_refused(written: str) -> None:
    with pytest.raises(TemplateError):
        string_text(written, token(Kind.STRING, written))


@given(st.lists(st.one_of(st.characters(exclude_characters='"\\\n'), st.sampled_from([r"\n", r"\x41", "\\\\"]))))
def test_every_run_is_where_it_says(parts: list[str]) -> None:
    written = '"' + "".join(parts) + '"'
    runs = string_runs(written, token(Kind.STRING, written))
    position = 1
    for text, start, end, exact in runs:
        assert start == position
        assert (written[start:end] == text) is exact
        position = end
    assert position == len(written) - 1


@pytest.mark.parametrize(
    ("written", "meant"), [("'a'", 97), (r"'\n'", 10), (r"'\''", 39), (r"'\u00e9'", 233), ("'😀'", 0x1F600)]
)
def test_the_value_of_a_character(written: str, meant: int) -> None:
    assert character_value(written, token(Kind.CHAR, written)) == meant


@pytest.mark.parametrize("written", ["'ab'", r"'\nb'", "'\\\"'"])
def test_a_character_constant_has_one_character(written: str) -> None:
    with pytest.raises(TemplateError):
        character_value(written, token(Kind.CHAR, written))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *[("0", 0), ("12", 12), ("-3", -3), ("+3", 3), ("0x1F", 31), ("0o17", 15), ("017", 15), ("0b101", 5)],
        *[("1_000", 1000), ("1.5", 1.5), ("2e3", 2000.0), (".5", 0.5), ("-1.", -1.0), ("0x1p4", 16.0)],
    ],
)
def test_the_value_of_a_number(written: str, meant: float) -> None:
    value = number_value(written, token(Kind.NUMBER, written))
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("written", ["1i", "1_", "0x", "08", "1.2.3", "1e", "12abc", "2" * 20, "1" * 500, "0xp1"])
def test_a_word_that_is_not_a_number_is_refused(written: str) -> None:
    with pytest.raises(TemplateError):
        number_value(written, token(Kind.NUMBER, written))
