"""Small HTTP servers on loopback ports that answer as a test wants and remember what they were asked."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DIGEST = "sha256:" + "a" * 64


@dataclass
class Request:
    method: str
    path: str
    headers: HTTPMessage
    body: bytes

    @property
    def authorization(self) -> str | None:
        return self.headers["Authorization"]


@dataclass
class Response:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    length: int | None = None
    """What Content-Length says, if not the truth."""
    reset: bool = False
    """Break the connection off, after the headers and body if there are any."""


FOUND = Response(200, {"Docker-Content-Digest": DIGEST})
RESET = Response(0, reset=True)

Respond = Callable[[Request], Response]


class Site(ThreadingHTTPServer):
    """A server; ``host`` is its ``127.0.0.1:port``, ``requests`` what it was asked so far."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, respond: Respond, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        if tls is not None:
            # The handshake belongs into the thread of the connection, not into the one that accepts.
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.respond = respond
        self.requests: list[Request] = []
        self.closing = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def paths(self, method: str | None = None) -> list[str]:
        return [request.path for request in self.requests if method in (None, request.method)]

    def handle_error(self, request: object, client_address: object) -> None:
        # Clients that leave early are the point of some tests; anything else is a mistake in the test.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        request = Request(self.command, self.path, self.headers, body)
        self.server.requests.append(request)
        response = self.server.respond(request)
        if response.status:
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body) if response.length is None else response.length))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response.body)
            self.wfile.flush()
        if response.reset:
            # A linger time of 0 makes close() send a reset instead of the usual goodbye.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True

    do_HEAD = do_GET = do_POST = do_PUT = do_CONNECT = _serve

    def log_message(self, *args: object) -> None:
        pass


@contextlib.contextmanager
def serve(respond: Respond | Response, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run a server for as long as the block lasts, which speaks TLS only where ``tls`` is given."""
    site = Site(respond if callable(respond) else lambda request: respond, tls)
    with running(site):
        yield site


@contextlib.contextmanager
def running(site: ThreadingHTTPServer) -> Iterator[None]:
    """Run a server in a thread for as long as the block lasts."""
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        if isinstance(site, Site):
            site.closing.set()
        site.shutdown()
        site.server_close()
        thread.join()


@contextlib.contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """Accept connections and hand each to ``talk`` in a thread of its own; gives ``127.0.0.1:port``."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            talk(connection)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=run, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        # Closing alone would leave accept() waiting.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
