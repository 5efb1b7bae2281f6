"""Files with names that are awkward, links, and what is hidden: found, linted, fixed and named rightly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_tools import LINK, RIGHT, WRONG, call, run, write

AWKWARD = [
    "-i.yaml",
    "--config.yaml",
    "-.yaml",
    "a b.yaml",
    " .yaml",
    "new\nline.yaml",
    "tab\t.yaml",
    "quote'\".yaml",
    "back\\slash.yaml",
    "star*?[x].yaml",
    "$HOME;&|.yaml",
    "%41#frag?.yaml",
    ":(exclude)x.yaml",
    "日本語🚀.yaml",
    "e\u0301.yaml",
    "a:1:2.yaml",
    "y" * 250 + ".yaml",
]
posix = pytest.mark.skipif(sys.platform == "win32", reason="this system does not allow such names")


@posix
@pytest.mark.parametrize("is_repository", [False, True])
def test_awkward_names(tmp_path: Path, is_repository: bool) -> None:
    if is_repository:
        if shutil.which("git") is None:
            pytest.skip("git is not installed")
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True, capture_output=True)
    for name in AWKWARD:
        (tmp_path / name).write_text(WRONG)
    every = [(name, "alias-as-host") for name in sorted(AWKWARD)]
    found = call("lint", *LINK, "--format", "json", cwd=tmp_path)
    assert [(finding["path"], finding["rule"]) for finding in found.json["findings"]] == every
    named = call("lint", *LINK, "--format", "json", "--", *AWKWARD, cwd=tmp_path)
    assert named.bytes == found.bytes
    concise = call("lint", *LINK, "--format", "concise", "--", *AWKWARD, cwd=tmp_path).out
    assert concise.count("\n") == len(AWKWARD), "one finding is one line, whatever the name"
    difference = call("fix", "--diff", *LINK, cwd=tmp_path).out
    assert difference.count("\n+    image: quay.io/ns/img:2.0.0\n") == len(AWKWARD)
    fixed = call("fix", "--in-place", *LINK, "--", *AWKWARD, cwd=tmp_path)
    assert fixed.err.count(": fixed\n") == len(AWKWARD)
    assert {name: (tmp_path / name).read_text() for name in AWKWARD} == dict.fromkeys(AWKWARD, RIGHT)
    assert sorted(item.name for item in tmp_path.iterdir() if item.name != ".git") == sorted(AWKWARD)


@posix
def test_a_name_that_is_a_dash_is_standard_input_and_with_a_folder_before_it_a_file(tmp_path: Path) -> None:
    (tmp_path / "-").write_text(WRONG)
    assert call("lint", *LINK, "-", cwd=tmp_path, stdin=RIGHT).status == 0
    done = call("lint", *LINK, "--format", "json", "./-", cwd=tmp_path, stdin=RIGHT)
    assert done.rules == ["alias-as-host"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system takes only names that are text")
def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    names = sorted(map(os.fsdecode, [b"caf\xe9.yaml", b"\xff\xfe.yaml", b"\xc3.yml", b"a\x80/b.yaml"]))
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(WRONG)
    for arguments in ([], names):
        assert run("lint", *LINK, "--format", "json", *arguments, cwd=tmp_path).rules == ["alias-as-host"] * 4
    for form in ("text", "concise", "jsonl", "sarif", "github", "gitlab", "junit"):
        done = call("lint", *LINK, "--format", form, cwd=tmp_path)
        assert done.status == 1
        assert done.bytes.decode("utf-8").count("is the reference name of a linked registry") >= 4
    assert call("images", *LINK, "--verbose", cwd=tmp_path).status == 0
    assert call("fix", "--diff", *LINK, cwd=tmp_path).out.count("\n+    image: ") == 4
    missing = call("lint", "none" + names[0], cwd=tmp_path)
    assert missing.status == 2
    assert missing.err.startswith("error: none")
    assert call("fix", "--in-place", "--backup", "~", *LINK, cwd=tmp_path).status == 0
    for name in names:
        assert (tmp_path / name).read_text() == RIGHT
        assert (tmp_path / (name + "~")).read_text() == WRONG


def test_hidden_files_and_folders_are_taken_when_named_and_not_else(tmp_path: Path) -> None:
    write(tmp_path, release_yaml=RIGHT)
    for name in (".hidden.yaml", ".github/a.yaml", "sub/.b.yaml", "sub/.c/d.yaml", ".yaml", "..yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(WRONG)

    def paths(*arguments: str, cwd: Path = tmp_path) -> list[str]:
        done = call("lint", *LINK, "--format", "json", *arguments, cwd=cwd)
        return [finding["path"] for finding in done.json["findings"]]

    assert paths() == paths("sub") == []
    assert paths(".github", "sub/.c", ".yaml") == [".github/a.yaml", ".yaml", "sub/.c/d.yaml"]
    assert paths(cwd=tmp_path / ".github") == ["a.yaml"], "the folder one is in is meant, whatever its name"
    assert paths("../.github", cwd=tmp_path / "sub") == ["../.github/a.yaml"]


@posix
def test_links_that_lead_in_circles_or_nowhere_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, a__release_yaml=WRONG)
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "a" / "self").symlink_to("self")
    (tmp_path / "a" / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "a" / "one.yaml").symlink_to("two.yaml")
    (tmp_path / "a" / "two.yaml").symlink_to("one.yaml")
    (tmp_path / "a" / "dangling.yaml").symlink_to("nowhere")
    (tmp_path / "a" / "folder.yaml").symlink_to(".")
    (tmp_path / "b").symlink_to("a")
    done = call("lint", *LINK, "--format", "json", cwd=tmp_path)
    assert done.err == ""
    assert [finding["path"] for finding in done.json["findings"]] == ["a/release.yaml"]
    named = call("lint", *LINK, "--format", "json", "b", "a/up/b/up/a/release.yaml", cwd=tmp_path)
    assert {finding["path"] for finding in named.json["findings"]} >= {"b/release.yaml"}
    for name in ("a/self", "a/loop.yaml", "a/one.yaml"):
        assert call("lint", name, cwd=tmp_path).err == f"error: {name}: the link leads back to itself\n"


@posix
def test_a_file_and_a_link_to_it_are_both_linted_and_fixed_once(tmp_path: Path) -> None:
    write(tmp_path, release_yaml=WRONG)
    (tmp_path / "link.yaml").symlink_to("release.yaml")
    (tmp_path / "hard.yaml").hardlink_to(tmp_path / "release.yaml")
    found = call("lint", *LINK, "--format", "json", cwd=tmp_path).json
    assert [item["path"] for item in found["findings"]] == ["hard.yaml", "link.yaml", "release.yaml"]
    for jobs in ("1", "2"):
        write(tmp_path, release_yaml=WRONG)
        done = call("fix", "--in-place", "--jobs", jobs, *LINK, cwd=tmp_path)
        assert done.status == 0, done
        assert (tmp_path / "link.yaml").is_symlink()
        assert {name: (tmp_path / name).read_text() for name in ("link.yaml", "release.yaml", "hard.yaml")} == {
            "link.yaml": RIGHT, "release.yaml": RIGHT, "hard.yaml": RIGHT
        }  # fmt: skip
