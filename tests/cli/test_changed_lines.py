"""``--staged`` and ``--changed-since``: only what is on lines that changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_tools import ALIAS, CONFIG, HEAD, RIGHT, ROOT, USE, WRONG, call, run, write

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env=plain)


@pytest.fixture
def tree(project: Path) -> Path:
    """A repository with the one wrong release, and a right one."""
    write(project, right_yaml=RIGHT)
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "one")
    return project


def places(folder: Path, *arguments: str) -> list[tuple[str, str, int]]:
    found = call("lint", "--format", "json", *arguments, cwd=folder).json["findings"]
    return [(finding["path"], finding["rule"], finding["start"]["line"]) for finding in found]


OLD = ("release.yaml", "alias-as-host", 12)
NEW = ("release.yaml", "alias-as-host", 18)


def test_only_findings_on_changed_lines_are_reported(tree: Path) -> None:
    assert places(tree) == [OLD]
    assert places(tree, "--changed-since", "HEAD") == []
    write(tree, release_yaml=WRONG + USE.format(host=ALIAS))
    assert places(tree) == [OLD, NEW]
    assert places(tree, "--changed-since", "HEAD") == [NEW]
    assert places(tree, "--staged") == []
    git(tree, "add", ".")
    assert places(tree, "--staged") == [NEW]
    assert places(tree, "--staged", "release.yaml") == [NEW]
    git(tree, "commit", "-q", "-m", "two")
    assert places(tree, "--staged") == []
    assert places(tree, "--changed-since", "HEAD~1") == [NEW]


def test_the_same_in_a_process_of_its_own_from_a_folder_below(tree: Path) -> None:
    write(tree, deep__release_yaml=WRONG)
    done = run("lint", "--changed-since", "HEAD", "--format", "concise", cwd=tree / "deep")
    assert done.status == 1
    assert [line.split(":")[0] for line in done.out.splitlines()] == ["release.yaml"]


def test_fix_changes_only_what_changed(tree: Path) -> None:
    write(tree, release_yaml=WRONG + USE.format(host=ALIAS))
    done = call("fix", "--in-place", "--changed-since", "HEAD", cwd=tree)
    assert done.status == 0
    assert (tree / "release.yaml").read_text() == WRONG + USE.format(host="quay.io")
    assert places(tree, "--changed-since", "HEAD") == []


def test_a_fix_that_adds_lines_moves_the_lines_that_count(tree: Path) -> None:
    undeclared = USE.format(host="quay.io").replace("ns/img", "ns/other")
    write(tree, release_yaml=HEAD + USE.format(host=ALIAS) + undeclared)
    done = call("fix", "--in-place", "--unsafe-fixes", "--changed-since", "HEAD", cwd=tree)
    assert done.status == 0
    fixed = (tree / "release.yaml").read_text()
    assert f"image: {ALIAS}/ns/img" in fixed, "it is on a line that did not change"
    assert "name: ns/other" in fixed


def test_findings_about_a_configuration_count_where_its_lines_changed(tree: Path) -> None:
    write(tree, release_yaml=WRONG.replace("2.9.2", "2.9.3"))
    (tree / "replreg.yaml").write_text(CONFIG + "  other: https://example.com/\n")
    found = places(tree, "--changed-since", "HEAD")
    assert [(path, rule) for path, rule, _ in found] == [("replreg.yaml", "registry-endpoint")]
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "two")
    write(tree, release_yaml=WRONG.replace("2.9.2", "2.9.4"))
    assert places(tree, "--changed-since", "HEAD") == []


def test_what_the_other_branch_changed_in_the_meantime_does_not_count(tree: Path) -> None:
    git(tree, "branch", "feature")
    write(tree, release_yaml=RIGHT)
    git(tree, "commit", "-q", "-a", "-m", "repair")
    git(tree, "branch", "target")
    git(tree, "checkout", "-q", "feature")
    write(tree, release_yaml=WRONG + USE.format(host=ALIAS))
    git(tree, "commit", "-q", "-a", "-m", "more")
    assert places(tree, "--changed-since", "target") == [NEW]


def test_a_branch_without_a_common_commit_is_compared_as_it_is(tree: Path) -> None:
    git(tree, "branch", "target")
    git(tree, "checkout", "-q", "--orphan", "other")
    write(tree, release_yaml=WRONG + USE.format(host=ALIAS))
    git(tree, "commit", "-q", "-a", "-m", "alone")
    assert places(tree, "--changed-since", "target") == [NEW]


def test_a_submodule_is_compared_with_the_commit_that_the_revision_has_of_it(tree: Path) -> None:
    write(tree, sub__release_yaml=WRONG)
    git(tree / "sub", "init", "-q")
    git(tree / "sub", "add", ".")
    git(tree / "sub", "commit", "-q", "-m", "one")
    git(tree, "add", "sub")
    inside = "sub/release.yaml"
    assert places(tree, "--changed-since", "HEAD") == [(inside, *OLD[1:])], "HEAD does not have the submodule"
    git(tree, "commit", "-q", "-a", "-m", "sub")
    git(tree, "tag", "v1")
    assert places(tree, "--changed-since", "v1") == []
    write(tree, sub__release_yaml=WRONG + USE.format(host=ALIAS))
    git(tree / "sub", "commit", "-q", "-a", "-m", "two")
    assert places(tree, "--changed-since", "v1") == [(inside, *NEW[1:])]
    assert places(tree / "sub", "--changed-since", "HEAD") == [], "the revision is the submodule's own there"


def test_a_hook_of_commit_all_sees_the_index_of_that_commit(tree: Path) -> None:
    hook = tree / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    command = f"{sys.executable} -m replreg lint --staged --format concise --color never"
    hook.write_text(f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec {command} > found\n")
    hook.chmod(0o755)
    write(tree, release_yaml=WRONG + USE.format(host=ALIAS))
    with pytest.raises(subprocess.CalledProcessError):
        git(tree, "commit", "-q", "-a", "-m", "two")
    assert (tree / "found").read_text().startswith("release.yaml:18:")


def test_a_part_of_the_history_is_named_as_the_reason_for_a_missing_revision(tree: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tree, "commit", "-q", "--allow-empty", "-m", "two")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tree}", str(clone))
    done = call("lint", "--changed-since", "HEAD~1", cwd=clone)
    assert done.status == 2
    assert "a part of the history" in done.err


def test_a_run_without_a_changed_file_says_so(tree: Path) -> None:
    done = call("lint", "--staged", cwd=tree)
    assert (done.status, done.out) == (0, "")
    assert "2 files without a changed line" in done.err
    shown = call("lint", "--staged", "--show-files", cwd=tree).out
    assert "release.yaml: skipped: none of its lines changed\n" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--staged", "--changed-since", "HEAD"], "exclude each other"),
        (["--changed-since", "nowhere"], "'nowhere' is not a revision"),
        (["--changed-since", "--output=x"], "is not a revision"),
        (["--staged", "-"], "standard input"),
        (["--staged", "--baseline", "b.json", "--write-baseline"], "--write-baseline"),
    ],
)
def test_bad_usage_is_refused(tree: Path, arguments: list[str], said: str) -> None:
    done = call("lint", *arguments, cwd=tree, stdin=WRONG)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_outside_of_a_repository_it_is_an_error(project: Path) -> None:
    done = call("lint", "--staged", cwd=project)
    assert done.status == 2
    assert "not in a git repository" in done.err
