"""``python -m benchmarks``: the speed of replreg, of other linters, and of a process that only parses the file.

All programs take turns in one run, each as a whole process. The ratios are medians over the rounds. Quote the ratios:
seconds depend on the machine. Each line ends with whether the figure reaches its target; the exit status is 0 either
way.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import folders, samples
from benchmarks.editor import after_edits, start_ratio
from benchmarks.measure import Figures, measure, ratio
from benchmarks.peers import BARE_PARSE, FLOOR, vendor_linter, yamllint

_INSTALLED = Path(sys.executable).with_name("replreg")
_LINT = ("lint", "--quiet", "--format", "concise")
REPLREG = [
    # As a user starts it: by the script of the installation. The other linters are started in the same way.
    *([str(_INSTALLED)] if _INSTALLED.exists() else [sys.executable, "-m", "replreg"]),
    *_LINT,
]


def main() -> int:
    """Measure and print. Return 0, or 2 if replreg could not be run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11, help="rounds of the small measurements (default: 11)")
    parser.add_argument("--quick", action="store_true", help="leave out what takes more than some seconds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "replreg.yaml").write_text(samples.CONFIG, encoding="utf-8")
        try:
            _small(folder, options.rounds)
            _formats(folder, options.rounds)
            _large(folder, quick=options.quick)
            _growth(folder)
            _jobs(folder)
            _editor(folder, options.rounds)
            _folders(folder)
        except RuntimeError as error:
            sys.stderr.write(f"error: {error}\n")
            return 2
    return 0


def _say(what: str, figure: str, target: str = "", reached: bool | None = None) -> None:
    verdict = "" if reached is None else f"   {'reached' if reached else 'MISSED'}"
    sys.stdout.write(f"  {what:<58} {figure:>14}   {target:<16}{verdict}\n")
    sys.stdout.flush()


def _title(text: str) -> None:
    sys.stdout.write(f"\n{text}\n")


def _write(folder: Path, name: str, text: str) -> int:
    (folder / name).write_text(text, encoding="utf-8")
    return len(text.encode())


def _seconds(figures: Figures) -> str:
    return f"{figures.wall_median * 1000:.0f} ms" if figures.wall_median < 10 else f"{figures.wall_median:.1f} s"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _small(folder: Path, rounds: int) -> None:
    size = _write(folder, "small.yaml", samples.typical())
    _title(f"One release of {size / 1000:.0f} kB, as vendors write them")
    commands = [[*REPLREG, "small.yaml"], [sys.executable, "-c", FLOOR, "small.yaml"]]
    peers = {"the vendor's linter": vendor_linter(), "yamllint": yamllint()}
    there = {name: command for name, command in peers.items() if command is not None}
    ours, floor, *others = measure(
        [*commands, *([*command, "small.yaml"] for command in there.values())], folder, rounds
    )
    _say("replreg lint", _seconds(ours))
    _say(
        "against the floor (two imports, one parse)",
        f"{ratio(ours, floor):.2f} ×",
        "at most 1.5 ×",
        ratio(ours, floor) <= 1.5,
    )
    for name, figures in zip(there, others, strict=True):
        found = ratio(ours, figures)
        target = ("at most 0.4 ×", found <= 0.4) if name != "yamllint" else ("", None)
        _say(f"against {name} ({_seconds(figures)})", f"{found:.2f} ×", *target)
    for name in peers.keys() - there.keys():
        _say(f"against {name}", "skipped", "not installed")


def _formats(folder: Path, rounds: int) -> None:
    text = samples.typical().replace("quay.io/storefront/gateway", "storefront-quay/storefront/gateway")
    _write(folder, "wrong.yaml", text)
    _title("The same release with one mistake")
    commands = [[*REPLREG[:-1], name, "wrong.yaml"] for name in ("json", "concise")]
    json, concise = measure(commands, folder, rounds)
    _say(
        "--format json against --format concise",
        f"{ratio(json, concise):.2f} ×",
        "at most 1.1 ×",
        ratio(json, concise) <= 1.1,
    )


def _large(folder: Path, *, quick: bool) -> None:
    size = _write(folder, "large.yaml", samples.large())
    _title(f"One release of {size / 1e6:.1f} MB in 4,000 documents; {_cores()} cores here")
    one, ours = measure([[*REPLREG, "--jobs", "1", "large.yaml"], [*REPLREG, "large.yaml"]], folder, 5)
    speed = size / 1e6 / one.wall_median
    _say("replreg lint, one process", _seconds(one))
    _say("its speed", f"{speed:.1f} MB/s", "at least 3.7 MB/s", speed >= 3.7)
    memory = max(one.peak, ours.peak) * 1024 / size
    _say("peak memory of a process against the input", f"{memory:.0f} ×", "at most 40 ×", memory <= 40)
    _say("replreg lint, a process for each core", _seconds(ours))
    command = yamllint()
    if command is None or quick:
        _say("against yamllint", "skipped", "--quick" if quick else "not installed")
        return
    commands = [[*command, "large.yaml"], [*REPLREG, "large.yaml"], [*REPLREG, "--jobs", "1", "large.yaml"]]
    theirs, ours, one = measure(commands, folder, 1)
    faster = ratio(theirs, ours)
    _say(f"faster than yamllint ({_seconds(theirs)})", f"{faster:.0f} ×", "at least 25 ×", faster >= 25)
    _say("the same with one process", f"{ratio(theirs, one):.0f} ×")


def _growth(folder: Path) -> None:
    _title("Ten times the input, one process: how many times the time")
    cases = {
        "documents (400, 4,000)": (samples.large(400), samples.large(4_000)),
        "images in one list (10,000, 100,000)": (samples.many_images(10_000), samples.many_images(100_000)),
        "levels of nesting (900, 9,000)": (samples.deep(900), samples.deep(9_000)),
    }
    for name, (short, long) in cases.items():
        _write(folder, "short.yaml", short)
        _write(folder, "long.yaml", long)
        alone = [*REPLREG, "--jobs", "1"]
        one, ten = measure([[*alone, "short.yaml"], [*alone, "long.yaml"]], folder, 3)
        grown = ratio(ten, one)
        _say(name, f"{grown:.1f} ×", "at most 11 ×", grown <= 11)


def _jobs(folder: Path) -> None:
    many = folder / "many"
    many.mkdir()
    text = samples.typical()
    (many / "replreg.yaml").write_text(samples.CONFIG, encoding="utf-8")
    for number in range(400):
        _write(many, f"release-{number}.yaml", text)
    _title(f"400 files of {len(text) / 1000:.0f} kB; {_cores()} cores here")
    one, two = measure([[*REPLREG, "--jobs", jobs, "."] for jobs in ("1", "2")], many, 3)
    _say("one process", _seconds(one))
    _say("two processes, faster", f"{ratio(one, two):.2f} ×", "at least 1.6 ×", ratio(one, two) >= 1.6)


def _editor(folder: Path, rounds: int) -> None:
    _title("The language server: its start, and the processor time after an edit")
    _write(folder, "small.yaml", samples.typical())
    found = start_ratio([*REPLREG[: -len(_LINT)], "lsp"], [*REPLREG, "small.yaml"], folder, rounds)
    _say("up to the answer to 'initialize', against a lint", f"{found:.2f} ×", "at most 1.3 ×", found <= 1.3)
    texts = {
        "1,700 documents": samples.large(1_700),
        "two documents": samples.many_images(7_700),
        "2,400 HelmCharts": samples.helm_charts(2_400),
    }
    for name, text in texts.items():
        answer, lint, opened = after_edits(text, folder)
        _say(
            f"1 MB in {name}: the edit and the slowest answer",
            f"{answer * 1000:.0f} ms",
            "at most 50 ms",
            answer <= 0.05,
        )
        _say("then the diagnostics and all places", f"{lint * 1000:.0f} ms")
        _say("the same when it was opened", f"{opened * 1000:.0f} ms")


def _folders(folder: Path) -> None:
    for name, files in (("charts", folders.charts()), ("repository", folders.repository(1_000))):
        (folder / name / ".git").mkdir(parents=True)
        (folder / name / "replreg.yaml").write_text(samples.CONFIG, encoding="utf-8")
        for path, text in files.items():
            (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            _write(folder / name, path, text)
    alone = [*REPLREG, "--jobs", "1", "."]
    _title("A release of 33 files with three charts, each with 2,000 lines of values; one process")
    ours, bare = measure([alone, [sys.executable, "-c", BARE_PARSE]], folder / "charts", 5)
    _say("replreg lint", _seconds(ours))
    found = ratio(ours, bare)
    _say("against a bare parse of the same text", f"{found:.1f} ×", "at most 4 ×", found <= 4)
    _title("A repository of 1,000 YAML files of which 200 belong to releases; one process")
    (ours,) = measure([alone], folder / "repository", 3)
    _say("replreg lint", _seconds(ours))


if __name__ == "__main__":
    sys.exit(main())
