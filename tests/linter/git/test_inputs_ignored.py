"""What git ignores is left out of a run: compared with what git itself says of each file."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from replreg.config.model import Config
from replreg.linter.inputs import Input, expand
from replreg.linter.kots_folder import KotsFolders

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

FILES = [
    "a.yaml", "b.yml", "build/a.yaml", "build/keep/b.yaml", "src/a.yaml", "src/build/c.yaml", "src/deep/er/a.yaml",
    "src/deep/er/x y.yaml", "src/deep/#a.yaml", "src/deep/!b.yaml", "logs/2024/a.yaml", "logs/a.yaml", "é/a.yaml",
]  # fmt: skip
PATTERNS = [
    "build/", "/build", "build", "!build/keep", "!build/keep/", "*.yaml", "!a.yaml", "/*.yaml", "src/*", "!src/deep",
    "!src/deep/", "**/er", "src/**/a.yaml", "deep/**", "logs/**/a.yaml", "logs/2024", "?.yaml", "[ab].yml", "\\#a.yaml",
    "\\!b.yaml", "# comment", "", "x\\ y.yaml", "x y.yaml ", "é", "é/", "!*", "**", "er/", "!er/a.yaml", "*/a.yaml",
    "!/src/deep/er/a.yaml", "a.yaml/", "**/", "*a*y*l", "[!a].yml", "[^b].y*", "deep/**/*.yaml", "**/deep/**/a*", "\\a.yaml",
    "src/**/", "src/*/er/?.yaml", "/**/er", "***/a.yaml", "a.yaml\t", "[z-a].yml", "a[", "a\\", "//src", "?", "/*/",
]  # fmt: skip
RULES = [".gitignore", "src/.gitignore", "src/deep/.gitignore", "build/.gitignore", ".git/info/exclude"]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, and a home with nothing in it."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "home").mkdir()
    root = tmp_path / "checkout"
    root.mkdir()
    monkeypatch.chdir(root)
    git("init", "-q")
    for name in FILES:
        make(name)
    return root


def git(*arguments: str, stdin: str = "", status: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(["git", *arguments], input=stdin.encode(), capture_output=True, check=False)
    assert done.returncode in status, done.stderr
    return done.stdout.decode()


def make(name: str, text: str = "x: y\n") -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def found(folder: str = ".") -> list[str]:
    return [item.path if isinstance(item, Input) else str(item) for item in expand([folder])]


def kept(folder: str = ".") -> list[str]:
    """The files of a folder that git does not ignore; all of them where it ignores the folder as a whole."""
    files = sorted(name for name in FILES if folder == "." or name.startswith(folder + "/"))
    ignored = git("check-ignore", "-z", "--stdin", stdin="\0".join(files), status=(0, 1)).split("\0")
    left = sorted(set(files) - set(ignored))
    is_meant = not left and git("-C", folder, "check-ignore", ".", status=(0, 1))
    return files if is_meant else left


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        (
            {".gitignore": "build/\n/logs\n"},
            ["a.yaml", "b.yml", "src/a.yaml", "src/deep/!b.yaml", "src/deep/#a.yaml", "src/deep/er/a.yaml",
             "src/deep/er/x y.yaml", "é/a.yaml"],
        ),
        ({".gitignore": "*\n!*/\n!x y.yaml\n"}, ["src/deep/er/x y.yaml"]),
        (
            {".gitignore": "/*\n!/src\n", "src/.gitignore": "*\n!deep/\n!deep/er/\n!a.yaml\n"},
            ["src/a.yaml", "src/deep/er/a.yaml"],
        ),
        (
            {".gitignore": "a.yaml\n*.yml\n", "src/deep/.gitignore": "!a.yaml\n?b.yaml\n"},
            ["build/keep/b.yaml", "src/build/c.yaml", "src/deep/#a.yaml", "src/deep/er/a.yaml", "src/deep/er/x y.yaml"],
        ),
        ({".gitignore": "build/\n!build/keep/\nlogs\nsrc\né\n"}, ["a.yaml", "b.yml"]),
        ({".git/info/exclude": "src\nbuild\nlogs\n*.yml\n"}, ["a.yaml", "é/a.yaml"]),
    ],
)  # fmt: skip
def test_files_of_rules(repository: Path, rules: dict[str, str], left: list[str]) -> None:
    for name, text in rules.items():
        make(name, text)
    assert found() == kept() == left


@pytest.mark.parametrize("seed", range(60))
def test_any_rules(repository: Path, seed: int) -> None:
    dice = random.Random(seed)
    for name in dice.sample(RULES, dice.randint(1, 3)):
        patterns = dice.sample(PATTERNS, dice.randint(1, 5))
        make(name, "".join(pattern + dice.choice(["\n", "\n", "\r\n"]) for pattern in patterns if pattern))
    for folder in (".", "src", "src/deep", "build", "logs"):
        assert found(folder) == kept(folder)


def test_the_users_own_list_counts_too(repository: Path, tmp_path: Path) -> None:
    make(str(tmp_path / "home" / "ignored"), "src\n*.yml\n")
    git(
        "config",
        "--file",
        str(tmp_path / "home" / ".gitconfig"),
        "core.excludesFile",
        str(tmp_path / "home" / "ignored"),
    )
    assert found() == kept()
    assert "b.yml" not in found()
    assert not any(name.startswith("src") for name in found())


def test_a_tracked_file_is_never_ignored(repository: Path) -> None:
    git("add", "src/a.yaml", "build/a.yaml")
    make(".gitignore", "*\n")
    assert found() == kept() == ["build/a.yaml", "src/a.yaml"]


def test_a_file_in_conflict_is_one_file(repository: Path) -> None:
    settings = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    git("add", ".")
    git(*settings, "commit", "-qm", "one")
    git("checkout", "-qb", "other")
    make("a.yaml", "x: other\n")
    git(*settings, "commit", "-qam", "two")
    git("checkout", "-q", "-")
    make("a.yaml", "x: mine\n")
    git(*settings, "commit", "-qam", "three")
    git(*settings, "merge", "-q", "other", status=(1,))
    assert found() == sorted(FILES)


def test_another_working_tree_of_the_repository(repository: Path, tmp_path: Path) -> None:
    make(".gitignore", "build/\n")
    git("add", ".")
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "one")
    git("worktree", "add", "-q", str(tmp_path / "tree"))
    make(str(tmp_path / "tree" / "build" / "a.yaml"))
    assert found(str(tmp_path / "tree")) == [str(tmp_path / "tree" / name) for name in kept()]


@pytest.mark.parametrize("options", [(), ("--index-version", "4"), ("--split-index",)])
def test_every_format_of_the_index(repository: Path, options: tuple[str, ...]) -> None:
    git("add", "src/a.yaml", "build/a.yaml")
    git("update-index", *options)
    git("add", "src/deep/er/a.yaml", "src/deep/er/x y.yaml")
    make(".gitignore", "*\n")
    assert found() == kept() == ["build/a.yaml", "src/a.yaml", "src/deep/er/a.yaml", "src/deep/er/x y.yaml"]


def test_an_index_of_the_longer_hashes(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "long").mkdir()
    monkeypatch.chdir(tmp_path / "long")
    git("init", "-q", "--object-format=sha256")
    for name in ("a.yaml", "b.yaml", "c/d.yaml"):
        make(name)
    git("add", "a.yaml", "c")
    make(".gitignore", "*\n")
    assert found() == ["a.yaml", "c/d.yaml"]


@pytest.mark.parametrize(
    "damage", [b"", b"DIRC", b"DIRC\0\0\0\2\xff\xff\xff\xff", b"DIRC\0\0\0\4\0\0\0\5" + b"\xff" * 90]
)
def test_a_damaged_index_is_an_empty_one(repository: Path, damage: bytes) -> None:
    Path(".git/index").write_bytes(damage)
    make(".gitignore", "build\n")
    assert "build/a.yaml" not in found()
    assert "a.yaml" in found()


@pytest.mark.parametrize(
    "text",
    [
        '[core]\n\texcludesFile = "~/ign\\x6fred" ; comment\n',
        "[Core] ExcludesFile=~/ignored # comment\n",
        '[include]\npath = "more"\n',
        '[includeIf "gitdir:**/checkout/"]\n path = ~/more\n',
        '[includeIf "gitdir:~/elsewhere/"]\n path = ~/more\n',
        '[core]\nexcludesFile = ~/ign\\\nored\n[alias]\nx = "!f() { :; }; f"\n',
        "[core]\nexcludesFile = ~/ignored\n[core]\nexcludesFile =\n",
        "",
    ],
)
def test_the_users_own_list_wherever_it_is_named(repository: Path, tmp_path: Path, text: str) -> None:
    home = tmp_path / "home"
    make(str(home / ".gitconfig"), text.replace("\\x6f", "o"))
    make(str(home / "more"), "[core]\nexcludesfile = ~/ignored\n")
    make(str(home / "ignored"), "src\n*.yml\n")
    make(str(home / ".config" / "git" / "ignore"), "logs\n")
    assert found() == kept()


def test_a_slash_alone_ignores_nothing(repository: Path) -> None:
    make(".gitignore", "/\n!/\n")
    assert found() == kept() == sorted(FILES)


def test_names_are_compared_without_case_where_the_repository_says_so(repository: Path) -> None:
    git("config", "core.ignorecase", "true")
    make(".gitignore", "BUILD\n*.YML\nsrc/DEEP/*.yaml\n")
    assert found() == kept()
    assert "b.yml" not in found()


def test_no_program_of_the_repository_is_started(repository: Path, tmp_path: Path) -> None:
    trace = tmp_path / "started"
    program = tmp_path / "program.sh"
    make(str(program), f"#!/bin/sh\ntouch {trace}\n")
    program.chmod(0o755)
    git("add", "a.yaml")
    for name in (
        "core.fsmonitor",
        "core.pager",
        "core.hooksPath",
        "core.sshCommand",
        "diff.external",
        "alias.ls-files",
    ):
        git("config", name, str(program))
    subprocess.run(["git", "status"], capture_output=True, check=False)
    assert trace.exists()  # git itself does start it
    trace.unlink()
    make(".gitignore", "build/\n")
    assert "a.yaml" in found()
    assert not trace.exists()


def test_no_program_is_started_at_all(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError(arguments)

    make(".gitignore", "build/\n*.y*l\n")
    git("add", "a.yaml", "-f")
    for name in ("posix_spawn", "posix_spawnp", "fork", "execve", "system", "popen"):
        monkeypatch.setattr(f"os.{name}", refuse)
    monkeypatch.setattr("subprocess.Popen", refuse)
    assert found() == ["a.yaml"]


def test_ignore_files_that_are_links_pipes_or_folders_count_as_absent(repository: Path, tmp_path: Path) -> None:
    make(str(tmp_path / "list"), "*\n")
    Path(".gitignore").symlink_to(tmp_path / "list")
    Path("src/.gitignore").mkdir()
    Path(".git/info/exclude").unlink()
    os.mkfifo(".git/info/exclude")
    assert found() == sorted(FILES)


def test_a_pattern_with_many_wildcards_is_matched_in_one_go(repository: Path) -> None:
    long = "a" * 200
    deep = "/".join("a" * 60)
    make(f"{long}.yaml")
    make(f"{deep}/a.yaml")
    make(".gitignore", f"{'*a' * 40}*b\n{'**/a/' * 30}b\n{'*?' * 40}*b\n")
    assert {f"{long}.yaml", f"{deep}/a.yaml"} < set(found())


APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {title: A}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: 'quay.io/ns/web:1'}]}\n"


@pytest.mark.parametrize("tracked", [False, True])
def test_a_release_folder_leaves_out_folders_that_git_ignores(repository: Path, tracked: bool) -> None:
    make("release/app.yaml", APPLICATION)
    make("release/build/pod.yaml", POD)
    make("release/pods/pod.yaml", POD)
    make(".gitignore", "build/\n")
    if tracked:
        git("add", "-f", "release/build/pod.yaml")
    found = KotsFolders().releases.file_in_release(str(repository / "release" / "app.yaml"), Config())
    assert found is not None
    inside = {os.path.relpath(path, repository / "release").replace(os.sep, "/") for path in found.folder.files}
    assert inside == {"app.yaml", "pods/pod.yaml", *(["build/pod.yaml"] if tracked else [])}


def test_all_of_a_release_folder_counts_that_git_ignores_as_a_whole(repository: Path) -> None:
    make("build/release/app.yaml", APPLICATION)
    make("build/release/pods/pod.yaml", POD)
    make(".gitignore", "build/\n")
    found = KotsFolders().releases.file_in_release(str(repository / "build" / "release" / "app.yaml"), Config())
    assert found is not None
    assert len(found.folder.files) == 2
