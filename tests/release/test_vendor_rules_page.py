"""The page that compares the vendor portal's rules with ours names rules that exist, and each of theirs once."""

from __future__ import annotations

import re

import pytest
from schema_tools import ROOT

from replreg.rules.catalogue import RULES

PAGE = ROOT / "docs" / "vendor-rules.md"

pytestmark = pytest.mark.skipif(
    not PAGE.is_file(), reason="the docs are not beside the tests, as in an installed package"
)


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    assert len(cells) > 60
    return cells


def test_each_row_has_a_rule_a_level_and_an_answer() -> None:
    for rule, level, checks, ours in rows():
        assert re.fullmatch(r"`[\w…-]+`", rule)
        assert level.split()[0] in ("error", "warn", "info"), rule
        assert checks.endswith(".")
        assert ours.startswith(("`", "not checked")), rule


def test_each_rule_of_the_portal_is_there_once() -> None:
    names = [rule for rule, *_ in rows()]
    assert sorted(set(names)) == sorted(names)


def test_our_rules_exist() -> None:
    named = {name for *_, ours in rows() for name in re.findall(r"`(\w[\w-]*)`", ours)}
    assert named <= set(RULES)
    assert {"schema", "unknown-key", "floating-tag", "yaml-syntax"} <= named


def test_the_page_and_the_rules_agree_on_names() -> None:
    """The first rule that a row names is the one that the portal's name sets the level of."""
    named = {rule.strip("`"): re.findall(r"`(\w[\w-]*)`", ours)[:1] for rule, _, _, ours in rows()}
    levels = {name: [rule.id] for rule in RULES.values() for name in rule.vendor_names}
    assert {name: ours for name, ours in named.items() if ours} == levels
