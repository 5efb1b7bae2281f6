"""When the server looks at a document: how long it waits, and what it does with what was overtaken meanwhile."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lsp_client import CONFIG, RIGHT, WRONG, Message, span
from lsp_look import look

from replreg.config.discovery import Configurations
from replreg.lsp.analysis import Analysis, analyse
from replreg.lsp.diagnostics import diagnostics_of
from replreg.lsp.json_rpc import Connection, read_messages
from replreg.lsp.open_document import Document
from replreg.lsp.server import Server
from replreg.lsp.worker import Worker


class Steps(Worker):
    """A worker that works when the test calls it, in the thread of the test."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[Callable[[], None]] = []
        self.waiting: dict[str, Callable[[], None]] = {}
        self.waited: list[float] = []

    def submit(self, job: Callable[[], None]) -> None:
        self.jobs.append(job)

    def later(self, key: str, seconds: float, job: Callable[[], None]) -> None:
        self.waited.append(seconds)
        self.waiting[key] = job

    def cancel(self, key: str) -> None:
        self.waiting.pop(key, None)

    def work(self) -> None:
        """Do all that there is to do, what waits last."""
        while self.jobs or self.waiting:
            jobs, self.jobs = self.jobs or list(self.waiting.values()), []
            if jobs == list(self.waiting.values()):
                self.waiting.clear()
            for job in jobs:
                job()


class Met:
    """A server whose client has introduced itself, with what it has sent since."""

    def __init__(self, path: Path, capabilities: Message | None = None) -> None:
        self.steps = Steps()
        self._out = BytesIO()
        self._read = 0
        self.uri = path.as_uri()
        self.server = Server(Configurations(), Connection(self._out), worker=self.steps)
        self.send("initialize", 1, capabilities=capabilities or {})
        self.send("initialized")
        self.sent()

    def send(self, method: str, number: int | None = None, **params: Any) -> None:
        message: Message = {"jsonrpc": "2.0", "method": method, "params": params}
        self.server.receive(message if number is None else {**message, "id": number})

    def open(self, text: str) -> None:
        item = {"uri": self.uri, "languageId": "yaml", "version": 1, "text": text}
        self.send("textDocument/didOpen", textDocument=item)

    def type(self, version: int, text: str) -> None:
        identifier = {"uri": self.uri, "version": version}
        self.send("textDocument/didChange", textDocument=identifier, contentChanges=[{"text": text}])

    def ask(self, number: int) -> None:
        """Ask for what only an analysis of the present text can answer."""
        self.send("textDocument/diagnostic", number, textDocument={"uri": self.uri})

    def sent(self) -> list[Message]:
        """What the server has sent since the last call."""
        self._out.seek(self._read)
        messages = [message for message in read_messages(self._out) if isinstance(message, dict)]
        self._read = self._out.tell()
        return messages

    def published(self) -> list[tuple[int, int]]:
        """The versions that were published since the last call, each with the number of its diagnostics."""
        params = [one["params"] for one in self.sent() if one.get("method") == "textDocument/publishDiagnostics"]
        return [(one.get("version"), len(one["diagnostics"])) for one in params]


@pytest.fixture
def met(project: Path) -> Met:
    return Met(project / "release.yaml")


def test_only_typing_waits_and_only_the_last_text_is_published(met: Met) -> None:
    met.open(RIGHT)
    met.steps.work()
    assert met.steps.waited == [0]
    assert met.published() == [(1, 0)]
    for version in range(2, 10):
        met.type(version, WRONG)
    met.steps.work()
    assert met.steps.waited[1:]
    assert all(0.05 <= seconds <= 1 for seconds in met.steps.waited[1:])
    assert met.published() == [(9, 1)]


