"""Frames, messages and errors of JSON-RPC: what is read from a stream, and how the server answers what is wrong."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsp_client import EVERYTHING, WRONG, Client, Message

from replreg.config.discovery import Configurations
from replreg.lsp.json_rpc import Connection, Request, RpcError, read_frames, read_messages
from replreg.lsp.server import Server


class Pieces(io.RawIOBase):
    """A stream that gives its bytes in some pieces, as a pipe does."""

    def __init__(self, data: bytes, lengths: list[int]) -> None:
        self._data = data
        self._lengths = lengths

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        length = min(self._lengths.pop() if self._lengths else len(self._data), len(self._data), len(buffer))
        buffer[:length], self._data = self._data[:length], self._data[length:]
        return length


def frame(body: bytes, header: str = "Content-Length: {}\r\n") -> bytes:
    return header.format(len(body)).encode() + b"\r\n" + body


bodies = st.lists(st.binary(max_size=40), max_size=5)


@given(bodies, st.lists(st.integers(1, 30), max_size=30))
def test_frames_are_read_however_they_are_split(bodies: list[bytes], lengths: list[int]) -> None:
    stream = io.BufferedReader(Pieces(b"".join(map(frame, bodies)), lengths), 16)
    assert list(read_frames(stream)) == bodies


texts = st.lists(st.sampled_from(["a", '"', "\n", "é", "😀", "\ud800"])).map("".join)


@given(st.dictionaries(texts, texts), st.one_of(st.integers(), texts))
def test_what_is_sent_is_what_is_read(result: dict[str, str], number: int | str) -> None:
    out = io.BytesIO()
    Request(number, Connection(out), lambda request: None).answer(result)
    assert list(read_messages(io.BytesIO(out.getvalue()))) == [{"jsonrpc": "2.0", "id": number, "result": result}]


@given(st.binary(max_size=200))
def test_no_bytes_end_the_reading_but_the_end(data: bytes) -> None:
    for message in read_messages(io.BytesIO(data)):
        assert isinstance(message, dict | RpcError)


@pytest.mark.parametrize(
    "header",
    [
        "Content-Length:{}\r\n",
        "content-length: {}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n",
        "Content-Type: x\r\nContent-Length: {} \r\n",
        "\r\nContent-Length: {}\r\n",
        "Content-Length: {}\n",
    ],
)
def test_headers_that_are_read(header: str) -> None:
    assert list(read_frames(io.BytesIO(frame(b"{}", header) * 2))) == [b"{}", b"{}"]


@pytest.mark.parametrize(
    "header",
    ["Content-Length: x\r\n", "Content-Length: -2\r\n", "Content-Length: \r\n", "Content-Type: x\r\n", "garbage\r\n",
     "Content-Length: 99999999999999999999999999\r\n", "Content-Length: 10000000000\r\n"],
)  # fmt: skip
def test_after_a_header_that_cannot_be_read_comes_the_next_message(header: str) -> None:
    stream = io.BytesIO(frame(b"[]", header) + frame(b"{}") + frame(b"7"))
    wrong, *rest = read_frames(stream)
    assert isinstance(wrong, RpcError)
    assert (wrong.code, rest) == (-32700, [b"{}", b"7"])


def test_a_frame_that_the_end_cuts_short_is_dropped() -> None:
    assert list(read_frames(io.BytesIO(frame(b"{}") + b"Content-Length: 9\r\n\r\n{"))) == [b"{}"]
    assert list(read_frames(io.BytesIO(frame(b"{}") + b"Content-Len"))) == [b"{}"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", -32700), ("", -32700), ("[" * 100_000, -32700), ("[]", -32600), ("7", -32600), ("null", -32600),
        ('[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]', -32600), ("{}", -32600), ('{"id":1}', -32600),
        ('{"method":7}', -32600), ('{"id":{},"method":"a"}', -32600), ('{"id":true,"method":"a"}', -32600),
        ('{"id":1.5,"method":"a"}', -32600),
    ],
)  # fmt: skip
def test_what_is_not_a_message_is_an_error_without_an_id(body: str, code: int) -> None:
    out = io.BytesIO()
    server = Server(Configurations(), Connection(out))
    for message in read_messages(io.BytesIO(frame(body.encode()))):
        server.receive(message)
    (answer,) = read_messages(io.BytesIO(out.getvalue()))
    assert isinstance(answer, dict)
    assert (answer["id"], answer["error"]["code"]) == (None, code)


def test_a_client_that_does_not_read_ends_nothing_else() -> None:
    out = io.BytesIO()
    connection = Connection(out)
    out.close()
    connection.notify("a", {})
    assert connection.is_lost


# The real server.


def code(client: Client, method: str, params: Message | None = None) -> int:
    return int(client.refused(method, params or {})["code"])


def test_errors_have_their_codes_and_the_server_goes_on(project: Path) -> None:
    with Client(project, meet=False) as client:
        assert code(client, "textDocument/hover") == -32002, "before it was initialized"
        client.notify("textDocument/didOpen", {"textDocument": None})
        assert client.request("initialize", {"capabilities": {"general": 7}})["serverInfo"]["name"] == "replreg"
        assert code(client, "initialize", {"capabilities": {}}) == -32600
        client.notify("initialized", {})
        assert code(client, "textDocument/unheardOf") == -32601
        assert code(client, "$/unheardOf") == -32601
        assert code(client, "workspace/executeCommand", {"command": "rm"}) == -32602
        for params in ({}, {"textDocument": []}, {"textDocument": {"uri": 7}}):
            assert code(client, "textDocument/hover", params) == -32602
        client.send({"id": "none", "method": "textDocument/hover", "params": ["positional"]})
        assert client.until(lambda come: come.get("id") == "none")["error"]["code"] == -32602
        client.send({"id": 99, "result": None})
        client.send({"id": None, "error": {"code": -1, "message": "for nobody"}})
        uri = client.open("release.yaml", WRONG)
        assert len(client.actions(uri, EVERYTHING)) > 0
        assert client.request("shutdown") is None
        assert code(client, "textDocument/hover") == -32600, "after it was shut down"
        client.notify("exit")
        assert client.wait() == 0


def test_a_client_that_is_gone_after_it_asked_for_the_end_is_no_failure(project: Path) -> None:
    with Client(project) as client:
        client.request("shutdown")
        assert client.wait() == 0


def test_a_large_message_is_read_as_a_whole(project: Path) -> None:
    with Client(project) as client:
        text = WRONG + "# é\n" * 200_000
        uri = client.open("release.yaml", text)
        assert len(client.diagnostics(uri, 1)) == 1
        assert client.end() == 0
        assert client.log == ""
