"""``--output FORMAT:FILE``: the findings of one run in several formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_tools import call


def test_several_files_are_written_in_one_run(project: Path) -> None:
    outputs = ("--output", "sarif:a.sarif", "--output", "json:b.json", "--output", "c.txt")
    done = call("lint", *outputs, "--format", "concise", cwd=project)
    assert (done.status, done.out) == (1, "")
    for name, file in (("sarif", "a.sarif"), ("json", "b.json"), ("concise", "c.txt")):
        alone = call("lint", "--format", name, cwd=project)
        assert (project / file).read_bytes() == alone.bytes, name


def test_standard_output_can_be_one_of_them(project: Path) -> None:
    done = call("lint", "--output", "json:b.json", "--output", "concise:-", cwd=project)
    assert done.out == call("lint", "--format", "concise", cwd=project).out
    assert json.loads((project / "b.json").read_text())["findings"]
    assert call("lint", "--output", "-", cwd=project).out == call("lint", cwd=project).out


def test_the_summary_is_that_of_a_run_for_people(project: Path) -> None:
    assert "Found 1 error" in call("lint", "--output", "json:b.json", cwd=project).err
    assert "Found 1 error" in call("lint", "--output", "json:b.json", "--output", "text:-", cwd=project).err
    assert "Found" not in call("lint", "--format", "json", "--output", "b.json", cwd=project).err


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (["sarfi:x"], "did you mean 'sarif'?"),
        (["qqqqqq:x"], "./qqqqqq:x"),
        (["json:"], "names no file"),
        (["json:-", "text:-"], "one format only"),
        (["json:x", "text:./x"], "given twice"),
        (["json:nowhere/x"], "there is no folder"),
    ],
)
def test_an_output_that_cannot_be_written_is_refused_before_the_run(
    project: Path, outputs: list[str], said: str
) -> None:
    before = sorted(project.iterdir())
    done = call("lint", *(word for output in outputs for word in ("--output", output)), cwd=project)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert sorted(project.iterdir()) == before


def test_a_file_can_have_a_colon_in_its_name(project: Path) -> None:
    call("lint", "--output", "./json:x", "--output", "json:C:x", cwd=project)
    assert (project / "json:x").exists()
    assert json.loads((project / "C:x").read_text())