def test_an_analysis_with_old_settings_is_not_kept(met: Met, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings change while a document is looked at."""
    met.open(WRONG)
    met.steps.work()
    met.published()

    def change_settings(document: Document, *arguments: Any, **options: Any) -> Analysis:
        analysis = analyse(document, *arguments, **options)
        monkeypatch.undo()
        (project / "replreg.yaml").write_text(CONFIG + "rules: {alias-as-host: info}\n", encoding="utf-8")
        met.send("workspace/didChangeConfiguration", settings=None)
        return analysis

    monkeypatch.setattr("replreg.lsp.open_documents.analyse", change_settings)
    met.type(2, WRONG)
    met.ask(7)
    met.steps.work()
    answer, published = met.sent()
    assert [one["severity"] for one in answer["result"]["items"]] == [3]
    assert [one["severity"] for one in published["params"]["diagnostics"]] == [3]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """The versions that are looked at, in their order."""
    found: list[int | None] = []

    def count(document: Document, *arguments: Any, **options: Any) -> Analysis:
        found.append(document.version)
        return analyse(document, *arguments, **options)

    monkeypatch.setattr("replreg.lsp.open_documents.analyse", count)
    return found


def test_all_who_ask_are_answered_by_one_look_at_the_last_text(met: Met, looks: list[int | None]) -> None:
    met.open(RIGHT)
    for number in (2, 3, 4):
        met.ask(number)
    met.steps.work()
    assert looks == [1]
    assert {one["id"]: one["result"]["items"] for one in met.sent() if "id" in one} == {2: [], 3: [], 4: []}
    for version in range(2, 6):
        met.type(version, WRONG)
        if version == 3:
            met.ask(5)
    met.steps.work()
    assert looks == [1, 5]
    assert [len(one["result"]["items"]) for one in met.sent() if one.get("id") == 5] == [1]


def test_what_is_typed_during_a_look_is_looked_at_before_the_answer(
    met: Met, looks: list[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from replreg.lsp import open_documents

    met.open(RIGHT)
    look = open_documents.analyse

    def type_meanwhile(document: Document, *arguments: Any, **options: Any) -> Analysis:
        analysis = look(document, *arguments, **options)
        if document.version == 1:
            met.type(2, WRONG)
        return analysis

    monkeypatch.setattr("replreg.lsp.open_documents.analyse", type_meanwhile)
    met.ask(2)
    met.steps.work()
    assert looks == [1, 2]
    answer, published = met.sent()
    assert len(answer["result"]["items"]) == 1
    assert published["params"]["version"] == 2, "the text that was overtaken is not published"


def test_a_request_that_is_cancelled_is_answered_with_that_and_not_worked_on(met: Met, looks: list[int | None]) -> None:
    met.open(WRONG)
    met.steps.work()
    met.type(2, WRONG)
    met.sent()
    for number in (2, 3):
        met.ask(number)
    met.send("$/cancelRequest", id=2)
    met.send("$/cancelRequest", id="unknown")
    for job in met.steps.jobs:
        job()
    cancelled, answered = met.sent()
    assert (cancelled["id"], cancelled["error"]["code"]) == (2, -32800)
    assert (answered["id"], len(answered["result"]["items"])) == (3, 1)
    met.send("$/cancelRequest", id=3)
    assert met.sent() == [], "it was answered before"


def test_a_request_that_is_cancelled_during_the_work_has_one_answer(met: Met, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancel(*arguments: Any, **options: Any) -> Analysis:
        met.send("$/cancelRequest", id=2)
        return analyse(*arguments, **options)

    monkeypatch.setattr("replreg.lsp.open_documents.analyse", cancel)
    met.open(WRONG)
    met.ask(2)
    met.steps.work()
    (answer,) = (one for one in met.sent() if one.get("id") == 2)
    assert answer["error"]["code"] == -32800


def test_the_version_of_a_document_may_be_any_integer(met: Met) -> None:
    met.open(WRONG)
    met.type(-1, RIGHT)
    met.steps.work()
    assert met.published() == [(-1, 0)]


def test_what_is_known_of_a_document_does_not_count_once_it_was_closed(met: Met) -> None:
    def hover(number: int) -> None:
        met.send("textDocument/hover", number, textDocument={"uri": met.uri}, position={"line": 11, "character": 25})

    met.open(RIGHT)
    met.steps.work()
    met.sent()
    hover(2)
    (answer,) = met.sent()
    assert answer["result"]["range"] == span((11, 11), (11, 31))
    met.send("textDocument/didClose", textDocument={"uri": met.uri})
    hover(3)
    met.open("a: 1\n")
    hover(4)
    assert [(one.get("id"), one.get("result")) for one in met.sent()] == [(None, None), (3, None)]
    met.steps.work()
    assert [one["result"] for one in met.sent() if one.get("id") == 4] == [None]


def test_a_mistake_of_our_own_is_the_answer_to_one_request(
    met: Met, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh")

    met.open(WRONG)
    monkeypatch.setattr("replreg.lsp.open_documents.OpenDocuments.view", fail)
    met.send("textDocument/documentSymbol", 2, textDocument={"uri": met.uri})
    met.ask(3)
    met.steps.work()
    answers = {one["id"]: one for one in met.sent() if "id" in one}
    assert answers[2]["error"]["code"] == -32603
    assert len(answers[3]["result"]["items"]) == 1
    assert "ZeroDivisionError: oh" in capsys.readouterr().err


PIECES = [
    WRONG,
    "---\n# kind: replicated\nname: a\n",
    "---\n# kind: scheduler-swarm\nservices: {a: {image: myquay/ns/img:2.0.0}}\n",
    "---\na: [\n",
]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_after_any_edits_the_diagnostics_are_those_of_a_fresh_lint(project: Path, data: st.DataObject) -> None:
    met = Met(project / "release.yaml")
    text = WRONG + "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=4)))
    met.open(text)
    met.steps.work()
    for version in range(2, data.draw(st.integers(3, 6))):
        place = data.draw(st.integers(len(WRONG), len(text)))  # the first documents keep this a release
        text = text[:place] + data.draw(st.sampled_from(["", "x", "\n", "---\n", "# a\n", "'"])) + text[place + 1 :]
        met.type(version, text)
        if data.draw(st.booleans()):
            met.steps.work()
    met.steps.work()
    last = [one["params"] for one in met.sent() if one.get("method") == "textDocument/publishDiagnostics"][-1]
    assert last["diagnostics"] == diagnostics_of(look(project / "release.yaml", text), related=False)


# The real worker.


def test_a_change_of_settings_takes_nothing_from_a_thread_that_reads_them(met: Met, project: Path) -> None:
    met.open(WRONG)
    met.steps.work()
    before = met.server.documents.configurations
    (used,) = before.used
    (project / "replreg.yaml").write_text(CONFIG.replace("myquay", "other"))
    met.send("workspace/didChangeWatchedFiles", changes=[])
    met.steps.work()
    assert before.used == [used]
    assert [one.name for one in met.server.documents.configurations.used_registries] == ["other"]


def test_the_worker_does_one_job_after_the_other_and_drops_what_is_replaced() -> None:
    worker, done, begin, over = Worker(), [], threading.Event(), threading.Event()
    busy = threading.Event()
    worker.submit(lambda: (busy.set(), begin.wait(60)))  # type: ignore[arg-type,func-returns-value,return-value]
    assert busy.wait(60)  # from here on it has no time for the next ones before they are replaced
    for number in range(5):
        worker.submit(lambda number=number: done.append(number))  # type: ignore[misc]
    worker.later("a", 0, lambda: done.append("replaced"))
    worker.later("b", 0, lambda: done.append("cancelled"))
    worker.later("a", 0, lambda: done.append("last"))
    worker.cancel("b")
    worker.cancel("unknown")
    worker.later("c", 0, over.set)
    begin.set()
    assert over.wait(60)
    assert done == [0, 1, 2, 3, 4, "last"]


def test_the_worker_collects_garbage_also_if_it_is_never_idle() -> None:
    seen = threading.Event()

    def note(phase: str, info: dict[str, int]) -> None:
        if threading.current_thread().name == "replreg" and info["generation"] == 2:
            seen.set()

    worker = Worker()
    gc.callbacks.append(note)
    try:
        for _ in range(1000):
            worker.submit(lambda: None)
        assert seen.wait(60)
    finally:
        gc.callbacks.remove(note)
