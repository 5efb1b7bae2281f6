"""The command around the server: what it needs, what it says without it, and what it costs the other commands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lsp_client import WRONG, environment

IMPORTED = (
    "import sys; from replreg.cli import cli; "
    "cli.main({arguments!r}, prog_name='replreg', standalone_mode=False); "
    "print([name for name in ('asyncio', 'replreg.lsp.server', 'replreg.lsp.json_rpc') if name in sys.modules])"
)


def python(code: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [["lint", "--quiet", "--fail-on", "never", "release.yaml"], ["rules"]])
def test_no_other_command_imports_any_of_it(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(WRONG, encoding="utf-8")
    done = python(IMPORTED.format(arguments=arguments), tmp_path)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_wrong_options_end_the_server_before_it_starts(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "replreg", "lsp", "--select", "no-such-rule"],
        cwd=tmp_path, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "'no-such-rule' is not a rule" in done.stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals here")
def test_at_a_terminal_it_says_what_it_waits_for(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "replreg", "lsp"], cwd=tmp_path, env=environment(), stdin=theirs,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        with process:
            assert process.stderr is not None
            said = process.stderr.readline()
            process.kill()
            assert b"waits for an editor" in said
    finally:
        os.close(theirs)
        os.close(ours)
