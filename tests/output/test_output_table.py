from __future__ import annotations

from replreg.output.terminal import plain_table


def test_columns_are_as_wide_as_a_terminal_shows_them() -> None:
    assert plain_table([("A", "B", "C"), ("名", "b", "c"), ("é", "", "")]) == ["A   B  C", "名  b  c", "é"]


def test_nothing_in_a_cell_breaks_a_line_or_steers_a_terminal() -> None:
    assert plain_table([("A", "B"), ("a\nb", "\x1b[31m")]) == ["A    B", "a b  \u241b[31m"]
