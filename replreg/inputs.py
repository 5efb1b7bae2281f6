"""Finds the files of a run: what is named, and every YAML file below a folder that is named."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["Input", "InputError", "expand"]

_SUFFIXES = (".yaml", ".yml")


class InputError(ValueError):
    """A path that was named cannot be worked on; the message says which and why."""


class Input(NamedTuple):
    """One file of a run. ``named`` tells whether the user named it, rather than a folder above it."""

    path: str
    named: bool


def expand(paths: Iterable[str]) -> Iterator[Input | InputError]:
    """Yield the files of ``paths`` in their order, those of a folder sorted, each once; an error for what is none."""
    seen: set[str] = set()
    for path in paths:
        found: Iterable[Input | InputError]
        if path == "-":
            found = [Input(path, True)]
        elif os.path.isdir(path):  # noqa: PTH112 - a string is wanted as it was given
            found = (Input(name, False) for name in sorted(_below(path)))
        elif os.path.lexists(path):
            reason = "" if os.path.exists(path) else "the link points to nothing"  # noqa: PTH110
            if not reason and not os.path.isfile(path):  # noqa: PTH113
                reason = "it is no regular file"
            found = [InputError(f"{path}: {reason}")] if reason else [Input(path, True)]
        else:
            found = [InputError(f"{path}: there is no such file or folder")]
        for item in found:
            if isinstance(item, Input):
                if item.path in seen:
                    continue
                seen.add(item.path)
            yield item


def _below(folder: str) -> list[str]:
    """Return the YAML files below a folder; hidden and git-ignored ones, and Helm charts, are left out."""
    names = _ask_git(folder)
    if names is None:
        names = list(_walk(folder))
    names = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    charts = _chart_folders(folder, names)
    prefix = "" if folder == "." else folder.rstrip("/") + "/"
    return [prefix + name for name in names if not any(name.startswith(chart) for chart in charts)]


def _ask_git(folder: str) -> list[str] | None:
    """Return what git knows below a folder and does not ignore; None outside of a repository or without git."""
    if not any((parent / ".git").exists() for parent in (Path(folder).resolve(), *Path(folder).resolve().parents)):
        return None
    command = ["git", "-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and git is git
            [*command, "--", *(f"*{suffix}" for suffix in _SUFFIXES)], capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    names = os.fsdecode(done.stdout).split("\0")
    found = [name for name in names if name and os.path.isfile(os.path.join(folder, name))]  # noqa: PTH113, PTH118
    # A folder that is ignored as a whole was named all the same: then what is in it is meant.
    return found or None


def _walk(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        relative = os.path.relpath(parent, folder).replace(os.sep, "/")
        for name in files:
            if name.endswith(_SUFFIXES) and os.path.isfile(os.path.join(parent, name)):  # noqa: PTH113, PTH118
                yield name if relative == "." else f"{relative}/{name}"


def _chart_folders(folder: str, names: list[str]) -> tuple[str, ...]:
    """Return the folders below ``folder``, a slash behind each, with a Helm chart: Chart.yaml beside templates/."""
    charts = []
    for name in names:
        parent, slash, base = name.rpartition("/")
        if base == "Chart.yaml" and slash and (Path(folder) / parent / "templates").is_dir():
            charts.append(parent + "/")
    return tuple(charts)
