"""What is made of findings: diagnostics, what can be done about them, and the manual. No server."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsp_client import HEAD, RIGHT, WRONG
from lsp_look import look, rules

from replreg.finding import Edit
from replreg.lsp.actions import actions_at
from replreg.lsp.analysis import Analysis
from replreg.lsp.diagnostics import diagnostics_of
from replreg.lsp.hover import hover_at
from replreg.yaml.edits import apply_edits


def test_notes_follow_the_message_and_related_places_are_beside_it(project: Path) -> None:
    analysis = look(project / "a.yaml", WRONG)
    (finding,) = analysis.findings
    (found,) = diagnostics_of(analysis)
    assert found["message"].split("\n") == [finding.message, *finding.notes]
    assert finding.notes
    (related,) = found["relatedInformation"]
    assert related["message"] == finding.related[0].message
    assert related["location"]["range"]["start"] == {"line": 4, "character": 8}
    assert "relatedInformation" not in diagnostics_of(analysis, related=False)[0]


def titles(analysis: Analysis, only: list[str] | None = None, **more: bool) -> list[str]:
    return [action["title"] for action in actions_at(analysis, 0, 10**6, only, **more)]


SILENCE = "Ignore 'alias-as-host' on this line"
ALL = "Fix all that replreg can fix safely"
FIX = "Replace 'myquay' with 'quay.io'"


@pytest.mark.parametrize(
    ("only", "offered"),
    [
        (None, [FIX, SILENCE, ALL]),
        ([""], [FIX, SILENCE, ALL]),
        (["quickfix"], [FIX, SILENCE]),
        (["source"], [ALL]),
        (["source.fixAll"], [ALL]),
        (["source.fixAll.replreg"], [ALL]),
        (["source.fixAll.other"], []),
        (["source.organizeImports", "refactor"], []),
        (["quickfix.other"], []),
        (["quick", "source.fix"], []),
        ([], []),
    ],
)
def test_the_kinds_that_are_wanted(project: Path, only: list[str] | None, offered: list[str]) -> None:
    assert titles(look(project / "a.yaml", WRONG), only) == offered


@pytest.mark.parametrize(
    ("only", "kind"),
    [
        (None, "source.fixAll.replreg"),
        (["source"], "source.fixAll.replreg"),
        (["source.fixAll"], "source.fixAll"),
        (["source.fixAll.replreg"], "source.fixAll.replreg"),
        (["source.fixAll", "source.fixAll.replreg"], "source.fixAll.replreg"),
    ],
)
def test_fixing_all_has_the_kind_that_was_asked_for(project: Path, only: list[str] | None, kind: str) -> None:
    action = actions_at(look(project / "a.yaml", WRONG), 0, 10**6, only)[-1]
    assert (action["title"], action["kind"]) == (ALL, kind)


def test_where_no_finding_is_the_editor_is_offered_nothing_unasked(project: Path) -> None:
    analysis = look(project / "a.yaml", WRONG)
    assert [action["title"] for action in actions_at(analysis, 0, 0)] == [ALL]
    assert actions_at(analysis, 0, 0, unasked=True) == []
    assert [action["title"] for action in actions_at(analysis, 0, 0, ["source.fixAll"], unasked=True)] == [ALL]
    assert titles(analysis, unasked=True) == [FIX, SILENCE, ALL]


def test_an_unsafe_fix_says_so_and_is_not_made_with_the_others(project: Path) -> None:
    text = WRONG.replace("  name: ns/img\n", "  name: quay.io/ns/img\n").replace("myquay/ns", "quay.io/ns")
    analysis = look(project / "a.yaml", text)
    fixes = actions_at(analysis, 0, 10**6, ["quickfix"])
    unsafe = [action for action in fixes if "unsafe" in action["title"]]
    assert len(unsafe) == 1
    assert "isPreferred" not in unsafe[0]
    assert [diagnostic["code"] for diagnostic in unsafe[0]["diagnostics"]] == ["host-in-name"]
    assert actions_at(analysis, 0, 10**6, ["source.fixAll"]) == []


def test_fixing_all_makes_what_a_fix_brings_to_light_as_well(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the second mistake showed only when the first is fixed, as fixes that overlap make it."""
    text = WRONG.replace("  tag: 2.0.0\n", "  version: 2.0.0\n")
    analysis = look(project / "a.yaml", text)
    assert [finding.rule for finding in analysis.findings] == ["version-key", "alias-as-host"]
    monkeypatch.setattr("replreg.lsp.analysis.choose_edits", lambda findings, unsafe: list(findings[0].fix.edits))
    assert apply_edits(text, analysis.fix_all()) == RIGHT
    assert [edit.text for edit in analysis.fix_all()] == ["tag", "quay.io"]


