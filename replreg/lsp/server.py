"""The server: keeps the open documents, has them looked at when it is quiet, and answers what the client asks.

The loop only takes and sends messages. All linting is done by one thread beside it, one document after the other, so
that messages are taken while a large document is looked at, and what is read from files is never read by two at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from replreg.config.discovery import Configurations
from replreg.linter.kots_folder import forget_folders
from replreg.lsp.analysis import Analysis, analyse
from replreg.lsp.diagnostics import diagnostics_of
from replreg.lsp.open_document import Document
from replreg.lsp.positions import ENCODINGS, Positions
from replreg.version import __version__

__all__ = ["Server"]

_Result = TypeVar("_Result")

_QUIET = 0.2
"""Seconds without a change after which a document is looked at: longer than between two keys, shorter than a pause."""

_log = logging.getLogger("replreg.lsp")


class _Protocol(LanguageServerProtocol):
    """The protocol, with the position encoding that costs least of those that the client knows."""

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Put the encodings that the client offers into our order: the first one that is known is taken."""
        general = params.capabilities.general
        if general is not None and general.position_encodings:
            offered = [str(getattr(encoding, "value", encoding)) for encoding in general.position_encodings]
            known = [types.PositionEncodingKind(encoding) for encoding in ENCODINGS if encoding in offered]
            general.position_encodings = known or None
        return (yield from super().lsp_initialize(params))


class Server(LanguageServer):
    """A language server for releases and for replreg's own settings. ``configurations`` finds those of each file."""

    def __init__(self, configurations: Configurations) -> None:
        super().__init__("replreg", __version__, protocol_cls=_Protocol)
        self.documents: dict[str, Document] = {}
        self.was_shut_down = False
        self._configurations = configurations
        self._looks: dict[str, asyncio.Future[Analysis]] = {}
        self._releases: set[str] = set()
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._worker = ThreadPoolExecutor(1, "replreg")
        self._told: str | None = None
        # The library keeps documents, too, but takes what Python calls a line for one: a form feed ends no line here.
        for method in (types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_CLOSE):
            self.protocol.fm.builtin_features.pop(method, None)

    def open(self, item: types.TextDocumentItem) -> None:
        """Take in a document that was opened, and look at it at once."""
        encoding = self.workspace.position_encoding or "utf-16"
        positions = Positions(item.text, str(getattr(encoding, "value", encoding)))
        self.documents[item.uri] = Document(item.uri, item.version, item.language_id, positions)
        self._drop(item.uri)
        self._look(item.uri, 0)

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take in what was typed, and look at it when it is quiet."""
        uri = params.text_document.uri
        document = self.documents.get(uri)
        if document is None:
            _log.warning("a document was changed that is not open: %s", uri)
            return
        self.documents[uri] = document.changed(params.text_document.version, params.content_changes)
        self._drop(uri)
        self._look(uri, _QUIET)

    def close(self, uri: str) -> None:
        """Forget a document, and take its diagnostics away."""
        self.documents.pop(uri, None)
        self._drop(uri)
        self._releases.discard(uri)
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def refresh(self) -> None:
        """Forget what was read from files, and look at every open document again when it is quiet."""
        self._worker.submit(self._forget)
        for uri in self.documents:
            self._drop(uri)
            self._look(uri, _QUIET)

    async def analysis(self, uri: str) -> Analysis | None:
        """Return the verdict on a document as it stands now; None if it is not open."""
        while (document := self.documents.get(uri)) is not None:
            look = self._looks.get(uri)
            if look is None:
                work = partial(analyse, document, self._configurations, was_release=uri in self._releases)
                look = self._looks[uri] = asyncio.get_running_loop().run_in_executor(self._worker, work)
            await asyncio.wait([look])
            if self._looks.get(uri) is look:
                return look.result()
        return None

    async def work(self, function: Callable[[], _Result]) -> _Result:
        """Let the thread beside the loop do something that takes long, after what it has to do already."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, function)

    def _drop(self, uri: str) -> None:
        """Forget what was found in a document, which is not what it was; if nobody has begun with it, nobody will."""
        look = self._looks.pop(uri, None)
        if look is not None:
            look.cancel()

    def _forget(self) -> None:
        self._configurations.forget()
        forget_folders()

    def _look(self, uri: str, delay: float) -> None:
        """Look at a document after so many seconds, unless something happens to it meanwhile."""
        waiting = self._waiting.get(uri)
        if waiting is not None:
            waiting.cancel()
        self._waiting[uri] = asyncio.get_running_loop().create_task(self._publish(uri, delay))

    async def _publish(self, uri: str, delay: float) -> None:
        await asyncio.sleep(delay)
        try:
            analysis = await self.analysis(uri)
            if analysis is None:
                return
            self._tell(analysis)
            if analysis.job is not None and not analysis.document.is_config:
                self._releases.add(uri)
            diagnostics = diagnostics_of(analysis, related=self.shows_related)
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri, diagnostics, analysis.document.version)
            )
            _log.info("%s: %d findings", uri, len(diagnostics))
        except Exception:  # whatever it is: the next change may be better
            _log.exception("cannot look at %s", uri)

    def _tell(self, analysis: Analysis) -> None:
        """Say why a document could not be linted: once, until it can be or the reason is another."""
        if analysis.failure is not None:
            _log.error("%s: %s", analysis.document.uri, analysis.failure)
        if analysis.document.is_config:
            return  # what is wrong with it is a diagnostic in it
        reason = str(analysis.mistake) if analysis.mistake is not None else None
        if reason is not None and reason != self._told:
            message = f"replreg cannot look at this release, since its configuration is wrong: {reason}"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))
        if reason is not None or analysis.job is not None:
            self._told = reason

    @property
    def shows_related(self) -> bool:
        """Whether the client shows the related places of a diagnostic."""
        abilities = self.client_capabilities.text_document
        published = abilities.publish_diagnostics if abilities else None
        return bool(published and published.related_information)

    @property
    def takes_versions(self) -> bool:
        """Whether the client takes edits that name the version of the document that they are meant for."""
        abilities = self.client_capabilities.workspace
        edits = abilities.workspace_edit if abilities else None
        return bool(edits and edits.document_changes)

    @property
    def shows_markdown(self) -> bool:
        """Whether the client shows Markdown in a hover. One that does not say is taken to."""
        abilities = self.client_capabilities.text_document
        formats = abilities.hover.content_format if abilities and abilities.hover else None
        return formats is None or types.MarkupKind.Markdown in formats

    @property
    def watches_files(self) -> bool:
        """Whether the client can be asked to tell of files that change."""
        abilities = self.client_capabilities.workspace
        watched = abilities.did_change_watched_files if abilities else None
        return bool(watched and watched.dynamic_registration)
