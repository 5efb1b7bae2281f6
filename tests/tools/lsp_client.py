"""A small client of the Language Server Protocol, the real server in a process of its own, and an editor's hands."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WAIT = 60.0
"""Seconds after which a message that does not come has failed to."""

Message = dict[str, Any]

CONFIG = "app: my-app\nregistries:\n  myquay: {endpoint: quay.io}\n"
HEAD = """\
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: myquay
  name: ns/img
  tag: 2.0.0
---
# kind: scheduler-swarm
version: "3.3"
services:
  app:
"""
WRONG = HEAD + "    image: myquay/ns/img:2.0.0\n"
"""One error, `alias-as-host`, in line 12 (11 for an editor), columns 11 to 17, and a safe fix that makes it `RIGHT`."""
RIGHT = HEAD + "    image: quay.io/ns/img:2.0.0\n"

ABILITIES: Message = {
    "general": {"positionEncodings": ["utf-16", "utf-8", "utf-32"]},
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    },
    "workspace": {
        "workspaceEdit": {"documentChanges": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
}


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONWARNINGS", "PYTHONUNBUFFERED")}
    return {**kept, "PYTHONPATH": str(ROOT)}


class Client:
    """Starts ``replreg lsp`` in a folder and talks to it. Every request of the server's is answered with nothing."""

    def __init__(self, folder: Path, *arguments: str, abilities: Message | None = None, meet: bool = True) -> None:
        self.folder = folder
        self._log = folder / "stderr.log"
        self._opened: list[str] = []
        self.asked: list[Message] = []
        self._number = 0
        self._writing = threading.Lock()
        self._come: queue.Queue[Message | None] = queue.Queue()
        self._kept: list[Message] = []
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "replreg", "lsp", *arguments],
                cwd=folder,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if meet:
            self.abilities = self.request(
                "initialize",
                {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": ABILITIES if abilities is None else abilities},
            )["capabilities"]  # fmt: skip
            self.notify("initialized", {})

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.wait()

    @contextlib.contextmanager
    def working_in(self, folder: Path) -> Iterator[Client]:
        """Work on the files of a folder for a while; what was opened there is closed and forgotten at the end."""
        before, self.folder = self.folder, folder
        try:
            yield self
        finally:
            for uri in self._opened:
                self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            self.settle()
            self._opened.clear()
            self.folder = before

    # What goes to the server.

    def send(self, message: Message) -> None:
        self.write(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def write(self, body: bytes) -> None:
        assert self._process.stdin is not None
        with self._writing:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self._process.stdin.flush()

    def notify(self, method: str, params: Message | None = None) -> None:
        self.send({"method": method, "params": params} if params is not None else {"method": method})

    def request(self, method: str, params: Message | None = None) -> Any:
        """Ask for something and return the result. An answer that is an error fails."""
        self._number += 1
        message: Message = {"id": self._number, "method": method}
        self.send(message if params is None else {**message, "params": params})
        answer = self.until(lambda come: come.get("id") == message["id"] and "method" not in come)
        assert "error" not in answer, answer
        return answer["result"]

    def refused(self, method: str, params: Message) -> Message:
        """Ask for something that cannot be had, and return the error."""
        self._number += 1
        number = self._number
        self.send({"id": number, "method": method, "params": params})
        answer = self.until(lambda come: come.get("id") == number and "method" not in come)
        assert "error" in answer, answer
        return dict(answer["error"])

    # What comes from it.

    def until(self, wanted: Any) -> Message:
        """Return the first message that is wanted, of those that came already or will come."""
        for place, message in enumerate(self._kept):
            if wanted(message):
                return self._kept.pop(place)
        while True:
            message = self._come.get(timeout=WAIT)
            assert message is not None, f"the server has ended: {self.log}"
            if wanted(message):
                return message
            self._kept.append(message)

    def diagnostics(self, uri: str, version: int | None = None) -> list[Message]:
        """Return the diagnostics of a document that are published next, those of some version if one is given."""

        def wanted(message: Message) -> bool:
            if message.get("method") != "textDocument/publishDiagnostics":
                return False
            params = message["params"]
            return params["uri"] == uri and (version is None or params.get("version") == version)

        return list(self.until(wanted)["params"]["diagnostics"])

    def shown(self) -> Message:
        """Return the next message that is for the user's eyes."""
        return dict(self.until(lambda message: message.get("method") == "window/showMessage")["params"])

    def settle(self) -> list[Message]:
        """Wait until the server has answered all that was sent, and return what came besides."""
        self.request(
            "textDocument/hover", {"textDocument": {"uri": "file:///none"}, "position": {"line": 0, "character": 0}}
        )
        kept, self._kept = self._kept, []
        return kept

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _read(self) -> None:
        assert self._process.stdout is not None
        out = self._process.stdout
        while True:
            length = 0
            while line := out.readline().strip():
                name, _, value = line.partition(b":")
                assert name in (b"Content-Length", b"Content-Type"), line
                length = int(value) if name == b"Content-Length" else length
            if not length:
                break
            message = json.loads(out.read(length))
            if "id" in message and "method" in message:
                self.asked.append(message)
                with contextlib.suppress(OSError, ValueError):  # it may be over by now
                    self.send({"id": message["id"], "result": None})
            else:
                self._come.put(message)
        self._come.put(None)

    # What an editor does.

    def open(self, name: str, text: str, language: str = "yaml") -> str:
        uri = name if ":" in name else (self.folder / name).as_uri()
        self._opened.append(uri)
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, version: int, *changes: Message) -> None:
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": list(changes)},
        )

    def actions(self, uri: str, at: Message, **context: Any) -> list[Message]:
        params = {"textDocument": {"uri": uri}, "range": at, "context": {"diagnostics": [], **context}}
        return list(self.request("textDocument/codeAction", params))

    def end(self) -> int:
        """Shut the server down as the protocol has it, and return its status."""
        assert self.request("shutdown") is None
        self.notify("exit")
        return self.wait()

    def wait(self) -> int:
        """Close the server's input, wait for its end, and return its status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if not self._process.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        status = self._process.wait(timeout=WAIT)
        self._reader.join(timeout=WAIT)
        self._process.stdout.close()
        return status

    def signal(self, number: int) -> int:
        self._process.send_signal(number)
        return self._process.wait(timeout=WAIT)


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_UNIT = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


def applied(text: str, edits: list[Message], encoding: str = "utf-32") -> str:
    """Return a text with edits made to it, as an editor that keeps it in some encoding makes them."""
    codec = encoding if encoding == "utf-8" else f"{encoding}-le"
    lines = _LINE.findall(text)

    def place(position: Message) -> int:
        before = "".join(lines[: position["line"]])
        head = lines[position["line"]].encode(codec)[: position["character"] * _UNIT[encoding]]
        return len(before) + len(head.decode(codec))

    spans = [(place(edit["range"]["start"]), place(edit["range"]["end"]), edit["newText"]) for edit in edits]
    for start, end, new in sorted(spans, key=lambda span: span[:2], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def edits_of(action: Message, uri: str, version: int = 1) -> list[Message]:
    """Return the edits of an action, which are all for one version of one document."""
    (change,) = action["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": version}
    return list(change["edits"])


def span(start: tuple[int, int], end: tuple[int, int]) -> Message:
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }


EVERYTHING = span((0, 0), (100_000, 0))
