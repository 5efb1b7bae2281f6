"""What the server does for each message of the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from threading import Event
from typing import Any

from lsprotocol import types

from replreg.config.discovery import Configurations
from replreg.lsp.actions import KINDS, actions_at
from replreg.lsp.hover import hover_at
from replreg.lsp.server import Server

__all__ = ["make_server"]

_WATCHED = ("**/{replreg,.replreg}.yaml", "**/pyproject.toml", "**/*.{yaml,yml}", "**/.replicated")
"""The files whose change can change findings elsewhere: configurations, and the files of one KOTS release."""


def make_server(configurations: Configurations) -> Server:
    """Return a server with a handler for each message, ready to be given its streams."""
    server = Server(configurations)
    for method, (handler, options) in _HANDLERS.items():
        server.feature(method, options)(handler)
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
    analysis = await ls.analysis(params.text_document.uri)
    if analysis is None:
        return None
    offset = analysis.document.positions.offset(params.position.line, params.position.character)
    return hover_at(analysis, offset, markdown=ls.shows_markdown)


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
    types.TEXT_DOCUMENT_CODE_ACTION: (_code_action, types.CodeActionOptions(code_action_kinds=KINDS)),
    types.SHUTDOWN: (_shutdown, None),
}
