"""Each case of a rule has the findings and the fixes that its files say; ``--update-cases`` writes them."""

from __future__ import annotations

import pytest
from case_files import ALL_RULES, CASES, Case, all_cases

from replreg.finding import Finding
from replreg.linter.lint import fix_text
from replreg.release.documents import read_documents
from replreg.rules.catalogue import RULES, Rule
from replreg.yaml.text import BOM


def look(finding: Finding) -> tuple[object, ...]:
    places = [finding, *finding.related]
    return [place[:2] for one in places for place in (one.start, one.end)], finding.severity, finding.message


each_case = pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case.rule}/{case.path.stem}") for case in all_cases()]
)


@each_case
def test_case(case: Case, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-cases"):
        case.update()
    assert list(case.mistakes()) == []
    for part in case.parts:
        if found := case.lint(part.text):
            documents = list(read_documents(part.text))
            for finding in found if documents else ():  # a file of comments has no document
                document = documents[finding.document]
                assert document.start <= finding.start.offset <= document.end


@each_case
def test_a_byte_order_mark_and_other_line_ends_change_nothing(case: Case) -> None:
    for part in case.parts:
        found, fixed = [look(one) for one in case.lint(part.text)], case.fix(part.text)
        if "\r" not in part.text and not part.text.startswith(BOM):
            windows = BOM + part.text.replace("\n", "\r\n")
            assert [look(one) for one in case.lint(windows)] == found
            assert case.fix(windows) == BOM + fixed.replace("\n", "\r\n")
        if part.text.endswith("\n") and not part.text.endswith(("\n\n", "\r\n")):
            last_line_is_open = part.text[:-1]
            assert [look(one) for one in case.lint(last_line_is_open)] == found
            assert case.fix(last_line_is_open) == fixed[:-1]


@each_case
def test_the_fixes_of_all_rules_together_are_made_once(case: Case) -> None:
    for part in case.parts:
        for unsafe in (False, True):
            fixed = fix_text(part.text, case.config, unsafe=unsafe)
            assert fixed == part.text or fix_text(fixed, case.config, unsafe=unsafe) == fixed


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_a_case_that_finds_something_and_one_that_does_not(rule: Rule) -> None:
    """A part of a case counts. A rule with a fix has a text that it fixes, of the kind that its description names."""
    found = [case.lint(part.text) for case in all_cases() if case.rule == rule.id for part in case.parts]
    if rule.applies_to == ("whole-folder",):
        assert not any(found), "a text alone lacks nothing; test_whole_folders has folders with findings"
        return
    assert any(found), "no case of the rule has a finding"
    assert not all(found), "no case of the rule is without findings"
    fixes = {"safe" if finding.fix.safe else "unsafe" for part in found for finding in part if finding.fix}
    assert (rule.fix in fixes) if rule.fix else not fixes


def test_each_folder_is_a_rule_and_each_file_belongs_to_a_case() -> None:
    assert {folder.name for folder in CASES.iterdir()} <= {*RULES, ALL_RULES}
    stems = {(case.rule, case.path.stem) for case in all_cases()}
    for path in CASES.glob("*/*"):
        assert (path.parent.name, path.name.partition(".")[0]) in stems, path
