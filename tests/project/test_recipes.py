"""The recipes for CI servers, taken out of the documents and run as far as a shell can run them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_tools import CONFIG, RIGHT, ROOT, WRONG, plain_environment
from schema_tools import parse
from test_documents import EVERY, Block

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def samples(name: str) -> list[Block]:
    return [block for block in EVERY if block.language == "yaml" and block.name.endswith(name)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "replreg.yaml").write_text(CONFIG)
    (folder / "release.yaml").write_text(WRONG)
    program = tmp_path / "bin" / "replreg"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m replreg "$@"\n')
    program.chmod(0o755)
    return folder


def run(script: list[str], project: Path) -> subprocess.CompletedProcess[str]:
    env = plain_environment(PYTHONPATH=str(ROOT))
    env["PATH"] = f"{project.parent / 'bin'}:{env['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", "\n".join(script)],
        cwd=project,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@needs_bash
@pytest.mark.parametrize("block", samples(".gitlab-ci.yml"), ids=lambda block: block.page)
def test_the_gitlab_job_fails_on_a_mistake_and_leaves_its_report(block: Block, project: Path) -> None:
    job: dict[str, Any] = parse(block.body)["replreg"]
    report = project / job["artifacts"]["reports"]["codequality"]
    assert run(job["script"], project).returncode == 1
    (entry,) = json.loads(report.read_text())
    assert entry["check_name"] == "alias-as-host"
    assert entry["location"] == {"path": "release.yaml", "lines": {"begin": 12, "end": 12}}
    assert job["artifacts"]["when"] == "always", "the report matters most if the job fails"
    (project / "release.yaml").write_text(RIGHT)
    assert run(job["script"], project).returncode == 0
    assert json.loads(report.read_text()) == []


def workflow_steps() -> list[dict[str, Any]]:
    workflows = [block for block in EVERY if block.name.startswith(".github/workflows/")]
    return [step for block in workflows for job in parse(block.body)["jobs"].values() for step in job["steps"]]


def test_the_workflows_give_the_action_inputs_that_it_has() -> None:
    inputs = parse((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    steps = [step for step in workflow_steps() if "/replreg@" in step.get("uses", "")]
    assert steps
    for step in steps:
        assert set(step.get("with", {})) <= set(inputs)


def test_the_document_of_the_action_lists_its_inputs_with_their_defaults() -> None:
    inputs = parse((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([\w-]+)` \| (?:`([^`]*)`)? *\|", text, re.MULTILINE)
    assert listed == [(name, item["default"]) for name, item in inputs.items()]


@needs_bash
def test_the_workflow_for_code_scanning_uploads_the_file_that_it_writes(project: Path) -> None:
    (block,) = samples("code-scanning.yml")
    _, lint, upload = parse(block.body)["jobs"]["scan"]["steps"]
    assert run([re.sub(r"^pipx run replreg==\S+", "replreg", lint["run"])], project).returncode == 0
    (found,) = json.loads((project / upload["with"]["sarif_file"]).read_text(encoding="utf-8"))["runs"][0]["results"]
    assert found["ruleId"] == "alias-as-host"


def test_the_samples_for_pre_commit_use_the_published_hooks() -> None:
    published = {hook["id"]: hook for hook in parse((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    seen = set()
    for block in samples(".pre-commit-config.yaml"):
        for repo in parse(block.body)["repos"]:
            for hook in repo["hooks"]:
                seen.add(hook["id"])
                assert hook["id"] in published
                if repo["repo"] == "local":
                    assert hook["entry"] == published[hook["id"]]["entry"]
                    assert hook["types"] == published[hook["id"]]["types"]
    assert seen == set(published)


@needs_bash
def test_the_arguments_in_the_samples_for_pre_commit_are_valid(project: Path) -> None:
    (block,) = samples("strict/.pre-commit-config.yaml")
    (hook,) = parse(block.body)["repos"][0]["hooks"]
    words = shlex.join(hook["args"])
    run([f"replreg lint {words} --write-baseline"], project)
    done = run([f"replreg lint --only-releases --force-exclude {words} release.yaml"], project)
    assert (done.returncode, done.stdout) == (0, "")
