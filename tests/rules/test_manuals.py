"""Every rule describes itself: its constants are the contract's, and the samples in its manual are what they claim."""

from __future__ import annotations

import re

import pytest
from rule_tools import config, findings, fixed

from replreg.finding import Severity
from replreg.linter.lint import lint_text
from replreg.rules.catalogue import RULES

ON_CONFIGURATION = ("registry-endpoint", "registry-credentials")
"""Rules that look at the configuration: their samples are ``replreg.yaml`` files, which have tests of their own."""

ON_FOLDERS = tuple(rule.id for rule in RULES.values() if rule.applies_to == ("whole-folder",))
"""Rules that say what a release folder lacks, and nothing of one text: `test_whole_folders` has their samples."""

SECTIONS = ["Why", "Wrong", "Right", "How to fix"]
_SAMPLE = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)

each_rule = pytest.mark.parametrize("rule_id", list(RULES))
each_linted = pytest.mark.parametrize(
    "rule_id", [name for name in RULES if name not in (*ON_CONFIGURATION, *ON_FOLDERS)]
)


def section(rule_id: str, title: str) -> str:
    return RULES[rule_id].manual.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def sample(rule_id: str, title: str) -> str:
    samples = _SAMPLE.findall(section(rule_id, title))
    assert len(samples) == 1, f"'{title}' has one block of YAML"
    return str(samples[0])


@each_rule
def test_summary_is_one_short_clause(rule_id):
    summary = RULES[rule_id].summary
    assert 10 < len(summary) <= 120
    assert "\n" not in summary
    assert not summary.endswith(".")


@each_rule
def test_manual_has_a_sentence_and_four_sections(rule_id):
    manual = RULES[rule_id].manual
    lines = manual.split("\n")
    assert lines[0].endswith(".")
    assert lines[1] == ""
    assert re.findall(r"^## (.*)$", manual, re.MULTILINE) == SECTIONS
    assert 15 <= len(lines) <= 60
    assert max(map(len, lines)) <= 120
    assert all(len(section(rule_id, title).strip()) > 30 for title in SECTIONS)


@each_linted
def test_wrong_sample_breaks_the_rule(rule_id):
    wrong = sample(rule_id, "Wrong")
    assert findings(rule_id, wrong)
    if RULES[rule_id].fix is not None:
        assert fixed(wrong, unsafe=True, rule=rule_id) != wrong


@each_linted
def test_right_sample_is_clean(rule_id):
    right = sample(rule_id, "Right")
    assert findings(rule_id, right) == []
    errors = [finding for finding in lint_text(right, config()) if finding.severity is Severity.ERROR]
    assert errors == [], "what the manual calls right must not be wrong in another way"
