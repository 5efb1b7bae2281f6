"""What is known of a document while a later version of it is not linted yet: its places, moved by the edits since."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsp_client import HEAD, WRONG, Client, span

from replreg import Registry
from replreg.config.discovery import Configurations
from replreg.linter.kots_folder import KotsFolders
from replreg.lsp.analysis import Analysis, analyse
from replreg.lsp.diagnostics import range_of
from replreg.lsp.open_document import Document, Shift, joined, moved_by
from replreg.lsp.open_documents import OpenDocuments
from replreg.lsp.parameters import Parameters
from replreg.lsp.positions import Positions

TEXT = WRONG + "  other: # a comment\n    image: quay.io/ns/img:2.0.0 # another\n"
CONFIGURATIONS = Configurations(read_none=True, registries=[Registry("myquay", "quay.io")])


def analysis_of(document: Document) -> Analysis:
    return analyse(document, CONFIGURATIONS, KotsFolders())


BEFORE = Document("file:///nowhere/release.yaml", 1, "yaml", Positions(TEXT, "utf-32"))
KNOWN = analysis_of(BEFORE)
KNOWN.landmarks()


def changed(start: int, end: int, new: str) -> tuple[Document, list[Shift]]:
    return BEFORE.changed(2, [Parameters({"range": range_of(BEFORE.positions, start, end), "text": new})])


@given(st.sampled_from(["# a comment", "# another"]), st.integers(2, 9), st.integers(0, 3), st.text("ab c", max_size=5))
def test_after_an_edit_of_a_comment_all_places_are_those_of_a_new_analysis(
    comment: str, start: int, length: int, new: str
) -> None:
    offset = TEXT.index(comment) + start
    end = min(offset + length, TEXT.index(comment) + len(comment))
    after, shifts = changed(min(offset, end), end, new)
    moved, fresh = KNOWN.moved(after, shifts), analysis_of(after)
    assert [mark[:5] for mark in moved.landmarks().all] == [mark[:5] for mark in fresh.landmarks().all]
    assert moved.outline() == fresh.outline()
    assert [(one.rule, one.start, one.end) for one in moved.findings_at(0, len(after.text))] == [
        (one.rule, one.start, one.end) for one in fresh.findings
    ]


def test_an_edit_takes_away_the_place_that_it_touches_and_no_other() -> None:
    offset = TEXT.index("quay.io/ns/img:2.0.0 # another")
    after, shifts = changed(offset, offset + 4, "ghcr")
    kept = {mark.start for mark in KNOWN.moved(after, shifts).landmarks().own}
    assert {mark.start for mark in KNOWN.landmarks().own} - kept == {offset}


@st.composite
def some_shifts(draw: st.DrawFn) -> list[Shift]:
    shifts = []
    for _ in range(draw(st.integers(0, 6))):
        start, length, written = (draw(st.integers(0, most)) for most in (20, 3, 3))
        shifts.append(Shift(start, start + length, written - length))
    return shifts


@given(some_shifts(), st.integers(0, 25), st.integers(0, 4))
def test_joined_edits_move_every_span_as_the_edits_do(shifts: list[Shift], start: int, length: int) -> None:
    assert moved_by(joined(shifts), start, start + length) == moved_by(shifts, start, start + length)


def test_what_is_typed_in_a_row_counts_as_one_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = OpenDocuments(CONFIGURATIONS)
    documents.open(BEFORE)
    known = documents.next_analysis(BEFORE.uri)
    assert known is not None
    documents.remember(known)
    moves: list[int] = []
    moved = known.moved
    monkeypatch.setattr(known, "moved", lambda document, shifts: moves.append(len(shifts)) or moved(document, shifts))
    for column in range(20):
        documents.change(BEFORE.uri, None, [Parameters({"range": span((2, column), (2, column)), "text": "["})])
    documents.view(BEFORE.uri)
    assert moves == [1]


def test_what_the_worker_finds_out_meanwhile_moves_no_place_to_a_wrong_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The main thread asks for a view of the third version while the worker finishes the second."""
    line = Parameters({"range": span((0, 0), (0, 0)), "text": "# new\n"})
    documents = OpenDocuments(CONFIGURATIONS)
    documents.open(BEFORE)
    first = documents.next_analysis(BEFORE.uri)
    assert first is not None
    documents.remember(first)
    documents.change(BEFORE.uri, 2, [line])
    second = documents.next_analysis(BEFORE.uri)
    assert second is not None
    documents.change(BEFORE.uri, 3, [line])
    known = documents.known

    def known_before(uri: str) -> Analysis | None:
        found = known(uri)
        documents.remember(second)
        return found

    monkeypatch.setattr(documents, "known", known_before)
    view = documents.view(BEFORE.uri)
    assert view is not None
    fresh = analysis_of(view.document)
    assert [mark[:5] for mark in view.landmarks().all] == [mark[:5] for mark in fresh.landmarks().all]


def test_a_request_after_an_edit_is_answered_before_the_document_is_linted_again(project: object) -> None:
    """The answer is right although the new text is half typed, and no YAML."""
    with Client(project) as client:  # type: ignore[arg-type]
        uri = client.open("release.yaml", HEAD + "    image: quay.io/ns/img:2.0.0\n")
        client.diagnostics(uri, 1)
        place = {"textDocument": {"uri": uri}, "position": {"line": 11, "character": 25}}
        assert client.request("textDocument/hover", place)["range"] == span((11, 11), (11, 31))
        client.change(uri, 2, {"range": span((0, 0), (0, 0)), "text": "# new\n}: [half\n"})
        place["position"]["line"] = 13  # type: ignore[index]
        assert client.request("textDocument/hover", place)["range"] == span((13, 11), (13, 31))
