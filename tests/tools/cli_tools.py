"""What the tests of the command line need: real processes, their streams as bytes, and releases to work on."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

ALIAS = "mythirdpartyprivateregistry"
LINK = ("--registry", f"{ALIAS}=quay.io")
CONFIG = f"app: my-app\nregistries:\n  {ALIAS}: quay.io\n"

HEAD = f"""\
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: {ALIAS}
  name: ns/img
  tag: 2.0.0
"""
USE = """\
---
# kind: scheduler-swarm
version: "3.3"
services:
  app:
    image: {host}/ns/img:2.0.0
"""
RIGHT = HEAD + USE.format(host="quay.io")
WRONG = HEAD + USE.format(host=ALIAS)
"""One error, `alias-as-host` on line 12, with a safe fix that makes it `RIGHT`."""

WARNED = HEAD + "- source: public\n  name: redis\n  tag: 3.2-alpine\n" + USE.format(host="quay.io")
"""One warning, `unused-image` on line 8."""


def many(uses: int) -> str:
    """Return a release with one mistake in each of so many documents, about 130 bytes each."""
    return HEAD + USE.format(host=ALIAS) * uses


def environment(**more: str | None) -> dict[str, str]:
    """Return this process's environment without what would colour or unbuffer, or point at another repository."""
    dropped = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONUNBUFFERED", "PYTHONIOENCODING", "GIT_DIR", "GIT_WORK_TREE")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    kept.update(PYTHONPATH=str(ROOT), TERM="xterm-256color")
    for name, value in more.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = value
    return kept


class Done:
    """A process that has ended: its status, and what it wrote."""

    def __init__(self, status: int, out: bytes, err: bytes) -> None:
        self.status = status
        self.bytes = out
        self.out = out.decode("utf-8", "replace")
        self.err = err.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        return json.loads(self.bytes)

    @property
    def rules(self) -> list[str]:
        """The rules of the findings, of ``--format json``."""
        return [finding["rule"] for finding in self.json["findings"]]

    def __repr__(self) -> str:
        return f"Done({self.status}, out={self.out[:2000]!r}, err={self.err[:2000]!r})"


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "replreg", *map(str, arguments)]


def run(
    *arguments: str | Path,
    cwd: Path,
    stdin: bytes | str = b"",
    env: dict[str, str | None] | None = None,
    timeout: float = 120,
) -> Done:
    """Run ``replreg`` in a process of its own and see that it ends as every run must, whatever it was given."""
    if isinstance(stdin, str):
        stdin = stdin.encode()
    done = subprocess.run(
        command(*arguments), cwd=cwd, input=stdin, capture_output=True, env=environment(**env or {}), timeout=timeout,
        check=False,
    )  # fmt: skip
    result = Done(done.returncode, done.stdout, done.stderr)
    check_end(result)
    return result


def call(
    *arguments: str | Path,
    cwd: Path,
    stdin: bytes | str = b"",
    env: dict[str, str | None] | None = None,
    with_bug: bool = False,
) -> Done:
    """Do what `run` does without a new process, which is some ten times quicker. A test may have put in a bug."""
    from replreg.cli import cli
    from replreg.cli.entry import guarded

    given = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin), "utf-8")
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    variables = environment(**env or {})
    before = Path.cwd(), dict(os.environ), (sys.stdin, sys.stdout, sys.stderr)
    hook = sys.unraisablehook
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(variables)
        sys.stdin, sys.stdout, sys.stderr = given, out, err
        status = guarded(
            lambda: cli.main([str(argument) for argument in arguments], prog_name="replreg", standalone_mode=False)
        )
    finally:
        os.chdir(before[0])
        os.environ.clear()
        os.environ.update(before[1])
        sys.stdin, sys.stdout, sys.stderr = before[2]
        sys.unraisablehook = hook
        for number, handler in handlers.items():
            signal.signal(number, handler)
    done = Done(status, out.detach().getvalue(), err.detach().getvalue())
    if not with_bug:
        check_end(done)
    return done


def check_end(done: Done) -> None:
    """Assert what holds at the end of every run: no traceback, no complaint of the interpreter, a known status."""
    for sign in ("Traceback", "Exception ignored", "bug in replreg", "Warning:"):
        assert sign not in done.err, done
        assert sign not in done.out, done
    assert done.status in (0, 1, 2, 128 + signal.SIGHUP, 128 + signal.SIGINT, 128 + signal.SIGTERM), done


def write(folder: Path, **files: str | bytes) -> None:
    """Write files; in the names ``__`` is written for a slash and ``_`` for the dot of ``.yaml``."""
    for name, content in files.items():
        path = folder / (name.replace("__", "/").replace("_yaml", ".yaml"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def leftovers(folder: Path) -> list[str]:
    """Return the temporary files below a folder."""
    return [str(path) for path in folder.rglob("*") if path.name.endswith(".tmp")]
