"""Runs that end early: a reader that has seen enough, Ctrl-C, a request to end, a process that is gone."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_tools import ALIAS, HEAD, LINK, ROOT, USE, Done, check_end, command, environment, leftovers, many

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes are of another kind there")

USES = 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some sixty releases, more than a pipe holds and enough for several processes."""
    for number in range(60):
        (tmp_path / f"{number:02}.yaml").write_text(many(USES))
    return tmp_path


class Running:
    """A process at work. It is in a group of its own, as one is that a terminal started."""

    def __init__(self, folder: Path, *arguments: str, unbuffered: bool = False) -> None:
        self.process = subprocess.Popen(
            command(*arguments), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            env=environment(PYTHONUNBUFFERED="1" if unbuffered else None), start_new_session=True,
        )  # fmt: skip

    def end(self) -> Done:
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        out = b"" if self.process.stdout.closed else self.process.stdout.read()
        err = self.process.stderr.read()
        done = Done(self.process.wait(timeout=60), out, err)
        check_end(done)
        with pytest.raises(ProcessLookupError):
            os.killpg(self.process.pid, 0)  # nobody of the group is left
        return done

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@pytest.mark.slow
@pytest.mark.parametrize("unbuffered", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("lint", "--jobs", "1"), marks=pytest.mark.slow),
        ("lint", "--jobs", "2"),
        ("lint", "--format", "json"),
        pytest.param(("lint", "--format", "jsonl", "--jobs", "2"), marks=pytest.mark.slow),
        pytest.param(("fix", "--diff", "--jobs", "1"), marks=pytest.mark.slow),
        ("fix", "--diff", "--jobs", "2"),
        ("images", "--format", "csv"),
    ],
    ids=" ".join,
)
def test_a_reader_that_has_seen_enough_ends_the_run_quietly(
    folder: Path, arguments: tuple[str, ...], unbuffered: bool
) -> None:
    with Running(folder, *arguments, *LINK, unbuffered=unbuffered) as run:
        assert run.process.stdout is not None
        assert run.process.stdout.readline()
        run.process.stdout.close()
        done = run.end()
    assert (done.status, done.err) == (0, "")


def test_a_reader_of_both_streams_that_has_seen_enough(folder: Path) -> None:
    line = " ".join(command("lint", *LINK, "--verbose"))
    done = subprocess.run(
        ["sh", "-c", f"({line}; echo $? >status) 2>&1 | head -n 1"], cwd=folder, env=environment(), capture_output=True,
        check=True,
    )  # fmt: skip
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 1
    assert (folder / "status").read_text() == "0\n"


