"""Prepares a chart for Helm: refuses links that lead out of it, and puts empty charts in the place of absent ones."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from replreg.charts.helm_program import HelmError
from replreg.named_tuple import NamedTuple

__all__ = ["PreparedChart", "prepare_chart"]

_MOST_ENTRIES = 50_000
_LARGEST_COPY = 100 * 1024 * 1024


class PreparedChart(NamedTuple):
    """A chart that Helm may read, at the absolute ``path`` of a folder or an archive: see `prepare_chart`."""

    path: str


@contextmanager
def prepare_chart(chart: str, missing: Sequence[str] = ()) -> Iterator[PreparedChart | HelmError]:
    """Give a chart, a folder or an archive, in a form that Helm may read until the ``with`` statement ends.

    A folder with a link that leads out of it is refused, as Helm would follow it. ``missing`` are charts that a folder
    depends on and that are not in it: then it is a copy, made once, in which these are there and empty.
    """
    path = os.path.abspath(chart)
    outward = _leads_out(path)
    if outward:
        yield HelmError(outward)
    elif missing and os.path.isdir(path):
        try:
            work = tempfile.TemporaryDirectory(prefix="replreg-helm-", ignore_cleanup_errors=True)
        except OSError as error:
            yield HelmError(f"the chart cannot be copied for Helm: {error}")
            return
        with work as folder:
            yield _with_empty_charts(path, folder, missing)
    else:
        yield PreparedChart(path)


def _with_empty_charts(chart: str, work: str, missing: Sequence[str]) -> PreparedChart | HelmError:
    """Copy a chart's folder, and put an empty chart in it for each that is missing. Return the copy."""
    copied = os.path.join(work, "chart")
    try:
        _Copy().of(chart, copied)
        for number, name in enumerate(missing):
            folder = os.path.join(copied, "charts", f"empty-{number}")
            os.makedirs(folder)
            with open(os.path.join(folder, "Chart.yaml"), "w", encoding="utf-8") as stream:
                stream.write(f"apiVersion: v2\nname: {json.dumps(name)}\nversion: 0.0.0\n")
    except _TooLarge as error:
        return HelmError(f"the chart is not rendered: {error}")
    except (OSError, shutil.Error) as error:
        return HelmError(f"the chart cannot be copied for Helm: {error}")
    return PreparedChart(copied)


class _TooLarge(Exception):
    """A copy has more files or bytes than it may have."""


class _Copy:
    """Copies a folder up to a number of entries and bytes: what links inside of it lead to counts each time."""

    def __init__(self) -> None:
        self._entries = 0
        self._bytes = 0

    def of(self, folder: str, copied: str) -> None:
        """Copy a folder. Raises `_TooLarge`, and what `shutil.copytree` raises."""
        shutil.copytree(folder, copied, ignore=self._count, copy_function=self._copy)

    def _count(self, folder: str, names: list[str]) -> set[str]:
        self._entries += len(names)
        if self._entries > _MOST_ENTRIES:
            raise _TooLarge(f"it has more than {_MOST_ENTRIES:,} files")
        return set()

    def _copy(self, source: str, target: str) -> str:
        self._bytes += os.path.getsize(source)
        if self._bytes > _LARGEST_COPY:
            raise _TooLarge(f"it has more than {_LARGEST_COPY:,} bytes")
        return shutil.copyfile(source, target)


def _leads_out(chart: str) -> str:
    """Return why a chart's folder is not rendered, or ``""``."""
    if not os.path.isdir(chart):
        return "" if os.path.isfile(chart) else f"'{chart}' is neither a folder nor a file"
    root = os.path.realpath(chart)
    entries = 0
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            entries += 1
            path = os.path.join(folder, name)
            if os.path.islink(path):
                target = os.path.realpath(path)
                if target == root or not target.startswith(root + os.sep):
                    shown = os.path.relpath(path, root)
                    return f"the chart is not rendered: '{shown}' is a link that leads out of it, or to all of it"
        if entries > _MOST_ENTRIES:
            return f"the chart is not rendered: it has more than {_MOST_ENTRIES:,} files"
    return ""
