"""The other files of a release that is a folder: what they say of it."""

from __future__ import annotations

import os
from functools import lru_cache

from replreg.linter.inputs import SUFFIXES
from replreg.release.kots_domains import RELEVANT_WORDS, KotsDomains, read_kots_domains
from replreg.yaml.text import UndecodableText, decode

__all__ = ["domains_of_folder", "forget_folders"]

_RELEVANT_WORDS = tuple(word.encode() for word in RELEVANT_WORDS)
_LARGEST = 4_000_000  # bytes; a custom resource that says something of a release is never as large


@lru_cache(maxsize=4096)
def domains_of_folder(folder: str, named: str = "") -> KotsDomains | None:
    """Return the context of the KOTS release that an absolute folder belongs to, None where there is none.

    A folder is one release when a ``kots.io`` document is in it, and the folders below it are a part of it, as far as
    they are in the same repository or below ``named``, the absolute folder that the user wants to be looked at. What
    cannot be read says nothing.
    """
    context = read_kots_domains(_telling_texts(folder))
    if not _is_below(folder, named) and not _is_below_a_root(folder):
        return context
    above = domains_of_folder(os.path.dirname(folder), named)
    return context.joined(above) if context is not None and above is not None else context or above


def forget_folders() -> None:
    """Forget what was read, so that files which changed are read again: a command is done before they do."""
    domains_of_folder.cache_clear()
    _is_below_a_root.cache_clear()


def _is_below(folder: str, named: str) -> bool:
    return bool(named) and folder != named and folder.startswith(named.rstrip(os.sep) + os.sep)


@lru_cache(maxsize=4096)
def _is_below_a_root(folder: str) -> bool:
    """Tell whether a folder is in a repository and not its root: only then do the folders above it count."""
    if os.path.exists(os.path.join(folder, ".git")):
        return False
    parent = os.path.dirname(folder)
    if parent == folder:
        return False
    return os.path.exists(os.path.join(parent, ".git")) or _is_below_a_root(parent)


def _telling_texts(folder: str) -> list[str]:
    texts = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []
    for entry in entries:
        if not entry.name.endswith(SUFFIXES):
            continue
        try:
            if not entry.is_file() or entry.stat().st_size > _LARGEST:
                continue
            with open(entry.path, "rb") as stream:
                data = stream.read()
            if any(word in data for word in _RELEVANT_WORDS):
                texts.append(decode(data)[0])
        except (OSError, UndecodableText):
            continue
    return texts
