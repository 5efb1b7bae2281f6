"""Runs git on the data of a repository, without anything of the repository starting a program.

A repository's configuration can name programs that a diff runs: external diffs, text conversions, filters, a file
system monitor, hooks, a transport for missing objects. They are not turned off one by one. Git is given an empty
folder as its repository, in which only data is linked: the objects, the references, the index. The configuration and
the hooks are not there, and so git does not read them. Attributes of the files can name a driver or a filter, but what
it runs would have to be in a configuration. The user's and the system's configuration are not read either, and the
variables ``GIT_*`` are not passed on. ``GIT_INDEX_FILE`` is read where it names a file in the folder of the repository:
``git commit --all`` runs its hooks with an index of its own there.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping

from replreg.charts.process import Finished, run_limited
from replreg.linter.git.config import read_regular
from replreg.linter.git.diff import Hunk, parse_diff
from replreg.linter.git.repository import Repository

__all__ = ["GitError", "IsolatedGit", "find_git"]

_SECONDS = 120.0
_MOST_OUTPUT = 512 * 1024 * 1024
_LARGEST_INDEX = 1024 * 1024 * 1024
_SHARED = ("objects", "refs", "packed-refs", "reftable", "logs", "shallow")
_OWN = re.compile(r"HEAD|[A-Z]+_HEAD|index|sharedindex\.[0-9a-f]+")
_COPIED = ("core.autocrlf", "core.eol", "core.ignorecase", "core.precomposeunicode")
_WORD = re.compile(r"[A-Za-z0-9]+")


class GitError(ValueError):
    """Git cannot say what changed; the message says why."""


def find_git() -> str:
    """Return the absolute path of git. The current folder is not searched."""
    for folder in os.get_exec_path():
        if os.path.isabs(folder) and (found := shutil.which("git", path=folder)):
            return found
    raise GitError("git is not installed, and only git knows which lines changed")


class IsolatedGit:
    """Git on the data of a repository, without its configuration; ``folder`` is an empty folder to work in."""

    def __init__(self, program: str, repository: Repository, folder: str) -> None:
        self._program = program
        self._root = repository.root
        self._streams = os.path.join(folder, "streams")
        os.mkdir(self._streams)
        git_dir = os.path.join(folder, "git")
        _link_data(repository, git_dir)
        self._is_shallow = os.path.lexists(os.path.join(git_dir, "shallow"))
        kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
        self._environment = {
            **kept,
            "GIT_DIR": git_dir,
            "GIT_WORK_TREE": self._root,
            "GIT_OBJECT_DIRECTORY": os.path.join(os.path.realpath(repository.common_dir), "objects"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "LC_ALL": "C",
        }

    def run(self, *arguments: str) -> bytes:
        """Return what a command of git prints. Raises `GitError`."""
        finished = self._try(*arguments)
        if finished.status != 0:
            raise GitError(f"git could not tell what changed: {_reason(finished)}")
        return finished.output

    def commit(self, revision: str) -> str:
        """Return the hash of a revision's commit. Raises `GitError` if there is no such revision."""
        finished = None
        if revision and not revision.startswith("-"):
            finished = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if finished is None or finished.status != 0:
            hint = "; the clone has a part of the history only, so fetch more of it" if self._is_shallow else ""
            raise GitError(f"'{revision}' is not a revision of the repository at {self._root}{hint}")
        return finished.output.decode("ascii").split()[-1]

    def base(self, revision: str) -> str:
        """Return the hash of the commit where ``HEAD`` left a revision: the revision's own if they share none.

        So what another branch changed in the meantime does not count. Raises `GitError` if there is no such revision.
        """
        commit = self.commit(revision)
        finished = self._try("merge-base", commit, "HEAD")
        return finished.output.decode("ascii").split()[0] if finished.status == 0 else commit

    def submodule_commit(self, commit: str, path: str) -> str | None:
        """Return the hash that a commit records for the submodule at ``path``, relative to the root; None if none."""
        for entry in self.run("ls-tree", "-z", commit, "--", f":(literal){path}").split(b"\0"):
            mode, _, rest = entry.partition(b" ")
            if mode == b"160000":
                return rest.split()[1].decode("ascii")
        return None

    def diff(self, *arguments: str) -> list[tuple[str, list[Hunk] | None]]:
        """Return the changes of each path, in the manner of `parse_diff`."""
        options = (
            "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=all", "--find-renames", "--unified=0",
            "--src-prefix=a/", "--dst-prefix=b/",
        )  # fmt: skip
        return list(parse_diff(self.run("diff", *options, *arguments, "--")))

    def _try(self, *arguments: str) -> Finished:
        command = [self._program, "--no-pager", "-C", self._root, *arguments]
        try:
            return run_limited(command, self._streams, self._environment, seconds=_SECONDS, most_output=_MOST_OUTPUT)
        except OSError as error:
            raise GitError(f"git cannot be started: {error.strerror or error}") from None


