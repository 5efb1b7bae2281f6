"""Measures whole processes in turn: each round runs every command once, so that other load affects all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

__all__ = ["Figures", "measure", "ratio"]


class Figures(NamedTuple):
    """The figures of one command: wall and processor seconds of each round, and the largest peak in kilobytes."""

    wall: list[float]
    cpu: list[float]
    peak: int

    @property
    def wall_median(self) -> float:
        """The median of the wall time, in seconds."""
        return median(self.wall)


def measure(commands: Sequence[Sequence[str]], folder: Path, rounds: int) -> list[Figures]:
    """Run the commands in turn, ``rounds`` times after one that does not count, and return the figures of each.

    The output is thrown away. Raises RuntimeError where a command cannot be started or ends as no linter does.
    """
    figures = [Figures([], [], 0) for _ in commands]
    for number in range(rounds + 1):
        for place, command in enumerate(commands):
            wall, cpu, peak = _once(command, folder)
            if number:
                figures[place].wall.append(wall)
                figures[place].cpu.append(cpu)
            figures[place] = figures[place]._replace(peak=max(peak, figures[place].peak))
    return figures


def ratio(one: Figures, other: Figures) -> float:
    """Return the wall time of ``one`` divided by that of ``other``: the median of the ratios of each round."""
    return median(mine / theirs for mine, theirs in zip(one.wall, other.wall, strict=True))


def _once(command: Sequence[str], folder: Path) -> tuple[float, float, int]:
    """Run a command in a process that does nothing else, which reports the resources of this one child."""
    program = (
        "import resource, subprocess, sys, time\n"
        "start = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,"
        " stderr=subprocess.DEVNULL)\n"
        "wall = time.perf_counter() - start\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(done.returncode, wall, used.ru_utime + used.ru_stime, used.ru_maxrss)\n"
    )
    # Otherwise Python would compile the code in each round; that of an installed program is compiled once.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", program, *command], cwd=folder, capture_output=True, text=True, env=environ, check=False
    )
    fields = done.stdout.split()
    if len(fields) != 4 or int(fields[0]) not in (0, 1):
        raise RuntimeError(f"{command[0]} could not be run: {done.stderr.strip()[-300:] or fields}")
    scale = 1 if sys.platform != "darwin" else 1024  # there the peak is in bytes
    return float(fields[1]), float(fields[2]), int(fields[3]) // scale
