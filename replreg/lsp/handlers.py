"""The handlers of the messages of the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from threading import Event
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from replreg.config.discovery import Configurations
from replreg.lsp.actions import KINDS, actions_at
from replreg.lsp.code_lens import VERIFY, code_lenses
from replreg.lsp.completion import TRIGGERS
from replreg.lsp.diagnostics import diagnostics_of
from replreg.lsp.hover import hover_at
from replreg.lsp.inlay_hints import inlay_hints
from replreg.lsp.navigation import Places, definitions_at, highlights_at, references_at
from replreg.lsp.rename import RenameRefused, prepare_rename, rename_edits
from replreg.lsp.server import Server
from replreg.lsp.symbols import document_symbols, workspace_symbols

__all__ = ["make_server"]

_WATCHED = ("**/{replreg,.replreg}.yaml", "**/pyproject.toml", "**/*.{yaml,yml}", "**/.replicated")
"""The files whose change can change findings elsewhere: configurations, and the files of one KOTS release."""


def make_server(configurations: Configurations) -> Server:
    """Return a server with a handler for each message, ready to be given its streams."""
    server = Server(configurations)
    for method, (handler, options) in _HANDLERS.items():
        server.feature(method, options)(handler)
    server.command(VERIFY)(_verify)
    return server


def _initialized(ls: Server, params: types.InitializedParams) -> None:
    if ls.watches_files:
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        ls.client_register_capability(types.RegistrationParams([types.Registration("replreg-files", method, options)]))


def _did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    ls.open(params.text_document)


def _did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    ls.change(params)


def _did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.close(params.text_document.uri)


def _files_may_differ(ls: Server, params: Any) -> None:
    ls.refresh()


async def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    analysis = await ls.view(params.text_document.uri)
    if analysis is None:
        return None
    offset = analysis.document.positions.offset(params.position.line, params.position.character)
    return await ls.answer(analysis, partial(hover_at, analysis, offset, markdown=ls.shows_markdown))


async def _places(ls: Server, params: Any, *, exact: bool = False) -> tuple[Places, int] | None:
    """Return what finds places for the document of a request, and the offset that it is about.

    With ``exact``, the document is linted as it is now, rather than answered for by an earlier version.
    """
    analysis = await (ls.analysis if exact else ls.view)(params.text_document.uri)
    if analysis is None:
        return None
    offset = analysis.document.positions.offset(params.position.line, params.position.character)
    return Places(analysis, ls.configurations), offset


async def _definition(ls: Server, params: types.DefinitionParams) -> list[types.Location]:
    found = await _places(ls, params)
    return [] if found is None else await ls.answer(found[0].analysis, partial(definitions_at, *found))


async def _references(ls: Server, params: types.ReferenceParams) -> list[types.Location]:
    found = await _places(ls, params)
    with_declarations = params.context.include_declaration
    if found is None:
        return []
    return await ls.answer(found[0].analysis, partial(references_at, *found, with_declarations=with_declarations))


async def _highlight(ls: Server, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    found = await _places(ls, params)
    return [] if found is None else await ls.answer(found[0].analysis, partial(highlights_at, *found))


async def _prepare_rename(ls: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    found = await _places(ls, params, exact=True)
    if found is None:
        return None
    try:
        span, text = await ls.work(partial(prepare_rename, *found))
    except RenameRefused as error:
        raise JsonRpcInvalidParams(str(error)) from None
    return types.PrepareRenamePlaceholder(span, text)


async def _rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    found = await _places(ls, params, exact=True)
    if found is None:
        return None
    try:
        edits = await ls.work(partial(rename_edits, *found, params.new_name))
    except RenameRefused as error:
        raise JsonRpcInvalidParams(str(error)) from None
    return ls.workspace_edit(edits)


async def _document_symbol(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    analysis = await ls.view(params.text_document.uri)
    return [] if analysis is None else await ls.answer(analysis, partial(document_symbols, analysis))


async def _workspace_symbol(ls: Server, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    analyses = [await ls.view(uri) for uri in list(ls.documents)]
    known = [analysis for analysis in analyses if analysis is not None]
    return await ls.work(partial(workspace_symbols, known, params.query))


async def _inlay_hint(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
    analysis = await ls.view(params.text_document.uri)
    if analysis is None:
        return []
    positions = analysis.document.positions
    start = positions.offset(params.range.start.line, params.range.start.character)
    end = positions.offset(params.range.end.line, params.range.end.character)
    return await ls.answer(analysis, partial(inlay_hints, analysis, start, end))


async def _completion(ls: Server, params: types.CompletionParams) -> types.CompletionList:
    # The document is seldom YAML while a word is typed, so what is known of its last good version is used.
    items = ls.complete(params.text_document.uri, params.position)
    return types.CompletionList(is_incomplete=False, items=items)


async def _code_lens(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    analysis = await ls.view(params.text_document.uri)
    return [] if analysis is None else await ls.answer(analysis, partial(code_lenses, analysis, ls.answers))


async def _verify(ls: Server, uri: str) -> None:
    if uri not in ls.documents:
        raise JsonRpcInvalidParams("the argument is the URI of an open document")
    await ls.verify(uri)


async def _diagnostic(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """Answer a client that asks for diagnostics rather than waiting for them."""
    analysis = await ls.analysis(params.text_document.uri)
    if analysis is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    return types.RelatedFullDocumentDiagnosticReport(items=diagnostics_of(analysis, related=ls.shows_related))


async def _code_action(ls: Server, params: types.CodeActionParams) -> Sequence[types.CodeAction] | None:
    analysis = await ls.analysis(params.text_document.uri)
    if analysis is None:
        return None
    positions = analysis.document.positions
    start = positions.offset(params.range.start.line, params.range.start.character)
    end = positions.offset(params.range.end.line, params.range.end.character)
    only = params.context.only
    cancelled = Event()
    work = partial(
        actions_at,
        analysis,
        start,
        end,
        None if only is None else [str(getattr(kind, "value", kind)) for kind in only],
        unasked=params.context.trigger_kind == types.CodeActionTriggerKind.Automatic,
        versioned=ls.takes_versions,
        related=ls.shows_related,
        is_cancelled=cancelled.is_set,
    )
    try:
        return await ls.work(work)
    finally:
        cancelled.set()  # if the client has cancelled the request, the thread need not finish


def _shutdown(ls: Server, *params: Any) -> None:
    ls.was_shut_down = True


_HANDLERS: dict[str, tuple[Any, Any]] = {
    types.INITIALIZED: (_initialized, None),
    types.TEXT_DOCUMENT_DID_OPEN: (_did_open, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (_did_change, None),
    types.TEXT_DOCUMENT_DID_SAVE: (_files_may_differ, types.SaveOptions(include_text=False)),
    types.TEXT_DOCUMENT_DID_CLOSE: (_did_close, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_files_may_differ, None),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: (_files_may_differ, None),
    types.TEXT_DOCUMENT_HOVER: (_hover, None),
    types.TEXT_DOCUMENT_COMPLETION: (_completion, types.CompletionOptions(trigger_characters=TRIGGERS)),
    types.TEXT_DOCUMENT_DEFINITION: (_definition, None),
    types.TEXT_DOCUMENT_REFERENCES: (_references, None),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (_highlight, None),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (_prepare_rename, None),
    types.TEXT_DOCUMENT_RENAME: (_rename, types.RenameOptions(prepare_provider=True)),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (_document_symbol, None),
    types.WORKSPACE_SYMBOL: (_workspace_symbol, None),
    types.TEXT_DOCUMENT_INLAY_HINT: (_inlay_hint, None),
    types.TEXT_DOCUMENT_CODE_LENS: (_code_lens, None),
    types.TEXT_DOCUMENT_DIAGNOSTIC: (
        _diagnostic,
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="replreg"),
    ),
    types.TEXT_DOCUMENT_CODE_ACTION: (_code_action, types.CodeActionOptions(code_action_kinds=KINDS)),
    types.SHUTDOWN: (_shutdown, None),
}
