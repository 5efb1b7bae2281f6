"""The edits between two texts turn one into the other, and leave the common text alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.finding import Edit
from replreg.yaml.edits import apply_edits
from replreg.yaml.line_diff import changes_between

texts = st.lists(st.sampled_from(["a: b\n", "a: c\n", "- x", "\r\n", "\n", "😀", "\x0c"]), max_size=12).map("".join)


@given(texts, texts)
def test_edits_make_the_new_text(old: str, new: str) -> None:
    assert apply_edits(old, changes_between(old, new)) == new


@given(texts)
def test_equal_texts_need_no_edit(text: str) -> None:
    assert changes_between(text, text) == []


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ("a\nimage: x/b:1\nc\n", "a\nimage: y/b:1\nc\n", [Edit(9, 10, "y")]),
        ("a\nb\n", "a\nnew\nb\n", [Edit(2, 2, "new\n")]),
        ("a\nb\nc\n", "a\nc\n", [Edit(2, 4, "")]),
        ("x: 1\nb\ny: 1\n", "x: 2\nb\ny: 2\n", [Edit(3, 4, "2"), Edit(10, 11, "2")]),
    ],
)
def test_edits_are_as_short_as_their_lines_allow(old: str, new: str, edits: list[Edit]) -> None:
    assert changes_between(old, new) == edits
