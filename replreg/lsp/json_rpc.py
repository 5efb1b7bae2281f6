"""JSON-RPC 2.0 over two byte streams, in the frames of the Language Server Protocol.

A frame is a header of lines that end with CR LF, among them ``Content-Length``, then an empty line, then one message of
that many bytes. A malformed message is answered with an error, and the next frame is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol

__all__ = [
    "CONTENT_MODIFIED",
    "INTERNAL_ERROR",
    "INVALID_PARAMS",
    "INVALID_REQUEST",
    "METHOD_NOT_FOUND",
    "NOT_INITIALIZED",
    "PARSE_ERROR",
    "REQUEST_CANCELLED",
    "REQUEST_FAILED",
    "Connection",
    "Output",
    "Request",
    "RpcError",
    "read_frames",
    "read_messages",
]

# The codes of errors. The first five are those of JSON-RPC 2.0, the others those of the Language Server Protocol.
PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
REQUEST_CANCELLED = -32800
CONTENT_MODIFIED = -32801
REQUEST_FAILED = -32803

_LARGEST = 1 << 28
"""The largest message that is read, in bytes."""

_LONGEST_LINE = 1 << 16
"""The longest line of a header, in bytes; what follows counts as another line."""

Message = dict[str, Any]
RequestId = int | str | None


class RpcError(Exception):
    """The answer to a request that cannot be done. ``code`` is one of the codes above."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code: int = code


def read_frames(stream: BinaryIO) -> Iterator[bytes | RpcError]:
    """Yield the body of each frame until the stream ends; for a header that cannot be read, yield the error.

    After a wrong header, the next line that ends with a ``Content-Length`` begins a new one.
    """
    while True:
        length: int | None = None
        is_empty = True
        while (line := stream.readline(_LONGEST_LINE)).strip():
            is_empty = False
            name, _, value = line.rpartition(b":")
            if name.lower().endswith(b"content-length"):  # the body of a frame with a wrong header may precede it
                length = _length(value.strip())
        if not line:
            return
        if length is not None:
            body = stream.read(length)
            if len(body) < length:
                return
            yield body
        elif not is_empty:
            yield RpcError(PARSE_ERROR, "the header of the message has no usable Content-Length")


def _length(digits: bytes) -> int | None:
    """Return the number of bytes that a header announces; None if it is not a number, or one that is too large."""
    length = int(digits) if digits.isdigit() and len(digits) < 20 else _LARGEST + 1
    return length if length <= _LARGEST else None


def read_messages(stream: BinaryIO) -> Iterator[Message | RpcError]:
    """Yield each message until the stream ends; for one that is not a message of JSON-RPC, yield the error."""
    for body in read_frames(stream):
        if isinstance(body, RpcError):
            yield body
            continue
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            yield RpcError(PARSE_ERROR, f"the message is not JSON: {error}")
            continue
        yield (
            message
            if isinstance(message, dict) and _is_message(message)
            else RpcError(
                INVALID_REQUEST, "this is not a request, a notification or a response; batches are not in the protocol"
            )
        )


def _is_message(message: Message) -> bool:
    if "method" in message:
        number = message.get("id", 0)
        return isinstance(message["method"], str) and isinstance(number, int | str) and not isinstance(number, bool)
    return "id" in message and ("result" in message or "error" in message)


class Output(Protocol):
    """What takes frames: `replreg.lsp.outbox.Outbox`, or a stream in memory. Any thread may call it."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes, as a whole. Raises OSError or ValueError if nobody reads them."""


class Connection:
    """Sends messages. Any thread may use it.

    ``is_lost`` becomes True once the other end does not read any more; what is sent then is dropped.
    """

    def __init__(self, output: Output) -> None:
        self.is_lost: bool = False
        self._output = output
        self._asked = 0

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: object = None) -> None:
        """Send a request whose answer does not matter."""
        self._asked += 1
        message: Message = {"id": f"replreg-{self._asked}", "method": method}
        self._send(message if params is None else {**message, "params": params})

    def answer(self, number: RequestId, result: object) -> None:
        """Answer a request. ``number`` is its id."""
        self._send({"id": number, "result": result})

    def refuse(self, number: RequestId, error: RpcError) -> None:
        """Answer a request with an error. ``number`` is its id, None if that could not be read."""
        self._send({"id": number, "error": {"code": error.code, "message": str(error)}})

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode()
        try:
            self._output.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        except (OSError, ValueError):  # the pipe is broken, or the stream closed
            self.is_lost = True


class Request:
    """A request of the client: it is answered once, with a result or an error.

    ``is_cancelled`` becomes True when the client does not want the result any more. It is answered even then.
    """

    __slots__ = ("_connection", "_done", "is_cancelled", "number")

    def __init__(self, number: RequestId, connection: Connection, done: Callable[[Request], None]) -> None:
        self.number: RequestId = number
        self.is_cancelled: bool = False
        self._connection = connection
        self._done = done

    def answer(self, result: object) -> None:
        """Send the result, or the error of a request that was cancelled meanwhile."""
        if self.is_cancelled:
            self.refuse(RpcError(REQUEST_CANCELLED, "the request was cancelled"))
            return
        self._done(self)
        self._connection.answer(self.number, result)

    def refuse(self, error: RpcError) -> None:
        """Send an error."""
        self._done(self)
        self._connection.refuse(self.number, error)
