"""Which lines of files changed, as git's own diff has it, without anything of the repository starting a program.

A repository's configuration can name programs that a diff runs: external diffs, text conversions, filters, a file
system monitor, hooks, a transport for missing objects. They are not turned off one by one. Git is given an empty
folder as its repository, in which only data is linked: the objects, the references, the index. The configuration and
the hooks are not there, and so git does not read them. Attributes of the files can name a driver or a filter, but what
it runs would have to be in a configuration. The user's and the system's configuration are not read either, and the
variables ``GIT_*`` are not passed on.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from tempfile import TemporaryDirectory

from replreg.charts.process import Finished, run_limited
from replreg.linter.git_repository import Repository, read_regular
from replreg.named_tuple import NamedTuple

__all__ = ["Changes", "GitError", "changed_lines", "parse_diff"]

Lines = tuple[tuple[int, int], ...]
"""Ranges of lines, as first and last line from 1, in order."""

_SECONDS = 120.0
_MOST_OUTPUT = 512 * 1024 * 1024
_LARGEST_INDEX = 1024 * 1024 * 1024
_WHOLE: Lines = ((1, 2**62),)
_SHARED = ("objects", "refs", "packed-refs", "reftable", "logs", "shallow")
_OWN = re.compile(r"HEAD|[A-Z]+_HEAD|index|sharedindex\.[0-9a-f]+")
_COPIED = ("core.autocrlf", "core.eol", "core.ignorecase", "core.precomposeunicode")
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_WORD = re.compile(r"[A-Za-z0-9]+")
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))", re.DOTALL)
_NAMED_ESCAPES = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


class GitError(ValueError):
    """Git cannot say what changed; the message says why."""


class Hunk(NamedTuple):
    """One change: the lines from ``old`` on were replaced by those from ``new`` on; a count can be 0."""

    old: int
    old_count: int
    new: int
    new_count: int


class Changes(NamedTuple):
    """What changed in a working tree. ``lines`` has the changed lines of each path, relative to the root.

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


def changed_lines(repository: Repository, revision: str | None) -> Changes:
    """Return the lines of the working tree that changed since a revision; None means those that the index adds.

    With None, a line that was changed once more after it was added to the index does not count. Raises `GitError`.
    """
    program = _git()
    with TemporaryDirectory(prefix="replreg-git-") as folder:
        git = _Git(program, repository, folder)
        tracked = frozenset(os.fsdecode(name) for name in git.run("ls-files", "-z").split(b"\0") if name)
        if revision is not None:
            return Changes(_lines(git.diff(git.commit(revision))), tracked, True)
        staged = _lines(git.diff("--cached"))
        return Changes(_carried(staged, git.diff()), tracked, False)


def _git() -> str:
    """Return the absolute path of git. The current folder is not searched."""
    for folder in os.get_exec_path():
        if os.path.isabs(folder) and (found := shutil.which("git", path=folder)):
            return found
    raise GitError("git is not installed, and only git knows which lines changed")


class _Git:
    """Git on the data of a repository, without its configuration; ``folder`` is an empty folder to work in."""

    def __init__(self, program: str, repository: Repository, folder: str) -> None:
        self._program = program
        self._root = repository.root
        self._streams = os.path.join(folder, "streams")
        os.mkdir(self._streams)
        git_dir = os.path.join(folder, "git")
        _link_data(repository, git_dir)
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
            raise GitError(f"'{revision}' is not a revision of the repository at {self._root}")
        return finished.output.decode("ascii").split()[-1]

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
    with open(os.path.join(git_dir, "config"), "w", encoding="utf-8") as stream:
        stream.write("".join(_config_lines(repository.settings)))


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


def parse_diff(output: bytes) -> Iterator[tuple[str, list[Hunk] | None]]:
    """Yield each path of a diff without context lines and its hunks; None where git took the file as binary.

    A file that was deleted is left out.
    """
    path: str | None = None
    hunks: list[Hunk] | None = []
    position = 0
    while position < len(output):
        end = output.find(b"\n", position)
        end = len(output) if end < 0 else end
        line = output[position:end]
        position = end + 1
        if line.startswith(b"diff --git "):
            if path is not None:
                yield path, hunks
            path, hunks = None, []
        elif line.startswith(b"+++ "):
            path = _path(line[4:])
        elif line.startswith(b"Binary files ") and line.endswith(b" differ"):
            path, hunks = path or _binary_path(line[len(b"Binary files ") : -len(b" differ")]), None
        elif line.startswith(b"rename to "):
            path = _path(line[len(b"rename to ") :])
        elif (match := _HUNK.match(line)) and hunks is not None:
            old, old_count, new, new_count = (1 if group is None else int(group) for group in match.groups())
            hunks.append(Hunk(old, old_count, new, new_count))
            # The lines of a hunk can look like a header.
            for _ in range(old_count + new_count):
                while output.startswith(b"\\", position):
                    position = _next_line(output, position)
                position = _next_line(output, position)
    if path is not None:
        yield path, hunks


def _next_line(output: bytes, position: int) -> int:
    end = output.find(b"\n", position)
    return len(output) if end < 0 else end + 1


def _binary_path(names: bytes) -> str | None:
    """Return the second one of ``a/NAME and b/NAME``; a name can itself have " and " in it."""
    if names.startswith(b"/dev/null and "):
        return _path(names.removeprefix(b"/dev/null and "))
    if names.endswith(b" and /dev/null"):
        return None
    return _path(names[(len(names) + len(b" and ")) // 2 :])


def _path(name: bytes) -> str | None:
    """Return the path of a header, which is quoted if it has unusual characters; None for no file."""
    name = name.removesuffix(b"\t")
    if name.startswith(b'"'):
        name = _ESCAPE.sub(_unescape, name[1:].removesuffix(b'"'))
    return None if name == b"/dev/null" else os.fsdecode(name.removeprefix(b"b/"))


def _unescape(match: re.Match[bytes]) -> bytes:
    if match[1] is not None:
        return bytes([int(match[1], 8) & 0xFF])
    return _NAMED_ESCAPES.get(match[2], match[2])


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
