"""Runs a program that is not trusted to end: with limits on time, output and memory, and without a shell."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

from replreg.named_tuple import NamedTuple

__all__ = ["Finished", "run_limited"]

_STEP = 0.05
_MOST_MEMORY = 4 * 1024**3


class Finished(NamedTuple):
    """How a program ended. ``status`` is its exit status, None where it was stopped; ``reason`` says why then.

    ``output`` and ``errors`` are what it wrote to its two streams, each up to the limit.
    """

    status: int | None
    output: bytes
    errors: bytes
    reason: str


def run_limited(
    arguments: list[str], folder: str, environment: dict[str, str], *, seconds: float, most_output: int
) -> Finished:
    """Run a program in ``folder`` and return how it ended. Raises `OSError` if it cannot be started.

    It gets no input and a process group of its own, which is killed with all that it started, once it has ended,
    takes more than ``seconds`` or writes more than ``most_output`` bytes to a stream. The streams are files in
    ``folder``: a pipe that a child keeps open cannot block anything.
    """
    names = [os.path.join(folder, name) for name in ("stdout", "stderr")]
    reason = ""
    with contextlib.ExitStack() as files:
        streams = [files.enter_context(open(name, "w+b")) for name in names]
        process = subprocess.Popen(  # noqa: S603 - no shell; the caller names the program by its absolute path
            arguments,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=streams[0],
            stderr=streams[1],
            start_new_session=True,
        )
        try:
            _limit_memory(process.pid, most_output)
            deadline = time.monotonic() + seconds
            while not reason:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.0, min(_STEP, deadline - time.monotonic())))
                    break
                if time.monotonic() >= deadline:
                    reason = f"it did not end within {seconds:g} seconds"
                elif any(os.fstat(stream.fileno()).st_size > most_output for stream in streams):
                    reason = f"it wrote more than {most_output:,} bytes"
        finally:
            _kill(process)
        contents: list[bytes] = []
        for stream in streams:
            stream.seek(0)
            contents.append(stream.read(most_output + 1))
    if not reason and any(len(content) > most_output for content in contents):
        reason = f"it wrote more than {most_output:,} bytes"
    status = None if reason else process.returncode
    return Finished(status, contents[0][:most_output], contents[1][:most_output], reason)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and all of its group: the group outlives the process if a child of it does."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _limit_memory(pid: int, most_output: int) -> None:
    """Limit what a process may allocate and write, where the system can do that from outside of it."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (2 * most_output, 2 * most_output))
