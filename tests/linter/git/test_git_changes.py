"""Which lines changed, as git says; and nothing that a repository names is started to find it out."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.linter.git.changes import Changes, changed_lines
from replreg.linter.git.diff import parse_diff
from replreg.linter.git.isolated import GitError
from replreg.linter.git.repository import find_repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**plain, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull},
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with one commit: ``a.yaml`` has the lines 1 to 9."""
    git(tmp_path, "init", "-q")
    (tmp_path / "a.yaml").write_text("".join(f"line {number}\n" for number in range(1, 10)))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


def changes(tree: Path, revision: str | None = "HEAD") -> Changes:
    repository = find_repository(os.path.realpath(tree))
    assert repository is not None
    return changed_lines(repository, revision)


def edit(path: Path, **lines: str) -> None:
    """Replace lines by their number; a text without a line feed removes the line."""
    texts = path.read_text().splitlines(keepends=True)
    for name, text in lines.items():
        texts[int(name.strip("_")) - 1] = text
    path.write_text("".join(texts))


def test_nothing_changed(tree: Path) -> None:
    found = changes(tree)
    assert not found.lines
    assert set(found.tracked) == {"a.yaml"}


def test_lines_since_a_revision(tree: Path) -> None:
    edit(tree / "a.yaml", _2="two\n", _5="", _9="line 9\nnew\nnewer\n")
    (tree / "new.yaml").write_text("a\n")
    found = changes(tree)
    assert found.of("a.yaml") == ((2, 2), (9, 10))
    assert found.of("new.yaml")[0][0] == 1, "a file that git does not track is new"
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "two")
    assert changes(tree).of("new.yaml") == ()
    assert changes(tree, "HEAD~1").of("a.yaml") == ((2, 2), (9, 10))
    assert changes(tree, "main~1").of("new.yaml") == ((1, 1),)


def test_staged_lines_are_where_the_working_tree_has_them(tree: Path) -> None:
    edit(tree / "a.yaml", _2="two\n", _5="five\nmore\n", _8="eight\n")
    git(tree, "add", ".")
    edit(tree / "a.yaml", _1="", _6="not staged\n", _9="eight\n\nline 9\n")
    (tree / "new.yaml").write_text("a\n")
    found = changes(tree, None)
    assert found.of("a.yaml") == ((1, 1), (4, 4), (8, 8))
    assert found.of("new.yaml") == ()


def test_staged_lines_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a.yaml").write_text("a\nb\n")
    git(tmp_path, "add", ".")
    assert changes(tmp_path, None).of("a.yaml") == ((1, 2),)
    with pytest.raises(GitError):
        changes(tmp_path, "HEAD")


def test_a_renamed_file_has_the_lines_that_changed(tree: Path) -> None:
    git(tree, "mv", "a.yaml", "b.yaml")
    edit(tree / "b.yaml", _3="three\n")
    assert changes(tree).of("b.yaml") == ((3, 3),)


@pytest.mark.parametrize(
    "name", ["with space.yaml", 'quo"te.yaml', "tab\t.yaml", "back\\slash.yaml", "ä.yaml", "b and c.yaml"]
)
def test_unusual_names(tree: Path, name: str) -> None:
    if os.name == "nt":
        pytest.skip("the system does not allow such names")
    (tree / name).write_text("a\n")
    (tree / "binary.yaml").write_bytes(b"a\0b")
    git(tree, "add", ".")
    assert changes(tree, None).of(name) == ((1, 1),)
    (tree / name).write_bytes(b"a\0b")
    git(tree, "add", ".")
    assert changes(tree, None).of(name)[0][1] > 10**9, "all lines of a binary file count"


@pytest.mark.parametrize("revision", ["", "nowhere", "--help", "-p", "HEAD:a.yaml", "HEAD..HEAD"])
def test_an_unknown_revision_is_refused(tree: Path, revision: str) -> None:
    with pytest.raises(GitError, match="is not a revision"):
        changes(tree, revision)


def test_a_linked_working_tree(tree: Path) -> None:
    git(tree, "worktree", "add", "-q", str(tree / "other"), "-b", "other")
    edit(tree / "other" / "a.yaml", _4="four\n")
    assert changes(tree / "other").of("a.yaml") == ((4, 4),)
    assert changes(tree / "other", "main").of("a.yaml") == ((4, 4),)


