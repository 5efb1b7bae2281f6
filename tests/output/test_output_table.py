"""Tables: aligned, folded by word and by path to the width of a terminal, and nothing in a cell steers it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.output.table import Table, render_table
from replreg.output.terminal import Style, display_width


def lines(rows: list[tuple[str, ...]], width: int | None = None, **more: object) -> list[str]:
    heading, *cells = rows
    table = Table(heading, cells, **more)  # type: ignore[arg-type]
    return [line.removesuffix("\n") for line in render_table(table, Style(False), width)]


def test_columns_are_as_wide_as_a_terminal_shows_them() -> None:
    assert lines([("A", "B", "C"), ("名", "b", "c"), ("é", "", "")]) == ["A   B  C", "名  b  c", "é"]


def test_nothing_in_a_cell_breaks_a_line_or_steers_a_terminal() -> None:
    assert lines([("A", "B"), ("a\nb", "\x1b[31m")]) == ["A    B", "a b  \u241b[31m"]


def test_only_a_sentence_is_written_whole_where_there_is_no_terminal() -> None:
    long = "a/b/" * 60
    _, row = lines([("A", "B"), (long, long)], sentences=frozenset({1}))
    name, sentence = row.split("  ")
    assert len(name) <= 100
    assert sentence == long
    assert len(lines([("A",), ("a" * 100_000,)], sentences=frozenset({0}))[1]) < 2_000


IMAGES = [
    ("IMAGE", "SOURCE", "PULL ADDRESS", "USED AT", "VERDICT"),
    (
        "quay.io/organisation/a-long-name:2.0.0",
        "mythirdpartyprivateregistry",
        "quay.io/organisation/a-long-name:2.0.0",
        "release/manifests/deployment.yaml:12, 14",
        "alias-as-host, undeclared-image",
    ),
    ("redis:7", "public", "docker.io/library/redis:7", "release/app.yaml:1", "ok"),
]


@pytest.mark.parametrize("width", [80, 120])
def test_cells_fold_between_words_and_parts_of_a_path(width: int) -> None:
    shown = lines(IMAGES, width, words=frozenset({1, 4}))
    assert max(map(len, shown)) <= width
    assert len([line for line in shown if line.startswith(("quay.io", "redis"))]) == 2, "one row an image"
    words = {word for line in shown for word in line.split()}
    assert "ok" in words
    assert {"alias-as-host,", "undeclared-image"} <= words
    assert any(word.endswith("/") for word in words)


def test_each_row_is_a_block_where_cells_would_fold_over_many_lines() -> None:
    assert lines(IMAGES, 60, words=frozenset({1, 4})) == [
        "quay.io/organisation/a-long-name:2.0.0",
        "  Source        mythirdpartyprivateregistry",
        "  Pull address  quay.io/organisation/a-long-name:2.0.0",
        "  Used at       release/manifests/deployment.yaml:12, 14",
        "  Verdict       alias-as-host, undeclared-image",
        "redis:7",
        "  Source        public",
        "  Pull address  docker.io/library/redis:7",
        "  Used at       release/app.yaml:1",
        "  Verdict       ok",
    ]


@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8"), max_size=80)] * 6), max_size=4), st.integers(40, 120))
def test_every_line_of_a_wide_table_fits(rows: list[tuple[str, ...]], width: int) -> None:
    assert max(map(display_width, lines([tuple("ABCDEF"), *rows], width)), default=0) <= width


def test_a_table_without_a_terminal_is_not_folded() -> None:
    assert len(lines(IMAGES)) == 3


@given(
    rows=st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=60), min_size=3, max_size=3).map(tuple), max_size=4
    ),
    width=st.integers(30, 120),
)
def test_every_line_fits_and_nothing_but_spaces_is_lost(rows: list[tuple[str, ...]], width: int) -> None:
    plain = lines([("A", "B", "C"), *rows], None)
    folded = lines([("A", "B", "C"), *rows], width)
    assert max(map(display_width, folded)) <= width
    if all(len(cell) < 100 for row in rows for cell in row):
        assert sorted("".join("".join(folded).split())) == sorted("".join("".join(plain).split()))


def test_a_cell_that_repeats_another_one_is_short_where_the_table_does_not_fit() -> None:
    rows = [("IMAGE", "ONLINE", "AIR GAP"), ("quay.io/ns/img:1", "quay.io/ns/img:1", "local/img:1"), ("a", "?", "?")]
    repeating = {1: 0, 2: 1}
    assert lines(rows, 60, repeating=repeating) == lines(rows, 60) == lines(rows, None, repeating=repeating)
    assert lines(rows, 40, repeating=repeating) == [
        "IMAGE             ONLINE  AIR GAP",
        "quay.io/ns/img:1  same    local/img:1",
        "a                 ?       ?",
    ]
