"""Decoding, lines and positions."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replreg.yaml.text import (
    BOM,
    LineIndex,
    UndecodableText,
    decode,
    encode,
    first_newline,
    is_alone_on_its_lines,
    line_end,
    line_start,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
LINES = st.lists(st.sampled_from(["a", "b: c", "", " ", "é", "😀", "\n", "\r\n", "\r", BOM]), max_size=30).map("".join)


class TestDecode:
    @pytest.mark.parametrize(
        ("data", "text", "codec"),
        [
            (b"", "", "utf-8"),
            (b"a: b\r\n", "a: b\r\n", "utf-8"),
            ("é😀".encode(), "é😀", "utf-8"),
            (b"\xef\xbb\xbfa", BOM + "a", "utf-8"),
            (b"\xff\xfea\0", BOM + "a", "utf-16-le"),
            (b"\xfe\xff\0a", BOM + "a", "utf-16-be"),
            (b"\xff\xfe", BOM, "utf-16-le"),
            ((BOM + "é😀\r\n").encode("utf-16-be"), BOM + "é😀\r\n", "utf-16-be"),
            (b"a\0b", "a\0b", "utf-8"),
        ],
    )
    def test_each_encoding_is_read_and_written(self, data: bytes, text: str, codec: str) -> None:
        assert decode(data) == (text, codec)
        assert encode(text, codec) == data

    @given(TEXTS)
    def test_every_text_survives_utf_8(self, text: str) -> None:
        data = text.encode()
        if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            assert encode(*decode(data)) == data
            assert decode(data)[0] == text

    @given(TEXTS, st.sampled_from(["utf-16-le", "utf-16-be"]))
    def test_every_text_survives_utf_16(self, text: str, codec: str) -> None:
        data = (BOM + text).encode(codec)
        assert decode(data) == (BOM + text, codec)
        assert encode(BOM + text, codec) == data

    @given(st.binary(max_size=40))
    @example(b"\xff\xfe\x00\xd8")
    def test_bytes_are_written_as_read_or_refused(self, data: bytes) -> None:
        try:
            text, codec = decode(data)
        except UndecodableText as error:
            assert 0 <= error.byte < len(data)
            assert data[error.byte : error.byte + 1]
        else:
            assert encode(text, codec) == data

    @pytest.mark.parametrize(
        ("data", "byte", "name"),
        [
            (b"caf\xe9", 3, "UTF-8"),
            (b"a: \xc3", 3, "UTF-8"),
            (b"\xed\xa0\x80", 0, "UTF-8"),
            (b"\xff\xfea\0\xd8", 4, "UTF-16"),
            (b"\xff\xfe\x00\xd8a\0", 2, "UTF-16"),
            (b"\xfe\xff\xd8\x00\0a", 2, "UTF-16"),
        ],
    )
    def test_the_error_has_the_offset_of_the_first_wrong_byte(self, data: bytes, byte: int, name: str) -> None:
        with pytest.raises(UndecodableText, match=f"not {name} text: byte {byte} ") as caught:
            decode(data)
        assert caught.value.byte == byte

    def test_the_error_has_the_text_before_the_wrong_byte(self) -> None:
        with pytest.raises(UndecodableText) as caught:
            decode("é: 1\n".encode() + b"\xff")
        assert caught.value.before == "é: 1\n"


class TestLineIndex:
    @pytest.mark.parametrize(
        ("text", "starts"),
        [
            ("", [0]),
            ("a", [0]),
            ("a\n", [0, 2]),
            ("a\nb\n\nc", [0, 2, 4, 5]),
            ("a\r\nb\r\n", [0, 3, 6]),
            ("a\rb\r\rc", [0, 2, 4, 5]),
            ("a\n\rb", [0, 2, 3]),
            ("a\u2028b\x85c", [0]),
            (BOM + "a\nb", [0, 3]),
        ],
    )
    def test_lines_start_after_each_line_end(self, text: str, starts: list[int]) -> None:
        assert LineIndex(text).starts == starts

    @pytest.mark.parametrize(
        ("text", "offset", "line", "column"),
        [
            ("", 0, 1, 1),
            ("abc", 0, 1, 1),
            ("abc", 3, 1, 4),
            ("ab\ncd", 2, 1, 3),
            ("ab\ncd", 3, 2, 1),
            ("ab\ncd", 5, 2, 3),
            ("ab\r\ncd", 3, 1, 4),
            ("ab\r\ncd", 4, 2, 1),
            ("ab\rcd", 3, 2, 1),
            ("😀é: x", 2, 1, 3),
            (BOM + "abc", 0, 1, 1),
            (BOM + "abc", 1, 1, 1),
            (BOM + "abc", 3, 1, 3),
            (BOM + "a\nbc", 4, 2, 2),
            ("a\n", 2, 2, 1),
        ],
    )
    def test_positions(self, text: str, offset: int, line: int, column: int) -> None:
        position = LineIndex(text).position(offset)
        assert (position.line, position.column, position.offset) == (line, column, offset)

    @given(LINES)
    def test_positions_lead_back_to_their_characters(self, text: str) -> None:
        index = LineIndex(text)
        for offset, character in enumerate(text):
            position = index.position(offset)
            assert position.offset == offset
            line = index.line(position.line)
            if character not in "\r\n" and (offset or character != BOM):
                assert line[position.column - 1] == character
            else:
                assert position.column - 1 in (0, len(line), len(line) + 1)

    @given(LINES)
    def test_lines_are_those_of_an_editor(self, text: str) -> None:
        index = LineIndex(text)
        lines = [index.line(number + 1) for number in range(len(index.starts))]
        assert lines == text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def is_alone(text: str, start: int, end: int) -> bool:
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end:].partition("\n")[0]
    return not before.strip() and not after.strip()


@given(st.text("xy \t\r\n\x85\u2028", max_size=40))
def test_parts_that_are_alone_on_their_lines(text: str) -> None:
    for start, end in combinations(range(len(text) + 1), 2):
        if text[start:end].strip():
            assert is_alone_on_its_lines(text, start, end) is is_alone(text, start, end)


class Counted(str):
    """A text that counts how often one of its characters is looked at."""

    __slots__ = ("lookups",)

    def __getitem__(self, place: Any) -> str:
        self.lookups = getattr(self, "lookups", 0) + 1
        return super().__getitem__(place)


def test_many_parts_on_one_line_take_linear_time() -> None:
    text = Counted("x " * 1000)
    assert not any(is_alone_on_its_lines(text, start, start + 1) for start in range(0, len(text), 2))
    assert text.lookups <= 4 * len(text)


@given(LINES)
@example("a\r\nb\rc\n")
def test_where_a_line_starts_and_ends(text: str) -> None:
    lines = LineIndex(text)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # within a line end
        number = lines.position(offset).line
        start = lines.starts[number - 1]
        assert line_start(text, offset) == start
        assert line_end(text, offset) == start + len(lines.line(number)) + (number == 1 and text.startswith(BOM))


class Distances(str):
    """A text that adds up how far searches backwards go."""

    __slots__ = ("gone",)

    def rfind(self, wanted: str, start: int, end: int) -> int:  # type: ignore[override]
        found = super().rfind(wanted, start, end)
        self.gone = getattr(self, "gone", 0) + end - max(found, start)
        return found


def test_the_search_for_the_start_of_a_line_ends_there() -> None:
    text = Distances("ab\n" * 1000)
    assert line_start(text, len(text) - 1) == len(text) - 3
    assert text.gone <= 5


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("a", "\n"), ("a\nb\r\n", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb\n", "\r"), ("\n\r\n", "\n")],
)
def test_new_lines_end_like_the_first_line(text: str, newline: str) -> None:
    assert first_newline(text) == newline
