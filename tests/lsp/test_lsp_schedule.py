"""When the server looks at a document: how long it waits, and what it does with what was overtaken meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="pygls is not installed (extra lsp)")

from lsp_client import CONFIG, RIGHT, WRONG
from lsprotocol import types

from replreg.config.discovery import Configurations
from replreg.lsp.analysis import Analysis, analyse
from replreg.lsp.handlers import make_server
from replreg.lsp.open_document import Document
from replreg.lsp.server import Server


def met() -> Server:
    """A server whose client has said hello, and that sends to nobody."""
    server = make_server(Configurations())
    hello = types.InitializeParams(capabilities=types.ClientCapabilities(), process_id=None, root_uri=None)
    for _ in server.protocol.lsp_initialize(hello):
        pass
    return server


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, 60))


def opened(path: Path, text: str) -> types.TextDocumentItem:
    return types.TextDocumentItem(path.as_uri(), "yaml", 1, text)


def typed(path: Path, version: int, text: str) -> types.DidChangeTextDocumentParams:
    document = types.VersionedTextDocumentIdentifier(version, path.as_uri())
    return types.DidChangeTextDocumentParams(document, [types.TextDocumentContentChangeWholeDocument(text)])


def test_only_typing_waits_and_only_the_last_text_is_published(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    published: list[types.PublishDiagnosticsParams] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        waited.append(seconds)
        await sleep(0)

    async def scenario() -> None:
        server = met()
        monkeypatch.setattr(server, "text_document_publish_diagnostics", published.append)
        monkeypatch.setattr("replreg.lsp.server.asyncio.sleep", note)
        path = project / "release.yaml"
        server.open(opened(path, RIGHT))
        await server.settle()
        assert (waited, [params.version for params in published]) == ([0], [1])
        for version in range(2, 10):
            server.change(typed(path, version, WRONG))
        await server.settle()
        assert waited[1:]
        assert all(0.05 <= seconds <= 1 for seconds in waited[1:])
        assert [(params.version, len(params.diagnostics)) for params in published[1:]] == [(9, 1)]

    run(scenario())


def test_an_analysis_with_old_settings_is_not_kept(project: Path) -> None:
    """The settings change while somebody waits for a document to be looked at."""

    async def scenario() -> None:
        server = met()
        path = project / "release.yaml"
        server.open(opened(path, WRONG))
        await server.settle()
        server.change(typed(path, 2, WRONG))
        asked = asyncio.create_task(server.analysis(path.as_uri()))
        await asyncio.sleep(0)  # so that it has begun, with the settings that are remembered
        (project / "replreg.yaml").write_text(CONFIG + "rules: {alias-as-host: info}\n", encoding="utf-8")
        server.refresh()
        found = await asked
        assert found is not None
        assert [finding.severity.value for finding in found.findings] == ["info"]
        assert await server.analysis(path.as_uri()) is found
        await server.settle()

    run(scenario())


def test_all_who_ask_at_once_are_answered_by_one_look(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int | None] = []

    def count(document: Document, *arguments: Any, **options: Any) -> Analysis:
        looks.append(document.version)
        return analyse(document, *arguments, **options)

    async def scenario() -> None:
        monkeypatch.setattr("replreg.lsp.server.analyse", count)
        server = met()
        path = project / "release.yaml"
        server.open(opened(path, RIGHT))
        found = await asyncio.gather(*(server.analysis(path.as_uri()) for _ in range(3)), server.settle())
        assert looks == [1]
        assert found[0] is found[1] is found[2]
        # A request during typing is answered for the last text.
        asked = asyncio.create_task(server.analysis(path.as_uri()))
        for version in range(2, 6):
            server.change(typed(path, version, WRONG))
            asked = asyncio.create_task(server.analysis(path.as_uri())) if version == 3 else asked
            await asyncio.sleep(0)
        answer = await asked
        assert answer is not None
        assert (answer.document.version, len(answer.findings)) == (5, 1)
        await server.settle()
        assert looks.count(5) == 1

    run(scenario())
