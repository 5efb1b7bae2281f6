"""The server: keeps the open documents, lints them after changes, and answers the requests of the client.

The event loop only reads and writes messages. One worker thread does all linting, one document after the other:
messages are read while a large document is linted, and no file is read by two threads at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from replreg.config.discovery import Configurations
from replreg.config.load import ConfigError
from replreg.config.model import Config
from replreg.linter.kots_folder import KotsFolders
from replreg.lsp.analysis import Analysis, analyse
from replreg.lsp.diagnostics import diagnostics_of
from replreg.lsp.landmarks import Landmarks
from replreg.lsp.open_document import Document, Shift
from replreg.lsp.positions import ENCODINGS, Positions
from replreg.version import __version__

if TYPE_CHECKING:
    from replreg.linter.verification import Verified

__all__ = ["Server"]

_Result = TypeVar("_Result")

_QUIET = 0.2
"""Seconds without a change after which a document is linted: longer than between two keys, shorter than a pause."""

_log = logging.getLogger("replreg.lsp")


class _Protocol(LanguageServerProtocol):
    """The protocol, with the cheapest position encoding that the client knows."""

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Sort the encodings that the client offers by cost, since the library takes the first one that it knows."""
        general = params.capabilities.general
        if general is not None and general.position_encodings:
            offered = [str(getattr(encoding, "value", encoding)) for encoding in general.position_encodings]
            known = [types.PositionEncodingKind(encoding) for encoding in ENCODINGS if encoding in offered]
            general.position_encodings = known or None
        return (yield from super().lsp_initialize(params))

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message. The library drops a request that it cannot read; this answers it with the error."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise


