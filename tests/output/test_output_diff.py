"""Differences turn the old text into the new one, and are equal to those of other tools."""

from __future__ import annotations

import difflib
import random
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from replreg.output.diff import unified_diff
from replreg.output.terminal import Style
from replreg.yaml.line_diff import opcodes


def made(old: str, new: str) -> str:
    return "".join(unified_diff(old, new, "x", Style(False)))


def usual(old: str, new: str) -> str:
    """The same from the standard library, for texts that end with a line feed."""
    return "".join(difflib.unified_diff(old.splitlines(True), new.splitlines(True), "a/x", "b/x"))


LINES = st.lists(st.sampled_from("abc"), max_size=30)


@settings(deadline=None)
@given(LINES, LINES)
@example(list("aaa"), list("aaaa"))
@example([], list("a"))
@example(list("a" * 250), list("ab" * 125))
@example(list("a" * 250), list("ab" * 130))
@example(list("a" * 250), list("b" * 250))
def test_following_it_makes_the_one_text_of_the_other(before: list[str], after: list[str]) -> None:
    result: list[str] = []
    reached = reached_there = 0
    codes = opcodes(before, after)
    assert all(one[0] != other[0] for one, other in pairwise(codes)), "what belongs together is one"
    for tag, start, stop, new_start, new_stop in codes:
        assert (start, new_start) == (reached, reached_there), "nothing is left out"
        reached, reached_there = stop, new_stop
        if tag == "equal":
            assert before[start:stop] == after[new_start:new_stop]
        assert (stop > start) == (tag in ("equal", "replace", "delete"))
        assert (new_stop > new_start) == (tag in ("equal", "replace", "insert"))
        result += after[new_start:new_stop]
    assert (reached, reached_there) == (len(before), len(after))
    assert result == after


@settings(deadline=None)
@given(st.integers(0, 60), st.data())
def test_it_is_the_usual_one_where_few_lines_change(count: int, data: st.DataObject) -> None:
    before = [f"line {number}\n" for number in range(count)]
    after = list(before)
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(after)))
        match data.draw(st.sampled_from(["insert", "delete", "change"])):
            case "insert":
                after[place:place] = ["new 1\n", "new 2\n"]
            case "delete":
                del after[place : place + 2]
            case "change" if place < len(after):
                after[place] = "changed\n"
    old, new = "".join(before), "".join(after)
    assert made(old, new) == usual(old, new)


def test_equal_texts_have_none() -> None:
    assert made("a\nb\n", "a\nb\n") == made("", "") == ""


def alike(documents: int) -> list[str]:
    """A text of documents that are much alike."""
    return ["---\n", "kind: a\n", *(f"  line {number}\n" for number in range(20))] * documents


@pytest.mark.parametrize("documents", [50, 20_000])
def test_two_lines_of_a_large_text_of_like_documents(documents: int) -> None:
    before = alike(documents)
    middle = len(before) // 2 + 5
    after = [*before[:middle], "x\n", *before[middle + 1 :], "y\n"]
    assert opcodes(before, after) == [
        ("equal", 0, middle, 0, middle),
        ("replace", middle, middle + 1, middle, middle + 1),
        ("equal", middle + 1, len(before), middle + 1, len(before)),
        ("insert", len(before), len(before), len(before), len(before) + 1),
    ]


def test_every_third_line_of_a_large_text() -> None:
    before = [f"{'version' if number % 3 == 2 else 'name'}: {number % 7}\n" for number in range(30_000)]
    after = [line.replace("version", "tag") for line in before]
    difference = made("".join(before), "".join(after))
    assert difference.count("\n-version") == difference.count("\n+tag") == 10_000
    assert "\n name: 1\n" in difference


def test_many_lines_that_come_at_one_place() -> None:
    dice = random.Random(1)
    before = alike(10)
    entries = [f"- name: {dice.randrange(9)}\n" for _ in range(3_000)]
    after = [*before[:30], *entries, *before[30:]]
    assert [code for code in opcodes(before, after) if code[0] != "equal"] == [("insert", 30, 30, 30, 3_030)]


def test_ranges_of_lines_are_written_as_other_tools_write_them() -> None:
    for old, new in (("", "a\n"), ("a\n", ""), ("a\n", "b\n"), ("a\nb\n", "a\n"), ("a\n" * 9, "a\n" * 9 + "b\n")):
        assert made(old, new) == usual(old, new)


def test_a_last_line_without_its_end() -> None:
    assert made("a\nb", "a\nc") == (
        "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
    )


def test_a_path_of_windows_has_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replreg.files.os.sep", "\\")
    header = list(unified_diff("a\r\n", "b\r\n", "release\\a.yaml", Style(False)))
    assert header == ["--- a/release/a.yaml\n", "+++ b/release/a.yaml\n", "@@ -1 +1 @@\n", "-a\r\n", "+b\r\n"]
