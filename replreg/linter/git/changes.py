"""Which lines of files changed, as git's own diff has it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from tempfile import TemporaryDirectory

from replreg.linter.git.diff import Hunk
from replreg.linter.git.isolated import IsolatedGit, find_git
from replreg.linter.git.repository import Repository
from replreg.named_tuple import NamedTuple

__all__ = ["Changes", "changed_lines"]

Lines = tuple[tuple[int, int], ...]
"""Ranges of lines, as first and last line from 1, in order."""

_WHOLE: Lines = ((1, 2**62),)


class Changes(NamedTuple):
    """The changes in a working tree. ``lines`` has the changed lines of each path, relative to the root.

    A path that is not ``tracked`` has no entry: all of it is new where ``untracked_count`` is True.
    """

    lines: Mapping[str, Lines]
    tracked: frozenset[str]
    untracked_count: bool

    def of(self, path: str) -> Lines:
        """Return the changed lines of a path, which is relative to the root and has slashes."""
        if path in self.tracked:
            return self.lines.get(path, ())
        return _WHOLE if self.untracked_count else ()


def changed_lines(repository: Repository, revision: str | None, above: Sequence[Repository] = ()) -> Changes:
    """Return the lines of the working tree that changed since a revision; None means those that the index adds.

    A revision means the commit where this branch left it. With None, a line that was changed once more after it was
    added to the index does not count. If ``above`` has repositories, each is a submodule of the one before, the last
    of them has ``repository`` as a submodule, and the revision is one of the first. Raises `GitError`.
    """
    program = find_git()
    if revision is not None and above:
        revision = _recorded(program, (*above, repository), revision)
        if revision is None:
            return Changes({}, frozenset(), True)
    with TemporaryDirectory(prefix="replreg-git-") as folder:
        git = IsolatedGit(program, repository, folder)
        tracked = frozenset(os.fsdecode(name) for name in git.run("ls-files", "-z").split(b"\0") if name)
        if revision is not None:
            return Changes(_lines(git.diff(git.commit(revision) if above else git.base(revision))), tracked, True)
        staged = _lines(git.diff("--cached"))
        return Changes(_carried(staged, git.diff()), tracked, False)


def _recorded(program: str, chain: Sequence[Repository], revision: str) -> str | None:
    """Return the commit of the last submodule in a chain that a revision of the first has; None if it has none."""
    commit: str | None = None
    for outer, inner in pairwise(chain):
        with TemporaryDirectory(prefix="replreg-git-") as folder:
            git = IsolatedGit(program, outer, folder)
            path = os.path.relpath(inner.root, outer.root).replace(os.sep, "/")
            commit = git.submodule_commit(git.base(revision) if commit is None else git.commit(commit), path)
        if commit is None:
            return None
    return commit


def _lines(diff: list[tuple[str, list[Hunk] | None]]) -> dict[str, Lines]:
    """Return the lines that each path has now and did not have before."""
    return {
        path: _WHOLE
        if hunks is None
        else tuple((hunk.new, hunk.new + hunk.new_count - 1) for hunk in hunks if hunk.new_count)
        for path, hunks in diff
    }


def _carried(lines: dict[str, Lines], later: list[tuple[str, list[Hunk] | None]]) -> dict[str, Lines]:
    """Return where lines are after later changes; those that these changed are left out."""
    carried = dict(lines)
    for path, hunks in later:
        if path in lines:
            carried[path] = lines[path] if hunks is None else tuple(_after(lines[path], hunks))
    return carried


def _after(lines: Lines, hunks: list[Hunk]) -> Iterator[tuple[int, int]]:
    """Yield ranges of lines after hunks, both sorted: each range is cut where a hunk replaces lines or inserts some."""
    kept: list[tuple[int, int, int]] = []  # first and last line that no hunk changes, and how far they move
    shift, start = 0, 1
    for hunk in hunks:
        # A hunk without old lines is after the line that it names.
        first = hunk.old if hunk.old_count else hunk.old + 1
        kept.append((start, first - 1, shift))
        start = first + hunk.old_count
        shift += hunk.new_count - hunk.old_count
    kept.append((start, _WHOLE[0][1], shift))
    at = 0
    for first, last in lines:
        while at < len(kept) and kept[at][1] < first:
            at += 1
        following = at
        while following < len(kept) and kept[following][0] <= last:
            begin, end, moved = kept[following]
            if max(begin, first) <= min(end, last):
                yield max(begin, first) + moved, min(end, last) + moved
            following += 1
