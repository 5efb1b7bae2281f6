"""Finds the changed lines of each file of a run, for ``--staged`` and ``--changed-since``."""

from __future__ import annotations

import os

from replreg.cli.terminal import fail
from replreg.linter.git.changes import Changes, changed_lines
from replreg.linter.git.isolated import GitError
from replreg.linter.git.repository import Repository, find_repository
from replreg.linter.narrowing import Narrowing

__all__ = ["ChangedFiles"]


class ChangedFiles:
    """The changed lines of files, which can be in several repositories; git is asked once for each.

    ``revision`` is what the lines changed since; None means the lines that the index adds. It is a revision of the
    repository of the current folder, and a submodule in there is compared with the commit that this revision has of it.
    Any other repository is asked for its own revision.
    """

    def __init__(self, revision: str | None) -> None:
        self._revision = revision
        self._by_folder: dict[str, Repository | None] = {}
        self._by_root: dict[str, Changes] = {}

    def narrow(self, path: str, narrowing: Narrowing) -> Narrowing:
        """Return ``narrowing`` with the changed lines of a file.

        Raises `click.ClickException` if the file is in no repository, or git cannot say what changed.
        """
        real = os.path.realpath(path)
        folder = os.path.dirname(real)
        repository = self._repository(folder)
        if repository is None:
            raise fail(f"{path}: it is not in a git repository, so nobody knows which of its lines changed")
        if repository.root not in self._by_root:
            try:
                above = self._above(repository) if self._revision is not None else ()
                self._by_root[repository.root] = changed_lines(repository, self._revision, above)
            except GitError as error:
                raise fail(str(error)) from None
        relative = os.path.relpath(real, repository.root).replace(os.sep, "/")
        return narrowing._replace(lines=self._by_root[repository.root].of(relative))

    def _repository(self, folder: str) -> Repository | None:
        if folder not in self._by_folder:
            self._by_folder[folder] = find_repository(folder)
        return self._by_folder[folder]

    def _above(self, repository: Repository) -> list[Repository]:
        """Return the repositories that a repository is inside of, from that of the current folder on, outermost first.

        The list is empty if the current folder is in this repository, or in another one that it is not inside of.
        """
        current = self._repository(os.path.realpath(os.curdir))
        above: list[Repository] = []
        inner = repository
        while current is not None and inner.root != current.root:
            outer = self._repository(os.path.dirname(inner.root))
            if outer is None:
                return []
            above.insert(0, outer)
            inner = outer
        return above
