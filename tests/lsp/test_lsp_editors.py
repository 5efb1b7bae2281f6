"""The server for clients that can do what real editors can, with pytest-lsp, which reads each answer by the protocol.

Its checks warn of what an editor does not take, such as Markdown that it does not show; a warning fails the test.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from lsp_client import RIGHT, WAIT, WRONG, environment

pytest_lsp = pytest.importorskip("pytest_lsp", reason="pytest-lsp is not installed")
types = pytest.importorskip("lsprotocol.types")


def place(uri: str, line: int, character: int) -> dict[str, Any]:
    return {"text_document": types.TextDocumentIdentifier(uri), "position": types.Position(line, character)}


async def work(client: Any, uri: str) -> None:
    """Open a release, ask for everything, fix it, and end."""
    document = types.TextDocumentIdentifier(uri)
    everything = types.Range(types.Position(0, 0), types.Position(99, 0))
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, WRONG)))
    pulls = client.capabilities.text_document.diagnostic is not None
    if pulls:
        report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(document))
        found = report.items
    else:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        found = client.diagnostics[uri]
    assert [one.code for one in found] == ["alias-as-host"]

    hover = await client.text_document_hover_async(types.HoverParams(**place(uri, 11, 13)))
    assert "alias-as-host" in hover.contents.value
    items = await client.text_document_completion_async(types.CompletionParams(**place(uri, 3, 12)))
    assert "myquay" in [item.label for item in items.items]
    (defined,) = await client.text_document_definition_async(types.DefinitionParams(**place(uri, 11, 25)))
    assert (defined.uri, defined.range.start) == (uri, types.Position(4, 8))
    context = types.ReferenceContext(include_declaration=True)
    references = await client.text_document_references_async(types.ReferenceParams(context, **place(uri, 4, 9)))
    highlights = await client.text_document_document_highlight_async(types.DocumentHighlightParams(**place(uri, 4, 9)))
    assert (len(references), len(highlights)) == (2, 2)
    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    assert [symbol.name for symbol in symbols] == ["replicated", "scheduler-swarm"]
    assert len(await client.workspace_symbol_async(types.WorkspaceSymbolParams(""))) == 2
    assert await client.text_document_inlay_hint_async(types.InlayHintParams(document, everything))
    assert await client.text_document_code_lens_async(types.CodeLensParams(document))
    renamed = await client.text_document_rename_async(types.RenameParams(new_name="other", **place(uri, 3, 11)))
    assert renamed.document_changes or renamed.changes
    span = await client.text_document_prepare_rename_async(types.PrepareRenameParams(**place(uri, 3, 11)))
    assert span.placeholder == "myquay"
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(document, everything, types.CodeActionContext(found))
    )
    assert [str(getattr(one.kind, "value", one.kind)) for one in actions] == [
        "quickfix",
        "quickfix",
        "source.fixAll.replreg",
    ]

    change = types.TextDocumentContentChangeWholeDocument(RIGHT)
    identifier = types.VersionedTextDocumentIdentifier(2, uri)
    client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
    if not pulls:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        assert list(client.diagnostics[uri]) == []


@pytest.mark.slow
@pytest.mark.parametrize("editor", ["neovim", "visual_studio_code", "emacs"])
def test_an_editor_can_read_all_that_the_server_says(editor: str, project: Path) -> None:
    async def session() -> None:
        command = [sys.executable, "-m", "replreg", "lsp"]
        client = await pytest_lsp.ClientServerConfig(command, server_env=environment()).start()
        abilities = pytest_lsp.client_capabilities(editor)
        await client.initialize_session(types.InitializeParams(capabilities=abilities, root_uri=project.as_uri()))
        await asyncio.wait_for(work(client, (project / "release.yaml").as_uri()), WAIT)
        await client.shutdown_session()
        assert client.error is None
        await client.stop()

    asyncio.run(session())