def test_nobody_to_hear_what_is_said_does_not_stop_the_work(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.yaml").write_text(many(3))
    line = " ".join(command("fix", "--in-place", *LINK))
    subprocess.run(["sh", "-c", f"{line} 2>&1 >/dev/null | head -n 1"], cwd=tmp_path, env=environment(), check=True)
    assert {path.read_text() for path in tmp_path.glob("*.yaml")} == {HEAD + USE.format(host="quay.io") * 3}


@pytest.fixture(params=["1", "2"], ids=["one process", "two processes"])
def linting(folder: Path, request: pytest.FixtureRequest) -> Iterator[Running]:
    """A run in the middle of its work: it has printed something, and waits for somebody to read on."""
    with Running(folder, "lint", *LINK, "--jobs", request.param) as run:
        assert run.process.stdout is not None
        assert run.process.stdout.readline()
        yield run


def test_an_interruption_is_one_line_and_130(linting: Running) -> None:
    os.killpg(linting.process.pid, signal.SIGINT)  # a terminal tells every process of the group
    done = linting.end()
    assert (done.status, done.err) == (130, "replreg: interrupted\n")


def test_little_is_imported_before_an_interruption_is_one_line() -> None:
    code = "import sys; before = {*sys.modules}; import replreg.__main__; print(*{*sys.modules} - before)"
    options = [sys.executable, "-S", "-c", code]
    done = subprocess.run(options, cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"typing", "re", "enum", "collections"}.intersection(done.stdout.split())


def test_an_interruption_in_a_finalizer_ends_the_run_too() -> None:
    """Python prints what a finalizer raises, and goes on."""
    code = (
        "import os, signal, sys, time\n"
        "from replreg.cli.entry import guarded\n"
        "class Late:\n"
        "    def __del__(self):\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        time.sleep(0)\n"
        "def run():\n"
        "    Late()\n"
        "    time.sleep(50)\n"
        "os._exit(guarded(run))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=40)
    assert (done.returncode, done.stderr) == (130, "replreg: interrupted\n")


def test_an_interruption_of_the_parent_alone(linting: Running) -> None:
    linting.process.send_signal(signal.SIGINT)
    done = linting.end()
    assert (done.status, done.err) == (130, "replreg: interrupted\n")


def test_an_impatient_user(linting: Running) -> None:
    for _ in range(20):
        os.killpg(linting.process.pid, signal.SIGINT)
    done = linting.end()
    assert (done.status, done.err) == (130, "replreg: interrupted\n")


def test_a_request_to_end_is_143(linting: Running) -> None:
    linting.process.send_signal(signal.SIGTERM)
    done = linting.end()
    assert (done.status, done.err) == (143, "replreg: ended by a signal\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "jobs"),
    [
        (signal.SIGINT, "1"),
        (signal.SIGTERM, "2"),
        pytest.param(signal.SIGHUP, "1", marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, "2", marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, "1", marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, "2", marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_every_file_is_whole_after_an_interruption_of_fix(tmp_path: Path, number: signal.Signals, jobs: str) -> None:
    wrong, right = many(12), many(12).replace(f"{ALIAS}/", "quay.io/")
    names = [f"{index:03}{'x' * 230}.yaml" for index in range(200)]
    for name in names:
        (tmp_path / name).write_text(wrong)
    with Running(tmp_path, "fix", "--in-place", "--verbose", "--backup", "~", *LINK, "--jobs", jobs) as run:
        # It says more than a pipe holds, so that it waits for a reader long before it is done.
        assert run.process.stderr is not None
        while run.process.stderr.readline() != f"{names[0]}: fixed\n".encode():
            assert run.process.poll() is None
        os.killpg(run.process.pid, number)
        done = run.end()
    assert done.status == 128 + number
    assert {path.read_text() for path in tmp_path.glob("*.yaml")} == {wrong, right}
    assert {path.read_text() for path in tmp_path.glob("*.yaml~")} == {wrong}
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 24))])
def test_a_signal_at_any_moment_leaves_no_temporary_file_and_no_traceback(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    for index in range(30):
        (tmp_path / f"{index:02}.yaml").write_text(many(3))
    with Running(tmp_path, "fix", "--in-place", "--verbose", *LINK, "--jobs", dice.choice(["1", "2"])) as run:
        assert run.process.stderr is not None
        for _ in range(dice.randint(1, 60)):
            run.process.stderr.readline()
        time.sleep(dice.uniform(0, 0.01))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.process.pid, dice.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP]))
        run.end()
    assert leftovers(tmp_path) == []


def test_a_process_that_is_gone_is_an_error_and_no_endless_wait(folder: Path, tmp_path: Path) -> None:
    """As when the system ends a process that takes too much memory."""
    script = tmp_path / "script.py"
    script.write_text(
        "import os, signal, sys\n"
        "from replreg.linter import lint_file\n"
        "def die(job):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "lint_file.lint_release = lambda *a, **k: die(None)\n"
        "sys.argv = ['replreg', 'lint', '--jobs', '2', '--no-config', '.']\n"
        "from replreg.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], cwd=folder, env=environment(), capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("error: a worker process ended unexpectedly, perhaps for lack of memory; ")
    assert b"Traceback" not in done.stderr


def test_processes_do_not_outlive_a_parent_that_was_killed(folder: Path) -> None:
    with Running(folder, "lint", *LINK, "--jobs", "2") as run:
        assert run.process.stdout is not None
        assert run.process.stdout.readline()
        run.process.kill()
        run.process.wait()
        # They hold the other end of these pipes, which ends when the last of them does.
        run.process.stdout.read()
        assert run.process.stderr is not None
        assert run.process.stderr.read() == b""


def test_an_interruption_while_standard_input_is_awaited(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("lint", "--verbose", "release.yaml", "-"), cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert process.stderr is not None
    (tmp_path / "release.yaml").write_text("")
    process.stderr.readline()  # it says something of the first file before it waits for the second
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"replreg: interrupted\n"
