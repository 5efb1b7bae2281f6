"""Measures the language server: how long it takes to start, and to answer after an edit."""

from __future__ import annotations

import gc
import json
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from replreg.config.discovery import Configurations
from replreg.lsp.json_rpc import Connection
from replreg.lsp.server import Server
from replreg.lsp.worker import Worker

__all__ = ["after_edits", "start_ratio"]

_CAPABILITIES = {
    "textDocument": {
        "codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}},
        "diagnostic": {},
    },
    "workspace": {"diagnostics": {"refreshSupport": True}},
}
"""The client is one that asks for diagnostics, and for the edit of an action once it is chosen, as most editors do."""

_INITIALIZE = {
    "id": 1,
    "method": "initialize",
    "params": {"processId": None, "rootUri": None, "capabilities": _CAPABILITIES},
}


_REQUESTS = tuple(f"textDocument/{name}" for name in ("hover", "completion", "definition", "codeAction", "diagnostic"))


def start_ratio(server: Sequence[str], lint: Sequence[str], folder: Path, rounds: int) -> float:
    """Return the wall time until the server answers ``initialize``, divided by that of a lint; both take turns."""
    ratios = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        with subprocess.Popen(server, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None and process.stdout is not None
            body = json.dumps({"jsonrpc": "2.0", **_INITIALIZE}).encode()
            process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            process.stdin.flush()
            if not process.stdout.readline().startswith(b"Content-Length"):
                raise RuntimeError(f"{server[0]} did not answer")
            answered = time.perf_counter()
            process.kill()
        between = time.perf_counter()
        subprocess.run(lint, cwd=folder, stdout=subprocess.DEVNULL, check=False)
        ratios.append((answered - start) / (time.perf_counter() - between))
    return median(ratios[1:])


def after_edits(text: str, folder: Path, rounds: int = 5) -> tuple[float, float, float]:
    """Return the processor seconds of an edit with an answer, of linting after it, and of linting at the opening.

    The edits are in the middle of the document. The first is the slowest of several requests, each asked after an edit
    of its own; for each of them, and for linting, the median over some rounds counts.
    """
    steps = _Steps()
    server = Server(Configurations(), Connection(BytesIO()), worker=steps)
    uri = (folder / "release.yaml").as_uri()
    gc.disable()  # as in the real server
    try:
        server.receive(_INITIALIZE)
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        server.receive({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        opened = _seconds(steps.work)
        line = text.count("\n") // 2
        answers: dict[str, list[float]] = {}
        lints = []
        end, here = {"line": line, "character": 10_000}, {"line": line, "character": 10}
        at = {"textDocument": {"uri": uri}, "position": here, "range": {"start": here, "end": here}}
        for number in range(rounds * len(_REQUESTS)):
            change = {"range": {"start": end, "end": end}, "text": " # x" if not number else "x"}
            changed = {"textDocument": {"uri": uri, "version": number + 2}, "contentChanges": [change]}
            method = _REQUESTS[number % len(_REQUESTS)]
            messages: list[dict[str, Any]] = [
                {"method": "textDocument/didChange", "params": changed},
                {"id": number + 2, "method": method, "params": {**at, "context": {"diagnostics": []}}},
            ]
            answers.setdefault(method, []).append(_seconds(partial(_receive, server, messages)))
            if steps.has_requests:
                raise RuntimeError(f"{method} was not answered at once")
            lints.append(_seconds(steps.work))
    finally:
        gc.enable()
    return max(map(median, answers.values())), median(lints), opened


def _receive(server: Server, messages: Iterable[dict[str, Any]]) -> None:
    for message in messages:
        server.receive(message)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


class _Steps(Worker):
    """A worker that works when it is called, without waiting."""

    def __init__(self) -> None:
        super().__init__()
        self._todo: list[Callable[[], None]] = []
        self.has_requests: bool = False
        """Whether a request waits for the worker."""

    def submit(self, job: Callable[[], None]) -> None:
        self._todo.append(job)
        self.has_requests = True

    def later(self, key: str, seconds: float, job: Callable[[], None]) -> None:
        self._todo.append(job)

    def work(self) -> None:
        """Do all jobs."""
        self.has_requests = False
        while self._todo:
            self._todo.pop(0)()
