"""Reads the files of a git repository. No program is run, whatever the configuration of the repository says.

The formats are those of git's own documentation: ``gitrepository-layout(5)``, ``git-config(1)``, ``index-format``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from replreg.files import is_repository, upward
from replreg.linter.git.config import (
    LARGEST_TEXT,
    GitSettings,
    expand_path,
    read_config,
    read_regular,
    user_configs,
    user_folder,
)
from replreg.linter.git.ignore_patterns import PatternList
from replreg.linter.git.index import read_index
from replreg.named_tuple import NamedTuple

__all__ = ["Repository", "find_repository", "open_repository"]

_LARGEST_INDEX = 1024 * 1024 * 1024
_GITLINK = 0o160000


class Repository(NamedTuple):
    """A working tree. ``root`` is its real path.

    ``git_dir`` holds what belongs to this working tree alone, such as its index; ``common_dir`` what several share.
    """

    root: str
    git_dir: str
    common_dir: str
    settings: GitSettings

    @property
    def ignores_case(self) -> bool:
        """Whether names that differ in case only are one file here."""
        return self.settings.get("core.ignorecase", "false").lower() in ("true", "yes", "on", "1")

    def shared_patterns(self) -> list[PatternList]:
        """Return the ignore patterns for the whole tree, those that count first in front."""
        named = self.settings.get("core.excludesfile")
        general = expand_path(named, self.root) if named is not None else os.path.join(user_folder(), "ignore")
        texts = (read_regular(path, LARGEST_TEXT) for path in (f"{self.common_dir}/info/exclude", general) if path)
        return [PatternList(text, ignore_case=self.ignores_case) for text in texts if text]

    def folder_patterns(self, folder: str, base: str) -> PatternList | None:
        """Return the patterns of the ``.gitignore`` in a folder, whose path from the root is ``base`` (``a/b/``)."""
        data = read_regular(os.path.join(folder, ".gitignore"), LARGEST_TEXT, follow=False)
        return PatternList(data, base, ignore_case=self.ignores_case) if data else None

    def tracked(self, suffixes: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the files with one of ``suffixes``, and the repositories inside of this one, that the index has."""
        size = 32 if self.settings.get("extensions.objectformat", "").lower() == "sha256" else 20
        files: set[str] = set()
        repositories: set[str] = set()
        endings = tuple(map(os.fsencode, suffixes))
        for data in self._indexes(size):
            for name, mode in read_index(data, size)[0]:
                if mode == _GITLINK:
                    repositories.add(os.fsdecode(name))
                elif name.endswith(endings):
                    files.add(os.fsdecode(name))
        return frozenset(files), frozenset(repositories)

    def _indexes(self, hash_size: int) -> Iterator[bytes]:
        data = read_regular(os.path.join(self.git_dir, "index"), _LARGEST_INDEX)
        if data:
            yield data
            name = read_index(data, hash_size)[1]
            shared = read_regular(os.path.join(self.git_dir, name), _LARGEST_INDEX) if name else None
            if shared:
                yield shared


def find_repository(folder: str) -> Repository | None:
    """Return the repository that a folder, given by its real path, is in; None if it is in none."""
    for parent in upward(folder):
        if is_repository(parent) and (found := open_repository(parent)):
            return found
    return None


def open_repository(root: str) -> Repository | None:
    """Return the repository whose working tree starts at a folder, given by its real path; None if none does."""
    git_dir = os.path.join(root, ".git")
    if not os.path.isdir(git_dir):
        pointer = (read_regular(git_dir, 65_536) or b"").rstrip(b"\r\n")
        if not pointer.startswith(b"gitdir: "):
            return None
        git_dir = os.path.join(root, os.fsdecode(pointer[8:]))
    if not os.path.lexists(os.path.join(git_dir, "HEAD")):
        return None
    common = (read_regular(os.path.join(git_dir, "commondir"), 65_536) or b"").rstrip(b"\r\n")
    common_dir = os.path.join(git_dir, os.fsdecode(common)) if common else git_dir
    settings: GitSettings = {}
    for path in (*user_configs(), os.path.join(common_dir, "config")):
        read_config(path, settings, git_dir)
    if settings.get("extensions.worktreeconfig", "").lower() == "true":
        read_config(os.path.join(git_dir, "config.worktree"), settings, git_dir)
    return Repository(root, git_dir, common_dir, settings)
