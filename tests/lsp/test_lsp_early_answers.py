"""Answers that need not wait until a text is linted: actions whose edits are asked for later, and early diagnostics."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsp_client import HEAD, RIGHT, WRONG, Message, applied, edits_of, span
from lsp_look import look
from test_lsp_schedule import Met

from replreg.lsp.actions import actions_at, actions_without_edits
from replreg.lsp.analysis import Analysis

LAZY: Message = {
    "textDocument": {
        "diagnostic": {},
        "codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit", "command"]}},
        "publishDiagnostics": {"relatedInformation": True},
    },
    "workspace": {"diagnostics": {"refreshSupport": True}, "workspaceEdit": {"documentChanges": True}},
}
FIX, SILENCE = "Replace 'myquay' with 'quay.io'", "Ignore 'alias-as-host' on this line"
ALL = "Fix all that replreg can fix safely"
WHOLE = span((0, 0), (99, 0))
NEW_LINE = {"range": span((0, 0), (0, 0)), "text": "# new\n"}


class Lazy(Met):
    """A client that asks for edits later, and can be asked to ask for diagnostics again."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, LAZY)
        self._number = 10

    def request(self, method: str, work: bool = False, **params: object) -> Message:
        """Return the answer, which must come without the worker unless it is let ``work``."""
        self._number += 1
        self.sent()
        self.send(method, self._number, **params)
        if work:
            self.steps.work()
        (answer,) = [one for one in self.sent() if one.get("id") == self._number and "method" not in one]
        return answer

    def ask_document(self, method: str, **params: object) -> Message:
        return self.request(method, textDocument={"uri": self.uri}, **params)

    def change(self, version: int, *changes: Message) -> None:
        identifier = {"uri": self.uri, "version": version}
        self.send("textDocument/didChange", textDocument=identifier, contentChanges=list(changes))

    def actions(self, **context: object) -> dict[str, Message]:
        answer = self.ask_document("textDocument/codeAction", range=WHOLE, context={"diagnostics": [], **context})
        return {action["title"]: action for action in answer["result"]}

    def resolve(self, action: Message) -> Message:
        return self.request("codeAction/resolve", work=True, **action)

    def items(self) -> list[tuple[str, int]]:
        found = self.ask_document("textDocument/diagnostic")["result"]["items"]
        return [(one["code"], one["range"]["start"]["line"]) for one in found]

    def was_asked_again(self) -> bool:
        self.steps.work()
        return any(one.get("method") == "workspace/diagnostic/refresh" for one in self.sent())


@pytest.fixture
def met(project: Path) -> Lazy:
    return Lazy(project / "release.yaml")


def open_wrong(met: Lazy) -> None:
    met.open(WRONG)
    met.steps.work()


def test_an_action_is_offered_before_the_text_is_linted_and_its_edit_is_of_the_present_text(met: Lazy) -> None:
    open_wrong(met)
    met.change(2, NEW_LINE)
    offered = met.actions()
    assert list(offered) == [FIX, SILENCE, ALL]
    assert not any("edit" in action for action in offered.values())
    assert offered[FIX]["isPreferred"] is True
    assert offered[FIX]["diagnostics"][0]["range"]["start"] == {"line": 12, "character": 11}
    text = "# new\n" + WRONG
    for title, result in (
        (FIX, "# new\n" + RIGHT),
        (ALL, "# new\n" + RIGHT),
        (SILENCE, text[:-1] + "  # replreg: ignore[alias-as-host]\n"),
    ):
        done = met.resolve(offered[title])["result"]
        assert done["title"] == title
        assert applied(text, edits_of(done, met.uri, 2)) == result


def test_an_action_is_not_made_in_a_later_text(met: Lazy) -> None:
    open_wrong(met)
    offered = met.actions()
    met.change(2, NEW_LINE)
    assert met.resolve(offered[FIX])["error"]["code"] == -32801


@pytest.mark.parametrize("title", [FIX, SILENCE])
def test_an_action_for_a_finding_that_is_gone_is_refused_with_a_reason(met: Lazy, title: str) -> None:
    open_wrong(met)
    met.change(2, {**NEW_LINE, "text": "# replreg: ignore-file[alias-as-host]\n"})
    offered = met.actions()
    error = met.resolve(offered[title])["error"]
    assert error["code"] == -32803
    assert title in error["message"]


