"""The options of ``lint`` and ``fix`` that say which findings count."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_tools import CONFIG, RIGHT, WARNED, WRONG, call, write

LOOSE = WRONG.replace("tag: 2.0.0", "tag: latest").replace(":2.0.0", ":latest")
"""`alias-as-host` (an error) and `floating-tag` (warnings)."""


def levels(folder: Path, *arguments: str) -> set[tuple[str, str]]:
    done = call("lint", "--format", "json", *arguments, cwd=folder)
    assert done.status in (0, 1), done
    return {(finding["rule"], finding["severity"]) for finding in done.json["findings"]}


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    write(tmp_path, release_yaml=LOOSE, replreg_yaml=CONFIG)
    return tmp_path


@pytest.mark.parametrize(
    "setting",
    [
        "rules: {floating-tag: off}\n",
        "ignore: [floating-tag]\n",
        "ignore: [images]\n",
        "ignore: [ALL]\n",
        "select: [schema]\n",
        "overrides: [{paths: ['**'], rules: {floating-tag: off}}]\n",
    ],
)
def test_a_level_of_the_command_line_beats_the_configuration(loose: Path, setting: str) -> None:
    write(loose, replreg_yaml=CONFIG + setting)
    assert "floating-tag" not in {rule for rule, _ in levels(loose)}
    assert ("floating-tag", "error") in levels(loose, "--rule", "floating-tag=error")


def test_one_level_leaves_the_others_as_they_are(loose: Path) -> None:
    write(loose, replreg_yaml=CONFIG + "ignore: [floating-tag, unused-image]\n")
    assert levels(loose, "--rule", "floating-tag=info") == {("alias-as-host", "error"), ("floating-tag", "info")}
    found = levels(loose, "--rule", "floating-tag=info", "--rule", "alias-as-host=off", "--rule", "floating-tag=error")
    assert found == {("floating-tag", "error")}


def test_rules_that_the_command_line_ignores_stay_ignored(loose: Path) -> None:
    assert levels(loose, "--rule", "floating-tag=error", "--ignore", "images") == set()
    assert levels(loose, "--rule", "floating-tag=error", "--select", "schema") == set()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("floating-tag", "'--select floating-tag'"),
        ("floating-tag,alias-as-host", "as in floating-tag=error"),
        ("floating-tga", "as in floating-tag=error"),
        ("floating-tga=off", "did you mean 'floating-tag'?"),
        ("floating-tag=of", "did you mean 'off'?"),
    ],
)
def test_a_level_that_cannot_be_is_refused(loose: Path, given: str, said: str) -> None:
    done = call("lint", "--rule", given, cwd=loose)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_findings_below_a_severity_are_left_out(loose: Path) -> None:
    assert levels(loose, "--min-severity", "error") == {("alias-as-host", "error")}
    assert ("floating-tag", "warning") in levels(loose, "--min-severity", "warning")
    done = call("lint", "--min-severity", "error", "--rule", "alias-as-host=info", "--fail-on", "info", cwd=loose)
    assert (done.status, done.out) == (0, "")


def test_fix_leaves_what_is_below_the_severity(loose: Path) -> None:
    arguments = ("fix", "release.yaml", "--rule", "alias-as-host=warning", "--min-severity")
    assert call(*arguments, "error", cwd=loose).out == LOOSE
    assert call(*arguments, "warning", cwd=loose).out != LOOSE


def test_files_are_excluded_beside_those_of_the_configuration(project: Path) -> None:
    write(project, replreg_yaml=CONFIG + "exclude: [old/**]\n", a__one_yaml=WRONG, b__two_yaml=WRONG, old__x_yaml=WRONG)

    def paths(*arguments: str) -> list[str]:
        return [found["path"] for found in call("lint", "--format", "json", *arguments, cwd=project).json["findings"]]

    assert paths() == ["a/one.yaml", "b/two.yaml", "release.yaml"]
    assert paths("--exclude", "a/**", "--exclude", "release.yaml") == ["b/two.yaml"]
    assert paths("--exclude", "a/**", "a/one.yaml") == ["a/one.yaml"], "a file that is named is checked"
    assert paths("--exclude", "a/**", "--force-exclude", "a/one.yaml", "b") == ["b/two.yaml"]
    assert call("fix", "--check", "--exclude", "**/*.yaml", cwd=project).status == 0


def test_a_clean_file_stays_clean(tmp_path: Path) -> None:
    write(tmp_path, release_yaml=RIGHT, warned_yaml=WARNED, replreg_yaml=CONFIG)
    assert levels(tmp_path, "--min-severity", "error") == set()
