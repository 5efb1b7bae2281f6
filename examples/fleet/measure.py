"""Measures what a release costs on one worker and on two, and prints a table in Markdown.

The numbers of workers take turns in each round, so that other load on the machine affects all of them. Each figure is
the median of the rounds. The start of the cluster and of Python in the workers is not counted.
"""

from __future__ import annotations

import argparse
import platform
from pathlib import Path
from statistics import median

from fleet import lint_fleet

BEGIN, END = "<!-- cost: written by measure.py -->", "<!-- end of cost -->"


def table(folders: list[str], workers: list[int], rounds: int) -> str:
    """Lint the releases several times, and return the table of costs."""
    elapsed: dict[int, list[float]] = {number: [] for number in workers}
    inside: dict[int, list[float]] = {number: [] for number in workers}
    for _ in range(rounds):
        for number in workers:
            results, seconds = lint_fleet(folders, number)
            elapsed[number].append(seconds)
            inside[number].append(sum(result.seconds for result in results))
    count = len(folders)
    first = median(elapsed[workers[0]])
    lines = [
        f"{count:,} releases, the median of {rounds} rounds, Python {platform.python_version()}:",
        "",
        "| workers | time for all | releases a second | speed | cost of a release | of that, `lint_paths` |",
        "|---|---|---|---|---|---|",
    ]
    for number in workers:
        seconds, lint = median(elapsed[number]), median(inside[number])
        lines.append(
            f"| {number} | {seconds:.2f} s | {count / seconds:.0f} | {first / seconds:.2f} times "
            f"| {1000 * number * seconds / count:.2f} ms | {1000 * lint / count:.2f} ms |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the command line, measure, and print the table or write it into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="numbers of workers (default: 1 2)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (default: 5)")
    parser.add_argument("--write", type=Path, help="a page with two comments between which the table is written")
    arguments = parser.parse_args()
    folders = sorted(str(path) for path in arguments.folder.glob("*/*") if path.is_dir())
    if not folders:
        parser.error(f"there are no folders VENDOR/RELEASE below {arguments.folder}")
    made = table(folders, arguments.workers, arguments.rounds)
    if arguments.write is None:
        print(made, end="")
        return
    page = arguments.write.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        parser.error(f"{arguments.write} lacks the comments '{BEGIN}' and '{END}'")
    arguments.write.write_text(f"{before}{begin}\n\n{made}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
