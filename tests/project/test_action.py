"""The GitHub Action: valid by the official schema, and its steps run in order, as a runner runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from command_tools import CONFIG, RIGHT, ROOT, WRONG, plain_environment
from schema_tools import parse

ACTION: dict[str, Any] = parse((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, LINT, UPLOAD, RESULT = ACTION["runs"]["steps"]
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


FILES = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")


@dataclass
class Done:
    """What a step left: its exit status, what it printed, its outputs, and its summary."""

    status: int
    printed: str
    outputs: dict[str, str]
    summary: str


def run_step(
    step: dict[str, Any], folder: Path, inputs: dict[str, str], steps: dict[str, dict[str, str]], **environment: str
) -> Done:
    """Run a step with the inputs, defaults filled in, and with the outputs of the steps before it."""
    given = dict(inputs)
    values = {f"inputs.{name}": given.pop(name, item["default"]) for name, item in ACTION["inputs"].items()}
    assert not given, "an input that the action does not have"
    values["github.action_path"] = str(ROOT)
    for name, outputs in steps.items():
        values |= {f"steps.{name}.outputs.{output}": value for output, value in outputs.items()}
    env = {}
    for name, expression in step["env"].items():
        env[name] = values[expression.removeprefix("${{").removesuffix("}}").strip()]
    for name in FILES:
        env[name] = str(folder.parent / name)
        Path(env[name]).write_text("")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env=plain_environment(PYTHONPATH=str(ROOT), RUNNER_TEMP=str(folder.parent), **env, **environment),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    output, summary = (Path(env[name]).read_text(encoding="utf-8") for name in FILES)
    outputs = dict(line.split("=", 1) for line in output.splitlines())
    return Done(done.returncode, done.stdout + done.stderr, outputs, summary)


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "replreg.yaml").write_text(CONFIG)
    (folder / "release.yaml").write_text(WRONG)
    script(tmp_path / "bin" / "replreg", f'exec "{sys.executable}" -m replreg "$@"')
    return folder


def lint(project: Path, **inputs: str) -> Done:
    """Run the step that lints, then the one that fails if there are findings; return the first with both statuses."""
    named = {name.replace("_", "-"): value for name, value in inputs.items()}
    done = run_step(LINT, project, named, {"install": {"bin": str(project.parent / "bin")}})
    if done.status == 0:
        done.status = run_step(RESULT, project, named, {"lint": done.outputs}).status
    return done


def test_the_action_is_valid_by_the_official_schema() -> None:
    checker = shutil.which("check-jsonschema", path=plain_environment()["PATH"])
    if checker is None:
        pytest.skip("check-jsonschema is not installed")
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_input_becomes_part_of_a_script() -> None:
    for step in (INSTALL, LINT, RESULT):
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    text = json.dumps(ACTION["runs"])
    for name in ACTION["inputs"]:
        assert f"${{{{ inputs.{name} }}}}" in text or f"inputs.{name} ==" in text, "an input that nothing reads"
    assert "GITHUB_ENV" not in text
    assert "GITHUB_PATH" not in text


@needs_bash
def test_findings_fail_the_job_after_the_upload(project: Path) -> None:
    linted = run_step(LINT, project, {}, {"install": {"bin": str(project.parent / "bin")}})
    assert (linted.status, linted.outputs["status"]) == (0, "1")
    assert "error[alias-as-host]" in linted.printed
    results = json.loads(Path(linted.outputs["sarif"]).read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["alias-as-host"]
    assert UPLOAD["with"]["sarif_file"] == "${{ steps.lint.outputs.sarif }}"
    assert run_step(RESULT, project, {}, {"lint": linted.outputs}).status == 1


@needs_bash
def test_the_format_github_makes_annotations(project: Path) -> None:
    done = lint(project, format="github", upload="false")
    assert done.status == 1
    assert "::error file=release.yaml,line=12,endLine=12,col=12,endColumn=18" in done.printed


@needs_bash
def test_the_summary_has_the_findings_or_says_that_there_are_none(project: Path) -> None:
    assert "release.yaml:12:12" in lint(project).summary
    (project / "release.yaml").write_text(RIGHT)
    done = lint(project)
    assert (done.status, done.outputs["status"]) == (0, "0")
    assert "No problems found in 1 file." in done.summary


@needs_bash
def test_the_summary_has_every_finding_with_its_fix(project: Path) -> None:
    more = "".join(f"  s{number}:\n    image: myquay/ns/img:2.0.0\n" for number in range(60))
    (project / "release.yaml").write_text(WRONG + more)
    done = lint(project)
    assert done.printed.count("error[alias-as-host]") == 61
    assert done.summary.startswith("### replreg\n")
    assert "Found 61 errors" in done.summary
    assert done.summary.count("- **error**") == done.summary.count("```diff") == 61


@needs_bash
def test_every_input_reaches_the_command(project: Path) -> None:
    (project / "other.yaml").write_text(CONFIG)
    (project / "with space").mkdir()
    (project / "with space" / "release.yaml").write_text(WRONG)
    done = lint(
        project,
        paths="release.yaml\nwith space\n",
        config="other.yaml",
        format="jsonl",
        fail_on="never",
        args="--ignore\nfloating-tag",
    )
    assert done.status == 0
    results = json.loads(Path(done.outputs["sarif"]).read_text(encoding="utf-8"))["runs"][0]["results"]
    assert len(results) == 2


@needs_bash
def test_bad_inputs_end_with_status_2(project: Path) -> None:
    for done in (lint(project, paths="none.yaml"), lint(project, format="sarfi")):
        assert (done.status, done.outputs) == (2, {"status": "2"})


@needs_bash
@pytest.mark.parametrize("name", ["paths", "config", "format", "fail_on", "args"])
def test_an_input_with_shell_syntax_is_not_run(project: Path, name: str) -> None:
    lint(project, **{name: '"; touch ran; $(touch ran) `touch ran` #\n--help; touch ran'})
    assert not (project / "ran").exists()


@needs_bash
@pytest.mark.parametrize(
    ("version", "status", "installed"),
    [
        ("", 0, str(ROOT)),
        ("0.1.0", 0, "replreg==0.1.0"),
        ("1.0rc1", 0, "replreg==1.0rc1"),
        ("--index-url=x", 2, None),
        ("0.1.0; touch ran", 2, None),
        ("../x", 2, None),
    ],
)
def test_the_version_is_installed_if_it_is_one(project: Path, version: str, status: int, installed: str | None) -> None:
    log = project.parent / "pip.log"
    # Takes the place of Python: `-m venv FOLDER` makes a folder with another script that records what pip is asked for.
    script(
        project.parent / "fake" / "python3",
        f'mkdir -p "$3/bin"; printf \'#!/bin/sh\\necho "$@" >> "{log}"\\n\' > "$3/bin/python"; chmod +x "$3/bin/python"',
    )
    path = f"{project.parent / 'fake'}:{plain_environment()['PATH']}"
    done = run_step(INSTALL, project, {"version": version}, {}, PATH=path)
    assert done.status == status, done.printed
    if installed is None:
        assert "::error::" in done.printed
        assert not log.exists()
    else:
        assert log.read_text().split()[-1] == installed
        assert done.outputs == {"bin": str(project.parent / "replreg" / "bin")}
    assert not (project / "ran").exists()
