"""Walks folders for what a release can be made of, less what git ignores."""

from __future__ import annotations

import os
from collections.abc import Iterator

from replreg.files import ARCHIVE_SUFFIXES, DEFINITIONS_SUFFIX, YAML_SUFFIXES, is_inside, is_repository
from replreg.linter.git.ignored import IgnoredInRepositories, IgnoredInTree

__all__ = ["FolderWalk", "walk_folders"]

_FOUND = (*YAML_SUFFIXES, *ARCHIVE_SUFFIXES, DEFINITIONS_SUFFIX)
_SKIPPED = frozenset({"node_modules", "__pycache__"})

_OF_PACKAGE_MANAGERS = ("modules.txt", "autoload.php", "bundle")
"""What the package managers of Go, PHP and Ruby put into a folder ``vendor``. Vendors have charts in one, too."""


def walk_folders(start: str, rules: IgnoredInRepositories) -> Iterator[tuple[str, list[str]]]:
    """Yield a folder and each one below it, with the names of those inside; a caller may remove names to skip folders.

    Hidden folders and those of package managers are left out, and so are folders that git ignores unless it tracks a
    YAML file there. If ``start`` is ignored itself, git is not asked: everything in it is meant. A folder that cannot
    be read has no names.
    """
    real = os.path.realpath(start)
    tree = rules.of(real)
    place = ""
    if tree is not None and real != tree.root:
        place = os.path.relpath(real, tree.root).replace(os.sep, "/")
        is_ignored = tree.enter(place)
        place += "/"
        if not is_ignored:
            tree.read_patterns(start, place)
            is_ignored = tree.is_ignored(place, "", True) and not tree.tracked_below(place)
        tree = None if is_ignored else tree
    stack = [(start, tree, place)]
    while stack:
        folder, tree, place = stack.pop()
        try:
            with os.scandir(folder) as entries:
                inner = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
        except OSError:
            inner = []
        names = [name for name in inner if name[0] != "." and name not in _SKIPPED]
        if "vendor" in names and _has_packages(os.path.join(folder, "vendor")):
            names.remove("vendor")
        if tree is not None:
            tree.read_patterns(folder, place)
            names = [name for name in names if not tree.leaves_out(place + name, name)]
        yield folder, names
        for name in reversed(names):
            path = os.path.join(folder, name)
            own = rules.at(os.path.realpath(path)) if tree is not None and is_repository(path) else None
            stack.append((path, own or tree, "" if own is not None else f"{place}{name}/"))


def _has_packages(vendor: str) -> bool:
    return any(os.path.exists(os.path.join(vendor, name)) for name in _OF_PACKAGE_MANAGERS)


class FolderWalk:
    """The files below a folder that a release can be made of, and the folders that cannot be read.

    ``names`` are the YAML files, packed charts and files of definitions, relative to the folder and with slashes.
    ``outside`` are the links that are not followed, since they lead outside of the folder and of its repository.
    ``unreadable`` are the folders that cannot be read.

    No program is run: ignore patterns and the list of tracked files are read from the files of the repository.
    """

    def __init__(self, folder: str) -> None:
        self.names: list[str] = []
        self.outside: list[str] = []
        self.unreadable: list[str] = []
        self._folder = folder
        start = os.path.realpath(folder)
        self._rules = IgnoredInRepositories()
        tree = self._rules.of(start)
        if tree is None:
            self._visit("", None)
            return
        above = os.path.relpath(start, tree.root).replace(os.sep, "/")
        if above != "." and tree.enter(above):
            self._take_tracked(tree, f"{above}/", "")
            if self.names:
                return
            self._visit("", None)  # an ignored folder that was named: everything in it is meant
        else:
            place = "" if above == "." else f"{above}/"
            self._visit("", tree, place)
            if not self.names and tree.is_ignored(place, "", bool(place)):
                self._visit("", None)  # all that is in it is ignored, by a pattern such as '*' or 'build/*'

    def _visit(self, below: str, tree: IgnoredInTree | None, place: str = "") -> None:
        """Note the files in a folder and below it.

        ``below`` is the path from the start, and ``place`` the path from the root of the repository, both with a slash
        at the end unless they are empty. Outside of a repository there is no ``tree``.
        """
        stack = [(below, tree, place)]
        while stack:
            below, tree, place = stack.pop()
            path = os.path.join(self._folder, below) if below else self._folder
            try:
                with os.scandir(path) as scanned:
                    entries = list(scanned)
            except OSError:
                self.unreadable.append(path.rstrip("/"))
                continue
            if tree is not None:
                tree.read_patterns(path, place)
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                try:
                    is_folder = entry.is_dir(follow_symlinks=False)
                    if not is_folder and not (name.endswith(_FOUND) and entry.is_file()):
                        continue
                except OSError:
                    continue
                inside = place + name
                is_ignored = tree is not None and tree.is_ignored(inside, name, is_folder)
                if not is_folder:
                    if tree is None or not is_ignored or inside in tree.tracked_files:
                        self._note(below + name, entry.is_symlink())
                elif is_ignored and tree is not None:
                    self._take_tracked(tree, f"{inside}/", f"{below}{name}/")
                else:
                    inner = self._inner(f"{below}{name}/") if tree is not None else None
                    stack.append((f"{below}{name}/", inner or tree, "" if inner else f"{inside}/"))

    def _note(self, name: str, is_link: bool) -> None:
        """Note a file. A link is compared with the folder that was named, also inside of a repository in it."""
        is_outside = is_link and not is_inside(os.path.join(self._folder, name), self._folder)
        (self.outside if is_outside else self.names).append(name)

    def _inner(self, below: str) -> IgnoredInTree | None:
        """Return the rules of the repository whose root is a folder that was met, such as a submodule."""
        path = os.path.join(self._folder, below)
        return self._rules.at(os.path.realpath(path)) if is_repository(path) else None

    def _take_tracked(self, tree: IgnoredInTree, place: str, below: str) -> None:
        """Note what git tracks in an ignored folder, which makes it count all the same."""
        for name in tree.tracked_below(place):
            relative = below + name[len(place) :]
            if not _is_hidden(relative) and os.path.isfile(os.path.join(self._folder, relative)):
                self._note(relative, os.path.islink(os.path.join(self._folder, relative)))
        for name in tree.repositories_below(place):
            relative = f"{below}{name[len(place) :]}/"
            inner = None if _is_hidden(relative) else self._inner(relative)
            if inner is not None:
                self._visit(relative, inner)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
