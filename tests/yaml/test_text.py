from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replreg.yaml.text import (
    BOM,
    LineIndex,
    Lonely,
    OffsetMap,
    UndecodableText,
    decode,
    encode,
    first_newline,
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
    def test_reads_each_encoding_and_gives_the_bytes_back(self, data: bytes, text: str, codec: str) -> None:
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
    def test_bytes_are_given_back_or_refused(self, data: bytes) -> None:
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
    def test_the_first_wrong_byte_is_told(self, data: bytes, byte: int, name: str) -> None:
        with pytest.raises(UndecodableText, match=f"not {name} text: byte {byte} ") as caught:
            decode(data)
        assert caught.value.byte == byte

    def test_what_came_before_a_wrong_byte_is_told(self) -> None:
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
    def test_lines_start_behind_each_line_end(self, text: str, starts: list[int]) -> None:
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


class TestOffsetMap:
    # The value "ab\ncd" of a literal block scalar that is indented by two, with CR LF behind its first line.
    MAP = OffsetMap([0, 2, 3], [12, 14, 18], [14, 16, 20], 5)

    @pytest.mark.parametrize(
        ("start", "end", "outer"),
        [
            (0, 1, (12, 13)),
            (0, 2, (12, 14)),
            (2, 3, (14, 16)),
            (1, 4, (13, 19)),
            (3, 5, (18, 20)),
            (0, 5, (12, 20)),
            (0, 0, (12, 12)),
            (3, 3, (18, 18)),
            (5, 5, (20, 20)),
        ],
    )
    def test_spans(self, start: int, end: int, outer: tuple[int, int]) -> None:
        assert self.MAP.span(start, end) == outer

    def test_an_escape_is_one_character_inside_and_several_outside(self) -> None:
        escaped = OffsetMap([0, 1, 2], [5, 6, 10], [6, 10, 12], 4)  # a \x2f b c
        assert [escaped.span(n, n + 1) for n in range(4)] == [(5, 6), (6, 10), (10, 11), (11, 12)]
        assert escaped.span(0, 2) == (5, 10)
        assert escaped.span(1, 4) == (6, 12)

    @given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.booleans()), min_size=1, max_size=8))
    def test_every_character_has_its_own_place(self, parts: list[tuple[int, int, bool]]) -> None:
        inner, outer, ends, places = [], [], [], []
        length = at = 0
        for size, gap, is_escape in parts:
            at += gap
            inner.append(length)
            outer.append(at)
            if is_escape:  # one character that is `size` long outside
                places.append((at, at + size))
                length += 1
            else:
                places.extend((at + n, at + n + 1) for n in range(size))
                length += size
            at += size
            ends.append(at)
        offsets = OffsetMap(inner, outer, ends, length)
        assert [offsets.span(n, n + 1) for n in range(length)] == places
        for start in range(length):
            for end in range(start + 1, length + 1):
                assert offsets.span(start, end) == (places[start][0], places[end - 1][1])


class Counted(str):
    """A text that counts how many of its characters are looked at to find a line."""

    __slots__ = ("searched",)

    def find(self, *arguments: Any) -> int:
        self.searched = getattr(self, "searched", 0) + 1
        return super().find(*arguments)


def is_alone(text: str, start: int, end: int) -> bool:
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end:].partition("\n")[0]
    return not before.strip() and not after.strip()


@given(st.text("xy \t\r\n", max_size=40))
def test_what_stands_alone_on_its_lines(text: str) -> None:
    lonely = Lonely(text)
    for start, end in combinations(range(len(text) + 1), 2):
        if text[start:end].strip():
            assert lonely.holds(start, end) is is_alone(text, start, end)


def test_a_line_is_searched_once_however_many_parts_stand_on_it() -> None:
    text = Counted("x " * 1000 + "\n" + "x " * 1000)
    lonely = Lonely(text)
    assert not any(lonely.holds(start, start + 1) for start in range(0, len(text), 2))
    assert text.searched == 2


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
    """Notes how far each search backwards has gone."""

    __slots__ = ("gone",)

    def rfind(self, wanted: str, start: int, end: int) -> int:  # type: ignore[override]
        found = super().rfind(wanted, start, end)
        self.gone = getattr(self, "gone", 0) + end - max(found, start)
        return found


def test_the_start_of_a_line_is_not_searched_for_beyond_it() -> None:
    text = Distances("ab\n" * 1000)
    assert line_start(text, len(text) - 1) == len(text) - 3
    assert text.gone <= 5


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("a", "\n"), ("a\nb\r\n", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb\n", "\r"), ("\n\r\n", "\n")],
)
def test_a_new_line_ends_as_the_first_one(text: str, newline: str) -> None:
    assert first_newline(text) == newline
