"""Values of which templates cover a part, compared with regular expressions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.yaml.masked_values import MaskedValues, could_become
from replreg.yaml.templates import MASK

VALUES = st.text(alphabet=f"ab/{MASK}", max_size=12)
TEXTS = st.text(alphabet="ab/", max_size=12)


def by_pattern(value: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, re.split(f"{MASK}+", value))), text) is not None


@pytest.mark.parametrize(
    ("value", "text", "may"),
    [
        ("ns/img", "ns/img", True),
        ("ns/img", "ns/img2", False),
        (MASK, "", True),
        (MASK * 3, "anything/at:all", True),
        (f"ns/{MASK}", "ns/", True),
        (f"ns/{MASK}", "ns", False),
        (f"{MASK}/img", "/img", True),
        (f"ab{MASK}ba", "aba", False),
        (f"a{MASK}b{MASK}b", "ab", False),
        (f"a{MASK}b{MASK}b", "abb", True),
        (f"{MASK}ab{MASK}ba{MASK}", "aba", False),
        (f"{MASK}a\n{MASK}", "a\n", True),
    ],
)
def test_could_become(value, text, may):
    assert could_become(value, text) is may


@given(VALUES, TEXTS)
def test_a_value_could_become_the_texts_that_a_pattern_matches(value, text):
    assert could_become(value, text) is by_pattern(value, text)


@given(st.lists(VALUES), TEXTS)
def test_all_that_match_are_found(values, text):
    unknowns: MaskedValues[int] = MaskedValues()
    for number, value in enumerate(values):
        unknowns.add(value, number)
    assert bool(unknowns) is bool(values)
    assert sorted(unknowns.matching(text)) == [n for n, value in enumerate(values) if by_pattern(value, text)]


def test_many_covered_parts_take_linear_time():
    assert not could_become(f"{MASK}a" * 1000 + "b", "a" * 20_000)


def test_values_with_other_ends_are_not_compared(monkeypatch: pytest.MonkeyPatch):
    unknowns: MaskedValues[int] = MaskedValues()
    for number in range(5000):
        unknowns.add(f"ns/{MASK}-{number}", number)
    asked: list[str] = []
    monkeypatch.setattr(
        "replreg.yaml.masked_values.could_become", lambda value, text: asked.append(value) or could_become(value, text)
    )
    assert list(unknowns.matching("ns/img-4711")) == [4711]
    assert len(asked) == 1


def test_one_of_very_many_values_with_equal_ends_is_assumed_to_match():
    unknowns: MaskedValues[int] = MaskedValues()
    for number in range(5000):
        unknowns.add(f"ns/{MASK}-{number}-{MASK}", number)
    assert len(list(unknowns.matching("ns/img-4711-a"))) == 1
    assert list(unknowns.matching("other/img")) == []
