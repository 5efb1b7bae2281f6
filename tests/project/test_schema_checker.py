"""The JSON Schemas, as an editor or another checker reads them: ``check-jsonschema`` over the examples and the output."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cli_tools import call
from command_tools import CONFIG, ROOT, WRONG, plain_environment, replreg

CHECKER = shutil.which("check-jsonschema", path=plain_environment()["PATH"])
EXAMPLES = sorted((ROOT / "examples").rglob("replreg.yaml"))

pytestmark = pytest.mark.skipif(CHECKER is None, reason="check-jsonschema is not installed")


def check(schema: str, *files: Path) -> tuple[int, str]:
    assert CHECKER is not None
    command = [CHECKER, "--schemafile", str(ROOT / "schemas" / f"{schema}.schema.json"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_every_schema_is_one() -> None:
    schemas = sorted((ROOT / "schemas").glob("*.json"))
    assert CHECKER is not None
    done = subprocess.run(
        [CHECKER, "--check-metaschema", *map(str, schemas)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_configurations_of_the_examples_are_right() -> None:
    assert EXAMPLES
    status, said = check("replreg-config", *EXAMPLES)
    assert status == 0, said


def test_wrong_configurations_are_refused_by_the_checker_as_by_replreg(tmp_path: Path) -> None:
    texts = [
        "registry: {}\n",
        "registries: {a: {endpiont: quay.io}}\n",
        "registries: {a: {endpoint: quay.io, password: secret}}\n",
        "rules: {alias-as-hots: off}\n",
        "rules: {alias-as-host: fatal}\n",
        "overrides: [{paths: []}]\n",
    ]
    files = [tmp_path / f"wrong-{number}.yaml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
        assert call("lint", "--config", str(file), cwd=tmp_path).status == 2, text
    status, said = check("replreg-config", *files)
    assert status == 1
    assert [file.name for file in files if f"{file}::" not in said] == []


def test_a_configuration_that_init_writes_is_right(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(WRONG)
    assert replreg("init", "--registry", "a=quay.io", "--app", "x", cwd=tmp_path).returncode == 0
    status, said = check("replreg-config", tmp_path / "replreg.yaml")
    assert status == 0, said


def test_the_findings_are_what_their_schema_says(tmp_path: Path) -> None:
    (tmp_path / "replreg.yaml").write_text(CONFIG)
    (tmp_path / "release.yaml").write_text(WRONG)
    assert replreg("lint", "--format", "json", "--output", "findings.json", cwd=tmp_path).returncode == 1
    status, said = check("findings", tmp_path / "findings.json")
    assert status == 0, said
