"""Reads the YAML files of one folder."""

from __future__ import annotations

import os
from collections.abc import Iterator

from replreg.files import YAML_SUFFIXES, is_inside
from replreg.yaml.text import UndecodableText, decode

__all__ = ["text_of", "yaml_files"]

_LARGEST = 4_000_000  # bytes of a file that is a part of a release


def yaml_files(folder: str, root: str) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each YAML file in a folder, sorted; nothing for a file that cannot be read.

    A link that leads outside of ``root`` is not followed, since a walk does not follow it either.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if not entry.name.endswith(YAML_SUFFIXES) or entry.name.startswith("."):
            continue
        try:
            if not entry.is_file() or entry.stat().st_size > _LARGEST:
                continue
            if entry.is_symlink() and not is_inside(entry.path, root):
                continue
            with open(entry.path, "rb") as stream:
                yield entry.path, stream.read()
        except OSError:
            continue


def text_of(data: bytes) -> str:
    """Return the text of a file; empty if it is not text."""
    try:
        return decode(data)[0]
    except UndecodableText:
        return ""