def test_a_comment_about_comments_is_not_offered(project: Path) -> None:
    analysis = look(project / "a.yaml", RIGHT + "# replreg: ignore[alias-as-host]\n")
    assert rules(analysis) == ["unused-ignore"]
    assert titles(analysis) == []


def test_one_page_of_the_manual_for_each_rule_under_the_pointer(project: Path) -> None:
    analysis = look(project / "a.yaml", HEAD + "    image: myquay/ns/img\n")
    offset = analysis.findings[0].start.offset
    under = {finding.rule for finding in analysis.findings if finding.start.offset <= offset <= finding.end.offset}
    assert len(under) == 2
    shown = hover_at(analysis, offset)
    assert shown is not None
    assert shown["contents"]["value"].count("## How to fix") == 2
    assert all(f"**{rule}**" in shown["contents"]["value"] for rule in under)
    plain = hover_at(analysis, offset, markdown=False)
    assert plain is not None
    assert plain["contents"]["kind"] == "plaintext"
    assert hover_at(analysis, 0) is None


def test_the_fixes_of_many_findings_are_proven_together(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from replreg.lsp import analysis as module

    calls: list[int] = []
    real = module.prove
    monkeypatch.setattr(module, "prove", lambda *arguments: (calls.append(1), real(*arguments))[1])
    text = HEAD + "".join(f"  s{number}:\n    image: myquay/ns/img{number}:1\n" for number in range(60))
    found = look(project / "a.yaml", text)
    fixes = [action for action in actions_at(found, 0, 10**6, ["quickfix"]) if action["title"].startswith("Replace")]
    assert len(fixes) >= 60
    assert len(calls) < 10


def test_a_fix_that_cannot_be_proven_does_not_take_the_others_along(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from replreg.lsp import analysis as module
    from replreg.yaml.edits import UnprovenEdit

    text = HEAD + "".join(f"  s{number}:\n    image: myquay/ns/img{number}:1\n" for number in range(9))
    wrong = text.index("myquay/ns/img5")
    real = module.prove

    def prove(old: str, new: str, edits: list[Edit], *more: object) -> None:
        if any(edit.start == wrong for edit in edits):
            raise UnprovenEdit("no")
        real(old, new, edits, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "prove", prove)
    found = look(project / "a.yaml", text)
    fixes = [action for action in actions_at(found, 0, 10**6, ["quickfix"]) if action["title"] == FIX]
    assert len(fixes) == 8


@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), min_size=1, max_size=3), max_size=8))
def test_fixes_are_grouped_so_that_none_touches_another(spans: list[list[tuple[int, int]]]) -> None:
    from replreg.lsp.analysis import without_overlaps

    fixes = [tuple(Edit(start, start + length, "x") for start, length in group) for group in spans]
    rest = list(dict.fromkeys(fixes))
    rounds = 0
    while rest:
        chosen, rest = without_overlaps(rest)
        taken = [edit for fix in chosen for edit in fix]
        own = {edit: index for index, fix in enumerate(chosen) for edit in fix}
        for one in taken:
            for other in taken:
                if own[one] != own[other]:
                    assert one.end < other.start or other.end < one.start
        rounds += 1
        assert chosen
    assert rounds <= len(fixes)
