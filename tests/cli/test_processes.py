"""A large file, read by one process or by several: what is printed is the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_tools import ALIAS, HEAD, LINK, USE, environment, run

DOCUMENTS = USE.format(host=ALIAS) + USE.format(host="quay.io") + "---\n# kind: replicatd\nname: {}\n"
NUMBER = 500_000 // len(DOCUMENTS) + 4
"""How often they make a file that is worth several processes."""
TEXT = HEAD + DOCUMENTS * NUMBER

FEW = 60
SHARED = (
    "from replreg.linter import processes, read_in_parallel\n"
    "processes.WORTH_PROCESSES = read_in_parallel.WORTH_PROCESSES = 1\n"
)
"""Lets several processes work on so few of them, as on large files."""


def run_after(setup: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run ``replreg`` in a process in which some lines of Python have been run before, and small inputs are shared."""
    program = f"{SHARED}{setup}import sys\nsys.argv[0] = 'replreg'\nfrom replreg.__main__ import main\nmain()\n"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=cwd, env=environment(), capture_output=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["lint"],
        pytest.param(["fix"], marks=pytest.mark.slow),
        pytest.param(["lint", "--format", "json"], marks=pytest.mark.slow),
        pytest.param(["images"], marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_the_same_is_printed_with_any_number_of_processes(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "large.yaml").write_text(TEXT)
    one, three = (run(*arguments, *LINK, "--jobs", jobs, "large.yaml", cwd=tmp_path) for jobs in ("1", "3"))
    assert len(TEXT) > 500_000, "it is too short to be shared"
    assert len(one.out) > 200
    assert (three.status, three.bytes, three.err) == (one.status, one.bytes, one.err)


@pytest.mark.parametrize("started", [0, 1])
@pytest.mark.parametrize("files", [1, 4])
def test_where_no_more_processes_can_be_started_one_does_the_work(tmp_path: Path, started: int, files: int) -> None:
    """As where a container limits them."""
    for number in range(files):
        (tmp_path / f"{number}.yaml").write_text(HEAD + DOCUMENTS * (FEW // files))
    limit = (
        "import errno, os\n"
        f"left = [None] * {started}\n"
        "fork = os.fork\n"
        "def limited():\n"
        "    if not left: raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))\n"
        "    left.pop()\n"
        "    return fork()\n"
        "os.fork = limited\n"
    )
    done = run_after(limit, "lint", "--jobs", "4", "--no-config", "--statistics", "-q", ".", cwd=tmp_path)
    assert done.returncode == 1
    assert f"{FEW} document-kind\n" in done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit there")
@pytest.mark.parametrize("files", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_the_same_is_printed_where_no_more_processes_can_be_started(tmp_path: Path, files: int) -> None:
    (tmp_path / "large.yaml").write_text(HEAD + DOCUMENTS * FEW)
    for number in range(1, files):
        (tmp_path / f"{number}.yaml").write_text(HEAD + DOCUMENTS * 3)
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))\n"
    few, many = (
        run_after(limit, "lint", "--no-config", "--quiet", *LINK, "--jobs", jobs, ".", cwd=tmp_path)
        for jobs in ("1", "50")
    )
    assert many.stderr == b""
    assert (many.returncode, many.stdout) == (few.returncode, few.stdout)
    assert few.returncode == 1


def test_a_process_that_is_gone_is_reported_for_a_single_file_too(tmp_path: Path) -> None:
    """As when the system ends a process that takes too much memory."""
    (tmp_path / "large.yaml").write_text(HEAD + DOCUMENTS * FEW)
    death = (
        "import os, signal\n"
        "from replreg.release import readers\n"
        "here = os.getpid()\n"
        "read = readers.read\n"
        "readers.read = lambda *a: read(*a) if os.getpid() == here else os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = run_after(death, "lint", "--jobs", "2", "--no-config", "large.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: a worker process ended unexpectedly, perhaps for lack of memory; ")
    assert b"Traceback" not in done.stderr
