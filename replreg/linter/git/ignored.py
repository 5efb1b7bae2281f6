"""Whether git ignores a path of a working tree, found out in this process."""

from __future__ import annotations

import os
from bisect import bisect_left
from functools import cached_property

from replreg.files import ARCHIVE_SUFFIXES, DEFINITIONS_SUFFIX, YAML_SUFFIXES, is_repository, upward
from replreg.linter.git.ignore_patterns import PatternList, as_bytes_text
from replreg.linter.git.repository import Repository, open_repository

__all__ = ["IgnoredInRepositories", "IgnoredInTree"]


class IgnoredInTree:
    """The ignore patterns of one working tree, for a walk that comes from the root to the leaves.

    Paths are relative to the root of the tree and have slashes. The walk calls `read_patterns` for a folder before it
    asks for what is in it, and does not enter a folder that is ignored, as git does not.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._shared = repository.shared_patterns()
        self._by_folder: dict[str, list[PatternList]] = {}

    def enter(self, folder: str) -> bool:
        """Read the patterns of the folders from the root down to the parent of ``folder``; return True if one of them,
        or ``folder`` itself, is ignored."""
        place = ""
        path = self._repository.root
        for name in folder.split("/"):
            self.read_patterns(path, place)
            if self.is_ignored(place + name, name, True):
                return True
            place += f"{name}/"
            path = os.path.join(path, name)
        return False

    def read_patterns(self, path: str, place: str) -> None:
        """Read the ``.gitignore`` of the folder at ``path``; ``place`` is "" for the root, else ``a/b/``."""
        parent = place.rstrip("/").rpartition("/")
        above = self._by_folder.get(parent[0] + parent[1], []) if place else []
        own = self._repository.folder_patterns(path, place if place.isascii() else as_bytes_text(place))
        self._by_folder[place] = [own, *above] if own is not None else above

    def is_ignored(self, path: str, name: str, is_folder: bool) -> bool:
        """Return True if patterns ignore ``path``, whose last part is ``name``; what is tracked is not asked here."""
        lists = self._by_folder.get(path[: len(path) - len(name)], [])
        if not path.isascii():
            path, name = as_bytes_text(path), as_bytes_text(name)
        for patterns in lists:
            verdict = patterns.verdict(path, name, is_folder)
            if verdict is not None:
                return verdict
        for patterns in self._shared:
            verdict = patterns.verdict(path, name, is_folder)
            if verdict is not None:
                return verdict
        return False

    def leaves_out(self, folder: str, name: str) -> bool:
        """Return True if git ignores a folder, whose last part is ``name``, and tracks no YAML file in it."""
        return self.is_ignored(folder, name, True) and not self.tracked_below(f"{folder}/")

    @property
    def root(self) -> str:
        """The real path of the root of the working tree."""
        return self._repository.root

    @property
    def tracked_files(self) -> frozenset[str]:
        """The YAML files and packed charts that the index has: git does not ignore them, whatever the patterns say."""
        return self._tracked[0]

    def tracked_below(self, place: str) -> list[str]:
        """Return the tracked YAML files and packed charts below an ignored folder, given with a slash at the end."""
        names = self._sorted_files
        end = bisect_left(names, place[:-1] + chr(ord("/") + 1))
        return names[bisect_left(names, place) : end]

    def repositories_below(self, place: str) -> list[str]:
        """Return the repositories (submodules) that the index has below, or at, an ignored folder."""
        return [name for name in self._tracked[1] if f"{name}/".startswith(place)]

    @cached_property
    def _sorted_files(self) -> list[str]:
        return sorted(self._tracked[0])

    @cached_property
    def _tracked(self) -> tuple[frozenset[str], frozenset[str]]:
        return self._repository.tracked((*YAML_SUFFIXES, *ARCHIVE_SUFFIXES, DEFINITIONS_SUFFIX))


class IgnoredInRepositories:
    """Finds the ignore patterns of repositories, and reads those of each once."""

    def __init__(self) -> None:
        self._by_root: dict[str, IgnoredInTree | None] = {}

    def of(self, folder: str) -> IgnoredInTree | None:
        """Return the patterns for a folder, given by its real path; None if it is in no repository."""
        return next((found for path in upward(folder) if (found := self.at(path)) is not None), None)

    def at(self, root: str) -> IgnoredInTree | None:
        """Return the patterns of the repository whose root is a folder, given by its real path; None if it is none."""
        if not is_repository(root):
            return None
        if root not in self._by_root:
            repository = open_repository(root)
            self._by_root[root] = IgnoredInTree(repository) if repository is not None else None
        return self._by_root[root]

    def ignores_file(self, path: str) -> bool:
        """Return True if git ignores a file in a folder that it does not ignore, and does not track it."""
        folder = os.path.realpath(os.path.dirname(path))
        tree = self.of(folder)
        if tree is None:
            return False
        place = "" if folder == tree.root else os.path.relpath(folder, tree.root).replace(os.sep, "/")
        if place and tree.enter(place):
            return False
        place += "/" if place else ""
        tree.read_patterns(folder, place)
        name = os.path.basename(path)
        return tree.is_ignored(place + name, name, False) and place + name not in tree.tracked_files
