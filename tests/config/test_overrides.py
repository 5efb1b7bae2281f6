"""Levels for some paths only, as ``overrides`` in the configuration sets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_tools import CONFIG, WRONG, replreg

OVERRIDES = """\
rules:
  floating-tag: error
overrides:
  - paths: ["old/**", "*.legacy.yaml"]
    rules: {alias-as-host: warning, floating-tag: off}
  - paths: ["old/dead/"]
    rules:
      alias-as-host: off
"""
FLOATING = WRONG.replace("tag: 2.0.0", "tag: latest").replace(":2.0.0", ":latest")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "replreg.yaml").write_text(CONFIG + OVERRIDES)
    for name in ("new.yaml", "a.legacy.yaml", "old/a.yaml", "old/dead/a.yaml", "sub/b.legacy.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(FLOATING)
    return tmp_path


def levels(cwd: Path, *arguments: str, stdin: str | None = None) -> dict[str, set[str]]:
    done = replreg("lint", "--format", "json", *arguments, cwd=cwd, stdin=stdin)
    found: dict[str, set[str]] = {}
    for item in json.loads(done.stdout)["findings"]:
        found.setdefault(item["path"], set()).add(f"{item['rule']} {item['severity']}")
    return found


def test_levels_hold_for_the_paths_that_match_and_later_ones_win(project: Path) -> None:
    warned = {"alias-as-host warning"}
    assert levels(project) == {
        "new.yaml": {"alias-as-host error", "floating-tag error"},
        "a.legacy.yaml": warned,
        "sub/b.legacy.yaml": warned,
        "old/a.yaml": warned,
    }


def test_they_count_from_the_configurations_folder_wherever_the_run_starts(project: Path) -> None:
    assert levels(project / "old") == {"a.yaml": {"alias-as-host warning"}}
    assert levels(project.parent, str(project / "old" / "dead" / "a.yaml")) == {}
    assert levels(project / "sub", "../new.yaml") == {"../new.yaml": {"alias-as-host error", "floating-tag error"}}


def test_standard_input_goes_by_its_name(project: Path) -> None:
    named = levels(project, "-", "--stdin-filename", "old/x.yaml", stdin=FLOATING)
    assert named == {"old/x.yaml": {"alias-as-host warning"}}
    assert levels(project, "-", stdin=FLOATING) == {"<stdin>": {"alias-as-host error", "floating-tag error"}}


def test_the_command_line_has_the_last_word(project: Path) -> None:
    assert levels(project, "--ignore", "alias-as-host") == {"new.yaml": {"floating-tag error"}}
    assert levels(project, "--select", "floating-tag", "old") == {}


def test_fix_heeds_a_rule_that_is_off_for_a_path(project: Path) -> None:
    done = replreg("fix", "--in-place", cwd=project)
    assert done.returncode == 0
    assert (project / "old/dead/a.yaml").read_text() == FLOATING
    assert "quay.io/ns/img:latest" in (project / "old/a.yaml").read_text()


def test_the_other_processes_heed_them_too(project: Path) -> None:
    filler = "# filler\n" * 40_000
    for name in ("new.yaml", "old/a.yaml"):
        (project / name).write_text(FLOATING + filler)
    assert levels(project, "--jobs", "2")["old/a.yaml"] == {"alias-as-host warning"}


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("{paths: [a], rules: {alias-as-hots: off}}", "did you mean 'alias-as-host'?"),
        ("{paths: [], rules: {}}", "'paths' is empty"),
        ("{path: [a], rules: {}}", "did you mean 'paths'?"),
        ("{rules: {}}", "'paths'"),
    ],
)
def test_a_wrong_override_is_reported_with_its_place(project: Path, override: str, words: str) -> None:
    (project / "replreg.yaml").write_text(f"overrides:\n  - {override}\n")
    done = replreg("lint", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {project / 'replreg.yaml'}:2:") or "replreg.yaml:2:" in done.stderr
    assert words in done.stderr