def test_packed_references_and_alternates(tree: Path) -> None:
    git(tree, "gc", "-q")
    git(tree, "pack-refs", "--all")
    clone = tree / "clone"
    git(tree, "clone", "-q", "--shared", str(tree), str(clone))
    edit(clone / "a.yaml", _7="seven\n")
    assert changes(clone, "origin/main").of("a.yaml") == ((7, 7),)


def test_a_conversion_of_line_ends_is_not_a_change(tree: Path) -> None:
    git(tree, "config", "core.autocrlf", "true")
    (tree / "a.yaml").write_bytes((tree / "a.yaml").read_bytes().replace(b"\n", b"\r\n"))
    assert changes(tree).of("a.yaml") == ()


def test_nothing_of_the_repository_starts_a_program(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name == "nt":
        pytest.skip("the trap is a script of a Unix shell")
    sprung = tree / "sprung"
    trap = tree / "trap"
    trap.write_text(f'#!/bin/sh\necho "$0 $*" >> "{sprung}"\ncat\n')
    trap.chmod(0o755)
    for hook in ("post-index-change", "fsmonitor-watchman", "post-checkout"):
        shutil.copy(trap, tree / ".git" / "hooks" / hook)
    (tree / ".gitattributes").write_text("*.yaml filter=x diff=x\n")
    edit(tree / "a.yaml", _2="two\n")
    settings = {
        "core.fsmonitor": str(trap),
        "core.pager": str(trap),
        "pager.diff": str(trap),
        "core.hooksPath": str(tree / ".git" / "hooks"),
        "core.sshCommand": str(trap),
        "diff.external": str(trap),
        "diff.x.command": str(trap),
        "diff.x.textconv": str(trap),
        "filter.x.clean": str(trap),
        "filter.x.process": str(trap),
        "filter.x.required": "true",
        "alias.diff": f"!{trap}",
        "core.alternateRefsCommand": str(trap),
    }
    for name, value in settings.items():
        git(tree, "config", name, value)
    (tree / "a.yaml").touch()
    with contextlib.suppress(subprocess.CalledProcessError):
        git(tree, "diff", "--ext-diff")
    assert sprung.exists(), "the trap works where git reads the configuration"
    sprung.unlink()
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS"):
        monkeypatch.setenv(name, str(trap))
    monkeypatch.setenv("GIT_DIR", str(tree / "nowhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "diff.external")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(trap))
    assert changes(tree, "HEAD").of("a.yaml") == ((2, 2),)
    assert changes(tree, None).of("a.yaml") == ()
    assert not sprung.exists()


def test_the_index_is_left_as_it_was(tree: Path) -> None:
    index = tree / ".git" / "index"
    before = index.read_bytes()
    os.utime(tree / "a.yaml", (1, 1))
    assert changes(tree).of("a.yaml") == ()
    assert index.read_bytes() == before


def test_without_git_there_is_an_error(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tree))
    with pytest.raises(GitError, match="not installed"):
        changes(tree)


def test_lines_that_look_like_headers(tree: Path) -> None:
    edit(tree / "a.yaml", _2="++ b/other.yaml\n@@ -1 +1 @@\ndiff --git a/x b/x\n", _9="no line feed")
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "two")
    edit(tree / "a.yaml", _2="-- a/other.yaml\n", _3="x\n", _11="last")
    found = changes(tree)
    assert dict(found.lines) == {"a.yaml": ((2, 3), (11, 11))}


@given(st.binary())
def test_any_output_is_read(output: bytes) -> None:
    list(parse_diff(output))


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_reading_ends_at_the_end_of_a_cut_hunk(before: list[str], after: list[str]) -> None:
    lines = [f"@@ -1,{len(before)} +1,{len(after)} @@", *(f"-{line}" for line in before)]
    diff = "\n".join(["diff --git a/x b/x", "--- a/x", "+++ b/x", *lines])
    ((path, hunks),) = parse_diff(diff.encode())
    assert path == "x"
    assert hunks is not None and [hunk.new_count for hunk in hunks] == [len(after)]