def test_fixing_all_on_saving_counts_what_was_typed_just_now(met: Lazy) -> None:
    met.open(RIGHT)
    met.steps.work()
    assert met.actions() == {}
    assert met.actions(only=["source.fixAll"]) == {}, "the text is linted, so there is certainly nothing"
    met.type(2, WRONG)
    action = met.actions(only=["source.fixAll"])[ALL]
    assert action["kind"] == "source.fixAll"
    assert applied(WRONG, edits_of(met.resolve(action)["result"], met.uri, 2)) == RIGHT
    met.type(3, RIGHT + "# right\n")
    action = met.actions(only=["source.fixAll"])[ALL]
    assert met.resolve(action)["result"]["edit"] == {"changes": {}}


def test_malformed_data_is_refused(met: Lazy) -> None:
    open_wrong(met)
    for data in (None, {}, {"uri": met.uri}, {"uri": met.uri, "what": "fix", "rule": 1}):
        assert met.request("codeAction/resolve", work=True, title="x", data=data)["error"]["code"] == -32602


def test_a_client_that_cannot_ask_for_the_edit_gets_it_at_once(project: Path) -> None:
    met = Met(project / "release.yaml", {"textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}}})
    met.open(WRONG)
    met.send("textDocument/codeAction", 5, textDocument={"uri": met.uri}, range=WHOLE, context={"diagnostics": []})
    met.steps.work()
    (answer,) = [one for one in met.sent() if one.get("id") == 5]
    assert all("edit" in action for action in answer["result"])


@pytest.mark.parametrize("only", [None, [""], ["quickfix"], ["source"], ["source.fixAll"], ["refactor"], []])
@pytest.mark.parametrize("unasked", [True, False])
@pytest.mark.parametrize("text", [WRONG, RIGHT, RIGHT + "# replreg: ignore[alias-as-host]\n", WRONG + ": ["])
def test_the_same_is_offered_with_and_without_edits(
    project: Path, text: str, only: list[str] | None, unasked: bool
) -> None:
    analysis: Analysis = look(project / "a.yaml", text)
    for span_ in ((0, 10**6), (0, 0)):
        eager = actions_at(analysis, *span_, only, unasked=unasked)
        lazy = actions_without_edits(analysis, *span_, only, unasked=unasked, related=True)
        for action in (*eager, *lazy):
            action.pop("edit", None)
            action.pop("data", None)
        # Whether a line can take a comment, and whether a fix can be proven, is only found out later.
        assert [one for one in lazy if one in eager] == eager


def test_diagnostics_are_those_of_the_last_text_until_the_client_is_asked_to_ask_again(met: Lazy) -> None:
    open_wrong(met)
    assert met.items() == [("alias-as-host", 11)]
    assert not met.was_asked_again()
    met.change(2, NEW_LINE)
    assert met.items() == [("alias-as-host", 12)]
    assert met.was_asked_again()
    assert met.items() == [("alias-as-host", 12)]
    assert not met.was_asked_again()


def test_a_mistake_that_is_edited_is_not_shown_until_the_text_is_linted(met: Lazy) -> None:
    open_wrong(met)
    met.change(2, {"range": span((11, 11), (11, 17)), "text": "quay.io"})
    assert met.items() == []
    assert met.was_asked_again()
    assert met.items() == []


def test_a_text_that_is_no_yaml_keeps_its_diagnostic_while_more_is_typed(met: Lazy) -> None:
    met.open(HEAD + "    image: [\n")
    met.steps.work()
    (found,) = met.items()
    assert found[0] == "yaml-syntax"
    met.change(2, NEW_LINE)
    assert met.items() == [(found[0], found[1] + 1)]
    met.steps.work()
    met.type(3, WRONG)
    met.steps.work()
    met.type(4, HEAD + "    image: [\n")
    met.steps.work()
    met.change(5, NEW_LINE)
    assert met.items() == [(found[0], found[1] + 1)]


def test_the_first_diagnostics_wait_for_the_first_look(met: Lazy) -> None:
    met.open(WRONG)
    met.sent()
    met.send("textDocument/diagnostic", 5, textDocument={"uri": met.uri})
    assert met.sent() == []
    met.steps.work()
    (answer,) = [one for one in met.sent() if one.get("id") == 5]
    assert [one["code"] for one in answer["result"]["items"]] == ["alias-as-host"]


def test_a_rename_is_prepared_before_the_text_is_linted(met: Lazy) -> None:
    met.open(RIGHT)
    met.steps.work()
    met.change(2, NEW_LINE)
    answer = met.ask_document("textDocument/prepareRename", position={"line": 4, "character": 12})
    assert answer["result"]["placeholder"] == "myquay"
