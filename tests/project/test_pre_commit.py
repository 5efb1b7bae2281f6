"""The pre-commit hooks, run by pre-commit in a git repository: a commit is refused, fixed, and accepted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_tools import CONFIG, RIGHT, ROOT, WRONG, plain_environment
from schema_tools import parse

pytestmark = pytest.mark.skipif(
    shutil.which("pre-commit", path=plain_environment()["PATH"]) is None or shutil.which("git") is None,
    reason="pre-commit or git is not installed",
)

HOOKS: list[dict[str, Any]] = parse((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
COMPOSE = "services:\n  app:\n    image: myquay/img:2.0.0\n"
MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  template:
    spec:
      containers:
      - {name: a, image: myquay/img:2.0.0}
"""
OTHERS = {
    "compose.yaml": COMPOSE,
    "deploy/manifest.yml": MANIFEST,
    "broken.yaml": "a: [\n",
    "latin.yaml": b"name: caf\xe9\n",
    "kustomization.yaml": "resources: [deploy]\nimages:\n- {name: myquay/img, newTag: 2.0.0}\n",
    "values.yaml": "images:\n  app: {repository: myquay/img, tag: 2.0.0}\n",
}


class Project:
    """A git repository with pre-commit installed in it."""

    def __init__(self, folder: Path, config: str) -> None:
        self.folder = folder
        home = folder.parent / "home"
        home.mkdir()
        self.env = plain_environment(
            HOME=str(home),
            PRE_COMMIT_HOME=str(home / "pre-commit"),
            GIT_CONFIG_GLOBAL=str(home / "gitconfig"),
            GIT_CONFIG_NOSYSTEM="1",
            PYTHONPATH="",
        )
        folder.mkdir()
        self.write("replreg.yaml", CONFIG + 'exclude: ["vendor/**"]\n')
        self.write(".pre-commit-config.yaml", config)
        for name, text in OTHERS.items():
            self.write(name, text)
        self.git("init", "--quiet")
        self.git("config", "user.name", "Somebody")
        self.git("config", "user.email", "somebody@example.com")
        self.run("pre-commit", "install", check=True)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def run(self, *command: str, check: bool = False) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.env, capture_output=True, encoding="utf-8", timeout=600, check=check
        )

    def git(self, *arguments: str) -> str:
        return self.run("git", *arguments, check=True).stdout

    def commit(self) -> tuple[bool, str]:
        """Add everything and commit. Return whether it succeeded, and what was printed."""
        self.git("add", "--all")
        done = self.run("git", "commit", "--quiet", "--message", "Change")
        return done.returncode == 0, done.stdout + done.stderr


def as_system_hook(hook: str) -> str:
    """A configuration that runs the published hook with the replreg of these tests."""
    item = next(item for item in HOOKS if item["id"] == hook)
    entry = item["entry"].replace("replreg ", f"{sys.executable} -m replreg ", 1)
    return (
        f"repos:\n- repo: local\n  hooks:\n  - id: {hook}\n    name: {item['name']}\n    entry: {entry}\n"
        f"    language: system\n    types: {item['types']}\n    require_serial: {str(item['require_serial']).lower()}\n"
    )


def system_project(tmp_path: Path, hook: str) -> Project:
    project = Project(tmp_path / "project", as_system_hook(hook))
    project.env["PYTHONPATH"] = str(ROOT)
    return project


def test_a_commit_with_the_mistake_is_refused_and_one_without_it_passes(tmp_path: Path) -> None:
    project = system_project(tmp_path, "replreg-lint")
    project.write("release.yaml", WRONG)
    passed, said = project.commit()
    assert not passed
    assert "error[alias-as-host]" in said
    assert "release.yaml:12:12" in said
    assert not any(name in said for name in OTHERS), "only release files are checked"
    project.write("release.yaml", RIGHT)
    passed, said = project.commit()
    assert passed, said


def test_the_fix_hook_fixes_and_refuses_once_and_then_passes(tmp_path: Path) -> None:
    project = system_project(tmp_path, "replreg-fix")
    project.write("release.yaml", WRONG)
    passed, said = project.commit()
    assert not passed
    assert "files were modified by this hook" in said
    assert project.read("release.yaml") == RIGHT.encode()
    for name, text in OTHERS.items():
        assert project.read(name) == (text.encode() if isinstance(text, str) else text), name
    passed, said = project.commit()
    assert passed, said


def test_files_that_the_configuration_excludes_are_skipped(tmp_path: Path) -> None:
    project = system_project(tmp_path, "replreg-lint")
    project.write("vendor/release.yaml", WRONG)
    passed, said = project.commit()
    assert passed, said


def test_files_that_do_not_change_are_not_checked(tmp_path: Path) -> None:
    project = system_project(tmp_path, "replreg-lint")
    project.write("release.yaml", WRONG)
    project.git("add", "--all")
    project.git("commit", "--quiet", "--no-verify", "--message", "Old")
    project.write("README.md", "text\n")
    assert project.commit()[0]


def test_the_hooks_are_published_as_pre_commit_reads_them(tmp_path: Path) -> None:
    done = subprocess.run(
        ["pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")],
        env=plain_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert [hook["id"] for hook in HOOKS] == ["replreg-lint", "replreg-fix"]


def published(folder: Path, env: dict[str, str]) -> str:
    """A repository of replreg as it would be published; returns the revision to use."""
    folder.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder)
    for name in ("replreg", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for command in (
        ["git", "init", "--quiet"],
        ["git", "add", "--all"],
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--message", "Release"],
    ):
        subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, env=env, check=True, capture_output=True)
    return revision.stdout.decode().strip()


@pytest.mark.slow
def test_pre_commit_installs_the_hooks_from_a_repository_and_runs_them(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    revision = published(folder, plain_environment(GIT_CONFIG_NOSYSTEM="1"))
    config = f"repos:\n- repo: {folder}\n  rev: {revision}\n  hooks:\n  - id: replreg-fix\n  - id: replreg-lint\n"
    project = Project(tmp_path / "project", config)
    installed = project.run("pre-commit", "install-hooks")
    if installed.returncode != 0:
        said = installed.stdout + installed.stderr
        if any(words in said for words in ("No matching distribution", "ConnectionError", "Could not find a version")):
            pytest.skip("the hooks need a package index to be installed from, and there is none")
        pytest.fail(said)
    project.write("release.yaml", WRONG + "  more:\n    image: redis\n")
    passed, said = project.commit()
    assert not passed
    assert "replreg fix" in said
    assert b"quay.io/ns/img:2.0.0" in project.read("release.yaml")
    passed, said = project.commit()
    assert passed, said
    assert "replreg lint" in said
