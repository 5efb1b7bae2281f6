"""Lints every release below a folder, FOLDER/VENDOR/RELEASE/, on the workers of a Dask cluster."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from replreg import UnreadFiles, lint_paths


class Result(NamedTuple):
    """One release: how many findings each rule has, why files were not read, and the seconds that it took."""

    vendor: str
    release: str
    findings: dict[str, int]
    unread: tuple[str, ...]
    seconds: float


def lint_release(folder: str) -> Result:
    """Lint one release. It reads files and returns plain values, so any scheduler can run it anywhere."""
    start = time.perf_counter()
    rules: Counter[str] = Counter()
    unread: tuple[str, ...] = ()
    try:
        for finding in lint_paths([folder]):
            rules[finding.rule] += 1
    except UnreadFiles as error:
        unread = error.reasons
    path = Path(folder)
    return Result(path.parent.name, path.name, dict(rules), unread, time.perf_counter() - start)


def lint_fleet(folders: list[str], workers: int, address: str | None = None) -> tuple[list[Result], float]:
    """Lint releases on the cluster at ``address``, or on one of so many processes of this machine.

    Return the results, and the seconds from the first release to the last, without the start of the cluster.
    """
    import dask.bag
    from dask.distributed import Client, LocalCluster

    def compute(client: Client) -> tuple[list[Result], float]:
        parts = 8 * sum(client.nthreads().values())
        client.run(lint_release, folders[0])  # imports replreg in every worker
        start = time.perf_counter()
        bag = dask.bag.from_sequence(folders, npartitions=min(len(folders), parts)).map(lint_release)
        return list(client.compute(bag, sync=True)), time.perf_counter() - start

    if address is not None:
        with Client(address) as client:
            return compute(client)
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        client.wait_for_workers(workers)
        return compute(client)


def draw(results: Iterable[Result], path: Path) -> None:
    """Draw the findings by rule and vendor as a picture."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    counts: Counter[tuple[str, str]] = Counter()
    for result in results:
        for rule, number in result.findings.items():
            counts[rule, result.vendor] += number
    rules = sorted({rule for rule, _ in counts}, key=lambda rule: -sum(n for (r, _), n in counts.items() if r == rule))
    vendors = sorted({vendor for _, vendor in counts})
    figure, axes = pyplot.subplots(figsize=(2.5 + 1.1 * len(vendors), 1.5 + 0.5 * len(rules)), layout="constrained")
    axes.imshow([[counts[rule, vendor] for vendor in vendors] for rule in rules], cmap="Oranges", aspect="auto")
    axes.set_xticks(range(len(vendors)), vendors)
    axes.set_yticks(range(len(rules)), rules)
    most = max(counts.values(), default=0)
    for row, rule in enumerate(rules):
        for column, vendor in enumerate(vendors):
            number = counts[rule, vendor]
            color = "white" if number > 0.6 * most else "black"
            axes.text(column, row, str(number), ha="center", va="center", color=color)
    axes.set_title("Findings by rule and vendor")
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


def main() -> None:
    """Read the command line, lint, and print the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=2, help="processes of a local cluster (default: 2)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a running Dask cluster to use instead")
    parser.add_argument("--picture", type=Path, help="draw the findings by rule and vendor to this file")
    arguments = parser.parse_args()
    folders = sorted(str(path) for path in arguments.folder.glob("*/*") if path.is_dir())
    if not folders:
        parser.error(f"there are no folders VENDOR/RELEASE below {arguments.folder}")
    results, elapsed = lint_fleet(folders, arguments.workers, arguments.scheduler)
    totals: Counter[str] = Counter()
    for result in results:
        totals.update(result.findings)
        for reason in result.unread:
            print(f"not read: {reason}")
    for rule, number in totals.most_common():
        print(f"{number:6} {rule}")
    print(f"{len(results)} releases in {elapsed:.2f} s, one each {1000 * elapsed / len(results):.2f} ms")
    if arguments.picture is not None:
        draw(results, arguments.picture)


if __name__ == "__main__":
    main()
