"""Links to the pages of rules on terminals that show them."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from command_tools import CONFIG, WRONG, plain_environment

from replreg.output.terminal import shows_links

LINK = b"\x1b]8;;https://replreg.dev/rules/alias-as-host/\x1b\\"
END = b"\x1b]8;;\x1b\\"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"WT_SESSION": "1"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"VTE_VERSION": "6800"}, True),
        ({"VTE_VERSION": "4205"}, False),
        ({"VTE_VERSION": "new"}, False),
        ({"TERM": "tmux-256color", "VTE_VERSION": "6800"}, False),
        ({"TERM_PROGRAM": "vscode", "CI": "true"}, False),
        ({"FORCE_HYPERLINK": "1", "CI": "true"}, True),
        ({"FORCE_HYPERLINK": "0", "WT_SESSION": "1"}, False),
    ],
)
def test_which_terminals_show_links(environ: dict[str, str], expected: bool) -> None:
    assert shows_links(environ) is expected


@pytest.mark.skipif(sys.platform == "win32", reason="it needs a pseudo-terminal of POSIX")
@pytest.mark.parametrize("output_format", ["text", "concise"])
@pytest.mark.parametrize(
    ("force", "color", "linked"), [("1", "auto", True), ("0", "auto", False), ("1", "never", False)]
)
def test_the_rule_of_a_finding_links_to_its_page(
    tmp_path: Path, output_format: str, force: str, color: str, linked: bool
) -> None:
    (tmp_path / "release.yaml").write_text(WRONG)
    (tmp_path / "replreg.yaml").write_text(CONFIG)
    ours, theirs = pty.openpty()
    environment = plain_environment(FORCE_HYPERLINK=force) | {"TERM": "xterm-256color"}
    command = [sys.executable, "-m", "replreg", "lint", "--format", output_format, "--color", color, "release.yaml"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=theirs, stderr=subprocess.DEVNULL) as process:
        os.close(theirs)
        printed = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    assert process.returncode == 1
    assert (LINK in printed and END in printed) is linked
    assert b"alias-as-host" in printed


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux reports the end of a pseudo-terminal as an error
        return b""
