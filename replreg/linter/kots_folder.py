"""Reads the custom domains of a KOTS release from the files of its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.files import repository_of, upward
from replreg.release.kots_domains import RELEVANT_WORDS, KotsDomains, read_kots_domains

if TYPE_CHECKING:
    from replreg.delivery.rendering import Renderer
    from replreg.linter.folder_files import FolderFiles
    from replreg.linter.release_folders import ReleaseFolders

__all__ = ["KotsFolders"]

_RELEVANT_WORDS = tuple(word.encode() for word in RELEVANT_WORDS)


class KotsFolders:
    """Finds the custom domains of KOTS releases that are folders, and reads each folder once.

    Make a new one to read the files again after they have changed. With a ``renderer``, the charts of the releases are
    rendered by a real Helm, too.
    """

    def __init__(self, renderer: Renderer | None = None) -> None:
        self.renderer = renderer
        self._files: FolderFiles | None = None
        self._releases: ReleaseFolders | None = None
        self._domains: dict[tuple[str, str], KotsDomains | None] = {}
        self._domains_as_written: dict[tuple[str, str], KotsDomains | None] = {}

    @property
    def releases(self) -> ReleaseFolders:
        """The release folders with their charts. Only a file that belongs to one asks for them."""
        if self._releases is None:
            from replreg.linter.release_folders import ReleaseFolders

            self._releases = ReleaseFolders(self.renderer, self._folder_files())
        return self._releases

    def _folder_files(self) -> FolderFiles:
        if self._files is None:
            from replreg.linter.folder_files import FolderFiles

            self._files = FolderFiles()
        return self._files

    def domains_of_file(self, path: str, named: str = "") -> KotsDomains | None:
        """Return the domains of the release that a file belongs to. Both paths may be relative to the current folder.

        Most files of a run are beside others, so that their paths need not be made absolute.
        """
        key = os.path.dirname(path), named
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
        if (folder, named) in self._domains:
            return self._domains[folder, named]
        unread = []
        above: KotsDomains | None = None
        for current in _upward(folder, named):
            if (current, named) in self._domains:
                above = self._domains[current, named]
                break
            unread.append(current)
        for current in reversed(unread):
            domains = read_kots_domains(self._relevant_texts(current, named))
            above = domains.joined(above) if domains is not None and above is not None else domains or above
            self._domains[current, named] = above
        return above

    def _relevant_texts(self, folder: str, named: str) -> list[str]:
        from replreg.linter.folder_files import text_of  # a release of one file does not need it

        files = self._folder_files().read(folder, named or folder)
        return [text_of(data) for _, data in files if any(word in data for word in _RELEVANT_WORDS)]


def _upward(folder: str, named: str) -> Iterator[str]:
    """Yield a folder and those above it that count for it: up to ``named``, or to the root of the repository."""
    root = repository_of(folder)
    for current in upward(folder):
        yield current
        if not _is_below(current, named) and root in (None, current):
            return
        if current == root:
            root = repository_of(os.path.dirname(current))


def _is_below(folder: str, named: str) -> bool:
    return bool(named) and folder != named and folder.startswith(named.rstrip(os.sep) + os.sep)
