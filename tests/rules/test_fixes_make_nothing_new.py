"""No fix makes what another rule then reports: after the fixes of all rules, a case has no finding that is new."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import partial

import pytest
from case_files import Case, all_cases

from replreg.finding import Finding
from replreg.linter.fix import fix_until_stable
from replreg.linter.lint import lint_text
from replreg.rules.catalogue import RULES

BECOMES_READABLE = {
    ("unknown-key", "floating-tag"),
    ("missing-key", "floating-tag"),
    ("alias-as-host", "source-mismatch"),
    ("image-function", "missing-pull-secret"),
    ("unproxied-image", "missing-pull-secret"),
    ("proxy-path", "airgap-collision"),
}
"""What may be found after a fix, with the rule of the fix: it was there before, and could not be seen.

A misspelt `image_name` becomes a name, which can lack a tag. A word that can be an organisation on Docker Hub becomes a
linked registry, which a Ship asset has to name as its source. An image that is pulled through the proxy needs a login.
Which images share a name in the local registry is known once the paths of both are right.
"""


def releases() -> list[object]:
    cases = [case for case in all_cases() if case.rule not in RULES or RULES[case.rule].scope != "registry"]
    return [pytest.param(case, id=f"{case.rule}/{case.path.stem}") for case in cases]


def lint(text: str, case: Case) -> list[Finding]:
    return lint_text(text, case.config, path=case.path.name)


def risen(before: Sequence[Finding], after: Sequence[Finding]) -> Counter[str]:
    """Return the rules with more findings than before."""
    return Counter(finding.rule for finding in after) - Counter(finding.rule for finding in before)


def readable_after(before: Sequence[Finding]) -> set[str]:
    """Return the rules whose findings the fixes of a text can make visible."""
    made = {finding.rule for finding in before if finding.fix}
    return {rule for by, rule in BECOMES_READABLE if by in made}


def at_new_places(before: Sequence[Finding], after: Sequence[Finding], text: str, fixed: str) -> list[str]:
    """Return the findings of a fixed text whose rule found nothing in the lines that theirs was made of."""
    known = {(finding.rule, finding.start.line) for finding in before}
    blocks = SequenceMatcher(None, text.splitlines(), fixed.splitlines(), autojunk=False).get_opcodes()
    starts = [first + 1 for _, _, _, first, _ in blocks]
    new = []
    for finding in after:
        kind, first, end, start, _ = blocks[bisect_right(starts, finding.start.line) - 1]
        lines = [first + finding.start.line - start] if kind == "equal" else range(first + 1, end + 1)
        if not any((finding.rule, line) in known for line in lines):
            new.append(f"{finding.rule} in line {finding.start.line}: {finding.message}")
    return new


@pytest.mark.parametrize("case", releases())
def test_fixes_make_no_finding(case: Case) -> None:
    """With unsafe fixes, what is found at an image that nothing lists moves to its entry: places are not compared."""
    for part in case.parts:
        before = lint(part.text, case)
        fixed = fix_until_stable(part.text, partial(lint, case=case), unsafe=False, findings=before)
        assert not risen(before, fixed.findings).keys() - readable_after(before)
        new = at_new_places(before, fixed.findings, part.text, fixed.text)
        assert [line for line in new if line.partition(" ")[0] not in readable_after(before)] == []
        if any(finding.fix and not finding.fix.safe for finding in (*before, *fixed.findings)):
            allowed = fix_until_stable(part.text, partial(lint, case=case), unsafe=True, findings=before)
            assert not risen(before, allowed.findings).keys() - readable_after(before)
