"""The server: meets the client, hands each message to its handler, and publishes what is found.

The main thread reads messages, and answers at once what is known. One worker thread does all linting, one document
after the other: messages are read while a large document is linted, and no release is read by two threads at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from replreg.config.discovery import Configurations
from replreg.lsp.capabilities import WATCHED, Client, greeting
from replreg.lsp.json_rpc import (
    INTERNAL_ERROR,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NOT_INITIALIZED,
    Connection,
    Request,
    RequestId,
    RpcError,
)
from replreg.lsp.log import Log
from replreg.lsp.parameters import Parameters
from replreg.lsp.worker import Worker

if TYPE_CHECKING:
    from replreg.linter.verification import Verified
    from replreg.lsp.analysis import Analysis
    from replreg.lsp.open_documents import OpenDocuments

__all__ = ["InThread", "InWorker", "Server"]

_QUIET = 0.2
"""Seconds without a change after which a document is linted: longer than between two keys, shorter than a pause."""

_ERROR = 1
"""The kind of a message for the user that is an error."""


class InWorker:
    """A result that the worker has to find, with the function that returns it."""

    def __init__(self, find: Callable[[], object]) -> None:
        self.find: Callable[[], object] = find


class InThread(InWorker):
    """The same for what waits for the network and would keep the worker: it gets a thread of its own."""


class Server:
    """A language server for releases and for configurations of replreg. ``configurations`` finds those of each file."""

    def __init__(
        self,
        configurations: Configurations,
        connection: Connection,
        *,
        worker: Worker | None = None,
        log: Log | None = None,
    ) -> None:
        self.client: Client = Client(None)
        """The abilities of the client."""
        self.was_shut_down: bool = False
        self.is_over: bool = False
        """Whether the client has ended the server."""
        self.verdicts: dict[str, Verified] = {}
        """The last answers of registries, by the address that was asked for."""
        self.asked_early: set[str] = set()
        """The documents whose diagnostics a client got from an earlier version; it is asked to ask for them again."""
        self.connection: Connection = connection
        self._was_initialized = False
        self._configurations = configurations
        self._worker = worker or Worker()
        self._log = log or Log()
        self._requests: dict[RequestId, Request] = {}
        self._reported: str | None = None
        self._publishing = threading.Lock()
        """Held while diagnostics are sent, so that none of a document come after it was closed."""

    @cached_property
    def documents(self) -> OpenDocuments:
        """The open documents. They are made when the first is opened, since they need what lints."""
        from replreg.lsp.open_documents import OpenDocuments

        return OpenDocuments(self._configurations)

    # Messages.

    def receive(self, message: dict[str, Any] | RpcError) -> None:
        """Do what a message says. Whatever is wrong with it is answered or logged, and not raised."""
        if isinstance(message, RpcError):
            self.connection.refuse(None, message)
            return
        method = message.get("method")
        if method is None:  # the answer to a request of the server; nothing depends on it
            return
        request = None
        if "id" in message:
            request = Request(message["id"], self.connection, self._forget_request)
            self._requests[request.number] = request
        self._finish(method, request, partial(self._handle, method, Parameters(message.get("params")), request))

    def _forget_request(self, request: Request) -> None:
        self._requests.pop(request.number, None)

    def _finish(self, method: str, request: Request | None, find: Callable[[], object]) -> None:
        """Find the result of a message, here or where its handler wants it, and answer the request."""
        if request is not None and request.is_cancelled:
            request.answer(None)
            return
        try:
            result = find()
        except RpcError as error:
            if request is not None:
                request.refuse(error)
            else:
                self._log.warning(f"{method}: {error}")
        except Exception as error:  # the server goes on with the next message
            self._log.exception(f"cannot answer {method}")
            if request is not None:
                request.refuse(RpcError(INTERNAL_ERROR, f"{type(error).__name__}: {error}"))
        else:
            if isinstance(result, InThread):
                work = partial(self._finish, method, request, result.find)
                threading.Thread(target=work, name=method, daemon=True).start()
            elif isinstance(result, InWorker):
                self._worker.submit(partial(self._finish, method, request, result.find))
            elif request is not None:
                request.answer(result)

    def _handle(self, method: str, params: Parameters, request: Request | None) -> object:
        """Do what a message says; return the result of a request, or how to find it."""
        if method == "exit":
            self.is_over = True
        elif method == "initialize":
            return self._initialize(params)
        elif not self._was_initialized or self.was_shut_down:
            if request is not None:
                if self.was_shut_down:
                    raise RpcError(INVALID_REQUEST, "the server was shut down")
                raise RpcError(NOT_INITIALIZED, "the first request must be 'initialize'")
        elif method == "initialized":
            self._initialized()
        elif method == "shutdown":
            self.was_shut_down = True
        elif method == "$/cancelRequest":
            cancelled = self._requests.get(params.id())
            if cancelled is not None:
                cancelled.is_cancelled = True
        else:
            from replreg.lsp.handlers import HANDLERS

            handler = HANDLERS.get(method)
            if handler is not None:
                return handler(self, params, request)
            if request is not None:
                raise RpcError(METHOD_NOT_FOUND, f"'{method}' is not a method of this server")
        return None

    def _initialize(self, params: Parameters) -> dict[str, Any]:
        if self._was_initialized:
            raise RpcError(INVALID_REQUEST, "'initialize' was requested before")
        self.client = Client(params.any("capabilities"))
        self._was_initialized = True
        return greeting(self.client)

    def _initialized(self) -> None:
        self._worker.submit(partial(self._finish, "initialized", None, _load))
        if self.client.watches_files:
            watchers = [{"globPattern": pattern} for pattern in WATCHED]
            registration = {
                "id": "replreg-files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": {"watchers": watchers},
            }
            self.connection.ask("client/registerCapability", {"registrations": [registration]})

    # Documents, whose handlers call these functions in the main thread.

    def schedule(self, uri: str, *, is_typed: bool = True) -> None:
        """Lint a document: after a pause if it changes while it ``is_typed``, else at once."""
        self._worker.later(uri, _QUIET if is_typed else 0, partial(self._publish, uri))

    def close(self, uri: str) -> None:
        """Forget a document, and remove its diagnostics."""
        self._worker.cancel(uri)
        with self._publishing:
            self.documents.close(uri)
            self.connection.notify("textDocument/publishDiagnostics", {"uri": uri, "diagnostics": []})
        self._worker.submit(partial(self.documents.forget, uri))

    def refresh(self) -> None:
        """Forget what was read from files, and lint every open document again after a pause."""
        self.documents.settings_changed()
        for uri in self.documents.uris():
            self.schedule(uri)
        if self.client.pulls_diagnostics and self.client.refreshes_diagnostics:
            self.connection.ask("workspace/diagnostic/refresh")

    # Publishing, which the worker does without a request.

    def _publish(self, uri: str) -> None:
        """Lint a document and send its diagnostics. If it changes meanwhile, a later call does."""
        from replreg.lsp.diagnostics import diagnostics_of

        try:
            analysis = self.documents.next_analysis(uri)
            if analysis is None:
                return
            self._report(analysis)
            if not self.client.pulls_diagnostics:
                diagnostics = diagnostics_of(analysis, related=self.client.shows_related)
                params: dict[str, Any] = {"uri": uri, "diagnostics": diagnostics}
                if analysis.document.version is not None:
                    params["version"] = analysis.document.version
                with self._publishing:
                    if self.documents.is_current(analysis):
                        self.connection.notify("textDocument/publishDiagnostics", params)
            self._log.info(f"{uri}: {len(analysis.findings)} findings")
            self.documents.remember(analysis)
            if uri in self.asked_early:
                self.asked_early.discard(uri)
                self.connection.ask("workspace/diagnostic/refresh")
        except Exception:  # the server goes on with the next change
            self._log.exception(f"cannot lint {uri}")

    def _report(self, analysis: Analysis) -> None:
        """Say why a document could not be linted, once for each reason in a row."""
        if analysis.failure is not None:
            self._log.error(f"{analysis.document.uri}: {analysis.failure}")
        if analysis.document.is_config:
            return  # its errors are diagnostics
        reason = str(analysis.mistake) if analysis.mistake is not None else None
        if reason is not None and reason != self._reported:
            self.show_error(f"replreg cannot lint this release, since its configuration is wrong: {reason}")
        if reason is not None or analysis.job is not None:
            self._reported = reason

    def show_error(self, text: str) -> None:
        """Show an error to the user."""
        self.connection.notify("window/showMessage", {"type": _ERROR, "message": text})

    def warn(self, text: str) -> None:
        """Write to the log what a client did wrong."""
        self._log.warning(text)


def _load() -> None:
    """Import what the first document needs, while the client is still preparing it."""
    from replreg.lsp import handlers  # noqa: F401
