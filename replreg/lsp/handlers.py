"""The handlers of the messages about documents.

A handler gets the server, the parameters, and the request if it is one. It runs in the main thread, and returns the
result, or what the worker has to find.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from replreg.lsp.actions import actions_at, actions_without_edits, resolved
from replreg.lsp.analysis import Analysis
from replreg.lsp.capabilities import VERIFY
from replreg.lsp.code_lens import code_lenses
from replreg.lsp.completion import completions_at
from replreg.lsp.diagnostics import diagnostics_of
from replreg.lsp.hover import hover_at
from replreg.lsp.inlay_hints import inlay_hints
from replreg.lsp.json_rpc import CONTENT_MODIFIED, INVALID_PARAMS, REQUEST_FAILED, Request, RpcError
from replreg.lsp.navigation import Places, definitions_at, highlights_at, references_at, references_in_releases
from replreg.lsp.open_document import Document
from replreg.lsp.parameters import Parameters
from replreg.lsp.positions import Positions
from replreg.lsp.protocol import CodeActionTrigger, TextEdit, WorkspaceEdit
from replreg.lsp.rename import RenameRefused, prepare_rename, rename_edits
from replreg.lsp.server import InThread, InWorker, Server
from replreg.lsp.symbols import document_symbols, workspace_symbols

__all__ = ["HANDLERS"]

_Result = TypeVar("_Result")
Handler = Callable[[Server, Parameters, "Request | None"], object]


def _did_open(server: Server, params: Parameters, request: Request | None) -> None:
    item = params.at("textDocument")
    positions = Positions(item.text("text"), server.client.encoding)
    uri = item.text("uri")
    server.documents.open(Document(uri, _version(item), item.text("languageId"), positions))
    server.schedule(uri, is_typed=False)


def _did_change(server: Server, params: Parameters, request: Request | None) -> None:
    if server.documents.change(params.uri, _version(params.at("textDocument")), params.objects("contentChanges")):
        server.schedule(params.uri)
    else:
        server.warn(f"a document that is not open was changed: {params.uri}")


def _version(item: Parameters) -> int | None:
    return item.integer("version") if item.has("version") else None


def _did_close(server: Server, params: Parameters, request: Request | None) -> None:
    server.close(params.uri)


def _files_may_differ(server: Server, params: Parameters, request: Request | None) -> None:
    server.refresh()


def _view(
    server: Server, params: Parameters, answer: Callable[[Analysis], _Result], otherwise: _Result
) -> _Result | InWorker:
    """Answer at once from what is known of a document, else after it is linted; ``otherwise`` if it is not open."""
    known = server.documents.view(params.uri)
    if known is not None:
        return answer(known)
    if server.documents.get(params.uri) is None:
        return otherwise
    return _linted(server, params, answer, otherwise)


def _linted(
    server: Server, params: Parameters, answer: Callable[[Analysis], object], otherwise: object = None
) -> InWorker:
    """Answer in the worker, for the document as it is then."""
    uri = params.uri

    def find() -> object:
        analysis = server.documents.analysis(uri)
        return otherwise if analysis is None else answer(analysis)

    return InWorker(find)


def _offset(analysis: Analysis, params: Parameters) -> int:
    return analysis.document.positions.offset(*params.place())


def _places(server: Server, analysis: Analysis) -> Places:
    return Places(analysis, server.documents.configurations)


def _hover(server: Server, params: Parameters, request: Request | None) -> object:
    params.place()
    markdown = server.client.shows_markdown
    return _view(server, params, lambda found: hover_at(found, _offset(found, params), markdown=markdown), None)


def _definition(server: Server, params: Parameters, request: Request | None) -> object:
    return _view(server, params, lambda found: definitions_at(_places(server, found), _offset(found, params)), [])


def _references(server: Server, params: Parameters, request: Request | None) -> object:
    with_declarations = params.at("context").flag("includeDeclaration")
    document = server.documents.get(params.uri)
    if document is not None and document.is_config:
        return _references_in_releases(server, params, with_declarations=with_declarations)

    def answer(found: Analysis) -> object:
        return references_at(_places(server, found), _offset(found, params), with_declarations=with_declarations)

    return _view(server, params, answer, [])


def _references_in_releases(server: Server, params: Parameters, *, with_declarations: bool) -> InWorker:
    """Find in all open documents what a registry of a configuration file is used for."""
    views = _views(server)

    def find() -> object:
        config = views.pop(params.uri, None) or server.documents.analysis(params.uri)
        if config is None:
            return []
        places, offset = _places(server, config), _offset(config, params)
        found = [view or server.documents.analysis(uri) for uri, view in views.items()]
        releases = [_places(server, one) for one in found if one is not None and not one.document.is_config]
        own = definitions_at(places, offset) if with_declarations else []
        return own + references_in_releases(places, offset, releases)

    return InWorker(find)


def _views(server: Server) -> dict[str, Analysis | None]:
    """Return what is known of all open documents. Only the main thread may ask for it."""
    return {uri: server.documents.view(uri) for uri in server.documents.uris()}


def _highlight(server: Server, params: Parameters, request: Request | None) -> object:
    return _view(server, params, lambda found: highlights_at(_places(server, found), _offset(found, params)), [])


def _prepare_rename(server: Server, params: Parameters, request: Request | None) -> object:
    def answer(found: Analysis) -> dict[str, Any]:
        span, text = _refusing(partial(prepare_rename, _places(server, found), _offset(found, params)))
        return {"range": span, "placeholder": text}

    return _view(server, params, answer, None)


def _rename(server: Server, params: Parameters, request: Request | None) -> object:
    new = params.text("newName")

    def answer(found: Analysis) -> WorkspaceEdit:
        edits = _refusing(partial(rename_edits, _places(server, found), _offset(found, params), new))
        return _workspace_edit(server, edits)

    return _linted(server, params, answer)


def _refusing(function: Callable[[], _Result]) -> _Result:
    try:
        return function()
    except RenameRefused as error:
        raise RpcError(INVALID_PARAMS, str(error)) from None


def _workspace_edit(server: Server, edits: dict[str, list[TextEdit]]) -> WorkspaceEdit:
    """Return edits of several files in the form that the client takes."""
    if not server.client.takes_versions:
        return {"changes": edits}
    changes = []
    for uri, its_edits in edits.items():
        document = server.documents.get(uri)
        version = document.version if document is not None else None
        changes.append({"textDocument": {"uri": uri, "version": version}, "edits": its_edits})
    return {"documentChanges": changes}


def _document_symbol(server: Server, params: Parameters, request: Request | None) -> object:
    return _view(server, params, document_symbols, [])


def _workspace_symbol(server: Server, params: Parameters, request: Request | None) -> object:
    query = params.text("query")
    views = _views(server)

    def find() -> object:
        found = [view or server.documents.analysis(uri) for uri, view in views.items()]
        return workspace_symbols([analysis for analysis in found if analysis is not None], query)

    return InWorker(find)


def _inlay_hint(server: Server, params: Parameters, request: Request | None) -> object:
    def answer(found: Analysis) -> object:
        return inlay_hints(found, *params.span(found.document.positions))

    return _view(server, params, answer, [])


def _completion(server: Server, params: Parameters, request: Request | None) -> object:
    # The document is seldom YAML while a word is typed, so what is known of its last good version is used.
    document = server.documents.get(params.uri)
    if document is None:
        return {"isIncomplete": False, "items": []}
    offset = document.positions.offset(*params.place())
    items = completions_at(document, offset, server.documents.configurations, server.documents.known(params.uri))
    return {"isIncomplete": False, "items": items}


def _code_lens(server: Server, params: Parameters, request: Request | None) -> object:
    return _view(server, params, lambda found: code_lenses(found, server.verdicts), [])


def _execute_command(server: Server, params: Parameters, request: Request | None) -> object:
    if params.text("command") != VERIFY:
        raise RpcError(INVALID_PARAMS, f"'{params.text('command')}' is not a command; '{VERIFY}' is the only one")
    uris = params.texts("arguments") if params.has("arguments") else []
    if len(uris) != 1 or server.documents.get(uris[0]) is None:
        raise RpcError(INVALID_PARAMS, "the argument is the URI of an open document")

    def find() -> object:
        analysis = server.documents.analysis(uris[0])
        if analysis is None or analysis.job is None:
            return None
        analysis.landmarks()  # no other thread may find them
        return InThread(partial(_verify, server, analysis))

    return InWorker(find)


def _verify(server: Server, analysis: Analysis) -> None:
    """Ask the registries for the images of a document, as `replreg verify` does, and show the answers as lenses."""
    from replreg.lsp.verification import verify

    try:
        server.verdicts.update(verify(analysis))
    except RuntimeError as error:  # a library is missing, or the user's list of secrets cannot be read
        server.show_error(f"replreg: {error}")
        return
    if server.client.refreshes_lenses:
        server.connection.ask("workspace/codeLens/refresh")


def _diagnostic(server: Server, params: Parameters, request: Request | None) -> object:
    """Answer a client that asks for diagnostics rather than waiting for them.

    One that can be asked to ask again gets those of the last version at once, at their present places.
    """
    related, uri = server.client.shows_related, params.uri

    def answer(found: Analysis) -> object:
        return {"kind": "full", "items": diagnostics_of(found, related=related)}

    document = server.documents.get(uri)
    if server.client.refreshes_diagnostics and document is not None and not document.is_config:
        server.asked_early.add(uri)  # before the look, so that the worker cannot miss it
        known = server.documents.last_view(uri)
        if known is not None and server.documents.is_current(known) and not known.is_moved:
            server.asked_early.discard(uri)
        if known is not None:
            return answer(known)
        server.asked_early.discard(uri)
    return _linted(server, params, answer, {"kind": "full", "items": []})


def _code_action(server: Server, params: Parameters, request: Request | None) -> object:
    context = params.at("context")
    only = context.texts("only") if context.has("only") else None
    unasked = context.has("triggerKind") and context.number("triggerKind") == CodeActionTrigger.AUTOMATIC

    def offer(found: Analysis) -> object:
        span = params.span(found.document.positions)
        return actions_without_edits(found, *span, only, unasked=unasked, related=server.client.shows_related)

    def answer(found: Analysis) -> object:
        return actions_at(
            found,
            *params.span(found.document.positions),
            only,
            unasked=unasked,
            versioned=server.client.takes_versions,
            related=server.client.shows_related,
            is_cancelled=lambda: request is not None and request.is_cancelled,
        )

    return _view(server, params, offer, None) if server.client.resolves_edits else _linted(server, params, answer)


def _resolve_code_action(server: Server, params: Parameters, request: Request | None) -> object:
    """Find the edit of an action that the user has chosen."""
    data = params.at("data")
    uri, what, version = data.text("uri"), data.text("what"), data.any("version")
    place = (data.text("rule"), data.number("start"), data.number("end")) if what != "all" else None

    def find() -> object:
        analysis = server.documents.analysis(uri)
        if analysis is None or analysis.document.version != version:
            raise RpcError(CONTENT_MODIFIED, "the document was changed after the action was offered")
        edit = resolved(
            analysis,
            what,
            place,
            versioned=server.client.takes_versions,
            is_cancelled=lambda: request is not None and request.is_cancelled,
        )
        if edit is None:
            problem = "the finding is gone, or its fix would change more than it names"
            if what == "ignore":
                problem = "the finding is gone, or its line cannot take a comment"
            raise RpcError(REQUEST_FAILED, f"'{params.text('title')}' is not possible: {problem}")
        return {**params.members(), "edit": edit}

    return InWorker(find)


HANDLERS: dict[str, Handler] = {
    "textDocument/didOpen": _did_open,
    "textDocument/didChange": _did_change,
    "textDocument/didSave": _files_may_differ,
    "textDocument/didClose": _did_close,
    "workspace/didChangeWatchedFiles": _files_may_differ,
    "workspace/didChangeConfiguration": _files_may_differ,
    "textDocument/hover": _hover,
    "textDocument/completion": _completion,
    "textDocument/definition": _definition,
    "textDocument/references": _references,
    "textDocument/documentHighlight": _highlight,
    "textDocument/prepareRename": _prepare_rename,
    "textDocument/rename": _rename,
    "textDocument/documentSymbol": _document_symbol,
    "workspace/symbol": _workspace_symbol,
    "textDocument/inlayHint": _inlay_hint,
    "textDocument/codeLens": _code_lens,
    "textDocument/diagnostic": _diagnostic,
    "textDocument/codeAction": _code_action,
    "codeAction/resolve": _resolve_code_action,
    "workspace/executeCommand": _execute_command,
}
"""The handlers by the methods of the protocol. A notification that has none is passed over."""
