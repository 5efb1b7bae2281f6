"""Offset maps: from spans of a derived text to spans of the text that it was derived from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.yaml.offset_maps import ChainedMap, PiecewiseMap

PARTS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=6)


def spans_of(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order: each part is a gap and a length."""
    spans, position = [], 0
    for gap, length in parts:
        spans.append((position + gap, position + gap + length))
        position += gap + length
    return spans


class TestPiecewiseMap:
    # The value "ab\ncd" of a literal block scalar that is indented by two, with CR LF after its first line.
    MAP = PiecewiseMap([0, 2, 3], [12, 14, 18], [14, 16, 20], 5)

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
        escaped = PiecewiseMap([0, 1, 2], [5, 6, 10], [6, 10, 12], 4)  # a \x2f b c
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
        offsets = PiecewiseMap(inner, outer, ends, length)
        assert [offsets.span(n, n + 1) for n in range(length)] == places
        for start in range(length):
            for end in range(start + 1, length + 1):
                assert offsets.span(start, end) == (places[start][0], places[end - 1][1])


@given(PARTS)
def test_a_text_that_consists_of_spans(parts: list[tuple[int, int]]) -> None:
    spans = spans_of(parts)
    text = "".join(map(chr, range(0x100, 0x100 + spans[-1][1])))
    inner = "".join(text[start:end] for start, end in spans)
    offsets = PiecewiseMap.of_spans(spans)
    assert offsets.length == len(inner)
    for place, character in enumerate(inner):
        start, end = offsets.span(place, place + 1)
        assert text[start:end] == character


@given(PARTS, PARTS)
def test_a_chain_of_maps(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    outer = PiecewiseMap.of_spans(spans_of(second))
    spans = [(start, end) for start, end in spans_of(first) if end <= outer.length]
    if not spans:
        return
    inner = PiecewiseMap.of_spans(spans)
    chained = ChainedMap(inner, outer)
    for place in range(inner.length):
        assert chained.span(place, place + 1) == outer.span(*inner.span(place, place + 1))
