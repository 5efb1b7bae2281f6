"""Each case of a rule has the findings and the fixes that its files say; ``--update-cases`` writes them."""

from __future__ import annotations

import pytest
from case_files import CASES, Case, all_cases

from replreg.rules.catalogue import RULES


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.rule}/{case.path.stem}") for case in all_cases()])
def test_case(case: Case, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-cases"):
        case.update()
    assert list(case.mistakes()) == []


def test_each_folder_is_a_rule_and_each_file_belongs_to_a_case() -> None:
    assert {folder.name for folder in CASES.iterdir()} <= set(RULES)
    stems = {(case.rule, case.path.stem) for case in all_cases()}
    for path in CASES.glob("*/*"):
        assert (path.parent.name, path.name.partition(".")[0]) in stems, path
