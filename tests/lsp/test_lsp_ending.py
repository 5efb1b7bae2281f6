"""How the real server ends, and what does not end it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from lsp_client import EVERYTHING, WRONG, Client, span


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