def _reason(finished: Finished) -> str:
    lines = finished.errors.decode("utf-8", "replace").split("\n")
    return finished.reason or next((line for line in lines if line.strip()), f"status {finished.status}")


def _link_data(repository: Repository, git_dir: str) -> None:
    """Make a repository that has the data of another one and none of its configuration."""
    os.mkdir(git_dir)
    for name in _SHARED:
        _link(os.path.join(repository.common_dir, name), os.path.join(git_dir, name))
    if not os.path.isdir(os.path.join(git_dir, "refs")):
        os.mkdir(os.path.join(git_dir, "refs"))
    for name in os.listdir(repository.git_dir):
        if _OWN.fullmatch(name):
            data = read_regular(os.path.join(repository.git_dir, name), _LARGEST_INDEX)
            if data is not None:
                with open(os.path.join(git_dir, name), "wb") as stream:
                    stream.write(data)
    if (data := _index_of_the_commit(repository)) is not None:
        with open(os.path.join(git_dir, "index"), "wb") as stream:
            stream.write(data)
    with open(os.path.join(git_dir, "config"), "w", encoding="utf-8") as stream:
        stream.write("".join(_config_lines(repository.settings)))


def _index_of_the_commit(repository: Repository) -> bytes | None:
    """Return the index of the commit that is being made in this repository; None if it is the usual one."""
    name = os.environ.get("GIT_INDEX_FILE", "")
    # A hook starts in the root of the working tree, and the name is relative to it or absolute.
    path = os.path.realpath(os.path.join(repository.root, name))
    if not name or os.path.dirname(path) != os.path.realpath(repository.git_dir):
        return None
    return read_regular(path, _LARGEST_INDEX)


def _link(source: str, target: str) -> None:
    if not os.path.lexists(source):
        return
    try:
        os.symlink(os.path.realpath(source), target)
    except OSError:  # Windows allows it to few; the objects need no link
        with contextlib.suppress(OSError):
            if os.path.isfile(source):
                shutil.copyfile(source, target)
            elif os.path.basename(source) != "objects":
                shutil.copytree(source, target)


def _config_lines(settings: Mapping[str, str]) -> Iterator[str]:
    """Yield a configuration with what decides how files are read, and with no name of a program or a path."""
    yield "[core]\n\trepositoryformatversion = 1\n\tbare = false\n\tpackedGitLimit = 1g\n\tpackedGitWindowSize = 32m\n"
    for name in _COPIED:
        value = settings.get(name, "")
        if _WORD.fullmatch(value):
            yield f"\t{name.removeprefix('core.')} = {value}\n"
    yield "\tsafecrlf = false\n\tquotePath = false\n[extensions]\n"
    for name, allowed in (("objectformat", ("sha1", "sha256")), ("refstorage", ("files", "reftable"))):
        value = settings.get(f"extensions.{name}", "").lower()
        if value in allowed:
            yield f"\t{name} = {value}\n"
