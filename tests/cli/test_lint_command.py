"""The options of ``lint``, several files, and the order of what is printed."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from cli_tools import ALIAS, CONFIG, HEAD, LINK, RIGHT, USE, WARNED, WRONG, call, leftovers, many, run, write

MIXED = WARNED.replace("image: quay.io/", f"image: {ALIAS}/")
"""An error and a warning."""


def place(finding: dict[str, object]) -> tuple[object, object]:
    start = finding["start"]
    assert isinstance(start, dict)
    return finding["path"], start["offset"]


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        ([], ["unused-image", "alias-as-host"]),
        (["--select", "alias-as-host"], ["alias-as-host"]),
        (["--select", "alias-as-host,unused-image"], ["unused-image", "alias-as-host"]),
        (["--select", "alias-as-host", "--select", " unused-image "], ["unused-image", "alias-as-host"]),
        (["--ignore", "alias-as-host"], ["unused-image"]),
        (["--ignore", "alias-as-host", "--ignore", "unused-image"], []),
        (["--select", "alias-as-host", "--ignore", "alias-as-host"], []),
    ],
)
def test_select_and_ignore(tmp_path: Path, arguments: list[str], rules: list[str]) -> None:
    write(tmp_path, release_yaml=MIXED)
    assert call("lint", *LINK, "--format", "json", *arguments, "release.yaml", cwd=tmp_path).rules == rules


def test_statistics_count_each_rule_and_leave_standard_output_to_the_findings(project: Path) -> None:
    write(project, b_yaml=MIXED, c_yaml=WARNED)
    done = call("lint", "--statistics", "--format", "json", cwd=project)
    assert len(done.json["findings"]) == 4
    assert done.err == "2 alias-as-host (2 fixable)\n2 unused-image\n"


@pytest.mark.parametrize("name", ["text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit"])
def test_output_writes_the_same_bytes_to_a_file(project: Path, name: str) -> None:
    printed = call("lint", "--format", name, cwd=project)
    done = call("lint", "--format", name, "--output", "findings", cwd=project)
    assert (done.status, done.out) == (printed.status, "") == (1, "")
    assert (project / "findings").read_bytes() == printed.bytes != b""
    assert b"\x1b" not in printed.bytes
    assert leftovers(project) == []


def test_output_has_colour_only_when_asked(project: Path) -> None:
    call("lint", "--output", "plain", cwd=project, env={"FORCE_COLOR": "1"})
    call("lint", "--output", "colored", "--color", "always", cwd=project)
    assert "\x1b" not in (project / "plain").read_text()
    assert "\x1b" in (project / "colored").read_text()


def test_output_replaces_a_file_and_keeps_its_mode(project: Path) -> None:
    target = project / "findings.json"
    target.write_text("old")
    target.chmod(0o640)
    call("lint", "--format", "json", "--output", target, cwd=project)
    assert json.loads(target.read_text())["version"] == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_output_to_a_device_does_not_replace_it(project: Path) -> None:
    call("lint", "--output", os.devnull, cwd=project)
    assert not stat.S_ISREG(Path(os.devnull).stat().st_mode)
    done = run("lint", "--output", "/dev/stdout", "--format", "concise", cwd=project)
    assert done.out.startswith("release.yaml:12:12: ")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("missing/findings.json", "error: cannot write 'missing/findings.json': there is no folder "),
        ("folder", "error: cannot write 'folder': it is a folder"),
    ],
)
def test_output_that_cannot_be_written(project: Path, target: str, said: str) -> None:
    (project / "folder").mkdir()
    done = call("lint", "--output", target, cwd=project)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(said)
    assert len(done.err.splitlines()) == 1


def test_findings_are_sorted_by_path_then_place(project: Path) -> None:
    write(project, z_yaml=MIXED, a__b_yaml=many(3), a_b_yaml=WRONG, a_yaml=MIXED, Z__a_yaml=WRONG)
    names = ["z.yaml", "release.yaml", "a", "a.yaml", "Z/a.yaml", "a_b.yaml", "./a/b.yaml", "release.yaml"]
    expected = call("lint", "--format", "json", *names, cwd=project).json["findings"]
    assert [place(finding) for finding in expected] == sorted(place(finding) for finding in expected)
    assert len(expected) == 10, "each file counts once, however often it is named"
    lines = call("lint", "--format", "jsonl", *names, cwd=project).out.splitlines()
    assert [json.loads(line) for line in lines] == expected
    places = [f"{one['path']}:{one['start']['line']}:{one['start']['column']}" for one in expected]
    concise = call("lint", "--format", "concise", *names, cwd=project).out.splitlines()
    assert [line.partition(": ")[0] for line in concise] == places
    text = call("lint", *names, cwd=project).out.splitlines()
    assert [line.split()[1] for line in text if line.lstrip().startswith("--> ")] == places


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["text", *(pytest.param(name, marks=pytest.mark.slow) for name in ("json", "jsonl", "sarif"))]
)
def test_processes_make_no_difference(project: Path, name: str) -> None:
    for number in range(12):
        (project / f"many{number}.yaml").write_text(many(250) if number % 3 else MIXED)
    one, *others = (
        run("lint", "--format", name, "--jobs", jobs, cwd=project, env={"PYTHONHASHSEED": seed})
        for jobs, seed in (("1", "1"), ("1", "2"), ("2", "3"), ("5", "4"))
    )
    assert one.bytes.count(b"alias-as-host") >= 2000
    for other in others:
        assert (other.status, other.err) == (one.status, one.err)
        assert other.bytes == one.bytes


def test_standard_input_has_a_name_if_it_is_given_one(tmp_path: Path) -> None:
    def path_of(*arguments: str) -> str:
        findings = call("lint", *LINK, "--format", "json", *arguments, cwd=tmp_path, stdin=WRONG).json["findings"]
        return str(findings[0]["path"])

    assert path_of("-") == "<stdin>"
    assert path_of("-", "--stdin-filename", "sub/release.yaml") == str(Path("sub", "release.yaml"))


def test_the_name_of_standard_input_picks_its_configuration(tmp_path: Path) -> None:
    write(tmp_path, sub__replreg_yaml=CONFIG)
    for name, found in (("sub/release.yaml", ["alias-as-host"]), ("release.yaml", [])):
        done = call("lint", "--select", "alias-as-host", "--format", "json", "--stdin-filename", name, "-",
                    cwd=tmp_path, stdin=HEAD.replace(ALIAS, "public") + USE.format(host=ALIAS))  # fmt: skip
        assert done.rules == found


def test_standard_input_and_files_together(project: Path) -> None:
    done = call("lint", "-", "release.yaml", "-", "--format", "json", cwd=project, stdin=WRONG)
    assert [finding["path"] for finding in done.json["findings"]] == ["<stdin>", "release.yaml"]
    assert done.json["summary"]["files"] == 2


def test_the_same_file_by_two_names_of_its_path_is_linted_once(project: Path) -> None:
    done = call("lint", "release.yaml", "./release.yaml", "x/../release.yaml", ".", "--format", "json", cwd=project)
    assert done.json["summary"]["files"] == 1


@pytest.mark.parametrize(
    ("option", "env", "colored"),
    [
        ("auto", {}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": ""}, False),
        ("always", {}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
@pytest.mark.parametrize("name", ["text", "concise"])
def test_colour(project: Path, option: str, env: dict[str, str | None], colored: bool, name: str) -> None:
    done = call("lint", "--format", name, "--color", option, cwd=project, env=env)
    assert ("\x1b[" in done.out) is colored


@pytest.mark.parametrize("name", ["json", "jsonl", "sarif", "github", "gitlab", "junit"])
def test_formats_for_programs_have_no_colour(project: Path, name: str) -> None:
    assert b"\x1b" not in call("lint", "--format", name, "--color", "always", cwd=project).bytes


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_any_encoding_of_the_terminal_will_do(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, release_yaml=WRONG.replace("ns/img:2", "名/🚀:2"))
    done = run("lint", *LINK, "release.yaml", cwd=tmp_path, env={"PYTHONIOENCODING": encoding})
    assert done.status == 1
    assert "\\u540d" in done.out
    read_by_programs = run("lint", *LINK, "--format", "json", "release.yaml", cwd=tmp_path, env={"PYTHONIOENCODING": encoding})  # fmt: skip
    assert "名" in read_by_programs.bytes.decode("utf-8")


def test_a_file_name_that_is_not_text(tmp_path: Path) -> None:
    name = b"caf\xe9\x1b[31m.yaml"
    try:
        (tmp_path / os.fsdecode(name)).write_text(WRONG)
    except OSError:
        pytest.skip("the file system takes only names that are text")
    for form in ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit"):
        lint = run if form == "text" else call
        done = lint("lint", *LINK, "--format", form, cwd=tmp_path)
        assert done.status == 1
        if form in ("text", "concise"):
            assert b"\x1b" not in done.bytes
    assert "\x1b" not in call("fix", "--check", *LINK, cwd=tmp_path).err


def test_verbose_names_files_and_their_configuration(project: Path) -> None:
    write(project, sub__pyproject_toml="", sub__x_yaml="a: 1\n", sub__replreg_yaml="{}\n")
    err = call("lint", "--verbose", cwd=project).err
    assert f"release.yaml: configured by {project / 'replreg.yaml'}\n" in err
    assert f"{Path('sub', 'x.yaml')}: configured by {project / 'sub' / 'replreg.yaml'}\n" in err
    assert f"{Path('sub', 'x.yaml')}: skipped: no key in it is one of a release\n" in err
    assert "no configuration file" in call("lint", "--verbose", "--no-config", cwd=project).err


def test_a_clean_release_has_no_output_in_any_format_for_people(tmp_path: Path) -> None:
    write(tmp_path, release_yaml=RIGHT)
    for form in ("text", "concise", "jsonl", "github"):
        assert call("lint", *LINK, "--format", form, cwd=tmp_path).bytes == b""
