"""What every command ends with, and on which stream it says what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli_tools import ALIAS, CONFIG, LINK, RIGHT, WARNED, WRONG, call, run, write

LATIN1 = "# kind: replicated\nname: café\n".encode("latin-1")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("lint release.yaml", 1),
        ("lint release.yaml --fail-on never", 0),
        ("lint right.yaml", 0),
        ("lint missing.yaml", 2),
        ("lint right.yaml missing.yaml", 2),
        ("lint release.yaml missing.yaml", 2),
        ("lint latin1.yaml", 1),
        ("lint latin1.yaml --fail-on never", 0),
        ("lint empty --config missing.yaml", 2),
        ("lint empty", 0),
        ("images empty --config missing.yaml", 2),
        ("lint --no-such-option", 2),
        ("lint --format yaml", 2),
        ("lint --jobs 0", 2),
        ("fix release.yaml", 0),
        ("fix right.yaml", 0),
        ("fix --check release.yaml", 1),
        ("fix --check right.yaml", 0),
        ("fix --check release.yaml missing.yaml", 2),
        ("fix --diff release.yaml", 0),
        ("fix --diff --check release.yaml", 1),
        ("fix missing.yaml", 2),
        ("fix latin1.yaml", 2),
        ("fix --in-place latin1.yaml", 2),
        ("images release.yaml", 0),
        ("images missing.yaml", 2),
        ("images latin1.yaml", 2),
        ("rules", 0),
        ("rules --format json", 0),
        ("explain alias-as-host", 0),
        ("explain no-such-rule", 2),
        ("explain", 2),
        ("no-such-command", 2),
        ("", 2),
        ("--help", 0),
        ("-h", 0),
        ("--version", 0),
        ("lint --help", 0),
        ("fix -h", 0),
    ],
)
def test_status(project: Path, arguments: str, status: int) -> None:
    write(project, right_yaml=RIGHT, latin1_yaml=LATIN1)
    (project / "empty").mkdir()
    done = call(*arguments.split(), cwd=project)
    assert done.status == status, done
    if status == 2:
        assert done.err, "a run that could not do its work says why"


@pytest.mark.parametrize(
    ("text", "at", "status"),
    [
        (WRONG, "error", 1),
        (WRONG, "warning", 1),
        (WRONG, "info", 1),
        (WRONG, "never", 0),
        (WARNED, "error", 0),
        (WARNED, "warning", 1),
        (WARNED, "info", 1),
        (WARNED, "never", 0),
        (RIGHT + "    labels: []  # replreg: ignore[schema]\n", "warning", 0),
        (RIGHT + "    labels: []  # replreg: ignore[schema]\n", "info", 1),
        (RIGHT, "info", 0),
    ],
)
def test_fail_on(tmp_path: Path, text: str, at: str, status: int) -> None:
    write(tmp_path, release_yaml=text)
    assert call("lint", *LINK, "--fail-on", at, "release.yaml", cwd=tmp_path).status == status


def test_findings_go_to_standard_output_and_all_else_to_standard_error(project: Path) -> None:
    done = run("lint", "release.yaml", "missing.yaml", "--verbose", "--statistics", cwd=project)
    assert done.out.startswith("error[alias-as-host]: ")
    assert re.search(r"^  --> release\.yaml:12:12$", done.out, re.MULTILINE)
    for said in (
        "error: missing.yaml: there is no such file or folder",
        "release.yaml: configured by ",
        "release.yaml: 1 finding",
        "1 alias-as-host (1 fixable)",
        "Found 1 error in 1 file; 1 fixable with 'replreg fix'.",
    ):
        assert said in done.err
        assert said not in done.out


def test_quiet_says_nothing_but_findings_and_errors(project: Path) -> None:
    done = call("lint", "-q", "release.yaml", "missing.yaml", cwd=project)
    assert done.out
    assert done.err == "error: missing.yaml: there is no such file or folder\n"
    assert call("fix", "-q", "-i", "release.yaml", cwd=project).err == ""
    assert call("lint", "-q", cwd=project).err == ""


def test_a_clean_run_says_so(project: Path) -> None:
    write(project, release_yaml=RIGHT)
    done = call("lint", "release.yaml", cwd=project)
    assert (done.status, done.out, done.err) == (0, "", "No problems found in 1 file.\n")


def test_no_release_at_all_is_said_and_no_failure(tmp_path: Path) -> None:
    write(tmp_path, values_yaml="a: 1\n")
    done = call("lint", cwd=tmp_path)
    assert (done.status, done.out) == (0, "")
    assert done.err == "replreg: nothing to check in .: 1 file is not part of a release\n"


def test_a_release_without_configuration_names_what_is_missing(tmp_path: Path) -> None:
    write(tmp_path, release_yaml=RIGHT)
    done = call("lint", "release.yaml", cwd=tmp_path)
    assert "--registry NAME=ENDPOINT" in done.err
    assert "--registry NAME=ENDPOINT" not in call("lint", "release.yaml", *LINK, cwd=tmp_path).err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lnt"], "'lnt' is not a command. Did you mean 'lint'?"),
        (["release.yaml"], "'release.yaml' is not a command. Did you mean 'replreg lint release.yaml'?"),
        (["xyzzy"], "'xyzzy' is not a command. 'replreg --help' lists them."),
        (["explain", "alias-as-hots"], "'alias-as-hots' is not a rule; did you mean 'alias-as-host'?"),
        (["lint", "--select", "alias-as-host,schma"], "'schma' is not a rule; did you mean 'schema'?"),
        (["lint", "--ignore", "zzz"], "'zzz' is not a rule; 'replreg rules' lists them"),
        (["lint", "--registry", "quay.io"], "'quay.io' is not NAME=ENDPOINT, as in myquay=quay.io"),
        (["lint", "--registry", "a="], "'a=' is not NAME=ENDPOINT"),
        (["lint", "--registry", "public=quay.io"], "'public' is built in"),
        (["lint", "--registry", "a=b.io", "--registry", "a=c.io"], "'a' is given twice, with two endpoints"),
        (["lint", "--registry", "a=b io"], "'b io' is not a host such as quay.io"),
        (["lint", "--fail-on", "errors"], "'errors' is not one of its values; did you mean 'error'?"),
        (["fix", "-i", "-"], "standard input cannot be written in place"),
        (["fix", "-i", "--diff"], "--in-place writes, and --diff and --check do not"),
        (
            ["fix", "--backup", ".orig", "release.yaml"],
            "--backup takes a suffix such as .orig, together with --in-place",
        ),
        (["fix", "-i", "--backup", "a/b", "release.yaml"], "--backup takes a suffix such as .orig"),
    ],
)
def test_bad_usage_says_what_would_be_good(project: Path, arguments: list[str], said: str) -> None:
    done = call(*arguments, cwd=project)
    assert done.status == 2
    assert said in done.err
    assert done.out == ""
    assert len(done.err.splitlines()) <= 2


def test_help_and_version_go_to_standard_output(tmp_path: Path) -> None:
    done = run("--help", cwd=tmp_path)
    assert done.err == ""
    for name in ("lint", "fix", "images", "rules", "explain"):
        assert re.search(rf"^  {name}  +[A-Z].*", done.out, re.MULTILINE), name
        shown = run(name, "--help", cwd=tmp_path)
        assert shown.out.startswith(f"Usage: replreg {name} ")
        assert "Example" in shown.out
    assert re.fullmatch(r"replreg \d+\.\d+\.\d+\S*\n", run("--version", cwd=tmp_path).out)
    assert run(cwd=tmp_path).err.startswith("Usage: replreg [OPTIONS] COMMAND [ARGS]...\n")


def test_rules_shows_the_levels_that_hold_here(project: Path) -> None:
    write(project, replreg_yaml=CONFIG + "rules: {floating-tag: off, unused-image: error}\n")
    levels = dict(line.split()[:2] for line in call("rules", cwd=project).out.splitlines()[1:])
    assert (levels["floating-tag"], levels["unused-image"], levels["schema"]) == ("off", "error", "error")
    rows = {row["rule"]: row for row in call("rules", "--format", "json", cwd=project).json}
    assert set(rows) == set(levels)
    assert (rows["floating-tag"]["level"], rows["floating-tag"]["default"]) == ("off", "warning")
    assert rows["alias-as-host"]["fix"] == "safe"
    assert (rows["alias-as-host"]["group"], rows["config-advice"]["group"]) == ("images", "advice")
    assert (rows["config-advice"]["level"], rows["config-advice"]["default"]) == ("off", "off")


@pytest.mark.parametrize(
    ("arguments", "setting", "on"),
    [
        (["--select", "images"], "", {"floating-tag": "warning", "schema": "off", "config-advice": "off"}),
        (
            ["--ignore", "images,schema"],
            "",
            {"floating-tag": "off", "config-advice": "off", "schema": "off", "api-version": "warning"},
        ),
        (["--select", "ALL"], "", {"config-advice": "info", "schema": "error"}),
        (["--select", "config-advice"], "", {"config-advice": "info", "schema": "off"}),
        ([], "rules: {advice: warning}\n", {"config-advice": "warning", "schema": "error"}),
        ([], "rules: {advice: info, config-advice: off}\n", {"config-advice": "off"}),
        ([], "rules: {images: off, floating-tag: error}\n", {"floating-tag": "error", "unused-image": "off"}),
        ([], "rules: {ALL: info}\n", {"floating-tag": "info", "schema": "info", "config-advice": "info"}),
        (
            ["--select", "schema", "--ignore", "document"],
            "",
            {"schema": "error", "api-version": "off", "floating-tag": "off"},
        ),
        (["--select", "document", "--ignore", "schema"], "", {"schema": "off", "api-version": "warning"}),
        ([], "select: [advice]\n", {"config-advice": "info", "schema": "off"}),
        ([], "ignore: [images]\n", {"floating-tag": "off", "schema": "error"}),
        ([], "ignore: [ALL]\nselect: [schema]\n", {"floating-tag": "off", "schema": "error"}),
    ],
)
def test_groups_of_rules_are_selected_and_ignored(
    project: Path, arguments: list[str], setting: str, on: dict[str, str]
) -> None:
    write(project, replreg_yaml=CONFIG + setting)
    rows = {row["rule"]: row["level"] for row in call("rules", "--format", "json", *arguments, cwd=project).json}
    assert {rule: rows[rule] for rule in on} == on


def test_a_misspelt_group_gets_the_nearest_word(project: Path) -> None:
    done = call("rules", "--select", "image", cwd=project)
    assert done.status == 2
    assert "'images'" in done.err


def test_explain_says_why_there_is_no_manual(tmp_path: Path) -> None:
    done = run("explain", "alias-as-host", cwd=tmp_path, env={"PYTHONOPTIMIZE": "2"})
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: Python leaves out the manual")


def test_explain_prints_the_manual(tmp_path: Path) -> None:
    out = call("explain", "alias-as-host", cwd=tmp_path).out
    assert out.startswith("# alias-as-host\n")
    assert "\x1b" not in out
    assert "\x1b[" in call("explain", "alias-as-host", "--color", "always", cwd=tmp_path).out


def test_images_lists_each_image(project: Path) -> None:
    done = call("images", "release.yaml", "--format", "json", cwd=project)
    assert done.status == 0
    assert f"{ALIAS}/ns/img:2.0.0" in done.out or "ns/img" in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        "images --format json",
        "images --format csv",
        "images --format markdown",
        "registries list --format json",
        "registries check --format json",
    ],
)
def test_formats_for_programs_are_utf_8_in_every_locale(tmp_path: Path, arguments: str) -> None:
    (tmp_path / "replreg.yaml").write_text("registries: {café: https://quay.io}\n", encoding="utf-8")
    (tmp_path / "release.yaml").write_text(RIGHT.replace(ALIAS, "café"), encoding="utf-8")
    done = run(*arguments.split(), cwd=tmp_path, env={"PYTHONIOENCODING": "latin-1"})
    assert "café" in done.bytes.decode("utf-8")
