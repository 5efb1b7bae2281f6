"""A proxy that plays the internet: it ends TLS for the hosts that a test invents and hands requests to loopback servers."""

from __future__ import annotations

import contextlib
import http.client
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from remote_keys import Identity
from remote_sites import running


@dataclass(frozen=True)
class Seen:
    """A request as it came through; ``scheme`` is the one that the client used."""

    scheme: str
    host: str
    method: str
    path: str
    authorization: str | None


class Internet(ThreadingHTTPServer):
    """Add hosts to ``backends``, each with the ``127.0.0.1:port`` that answers for it; ``seen`` is what went through."""

    daemon_threads = True

    def __init__(self, directory: Path, names: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.authority = Identity(["The authority of the tests"], authority=True)
        self.context = Identity(names, self.authority).server_context(directory, "internet")
        self.bundle = directory / "authority.pem"
        self.bundle.write_bytes(self.authority.pem)
        self.backends: dict[str, str] = {}
        self.seen: list[Seen] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def logins(self, host: str) -> list[str]:
        return [seen.authorization for seen in self.seen if seen.host == host and seen.authorization]

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Internet
    tunnel = ""

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        if host not in self.server.backends or port != "443":
            self.send_error(502)
            return
        self.send_response(200)
        self.end_headers()
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.tunnel = host
        self.close_connection = False

    def _forward(self) -> None:
        address = urlsplit(self.path)
        host = self.tunnel or address.hostname or ""
        path = f"{address.path}?{address.query}" if address.query else address.path
        scheme = "https" if self.tunnel else "http"
        self.server.seen.append(Seen(scheme, host, self.command, path, self.headers["Authorization"]))
        if host not in self.server.backends:
            self.send_error(502)
            return
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        with contextlib.closing(http.client.HTTPConnection(self.server.backends[host], timeout=30)) as backend:
            backend.request(self.command, path, body or None, headers)
            reply = backend.getresponse()
            content = reply.read()
            self.send_response(reply.status)
            for name, value in reply.getheaders():
                if name.lower() not in ("connection", "transfer-encoding", "content-length", "server", "date"):
                    self.send_header(name, value)
            self.send_header("Content-Length", reply.getheader("Content-Length") or str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    do_HEAD = do_GET = do_POST = _forward

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.close()

    def log_message(self, *args: object) -> None:
        pass


@contextlib.contextmanager
def internet(directory: Path, names: list[str]) -> Iterator[Internet]:
    """Run the proxy with a certificate for ``names`` until the block ends."""
    server = Internet(directory, names)
    with running(server):
        yield server
