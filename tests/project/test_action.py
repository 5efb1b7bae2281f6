"""The GitHub Action: valid by the official schema, and its steps run as a runner would run them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_tools import CONFIG, RIGHT, ROOT, WRONG, plain_environment
from schema_tools import parse

ACTION: dict[str, Any] = parse((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, LINT = ACTION["runs"]["steps"]
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def run_step(step: dict[str, Any], folder: Path, inputs: dict[str, str], **environment: str) -> tuple[int, str, str]:
    """Run a step with the inputs, defaults filled in; return its status, what it printed, and its outputs."""
    values = {name: inputs.pop(name, item["default"]) for name, item in ACTION["inputs"].items()}
    assert not inputs, "an input that the action does not have"
    env = {}
    for name, expression in step["env"].items():
        where = expression.removeprefix("${{").removesuffix("}}").strip()
        env[name] = values[where.removeprefix("inputs.")] if where.startswith("inputs.") else str(ROOT)
    for name in ("GITHUB_OUTPUT", "GITHUB_ENV"):
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
    said = Path(env["GITHUB_OUTPUT"]).read_text() + Path(env["GITHUB_ENV"]).read_text()
    return done.returncode, done.stdout + done.stderr, said


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


def lint(project: Path, **inputs: str) -> tuple[int, str, str]:
    named = {name.replace("_", "-"): value for name, value in inputs.items()}
    return run_step(LINT, project, named, REPLREG_BIN=str(project.parent / "bin"))


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


def test_no_input_becomes_a_part_of_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    used = [value for step in (INSTALL, LINT) for value in step["env"].values()]
    for name in ACTION["inputs"]:
        assert f"${{{{ inputs.{name} }}}}" in used, "an input that nothing reads"


@needs_bash
def test_findings_fail_the_step_and_stand_beside_their_lines(project: Path) -> None:
    status, said, outputs = lint(project)
    assert status == 1
    assert "::error file=release.yaml,line=12,endLine=12,col=12,endColumn=18" in said
    assert outputs == "status=1\n"


@needs_bash
def test_a_right_release_passes(project: Path) -> None:
    (project / "release.yaml").write_text(RIGHT)
    status, _, outputs = lint(project)
    assert (status, outputs) == (0, "status=0\n")


@needs_bash
def test_every_input_reaches_the_command(project: Path) -> None:
    (project / "other.yaml").write_text(CONFIG)
    (project / "with space").mkdir()
    (project / "with space" / "release.yaml").write_text(WRONG)
    status, _, _ = lint(
        project,
        paths="release.yaml\nwith space\n",
        config="other.yaml",
        format="sarif",
        output="findings.sarif",
        fail_on="never",
        args="--ignore\nfloating-tag",
    )
    assert status == 0
    results = json.loads((project / "findings.sarif").read_text())["runs"][0]["results"]
    assert len(results) == 2


@needs_bash
def test_bad_inputs_end_with_status_2(project: Path) -> None:
    assert lint(project, paths="none.yaml")[0] == 2
    assert lint(project, format="sarfi")[0] == 2


@needs_bash
@pytest.mark.parametrize("name", ["paths", "config", "format", "output", "fail_on", "args"])
def test_what_looks_like_a_script_is_never_run(project: Path, name: str) -> None:
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
    # Stands for Python: `-m venv FOLDER` makes a folder in which another one notes what pip is asked for.
    script(
        project.parent / "fake" / "python3",
        f'mkdir -p "$3/bin"; printf \'#!/bin/sh\\necho "$@" >> "{log}"\\n\' > "$3/bin/python"; chmod +x "$3/bin/python"',
    )
    path = f"{project.parent / 'fake'}:{plain_environment()['PATH']}"
    ended, said, outputs = run_step(INSTALL, project, {"version": version}, PATH=path)
    assert ended == status, said
    if installed is None:
        assert "::error::" in said
        assert not log.exists()
    else:
        assert log.read_text().split()[-1] == installed
        assert outputs == f"REPLREG_BIN={project.parent / 'replreg' / 'bin'}\n"
    assert not (project / "ran").exists()
