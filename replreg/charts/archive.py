"""A packed chart (``.tgz``, ``.tar.gz``), read in memory: nothing is ever unpacked to disk."""

from __future__ import annotations

import os
import stat

from replreg.charts.files import Budget, ChartFiles, ChartProblem, Exhausted, is_chart_file
from replreg.charts.tar import CorruptArchive, Entry, TarReader

__all__ = ["INSIDE", "load_archive", "read_archive"]

INSIDE = "!"
"""Separates an archive from the member inside of it, in the paths that people see."""

_MOST_REFUSED = 20
"""The number of refused members that are reported one by one."""


def load_archive(file: str, shown: str, budget: Budget, problems: list[ChartProblem]) -> ChartFiles | None:
    """Return the files of the packed chart at ``file``, shown to people as ``shown``; None if it cannot be read."""
    limit = budget.limits.packed
    try:
        status = os.stat(file)
        if not stat.S_ISREG(status.st_mode):  # to open a pipe would wait for ever
            problems.append(ChartProblem(shown, "refused", "the archive is not a regular file: it is not read"))
            return None
        if status.st_size > limit:
            message = f"the archive is not read: it has more than {limit:,} bytes"
            problems.append(ChartProblem(shown, "limit", message))
            return None
        with open(file, "rb") as stream:
            data = stream.read(min(status.st_size, limit) + 1)  # what is asked for is allocated at once
    except (OSError, ValueError) as error:
        problems.append(ChartProblem(shown, "io", f"the archive cannot be read: {error}"))
        return None
    return read_archive(data, shown, budget, problems)


def read_archive(data: bytes, shown: str, budget: Budget, problems: list[ChartProblem]) -> ChartFiles | None:
    """Return the files that matter of a packed chart; None if nothing of it can be read. Raises nothing.

    As in Helm, the first part of each member's path is dropped: it is the chart's folder. A link, a device, an absolute
    path and a path that climbs out are refused one by one. Where the archive is cut off, corrupt or too large, what
    was read up to there is returned.
    """
    files = ChartFiles(shown)
    refused = 0
    complete = False
    try:
        if len(data) > budget.limits.packed:
            raise Exhausted(f"it has more than {budget.limits.packed:,} bytes")
        reader = TarReader(data, budget)
        while (entry := reader.next()) is not None:
            name, reason = _name_in_chart(entry)
            if reason:
                refused += 1
                if refused <= _MOST_REFUSED:
                    problems.append(ChartProblem(_shown(shown, entry.name), "refused", reason))
            elif name and entry.kind == "file" and is_chart_file(name):
                path = _shown(shown, entry.name)
                if entry.size > budget.limits.file and not name.endswith(".tgz"):
                    message = f"the file is not read: it has more than {budget.limits.file:,} bytes"
                    problems.append(ChartProblem(path, "limit", message))
                elif entry.size > budget.unpacked:
                    budget.take_bytes(entry.size)
                else:
                    files.contents[name] = (path, reader.read().removeprefix(b"\xef\xbb\xbf"))
        complete = True
    except CorruptArchive as error:
        problems.append(ChartProblem(shown, "corrupt", f"the archive cannot be read to its end: {error}"))
    except Exhausted as error:
        problems.append(ChartProblem(shown, "limit", f"the archive is not read to its end: {error}"))
    if refused > _MOST_REFUSED:
        problems.append(ChartProblem(shown, "refused", f"{refused - _MOST_REFUSED:,} more members are refused"))
    return files if files.contents or complete else None


def _name_in_chart(entry: Entry) -> tuple[str, str]:
    """Return an entry's path in its chart, or ``""`` and why it is refused (``""`` if it is only of no interest)."""
    name = entry.name
    if "\\" in name:  # written by Windows
        name = name.replace("\\", "/")
    if "\0" in name:
        return "", "the member's name has a NUL character: it is refused"
    if name.startswith("/") or name[1:3] == ":/":
        return "", "the member has an absolute path: it is refused"
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        return "", "the member's path climbs out of the archive: it is refused"
    if entry.kind == "link":
        return "", f"the member is a link to {_short(entry.target)!r}: links are refused"
    if entry.kind == "device":
        return "", "the member is a device: it is refused"
    name = "/".join(parts[1:])
    if entry.kind == "other" and is_chart_file(name):
        return "", "the member is neither a file nor a folder: it is refused"
    if len(parts) == 1 and parts[0] == "Chart.yaml" and entry.kind == "file":
        return "", "'Chart.yaml' has to be in a folder in the archive: Helm refuses it at the top"
    return name, ""


def _shown(archive: str, name: str) -> str:
    name = name.replace("\\", "/").removeprefix("./")
    return f"{archive}{INSIDE}{_short(name)}"


def _short(text: str) -> str:
    """Return a text as a message shows it: printable, and not too long."""
    text = "".join(character if character.isprintable() else "�" for character in text[:400])
    return text if len(text) <= 200 else f"{text[:150]}…{text[-40:]}"
