"""``lint --baseline``: known findings stay away while lines move, and come back when they are others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_tools import CONFIG, RIGHT, WRONG, replreg
from hypothesis import given
from hypothesis import strategies as st

from replreg import Config, Registry, lint_text
from replreg.linter.baseline import BaselineError, Entry, entries_of, parse_baseline, render_baseline

KNOWN = Config(registries=(Registry("myquay", "quay.io"),))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "replreg.yaml").write_text(CONFIG)
    (tmp_path / "a.yaml").write_text(WRONG)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.yaml").write_text(WRONG)
    done = replreg("lint", "--baseline", "base.json", "--write-baseline", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "base.json: written, with 2 known findings" in done.stderr
    return tmp_path


def lint(project: Path, *arguments: str) -> tuple[int, list[str], str]:
    """The status, the findings as path:rule, and what was said of the run."""
    done = replreg("lint", "--format", "json", "--baseline", "base.json", *arguments, cwd=project)
    findings = json.loads(done.stdout)["findings"] if done.stdout else []
    return done.returncode, [f"{finding['path']}:{finding['rule']}" for finding in findings], done.stderr


def test_known_findings_are_left_out_and_the_next_one_is_reported(project: Path) -> None:
    status, findings, said = lint(project)
    assert (status, findings) == (0, [])
    assert "2 known findings left out" in said
    (project / "c.yaml").write_text(WRONG)
    assert lint(project)[:2] == (1, ["c.yaml:alias-as-host"])


def test_known_findings_survive_moved_lines_other_indentation_and_line_ends(project: Path) -> None:
    moved = "# a\n# b\n" + WRONG.replace("    image:", "      image:").replace(
        "  app:", "  zero:\n    image: redis:1\n  app:"
    )
    (project / "a.yaml").write_text(moved.replace("\n", "\r\n"), newline="")
    status, findings, _ = lint(project, "--select", "alias-as-host")
    assert (status, findings) == (0, [])


def test_another_image_on_the_line_is_a_new_finding_and_the_old_one_is_reported_as_gone(project: Path) -> None:
    (project / "a.yaml").write_text(WRONG.replace("myquay/ns/img:2.0.0", "myquay/ns/img:2.0.0 # now"))
    status, findings, said = lint(project)
    assert (status, findings) == (1, ["a.yaml:alias-as-host"])
    assert "gone from a.yaml: alias-as-host" in said
    assert "1 entry of 'base.json' no longer matches anything; --write-baseline removes it" in said


def test_a_second_finding_like_a_known_one_is_new(project: Path) -> None:
    (project / "a.yaml").write_text(WRONG + "  more:\n    image: myquay/ns/img:2.0.0\n")
    assert lint(project)[:2] == (1, ["a.yaml:alias-as-host"])


def test_entries_of_files_that_were_not_checked_are_not_reported_as_gone(project: Path) -> None:
    (project / "a.yaml").write_text(RIGHT)
    assert "gone" not in lint(project, "sub")[2]
    assert "gone from a.yaml" in lint(project, "a.yaml")[2]
    (project / "a.yaml").unlink()
    assert "gone from a.yaml" in lint(project, "sub")[2]
    assert "gone" not in lint(project, "sub", "--ignore", "alias-as-host")[2]


def test_findings_in_the_configuration_can_be_known_and_gone_too(project: Path) -> None:
    (project / "replreg.yaml").write_text(CONFIG.replace("quay.io", "quay.io/"))
    replreg("lint", "--baseline", "base.json", "--write-baseline", cwd=project)
    assert lint(project)[:2] == (0, [])
    (project / "replreg.yaml").write_text(CONFIG)
    assert "gone from replreg.yaml: registry-endpoint" in lint(project)[2]


def test_many_entries_that_are_gone_are_counted_rather_than_listed(project: Path) -> None:
    for number in range(12):
        (project / f"n{number}.yaml").write_text(WRONG)
    replreg("lint", "--baseline", "base.json", "--write-baseline", cwd=project)
    for number in range(12):
        (project / f"n{number}.yaml").unlink()
    said = lint(project)[2]
    assert said.count("gone from") == 10
    assert "and 2 more" in said
    assert "12 entries of 'base.json' no longer match anything" in said
    assert "gone" not in lint(project, "--quiet")[2]


def test_paths_are_relative_to_the_baseline_wherever_the_run_starts(project: Path) -> None:
    from_below = replreg("lint", "--baseline", "../base.json", "b.yaml", cwd=project / "sub")
    assert (from_below.returncode, from_below.stdout) == (0, "")
    absolute = replreg("lint", "--baseline", str(project / "base.json"), str(project), cwd=project.parent)
    assert (absolute.returncode, absolute.stdout) == (0, "")


def test_standard_input_can_be_known_by_its_name(project: Path) -> None:
    known = ["lint", "--baseline", "base.json", "-"]
    assert replreg(*known, "--stdin-filename", "a.yaml", cwd=project, stdin=WRONG).returncode == 0
    assert replreg(*known, cwd=project, stdin=WRONG).returncode == 1
    assert replreg(*known, "--write-baseline", cwd=project, stdin=WRONG).returncode == 0
    assert json.loads((project / "base.json").read_text())["findings"][0]["path"] == "<stdin>"
    assert replreg(*known, cwd=project, stdin=WRONG).returncode == 0


def test_the_file_is_sorted_readable_and_the_same_bytes_each_time(project: Path) -> None:
    first = (project / "base.json").read_bytes()
    data = json.loads(first)
    assert (data["version"], data["fingerprints"]) == (1, 1)
    assert [entry["path"] for entry in data["findings"]] == ["a.yaml", "sub/b.yaml"]
    assert data["findings"][0]["rule"] == "alias-as-host"
    assert first.count(b"\n") == 5
    replreg("lint", "--baseline", "base.json", "--write-baseline", "--jobs", "2", cwd=project)
    assert (project / "base.json").read_bytes() == first


def test_every_format_takes_a_baseline(project: Path) -> None:
    for name in ("text", "concise", "jsonl", "github"):
        done = replreg("lint", "--format", name, "--baseline", "base.json", cwd=project)
        assert (done.returncode, done.stdout) == (0, ""), name
    sarif = json.loads(replreg("lint", "--format", "sarif", "--baseline", "base.json", cwd=project).stdout)
    assert sarif["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "it is not JSON, line 1"),
        ("", "it is not JSON"),
        ("[]", "not a baseline"),
        ('{"version": 1}', "not a baseline"),
        ('{"version": 2, "fingerprints": 1, "findings": []}', "has version 2/1, and this replreg reads 1/1"),
        ('{"version": 1, "fingerprints": 9, "findings": []}', "has version 1/9"),
        ('{"version": [1], "findings": []}', "has version [1]/null"),
        ('{"version": 1, "fingerprints": 1, "findings": [{"path": "a"}]}', "entry 1 lacks one of path, rule"),
        ('{"version": 1, "fingerprints": 1, "findings": [null]}', "entry 1"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_a_file_that_is_not_a_baseline_ends_the_run_with_one_line(
    project: Path, content: str | bytes, words: str
) -> None:
    (project / "base.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    status, findings, said = lint(project)
    assert (status, findings) == (2, [])
    assert said.startswith("error: cannot read the baseline 'base.json': ")
    assert words in said
    assert said.count("\n") == 1


def test_bad_usage_is_reported(project: Path) -> None:
    missing = replreg("lint", "--baseline", "none.json", cwd=project)
    assert missing.returncode == 2
    assert "the baseline 'none.json' does not exist; --write-baseline writes it" in missing.stderr
    nameless = replreg("lint", "--write-baseline", cwd=project)
    assert nameless.returncode == 2
    assert "--baseline names" in nameless.stderr
    folder = replreg("lint", "--baseline", "sub", cwd=project)
    assert folder.returncode == 2
    assert folder.stderr.count("\n") == 1
    nowhere = replreg("lint", "--baseline", "no/such/folder.json", "--write-baseline", cwd=project)
    assert nowhere.returncode == 2
    assert "cannot write the baseline" in nowhere.stderr


def test_nothing_is_written_when_a_file_could_not_be_read(project: Path) -> None:
    before = (project / "base.json").read_bytes()
    done = replreg("lint", "--baseline", "base.json", "--write-baseline", ".", "gone.yaml", cwd=project)
    assert done.returncode == 2
    assert "is not written" in done.stderr
    assert (project / "base.json").read_bytes() == before
    assert sorted(path.name for path in project.iterdir()) == ["a.yaml", "base.json", "replreg.yaml", "sub"]


text = st.text(max_size=30)


@given(st.lists(st.builds(Entry, text, text, text, text)))
def test_a_written_baseline_is_read_back(entries: list[Entry]) -> None:
    encoded = render_baseline(entries).encode("utf-8")
    assert parse_baseline(encoded.decode("utf-8")).entries == sorted(entries)


@given(st.binary() | st.text().map(lambda value: value.encode("utf-8", "replace")))
def test_any_other_content_is_refused_and_never_a_crash(data: bytes) -> None:
    try:
        parse_baseline(data.decode("utf-8", "replace"))
    except BaselineError as error:
        assert str(error)


def test_entries_of_findings_are_one_each_and_no_two_alike() -> None:
    text = WRONG + "  more:\n    image: myquay/ns/img:2.0.0\n"
    entries = entries_of(lint_text(text, KNOWN, path="x/a.yaml"), text, "x")
    assert [entry.path for entry in entries] == ["a.yaml", "a.yaml"]
    assert len({entry.fingerprint for entry in entries}) == 2