class Server(LanguageServer):
    """A language server for releases and for configurations of replreg. ``configurations`` finds those of each file."""

    def __init__(self, configurations: Configurations) -> None:
        super().__init__("replreg", __version__, protocol_cls=_Protocol)
        self.documents: dict[str, Document] = {}
        self.was_shut_down = False
        self.answers: dict[str, Verified] = {}
        """The last answers of registries, by the address that was asked for."""
        self._shifts: dict[str, list[tuple[int | None, Shift]]] = {}
        self._moved: dict[str, Analysis] = {}
        self._last: dict[str, Analysis] = {}
        self._remembering: asyncio.Task[None] | None = None
        self._known: dict[str, Analysis] = {}
        """The last analysis of each document in which it was YAML."""
        self._configurations = configurations
        self._folders = KotsFolders()
        self._analyses: dict[str, asyncio.Future[Analysis]] = {}
        self._releases: set[str] = set()
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._worker = ThreadPoolExecutor(1, "replreg")
        self._reported: str | None = None
        # The library keeps documents, too, but it ends lines where Python does, such as at a form feed.
        for method in (types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_CLOSE):
            self.protocol.fm.builtin_features.pop(method, None)

    def open(self, item: types.TextDocumentItem) -> None:
        """Add a document that was opened, and lint it at once."""
        encoding = self.workspace.position_encoding or "utf-16"
        positions = Positions(item.text, str(getattr(encoding, "value", encoding)))
        self.documents[item.uri] = Document(item.uri, item.version, item.language_id, positions)
        self._drop(item.uri)
        self._schedule(item.uri, 0)

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Apply what was typed, and lint the document after a pause."""
        uri = params.text_document.uri
        document = self.documents.get(uri)
        if document is None:
            _log.warning("a document that is not open was changed: %s", uri)
            return
        changed, shifts = document.changed(params.text_document.version, params.content_changes)
        self.documents[uri] = changed
        self._shifts.setdefault(uri, []).extend((changed.version, shift) for shift in shifts)
        self._drop(uri)
        self._schedule(uri, _QUIET)

    def close(self, uri: str) -> None:
        """Forget a document, and remove its diagnostics."""
        self.documents.pop(uri, None)
        self._drop(uri)
        self._releases.discard(uri)
        self._known.pop(uri, None)
        self._last.pop(uri, None)
        self._moved.pop(uri, None)
        self._shifts.pop(uri, None)
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def refresh(self) -> None:
        """Forget what was read from files, and lint every open document again after a pause."""
        self._worker.submit(self._forget)
        for uri in self.documents:
            self._drop(uri)
            self._schedule(uri, _QUIET)
        abilities = self.client_capabilities.workspace
        if self.pulls_diagnostics and abilities and abilities.diagnostics and abilities.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)

    async def analysis(self, uri: str) -> Analysis | None:
        """Return the analysis of a document as it is now; None if it is not open."""
        while (document := self.documents.get(uri)) is not None:
            running = self._analyses.get(uri)
            if running is None:
                work = partial(self._analyse, document, uri in self._releases)
                running = self._analyses[uri] = asyncio.get_running_loop().run_in_executor(self._worker, work)
            await asyncio.wait([running])
            if self._analyses.get(uri) is running:
                analysis = running.result()
                if self._last.get(uri) is not analysis:
                    self._last[uri] = analysis
                    self._remembering = asyncio.get_running_loop().create_task(self._remember(uri, analysis))
                return analysis
        return None

    @property
    def configurations(self) -> Configurations:
        """What finds the configuration of each file."""
        return self._configurations

    def complete(self, uri: str, position: types.Position) -> list[types.CompletionItem]:
        """Return what can be written at a place of a document, by what is known of its last version that was YAML."""
        from replreg.lsp.completion import complete, distinct

        document = self.documents.get(uri)
        if document is None or not document.is_yaml:
            return []
        offset = document.positions.offset(position.line, position.character)
        known = self._known.get(uri)
        config = Config()
        with contextlib.suppress(ConfigError):
            config = self._configurations.config(document.path or "untitled.yaml")
        marks = known.landmarks() if known is not None else Landmarks("", (), {})
        return distinct(complete(document, offset, config, marks))

    async def verify(self, uri: str) -> None:
        """Ask the registries for the images of a document, as `replreg verify` does, and show the answers as lenses."""
        analysis = await self.analysis(uri)
        if analysis is None or analysis.job is None:
            return
        from replreg.lsp.verification import verify

        try:
            found = await asyncio.get_running_loop().run_in_executor(None, verify, analysis)
        except RuntimeError as error:  # a library is missing, or the user's list of secrets cannot be read
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"replreg: {error}"))
            return
        self.answers.update(found)
        if self.refreshes_lenses:
            self.workspace_code_lens_refresh(None)

    def workspace_edit(self, edits: dict[str, list[types.TextEdit]]) -> types.WorkspaceEdit:
        """Return edits of several files in the form that the client takes."""
        if not self.takes_versions:
            return types.WorkspaceEdit(changes=edits)
        changes = []
        for uri, its_edits in edits.items():
            document = self.documents.get(uri)
            identifier = types.OptionalVersionedTextDocumentIdentifier(uri, document.version if document else None)
            changes.append(types.TextDocumentEdit(identifier, list(its_edits)))
        return types.WorkspaceEdit(document_changes=changes)

    async def view(self, uri: str) -> Analysis | None:
        """Return the analysis of a document as it is now; while that is made, what is known of an earlier version.

        The places of the earlier version are moved by the edits since. A place that an edit touched is left out.
        """
        running, known = self._analyses.get(uri), self._known.get(uri)
        document = self.documents.get(uri)
        if document is None or known is None or (running is not None and running.done()):
            return await self.analysis(uri)
        if known.document is document:
            return known
        moved = self._moved.get(uri)
        if moved is None or moved.document is not document:
            moved = self._moved[uri] = known.moved(document, [shift for _, shift in self._shifts.get(uri, ())])
        return moved

    async def answer(self, analysis: Analysis, function: Callable[[], _Result]) -> _Result:
        """Run a function that asks for places: at once where they are known, else in the worker thread."""
        return function() if analysis.has_landmarks else await self.work(function)

    async def work(self, function: Callable[[], _Result]) -> _Result:
        """Run a function in the worker thread, after what it has to do already."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, function)

    async def settle(self) -> None:
        """Wait until every document that has changed has been linted and its diagnostics sent."""
        while waiting := [task for task in self._waiting.values() if not task.done()]:
            await asyncio.wait(waiting)

    def _analyse(self, document: Document, was_release: bool) -> Analysis:
        """Analyse a document, in the worker thread."""
        return analyse(document, self._configurations, self._folders, was_release=was_release)

    def _drop(self, uri: str) -> None:
        """Forget the analysis of a document that has changed, and cancel it if it has not begun."""
        running = self._analyses.pop(uri, None)
        if running is not None:
            running.cancel()

    def _forget(self) -> None:
        self._configurations.forget()
        self._folders = KotsFolders()

    def _schedule(self, uri: str, delay: float) -> None:
        """Lint a document after ``delay`` seconds, unless it changes before."""
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
            self._report(analysis)
            if analysis.job is not None and not analysis.document.is_config:
                self._releases.add(uri)
            if not self.pulls_diagnostics:
                diagnostics = diagnostics_of(analysis, related=self.shows_related)
                self.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(uri, diagnostics, analysis.document.version)
                )
            _log.info("%s: %d findings", uri, len(analysis.findings))
        except Exception:  # the server goes on with the next change
            _log.exception("cannot lint %s", uri)

    async def _remember(self, uri: str, analysis: Analysis) -> None:
        """Keep what is known of a document, to answer from it while a later version is linted."""
        if analysis.job is None or any(finding.rule == "yaml-syntax" for finding in analysis.findings):
            return
        await self.work(analysis.landmarks)
        document = self.documents.get(uri)
        if document is None:
            return
        self._known[uri] = analysis
        shifts = self._shifts.get(uri, [])
        done = [number for number, (version, _) in enumerate(shifts, 1) if version == analysis.document.version]
        del shifts[: max(done, default=0)]

    def _report(self, analysis: Analysis) -> None:
        """Say why a document could not be linted, once for each reason in a row."""
        if analysis.failure is not None:
            _log.error("%s: %s", analysis.document.uri, analysis.failure)
        if analysis.document.is_config:
            return  # its errors are diagnostics
        reason = str(analysis.mistake) if analysis.mistake is not None else None
        if reason is not None and reason != self._reported:
            message = f"replreg cannot lint this release, since its configuration is wrong: {reason}"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))
        if reason is not None or analysis.job is not None:
            self._reported = reason

    @property
    def shows_related(self) -> bool:
        """Whether the client shows the related places of a diagnostic."""
        abilities = self.client_capabilities.text_document
        published = abilities.publish_diagnostics if abilities else None
        return bool(published and published.related_information)

    @property
    def pulls_diagnostics(self) -> bool:
        """Whether the client asks for diagnostics, so that they need not be sent to it."""
        abilities = self.client_capabilities.text_document
        return bool(abilities and abilities.diagnostic)

    @property
    def refreshes_lenses(self) -> bool:
        """Whether the client can be asked to ask for the lenses again."""
        abilities = self.client_capabilities.workspace
        return bool(abilities and abilities.code_lens and abilities.code_lens.refresh_support)

    @property
    def takes_versions(self) -> bool:
        """Whether the client takes edits that name the version of the document that they are meant for."""
        abilities = self.client_capabilities.workspace
        edits = abilities.workspace_edit if abilities else None
        return bool(edits and edits.document_changes)

    @property
    def shows_markdown(self) -> bool:
        """Whether the client shows Markdown in a hover, which is assumed if it does not say."""
        abilities = self.client_capabilities.text_document
        formats = abilities.hover.content_format if abilities and abilities.hover else None
        return formats is None or types.MarkupKind.Markdown in formats

    @property
    def watches_files(self) -> bool:
        """Whether the client can be asked to report files that change."""
        abilities = self.client_capabilities.workspace
        watched = abilities.did_change_watched_files if abilities else None
        return bool(watched and watched.dynamic_registration)
