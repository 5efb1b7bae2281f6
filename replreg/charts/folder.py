"""A chart's folder: the files that Helm would take from it, and nothing from outside of it."""

from __future__ import annotations

import os
import stat

from replreg.charts.files import Budget, ChartFiles, ChartProblem, Exhausted, is_chart_file
from replreg.charts.helmignore import BadPattern, IgnoreRules
from replreg.yaml.text import UndecodableText, decode

__all__ = ["load_folder"]

_DEEPEST = 64
"""How many folders deep a chart's files are looked for."""


def load_folder(folder: str, shown: str, budget: Budget, problems: list[ChartProblem]) -> ChartFiles | None:
    """Return the files that matter of the chart in ``folder``, shown to people as ``shown``. Raises nothing.

    A symbolic link is followed only if it leads to a place in the folder itself, and never in a circle. Devices, pipes
    and sockets are not opened. Files that ``.helmignore`` names are left out. Returns None if the folder is unreadable.
    """
    reader = _Folder(folder, shown, budget, problems)
    try:
        reader.read()
    except Exhausted as error:
        problems.append(ChartProblem(shown, "limit", f"the chart is not read to its end: {error}"))
    except OSError as error:
        problems.append(ChartProblem(shown, "io", f"the folder cannot be read: {error.strerror or error}"))
        return None
    return reader.files


class _Folder:
    def __init__(self, folder: str, shown: str, budget: Budget, problems: list[ChartProblem]) -> None:
        self.files = ChartFiles(shown)
        self._folder = folder
        self._prefix = "" if shown == os.curdir else f"{shown}/"
        self._budget = budget
        self._problems = problems
        self._real = os.path.realpath(folder)
        self._rules = IgnoreRules("")

    def read(self) -> None:
        self._read_rules()
        # Folders to list: path in the chart, real path, and the real paths of the folders that it is in.
        stack: list[tuple[str, str, tuple[str, ...]]] = [("", self._real, ())]
        while stack:
            name, real, above = stack.pop()
            try:
                with os.scandir(real) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name, reverse=True)
            except OSError as error:
                if not name:
                    raise
                self._report(name, "io", f"the folder cannot be read: {error.strerror or error}")
                continue
            for entry in entries:
                inner = f"{name}/{entry.name}" if name else entry.name
                self._budget.take_entry()
                target = self._target(entry, inner)
                if target is None:
                    continue
                mode, path = target
                if stat.S_ISDIR(mode):
                    if not _may_lead_to_chart_files(inner) or self._rules.ignores(inner, True):
                        continue
                    if path == real or path in above:
                        self._report(inner, "refused", "the link leads to a folder that it is in: it is not followed")
                    elif len(above) >= _DEEPEST:
                        self._report(inner, "limit", f"the folder is not read: it is more than {_DEEPEST} folders deep")
                    else:
                        stack.append((inner, path, (*above, real)))
                elif is_chart_file(inner) and not self._rules.ignores(inner, False):
                    if stat.S_ISREG(mode):
                        self._read_file(inner, path)
                    else:
                        self._report(inner, "refused", "it is not a regular file: Helm refuses the chart")

    def _target(self, entry: os.DirEntry[str], name: str) -> tuple[int, str] | None:
        """Return the mode and the path of what is to be read for an entry; None if that is nothing."""
        try:
            if not entry.is_symlink():
                return entry.stat(follow_symlinks=False).st_mode, entry.path
            if not is_chart_file(name) and not _may_lead_to_chart_files(name):
                return None
            path = os.path.realpath(entry.path)
            if path != self._real and not path.startswith(self._real.rstrip(os.sep) + os.sep):
                self._report(name, "refused", "the link leads out of the chart: it is not followed")
                return None
            return os.stat(path).st_mode, path
        except OSError as error:
            if is_chart_file(name):
                self._report(name, "io", f"it cannot be read: {error.strerror or error}")
            return None

    def _read_file(self, name: str, path: str) -> None:
        limit = self._budget.limits.file if not name.endswith(".tgz") else self._budget.limits.packed
        try:
            with open(path, "rb") as stream:
                data = stream.read(min(os.fstat(stream.fileno()).st_size, limit) + 1)
        except OSError as error:
            self._report(name, "io", f"the file cannot be read: {error.strerror or error}")
            return
        if len(data) > limit:
            self._report(name, "limit", f"the file is not read: it has more than {limit:,} bytes")
            return
        self._budget.take_bytes(len(data))
        self.files.contents[name] = (f"{self._prefix}{name}", data)
        self.files.on_disk[name] = path

    def _read_rules(self) -> None:
        path = os.path.join(self._real, ".helmignore")
        try:
            if not os.path.realpath(path).startswith(self._real) or not stat.S_ISREG(os.stat(path).st_mode):
                return
            with open(path, "rb") as stream:
                data = stream.read(self._budget.limits.file)
            text, _ = decode(data)
            self.files.contents[".helmignore"] = (f"{self._prefix}.helmignore", data)
            self._rules = IgnoreRules(text)
        except FileNotFoundError:
            return
        except BadPattern as error:
            message = f"{error}; Helm refuses the chart"
            path = f"{self._prefix}.helmignore"
            self._problems.append(ChartProblem(path, "metadata", message, error.start, error.end))
        except (OSError, UndecodableText) as error:
            self._report(".helmignore", "io", f"it cannot be read: {error}")

    def _report(self, name: str, kind: str, message: str) -> None:
        self._problems.append(ChartProblem(f"{self._prefix}{name}", kind, message))


def _may_lead_to_chart_files(folder: str) -> bool:
    """Return True if files of a folder, named by its path in the chart, may matter."""
    while folder.startswith("charts/"):
        first, slash, rest = folder[7:].partition("/")
        if first[:1] in ("_", "."):
            return False
        if not slash:
            return True
        folder = rest
    return folder in ("templates", "crds", "charts") or folder.startswith(("templates/", "crds/"))
