"""What holds for each text and each configuration: the invariants of linting and fixing that the fuzzer checks."""

from __future__ import annotations

from collections import Counter

from fuzz_releases import Sample

from replreg.config.model import Config
from replreg.finding import Finding, Severity
from replreg.linter.fix import FixedText, choose_edits, fix_until_stable
from replreg.linter.lint import lint_text
from replreg.release.dialects import mask_text
from replreg.release.documents import labeller
from replreg.yaml.edits import RepeatedKey, UnprovenEdit, apply_edits, prove

__all__ = ["check", "check_no_new_mistake", "fix"]

_MOST_ROUNDS = 12


def fix(text: str, config: Config, *, unsafe: bool) -> FixedText:
    """Return a text after its fixes, and the fixes that were left out. Raises `UnprovenEdit`."""
    return fix_until_stable(text, lambda now: lint_text(now, config), unsafe=unsafe)


def check(sample: Sample) -> None:
    """Check all invariants that hold for every text, be it YAML or not."""
    findings = lint_text(sample.text, sample.config)
    _check_findings(findings, sample.text)
    assert lint_text(sample.text, sample.config) == findings, "two runs differ"
    for unsafe in (False, True):
        _check_fix(sample, findings, unsafe)


def check_no_new_mistake(sample: Sample) -> None:
    """Check that no fix makes what another rule then reports, nor the same rule once more."""
    before = _counted(lint_text(sample.text, sample.config))
    for unsafe in (False, True):
        after = _counted(lint_text(_fixed(sample.text, sample.config, unsafe), sample.config))
        if "images:" not in sample.text:
            del after["listing"]  # with its first entry, a release gets a list, on which public images belong as well
        # Which images share a name in the local registry is known once the hosts of both are right.
        del after["airgap-collision"]
        if "invalid-image" in before and unsafe:
            del after["unused-image"]  # each entry that such an image may mean is used, until a fix says which it means
        assert not after - before, f"fixing (unsafe: {unsafe}) made new findings"


_LISTING = frozenset(("undeclared-image", "tag-mismatch", "source-mismatch", "missing-host"))
"""What is wrong with the entry of an image: one of these is found for each. Another fix may change which."""


def _counted(findings: list[Finding]) -> Counter[str]:
    rules = (finding.rule for finding in findings if finding.severity is not Severity.INFO)
    return Counter("listing" if rule in _LISTING else rule for rule in rules)


def _check_findings(findings: list[Finding], text: str) -> None:
    places = [finding.start.offset for finding in findings]
    assert places == sorted(places)
    for finding in findings:
        assert 0 <= finding.start.offset <= finding.end.offset <= len(text)
        assert finding.message
        assert "\ue000" not in finding.message or "\ue000" in text
        if finding.fix is not None:
            for edit in finding.fix.edits:
                assert 0 <= edit.start <= edit.end <= len(text)


def _fixed(text: str, config: Config, unsafe: bool) -> str:
    try:
        return fix(text, config, unsafe=unsafe).text
    except UnprovenEdit:
        return text


def _check_fix(sample: Sample, findings: list[Finding], unsafe: bool) -> None:
    text, config = sample.text, sample.config
    try:
        fixed = fix(text, config, unsafe=unsafe)
    except UnprovenEdit:
        return  # the file is left alone, and the command says so
    if not any(finding.fix and (finding.fix.safe or unsafe) for finding in findings):
        assert fixed.text == text, "a text without a fix is changed"
    assert fix(fixed.text, config, unsafe=unsafe).text == fixed.text, "fixing twice is not fixing once"
    if fixed.cycles:
        return
    left = [item for item in lint_text(fixed.text, config) if item.fix and item.fix.edits and (item.fix.safe or unsafe)]
    assert not left, "a fix is left that could be made"
    assert fixed.text == _by_edits(text, config, unsafe), "more was changed than the edits of the findings"


def _by_edits(text: str, config: Config, unsafe: bool) -> str:
    """Return a text after the edits that its findings name, round after round, and nothing else.

    Where the fixes of two rules would add the same key to a mapping, only those of the first rule are made at once.
    """
    for _ in range(_MOST_ROUNDS):
        findings = lint_text(text, config)
        edits = choose_edits(findings, unsafe=unsafe)
        if not edits:
            break
        try:
            prove(text, apply_edits(text, edits), edits, labeller(None), mask_text)
        except RepeatedKey:
            fixable = [item for item in findings if item.fix and item.fix.edits and (item.fix.safe or unsafe)]
            first = min(fixable, key=lambda item: (not item.fix.safe, item.fix.edits[0].start, item.rule))  # type: ignore[union-attr]
            edits = choose_edits([item for item in fixable if item.rule == first.rule], unsafe=unsafe)
        text = apply_edits(text, edits)
    return text
