"""Fixing again and again: what has no end is not begun, and what was fixed stays fixed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from replreg.config.model import Config
from replreg.finding import Edit, Finding, Fix, Severity
from replreg.linter.fix import FixCycle, SecondProof, fix_until_stable
from replreg.linter.lint import fix_text
from replreg.registries.linked_registry import Registry
from replreg.yaml.edits import UnprovenEdit
from replreg.yaml.text import LineIndex

Look = Callable[[str], list[Finding]]


def rules(**patterns: tuple[str, str]) -> Look:
    """Return a linter: each rule finds a pattern in a YAML list, and its fix puts something in its place."""

    def look(text: str) -> list[Finding]:
        lines = LineIndex(text)
        found = []
        for rule, (pattern, put) in patterns.items():
            for match in re.finditer(pattern, text):
                start, end = lines.position(match.start()), lines.position(match.end())
                fix = Fix(True, "do it", (Edit(match.start(), match.end(), match.expand(put)),))
                found.append(Finding(rule, Severity.ERROR, "wrong", "x.yaml", 0, start, end, fix))
        return found

    return look


def fixed(text: str, look: Look) -> tuple[str, list[FixCycle]]:
    """Fix a text, and see that its result is not changed once more."""
    result = fix_until_stable(text, look, unsafe=False)
    assert fix_until_stable(result.text, look, unsafe=False).text == result.text
    return result.text, list(result.cycles)


def test_fixes_that_hide_one_another_are_all_made():
    look = rules(one=("a", "bb"), two=("bb", "c"), three=("c", "dddd"))
    assert fixed("- x\n- a\n- a\n", look) == ("- x\n- dddd\n- dddd\n", [])


def test_two_fixes_that_undo_one_another_are_not_made():
    look = rules(there=("aaa", "b"), back=("b", "aaa"), other=("wrong", "right"))
    assert fixed("- aaa\n- wrong\n- x\n- b\n", look) == (
        "- aaa\n- right\n- x\n- b\n",
        [FixCycle("back", 2), FixCycle("there", 2), FixCycle("back", 20), FixCycle("there", 20)],
    )


def test_a_fix_that_changes_nothing_is_not_made():
    assert fixed("- wrong\n- same\n", rules(one=("same", "same"), two=("wrong", "right"))) == (
        "- right\n- same\n",
        [FixCycle("one", 10)],
    )


def test_a_fix_that_repeats_itself_is_not_made():
    look = rules(grows=("(?<=- )a", "ha/a"), again=("ha/", "a/"), other=("wrong", "right"))
    assert fixed("- wrong\n- a/b\n- x\n", look)[0] == "- right\n- a/b\n- x\n"


def test_a_long_way_to_its_end_is_gone():
    look = rules(**{f"rule-{number}": (f"step{number}\\b", f"step{number + 1}") for number in range(1, 9)})
    assert fixed("- step1\n- step5\n", look) == ("- step9\n- step9\n", [])


def test_a_way_that_is_longer_than_the_rounds_is_gone_to_its_end():
    look = rules(**{f"rule-{number}": (f"step{number}\\b", f"step{number + 1}") for number in range(1, 17)})
    assert fixed("- step1\n", look)[0] == "- step17\n"


def test_a_cycle_is_named_by_its_place_in_the_text_before_all_rounds():
    look = rules(there=("aaa", "b"), back=("b", "aaa"), longer=("wrong", "rightest"), more=("rightest", "r"))
    text = "- wrong\n- aaa\n- wrong\n- wrong\n- b\n"
    places = sorted({text.index("aaa"), text.index("b\n")})
    result, cycles = fixed(text, look)
    assert result == "- r\n- aaa\n- r\n- r\n- b\n"
    assert cycles == [FixCycle(rule, place) for place in places for rule in ("back", "there")]


def test_fixes_with_a_second_proof_are_made_in_rounds_of_their_own():
    look = rules(one=("wrong", "right"), two=("bad", "good"))
    proven: list[tuple[str, str, list[str]]] = []

    def prove(old: str, new: str, edits: Sequence[Edit]) -> None:
        proven.append((old, new, [edit.text for edit in edits]))

    second = SecondProof(frozenset(("two",)), prove)
    text = "- bad\n- wrong\n- bad\n"
    result = fix_until_stable(text, look, unsafe=False, second_proof=second)
    assert result.text == "- good\n- right\n- good\n"
    assert proven == [("- bad\n- right\n- bad\n", result.text, ["good", "good"])]


def test_nothing_is_fixed_if_the_second_proof_fails():
    def prove(old: str, new: str, edits: Sequence[Edit]) -> None:
        raise UnprovenEdit("no")

    second = SecondProof(frozenset(("two",)), prove)
    look = rules(one=("wrong", "right"), two=("bad", "good"))
    assert fix_until_stable("- wrong\n", look, unsafe=False, second_proof=second).text == "- right\n"
    with pytest.raises(UnprovenEdit):
        fix_until_stable("- bad\n- wrong\n", look, unsafe=False, second_proof=second)


def test_a_fix_that_cuts_off_text_again_and_again_is_given_up_once():
    looked = []

    def look(text: str) -> list[Finding]:
        looked.append(text)
        return rules(one=("(?<=- )a/", ""), other=("wrong", "right"))(text)

    text = f"- wrong\n- {'a/' * 300}b\n"
    assert fix_until_stable(text, look, unsafe=False).text == text.replace("wrong", "right")
    assert len(looked) < 40


def test_a_right_fix_before_an_endless_one_is_made():
    look = rules(first=("wrong", "aaa"), there=("aaa", "b"), back=("b", "aaa"))
    text, endless = fixed("- wrong\n- x\n", look)
    assert text == "- aaa\n- x\n"
    assert {rule for rule, _ in endless} == {"there", "back"}


def test_more_places_than_rounds_are_all_fixed():
    look = rules(one=("wrong", "right"), there=("aaa", "b"), back=("b", "aaa"))
    assert fixed("- wrong\n" * 50 + "- aaa\n" * 50, look)[0] == "- right\n" * 50 + "- aaa\n" * 50


SHIP = "assets:\n  v1:\n  - docker:\n      image: {}\n      source: a\n"


def test_the_host_of_an_endpoint_that_can_be_none_is_not_written():
    config = Config(registries=[Registry("a", "a/ns")])
    for image in ("b.io/ns/img:1", "a/ns/img:1", "ns/img:1"):
        text = SHIP.format(image)
        assert fix_text(text, config, unsafe=True) == text


def test_a_right_host_is_written_although_another_host_can_have_no_namespace():
    config = Config(registries=[Registry("a", "quay.io"), Registry("b", "quay.io/No Namespace")])
    assert "quay.io/ns/img:1" in fix_text(SHIP.format("a/ns/img:1"), config)
