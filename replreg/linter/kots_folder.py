"""Reads the custom domains of a KOTS release from the files of its folder."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from replreg.files import is_inside
from replreg.linter.folder_files import FolderFiles
from replreg.release.kots_domains import RELEVANT_WORDS, KotsDomains, read_kots_domains
from replreg.yaml.text import UndecodableText, decode

if TYPE_CHECKING:
    from replreg.delivery.rendering import Renderer
    from replreg.linter.release_folder import ReleaseFolders

__all__ = ["KotsFolders"]

_RELEVANT_WORDS = tuple(word.encode() for word in RELEVANT_WORDS)


class KotsFolders:
    """Finds the custom domains of KOTS releases that are folders, and reads each folder once.

    Make a new one to read the files again after they have changed. With a ``renderer``, the charts of the releases are
    rendered by a real Helm, too.
    """

    def __init__(self, renderer: Renderer | None = None) -> None:
        self.renderer = renderer
        self._files = FolderFiles()
        self._releases: ReleaseFolders | None = None
        self._domains: dict[tuple[str, str], KotsDomains | None] = {}
        self._domains_as_written: dict[tuple[str, str], KotsDomains | None] = {}
        self._is_below_a_root: dict[str, bool] = {}

    @property
    def releases(self) -> ReleaseFolders:
        """The release folders with their charts. Only a file that belongs to one asks for them."""
        if self._releases is None:
            from replreg.linter.release_folder import ReleaseFolders

            self._releases = ReleaseFolders(self.renderer, self._files)
        return self._releases

    def domains_of_file(self, path: str, named: str) -> KotsDomains | None:
        """Return the domains of the release that a file belongs to; ``named`` is the folder that was named, or empty.

        Both paths may be relative to the current folder.
        """
        key = (os.path.dirname(path), named)
        if key not in self._domains_as_written:
            folder = os.path.dirname(os.path.abspath(path))
            self._domains_as_written[key] = self.domains_of(folder, os.path.abspath(named) if named else "")
        return self._domains_as_written[key]

    def domains_of(self, folder: str, named: str = "") -> KotsDomains | None:
        """Return the domains of the KOTS release that an absolute folder belongs to, None if it belongs to none.

        A folder is one release when a ``kots.io`` document is in it. The folders below it belong to it if they are in
        the same repository or below ``named``, the absolute folder that the user has named. A file that cannot be read
        says nothing.
        """
        key = (folder, named)
        if key not in self._domains:
            domains = read_kots_domains(self._relevant_texts(folder, named))
            if _is_below(folder, named) or self._is_below_root(folder):
                above = self.domains_of(os.path.dirname(folder), named)
                domains = domains.joined(above) if domains is not None and above is not None else domains or above
            self._domains[key] = domains
        return self._domains[key]

    def _relevant_texts(self, folder: str, named: str) -> list[str]:
        texts = []
        for entry in self._files.in_folder(folder):
            if entry.is_symlink() and not is_inside(entry.path, named or folder):
                continue  # neither does a walk follow it
            data = self._files.read(entry)
            if data is not None and any(word in data for word in _RELEVANT_WORDS):
                with suppress(UndecodableText):
                    texts.append(decode(data)[0])
        return texts

    def _is_below_root(self, folder: str) -> bool:
        """Whether a folder is in a repository and not its root: only then do the folders above it count."""
        if folder not in self._is_below_a_root:
            self._is_below_a_root[folder] = self._find_root(folder)
        return self._is_below_a_root[folder]

    def _find_root(self, folder: str) -> bool:
        if os.path.exists(os.path.join(folder, ".git")):
            return False
        parent = os.path.dirname(folder)
        if parent == folder:
            return False
        return os.path.exists(os.path.join(parent, ".git")) or self._is_below_root(parent)


def _is_below(folder: str, named: str) -> bool:
    return bool(named) and folder != named and folder.startswith(named.rstrip(os.sep) + os.sep)
