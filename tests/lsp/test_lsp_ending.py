"""How the real server ends, and what does not end it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lsp_client import EVERYTHING, HEAD, WAIT, WRONG, Client, Message, environment, span


@pytest.mark.slow
def test_nothing_that_a_client_sends_ends_the_server(project: Path) -> None:
    (project / "binary.yaml").write_bytes(b"\xff\xfe\x00\xd8# kind: replicated")
    with Client(project) as client:
        client.write(b"{")
        client.write(b"[]")
        client.write(b"7")
        client.write(b'"\xff"')
        client.send({"method": "textDocument/didOpen", "params": {"textDocument": 5}})
        client.send({"method": "$/unheardOf", "params": {}})
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        client.change("file:///never/opened.yaml", 1, {"text": ""})
        for name, text in {
            "surrogate.yaml": WRONG + "# \ud800\n",
            "null.yaml": WRONG + "\0",
            "control.yaml": "\x07\x1b]0;",
            "deep.yaml": "[" * 3000,
            "bomb.yaml": "a: &a [x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)),
            "binary.yaml": "\ufeff" + WRONG,
            "untitled:Untitled-1": WRONG,
            "git:/a%20b.yaml?ref=x": WRONG,
            "not-yaml.txt": WRONG,
        }.items():  # fmt: skip
            uri = client.open(name, text, "plaintext" if name.endswith(".txt") else "yaml")
            client.diagnostics(uri, 1)
            client.change(
                uri, 2, {"range": span((5, 7), (2, 3)), "text": "x"}, {"range": span((900, 1), (901, 1)), "text": "y"}
            )
            client.diagnostics(uri, 2)
            client.actions(uri, EVERYTHING)
        uri = client.open("release.yaml", WRONG)
        assert len(client.diagnostics(uri, 1)) == 1
        assert client.end() == 0


def test_exit_without_shutdown_is_status_1(project: Path) -> None:
    with Client(project) as client:
        client.notify("exit")
        assert client.wait() == 1


def test_a_client_that_is_gone_ends_the_server(project: Path) -> None:
    with Client(project) as client:
        client.open("release.yaml", WRONG)
        assert client.wait() == 1
        assert "Traceback" not in client.log


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not what they are elsewhere")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_that_waits(project: Path, number: signal.Signals) -> None:
    with Client(project) as client:
        client.settle()
        assert client.signal(number) == -number
        assert client.log == ""


@pytest.mark.skipif(sys.platform != "linux", reason="it takes a shell and a device that is always full")
@pytest.mark.parametrize("errors", ["2>&-", "2>/dev/full"])
def test_the_server_goes_on_where_nobody_reads_its_log(project: Path, errors: str) -> None:
    messages = [
        {"id": 1, "method": "initialize", "params": {"capabilities": {}}},
        {"method": "textDocument/didOpen", "params": {}},  # which is logged as wrong
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    frames = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)
    command = ["sh", "-c", f'"$0" -m replreg lsp {errors}', sys.executable]
    done = subprocess.run(command, cwd=project, env=environment(), input=frames, stdout=subprocess.PIPE, check=False)
    assert b'"id":2,"result":null' in done.stdout
    assert done.returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ending", "status"),
    [([{"method": "exit"}], 1), ([], 1), ([{"method": "shutdown", "id": 2}, {"method": "exit"}], 0)],
    ids=["exit", "end of the input", "a request, then exit"],
)
def test_a_client_that_does_not_read_can_end_the_server(project: Path, ending: list[Message], status: int) -> None:
    def frame(method: str, params: Message, **more: object) -> bytes:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)

    text = HEAD + "".join(f"    image: myquay/ns/img:{number}\n  a{number}:\n" for number in range(1_500))
    item = {"uri": (project / "release.yaml").as_uri(), "languageId": "yaml", "version": 1, "text": text}
    command = [sys.executable, "-m", "replreg", "lsp"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=project, env=environment(), stdin=pipe, stdout=pipe, stderr=pipe) as server:
        assert server.stdin is not None and server.stdout is not None and server.stderr is not None
        server.stdin.write(frame("initialize", {"capabilities": {}}, id=1))
        server.stdin.write(frame("textDocument/didOpen", {"textDocument": item}))
        server.stdin.flush()
        while (length := int(server.stdout.readline().split()[1])) < 300_000:  # more than a pipe holds
            assert server.stdout.readline() == b"\r\n"
            server.stdout.read(length)
        for message in ending:
            server.stdin.write(frame(**message, params={}))
        server.stdin.close()
        try:
            assert server.wait(WAIT) == status
            assert server.stderr.read() == b""
        finally:
            server.kill()
