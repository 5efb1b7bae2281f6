"""Which fixes are made together: each is made whole or not at all, and fixes do not overlap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.finding import Edit, Finding, Fix, Position, Severity
from replreg.linter.fix import choose_edits
from replreg.yaml.edits import apply_edits

HERE = Position(1, 1, 0)


def finding(*edits: tuple[int, int, str], rule: str = "a-rule", safe: bool = True) -> Finding:
    fix = Fix(safe, "do it", tuple(Edit(*edit) for edit in edits))
    return Finding(rule, Severity.ERROR, "what is wrong", "x.yaml", 0, HERE, HERE, fix)


def chosen(*findings: Finding, unsafe: bool = True) -> list[tuple[int, int, str]]:
    return [(edit.start, edit.end, edit.text) for edit in choose_edits(findings, unsafe=unsafe)]


def test_edits_come_in_the_order_of_the_text():
    assert chosen(finding((5, 6, "b")), finding((1, 2, "a"))) == [(1, 2, "a"), (5, 6, "b")]


def test_unsafe_fixes_are_made_only_on_request():
    findings = (finding((1, 2, "a"), safe=False), finding((3, 4, "b")))
    assert chosen(*findings, unsafe=False) == [(3, 4, "b")]
    assert chosen(*findings) == [(1, 2, "a"), (3, 4, "b")]


def test_finding_without_a_fix_and_fix_without_edits():
    without = Finding("a-rule", Severity.ERROR, "what is wrong", "x.yaml", 0, HERE, HERE)
    assert chosen(without, finding()) == []


def test_same_edits_of_two_findings_are_made_once():
    assert chosen(finding((1, 2, "a")), finding((1, 2, "a"), rule="another", safe=False)) == [(1, 2, "a")]


def test_safe_fix_goes_before_an_earlier_unsafe_one():
    assert chosen(finding((1, 4, "a"), safe=False), finding((3, 6, "b"))) == [(3, 6, "b")]


def test_fix_is_made_whole_or_not_at_all():
    assert chosen(finding((1, 4, "a")), finding((3, 6, "b"), (8, 9, "c"))) == [(1, 4, "a")]
    assert chosen(finding((1, 2, "a"), (8, 9, "c")), finding((3, 4, "b"), (8, 10, "d")), finding((5, 6, "e"))) == [
        (1, 2, "a"),
        (5, 6, "e"),
        (8, 9, "c"),
    ]


def test_edits_of_one_fix_may_touch():
    assert chosen(finding((3, 5, ""), (5, 5, "x"))) == [(3, 5, ""), (5, 5, "x")]
    assert apply_edits("abcdefg", choose_edits([finding((3, 5, ""), (5, 5, "x"))], unsafe=False)) == "abcxfg"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((1, 4, "a"), (2, 3, "b")),
        ((1, 4, "a"), (1, 4, "b")),
        ((1, 4, "a"), (3, 5, "b")),
        ((1, 4, "a"), (4, 4, "b")),
        ((1, 4, "a"), (1, 1, "b")),
        ((2, 2, "a"), (2, 4, "b")),
        ((4, 4, "a"), (1, 4, "b")),
    ],
)
def test_fixes_that_overlap(first, second):
    assert chosen(finding(first), finding(second)) in ([first], [second])
    assert chosen(finding(first), finding(second, safe=False)) == [first]


@pytest.mark.parametrize(("first", "second"), [((1, 2, "a"), (2, 3, "b")), ((1, 2, "a"), (3, 3, "b"))])
def test_fixes_side_by_side(first, second):
    assert chosen(finding(first), finding(second)) == [first, second]


def test_insertions_of_one_rule_at_one_place_follow_one_another():
    assert chosen(*(finding((3, 3, text)) for text in "abc")) == [(3, 3, "a"), (3, 3, "b"), (3, 3, "c")]
    assert chosen(finding((3, 3, "a")), finding((3, 3, "b"), rule="another")) == [(3, 3, "a")]


def test_a_fix_of_two_findings_is_safe_if_one_of_them_says_so():
    same = [finding((3, 6, "b"), rule="z-rule"), finding((3, 6, "b"), safe=False)]
    for findings in (same, same[::-1]):
        assert chosen(finding((1, 4, "a"), safe=False), *findings) == [(3, 6, "b")]


def test_the_first_edit_of_a_fix_says_which_fix_is_earlier():
    assert chosen(finding((3, 6, "b"), (8, 9, "c")), finding((1, 4, "a"), (20, 21, "d"))) == [
        (1, 4, "a"),
        (20, 21, "d"),
    ]


@pytest.mark.parametrize("before", [(), ((0, 1, "x"),), ((0, 1, "x"), (1, 2, "y"))])
def test_an_insertion_after_an_edit_of_another_rule_waits(before):
    others = [finding(edit) for edit in before]
    assert chosen(*others, finding((4, 6, "b")), finding((6, 6, "c"), rule="another")) == [*before, (4, 6, "b")]
    assert chosen(*others, finding((4, 4, "b")), finding((4, 6, "c"), safe=False)) == [*before, (4, 4, "b")]


EDITS = st.builds(
    lambda start, length, text: (start, start + length, text),
    st.integers(0, 12),
    st.integers(0, 3),
    st.text("xy", max_size=2),
)


@given(st.lists(st.tuples(EDITS, st.booleans(), st.sampled_from(["a-rule", "another"])), max_size=12))
def test_chosen_edits_can_be_applied_and_belong_to_whole_fixes(drawn):
    findings = [finding(edit, safe=safe, rule=rule) for edit, safe, rule in drawn]
    edits = choose_edits(findings, unsafe=True)
    apply_edits("0123456789abcdef", edits)
    assert set(edits) <= {edit for item in findings if item.fix for edit in item.fix.edits}
    assert bool(edits) is bool(findings), "the first one never gets in the way of another"
