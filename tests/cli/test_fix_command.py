"""``fix``: what it writes where, byte for byte, and what it leaves as it was."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cli_tools import ALIAS, CONFIG, HEAD, LINK, RIGHT, USE, WARNED, WRONG, call, leftovers, many, run, write

from replreg.linter.fix import FixCycle, FixedText

UNSAFE = HEAD.replace("name: ns/img", "name: quay.io/ns/img") + USE.format(host="quay.io")
"""One error, `host-in-name`, with an unsafe fix that makes it `RIGHT`."""

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")


def snapshot(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """The content, inode and time of every file below a folder."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_one_file_goes_to_standard_output(project: Path) -> None:
    before = snapshot(project)
    done = call("fix", "release.yaml", cwd=project)
    assert (done.status, done.bytes) == (0, RIGHT.encode())
    assert done.err == "1 file changed; nothing is left to report.\n"
    assert snapshot(project) == before


def test_a_folder_with_one_release_goes_to_standard_output_too(project: Path) -> None:
    assert call("fix", cwd=project).bytes == RIGHT.encode()
    write(project, release_yaml=RIGHT)
    assert call("fix", cwd=project).bytes == RIGHT.encode()


def test_several_files_do_not(project: Path) -> None:
    write(project, b_yaml=WRONG)
    done = call("fix", cwd=project)
    assert (done.status, done.out) == (2, "")
    assert done.err == "error: several files cannot go to standard output; add --in-place, --diff or --check\n"


@pytest.mark.parametrize("release", [WRONG, RIGHT, UNSAFE, WARNED, "x: y\n", "", "no: [yaml\n"])
def test_standard_input_goes_to_standard_output(tmp_path: Path, release: str) -> None:
    done = call("fix", *LINK, "-", cwd=tmp_path, stdin=release)
    is_checked = release not in ("x: y\n", "")
    assert (done.status, done.out) == (0 if is_checked else 2, RIGHT if release == WRONG else release)
    assert is_checked or done.err.startswith("error: nothing to check in <stdin>: ")


STYLES = {
    "byte-order mark": lambda text: ("\ufeff" + text).encode(),
    "UTF-16 little-endian": lambda text: ("\ufeff" + text).encode("utf-16-le"),
    "UTF-16 big-endian": lambda text: ("\ufeff" + text).encode("utf-16-be"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "mixed line ends": lambda text: text.replace("\n", "\r\n", 3).encode(),
    "no final line end": lambda text: text.rstrip("\n").encode(),
    "many final line ends": lambda text: (text + "\n\n \n").encode(),
    "trailing spaces": lambda text: text.replace("\n", "  \n").encode(),
    "other scripts": lambda text: text.replace("# kind", "# 宽 🚀 e\u0301\n# kind").encode(),
    "double quotes": lambda text: text.replace("0\n", '0"\n').replace("image: ", 'image: "').encode(),
    "other line ends of YAML": lambda text: (text + "x-note: 'a\x85b\u2028c\u2029d'\n").encode(),
}


@pytest.mark.parametrize("style", STYLES)
def test_no_other_byte_changes(tmp_path: Path, style: str) -> None:
    if style == "double quotes":
        wrong, right = (text.replace(f"image: {host}/ns/img:2.0.0", f'image: "{host}/ns/img:2.0.0"').encode()
                        for text, host in ((WRONG, ALIAS), (RIGHT, "quay.io")))  # fmt: skip
    else:
        wrong, right = STYLES[style](WRONG), STYLES[style](RIGHT)
    assert call("fix", *LINK, "-", cwd=tmp_path, stdin=wrong).bytes == right
    write(tmp_path, release_yaml=wrong)
    assert call("fix", *LINK, "-i", "release.yaml", cwd=tmp_path).status == 0
    assert (tmp_path / "release.yaml").read_bytes() == right
    before = snapshot(tmp_path)
    again = call("fix", *LINK, "-i", "release.yaml", cwd=tmp_path)
    assert again.err.startswith(("Nothing to fix", "0 files changed"))
    assert snapshot(tmp_path) == before, "fixing twice is fixing once, and what is right is not written"


def test_in_place(project: Path) -> None:
    write(project, b__c_yaml=WRONG, right_yaml=RIGHT, warned_yaml=WARNED, values_yaml="a: 1\n")
    before = snapshot(project)
    done = call("fix", "--in-place", cwd=project)
    assert (done.status, done.out) == (0, "")
    assert done.err.splitlines() == [
        f"{Path('b', 'c.yaml')}: fixed",
        "release.yaml: fixed",
        "2 files changed; 1 finding left, which 'replreg lint' explains.",
    ]
    after = snapshot(project)
    for name in ("b/c.yaml", "release.yaml"):
        assert after.pop(str(Path(name)))[0] == RIGHT.encode()
        before.pop(str(Path(name)))
    assert after == before, "the other files are not touched"


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [pytest.param("1", marks=pytest.mark.slow), "3"])
def test_many_files_at_once(tmp_path: Path, jobs: str) -> None:
    for number in range(20):
        (tmp_path / f"{number}.yaml").write_text(many(150))
    (tmp_path / "link.yaml").symlink_to("0.yaml")
    done = run("fix", *LINK, "-i", "--jobs", jobs, cwd=tmp_path)
    assert done.status == 0, done
    assert {path.read_text() for path in tmp_path.iterdir()} == {HEAD + USE.format(host="quay.io") * 150}
    assert (tmp_path / "link.yaml").is_symlink()
    assert leftovers(tmp_path) == []
    assert run("fix", *LINK, "--check", "--jobs", jobs, cwd=tmp_path).status == 0


def test_check_writes_nothing(project: Path) -> None:
    before = snapshot(project)
    done = call("fix", "--check", cwd=project)
    assert (done.status, done.out) == (1, "")
    assert done.err == "release.yaml: would be changed\n1 file would be changed; nothing is left to report.\n"
    assert snapshot(project) == before
    call("fix", "-i", cwd=project)
    done = call("fix", "--check", cwd=project)
    assert (done.status, done.err) == (0, "Nothing to fix in 1 file.\n")


def test_unsafe_fixes_are_made_only_when_asked_for(tmp_path: Path) -> None:
    write(tmp_path, release_yaml=UNSAFE)
    assert call("fix", *LINK, "--check", "release.yaml", cwd=tmp_path).status == 0
    assert call("fix", *LINK, "--check", "--unsafe-fixes", "release.yaml", cwd=tmp_path).status == 1
    assert call("fix", *LINK, "release.yaml", cwd=tmp_path).out == UNSAFE
    assert call("fix", *LINK, "release.yaml", "--unsafe-fixes", cwd=tmp_path).out == RIGHT


def test_a_backup_keeps_the_old_file(project: Path) -> None:
    (project / "release.yaml").chmod(0o640)
    write(project, right_yaml=RIGHT)
    call("fix", "-i", "--backup", ".orig", cwd=project)
    assert (project / "release.yaml").read_text() == RIGHT
    assert (project / "release.yaml.orig").read_text() == WRONG
    assert stat.S_IMODE((project / "release.yaml.orig").stat().st_mode) == 0o640
    assert not (project / "right.yaml.orig").exists(), "what is not changed needs no backup"


def test_a_backup_overwrites_nothing_and_then_nothing_is_changed(project: Path) -> None:
    write(project, a_yaml=WRONG, b_yaml=WRONG)
    (project / "b.yaml.orig").write_text("older")
    done = call("fix", "-i", "--backup", ".orig", cwd=project)
    assert done.status == 2
    assert "b.yaml.orig exists" in done.err
    assert (project / "a.yaml").read_text() == (project / "b.yaml").read_text() == WRONG
    assert (project / "b.yaml.orig").read_text() == "older"
    assert not (project / "a.yaml.orig").exists()


def test_a_backup_with_the_name_of_another_file_of_the_run(project: Path) -> None:
    write(project, a_yaml=WRONG)
    (project / "a.yaml.yaml").write_text(WRONG + "# mine\n")
    assert call("fix", "-i", "--backup", ".yaml", cwd=project).status == 2
    assert (project / "a.yaml").read_text() == WRONG
    assert (project / "a.yaml.yaml").read_text() == WRONG + "# mine\n"


def test_an_old_backup_of_a_file_that_is_right_does_not_matter(project: Path) -> None:
    write(project, a_yaml=RIGHT)
    (project / "a.yaml.orig").write_text("older")
    assert call("fix", "-i", "--backup", ".orig", cwd=project).status == 0
    assert (project / "release.yaml").read_text() == RIGHT
    assert (project / "a.yaml.orig").read_text() == "older"


def test_fix_removes_what_a_killed_run_has_left(project: Path) -> None:
    left = project / ".release.yaml.x1y2z3.replreg.tmp"
    left.write_text("half")
    assert call("fix", "-i", cwd=project).status == 0
    assert not left.exists()


def test_a_link_stays_one_and_its_target_is_fixed(project: Path) -> None:
    (project / "elsewhere").mkdir()
    (project / "release.yaml").rename(project / "elsewhere" / "real.txt")
    (project / "release.yaml").symlink_to(Path("elsewhere", "real.txt"))
    (project / "elsewhere" / "real.txt").chmod(0o750)
    assert call("fix", "-i", "release.yaml", cwd=project).status == 0
    assert (project / "release.yaml").is_symlink()
    assert (project / "elsewhere" / "real.txt").read_text() == RIGHT
    assert stat.S_IMODE((project / "elsewhere" / "real.txt").stat().st_mode) == 0o750


def test_a_document_that_is_not_yaml_does_not_keep_the_others_from_being_fixed(project: Path) -> None:
    for broken in ("---\nname: [never closed\n", "---\n\tname: x\n", "---\na: b: c\n"):
        for text in (HEAD + broken + USE, HEAD + USE + broken):
            write(project, release_yaml=text.format(host=ALIAS))
            done = call("fix", "-i", "release.yaml", cwd=project)
            assert done.status == 0
            assert (project / "release.yaml").read_text() == text.format(host="quay.io")
            assert "1 file changed; 1 finding left" in done.err


def test_a_file_that_changes_while_it_is_fixed_is_left_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from replreg.linter import fix_file

    real = fix_file.fix_until_stable

    def fix(text: str, *arguments: object, **more: object) -> FixedText:
        (project / "release.yaml").write_text(WRONG + "# saved by an editor\n")
        return real(text, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(fix_file, "fix_until_stable", fix)
    done = call("fix", "-i", "release.yaml", cwd=project)
    assert done.status == 2
    assert done.err.startswith("error: release.yaml: cannot be written: another program changed it")
    assert (project / "release.yaml").read_text() == WRONG + "# saved by an editor\n"
    assert leftovers(project) == []


def test_a_result_that_cannot_be_proven_is_not_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from replreg.linter import fix as rounds

    def apply(text: str, edits: object) -> str:
        return text.replace("quay.io", "").replace(ALIAS, "a: [")

    monkeypatch.setattr(rounds, "apply_edits", apply)
    write(project, b_yaml=RIGHT)
    for arguments in (["-i"], ["--check"], ["--diff"]):
        done = call("fix", *arguments, "release.yaml", "b.yaml", cwd=project)
        assert done.status == 2
        assert "error: release.yaml: not changed, since the edited file would " in done.err
        assert (project / "release.yaml").read_text() == WRONG


# Differences


def sample(folder: Path) -> None:
    write(
        folder,
        replreg_yaml=CONFIG,
        a_yaml=WRONG,
        sub__b_yaml=many(30),
        crlf_yaml=WRONG.replace("\n", "\r\n"),
        cr_yaml=WRONG.replace("\n", "\r"),
        end_yaml=WRONG.rstrip("\n"),
        bom_yaml="\ufeff" + WRONG.replace("app:", "宽:") + "x-note: 'a\x85b\u2028c'\n",
        right_yaml=RIGHT,
    )
    (folder / "a name with spaces.yaml").write_text(WRONG)
    (folder / 'quo"te\\é.yaml').write_text(WRONG)


def check_sample(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        assert f"{ALIAS}/" not in path.read_text(), path
    assert (folder / "crlf.yaml").read_bytes() == RIGHT.replace("\n", "\r\n").encode()
    assert (folder / "end.yaml").read_bytes() == RIGHT.rstrip("\n").encode()
    assert call("fix", "--check", cwd=folder).status == 0


@needs_git
def test_a_difference_can_be_applied_by_git(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    sample(tmp_path)
    before = snapshot(tmp_path)
    done = call("fix", "--diff", cwd=tmp_path)
    assert done.status == 0
    assert snapshot(tmp_path) == before
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=done.bytes, check=True)
    check_sample(tmp_path)


@needs_git
@pytest.mark.parametrize(("codec", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_a_difference_of_utf_16_can_be_applied_where_git_knows_the_encoding(
    tmp_path: Path, codec: str, mark: bytes
) -> None:
    (tmp_path / "a.yaml").write_bytes(mark + WRONG.encode(codec))
    done = run("fix", *LINK, "--diff", "a.yaml", cwd=tmp_path)
    assert done.status == 0
    assert done.err.startswith("note: a.yaml is UTF-16, ")
    assert not call("fix", *LINK, "--diff", "--quiet", "a.yaml", cwd=tmp_path).err

    def git(*arguments: str) -> int:
        return subprocess.run(
            ["git", *arguments], cwd=tmp_path, input=done.bytes, capture_output=True, check=False
        ).returncode

    git("init")
    assert git("apply", "-") != 0
    (tmp_path / ".gitattributes").write_text("*.yaml working-tree-encoding=UTF-16\n", "utf-8")
    assert git("apply", "-") == 0
    # Git writes the byte order of the machine.
    assert (tmp_path / "a.yaml").read_bytes().decode("utf-16") == RIGHT
    assert call("fix", *LINK, "--check", "a.yaml", cwd=tmp_path).status == 0


@needs_git
def test_a_difference_of_utf_16_can_be_applied_from_the_first_line_on(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("\ufeffimages: [{source: quay.io, name: ns/img, tag: '1'}]\n".encode("utf-16-le"))
    done = run("fix", *LINK, "--diff", "a.yaml", cwd=tmp_path)
    subprocess.run(["git", "init"], cwd=tmp_path, capture_output=True, check=True)
    (tmp_path / ".gitattributes").write_text("*.yaml working-tree-encoding=UTF-16\n", "utf-8")
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=done.bytes, check=True)
    assert f"source: {ALIAS}," in (tmp_path / "a.yaml").read_bytes().decode("utf-16")


@needs_patch
def test_a_difference_can_be_applied_by_patch(tmp_path: Path) -> None:
    sample(tmp_path)
    done = run("fix", "--diff", cwd=tmp_path)
    applied = subprocess.run(
        ["patch", "-p1", "--binary", "--no-backup-if-mismatch"], cwd=tmp_path, input=done.bytes, capture_output=True, check=False
    )  # fmt: skip
    assert applied.returncode == 0, applied
    assert b"fuzz" not in applied.stdout
    check_sample(tmp_path)


def test_a_difference_is_what_the_tools_know(project: Path) -> None:
    write(project, release_yaml=WRONG.rstrip("\n"))
    assert call("fix", "--diff", cwd=project).out.splitlines() == [
        "--- a/release.yaml",
        "+++ b/release.yaml",
        "@@ -9,4 +9,4 @@",
        ' version: "3.3"',
        " services:",
        "   app:",
        f"-    image: {ALIAS}/ns/img:2.0.0",
        "\\ No newline at end of file",
        "+    image: quay.io/ns/img:2.0.0",
        "\\ No newline at end of file",
    ]
    colored = call("fix", "--diff", "--color", "always", cwd=project).out
    assert "\x1b[31m-    image: " in colored
    assert "\x1b[32m+    image: " in colored


def test_a_difference_of_standard_input(tmp_path: Path) -> None:
    done = call("fix", "--diff", "--stdin-filename", "sub/x.yaml", *LINK, "-", cwd=tmp_path, stdin=WRONG)
    assert done.out.startswith("--- a/sub/x.yaml\n+++ b/sub/x.yaml\n")


def test_excluded_standard_input_comes_out_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, replreg_yaml=CONFIG + "exclude: [x.yaml]\n")
    arguments = ["fix", "--stdin-filename", "x.yaml", "-"]
    assert call(*arguments, cwd=tmp_path, stdin=WRONG).out == RIGHT
    assert call(*arguments, "--force-exclude", cwd=tmp_path, stdin=WRONG).out == WRONG
    assert call("fix", "-", "--only-releases", cwd=tmp_path, stdin="a: 1\n").out == "a: 1\n"


def test_a_full_disk_is_reported(project: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    from cli_tools import command, environment

    for arguments in (["lint"], ["fix", "release.yaml"], ["fix", "--diff"], ["rules"], ["images"], ["--help"]):
        for unbuffered in (None, "1") if arguments == ["lint"] else (None,):
            with open("/dev/full", "wb") as full:
                done = subprocess.run(
                    command(*arguments), cwd=project, env=environment(PYTHONUNBUFFERED=unbuffered), stdout=full,
                    stderr=subprocess.PIPE, check=False,
                )  # fmt: skip
            assert done.returncode == 2, (arguments, done)
            errors = [line for line in done.stderr.decode().splitlines() if line.startswith("error: ")]
            assert errors == [f"error: cannot write to standard output: {os.strerror(28)}"]
            assert b"Traceback" not in done.stderr


def test_fix_cycles_are_reported_and_not_made(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = (FixCycle("missing-host", 20), FixCycle("alias-as-host", WRONG.index("ns/img:2")), FixCycle("other", 20))
    monkeypatch.setattr(
        "replreg.linter.fix_file.fix_until_stable", lambda text, *_, findings, **__: FixedText(text, findings, places)
    )
    done = call("fix", "--in-place", "release.yaml", cwd=project)
    assert done.status == 0
    assert (project / "release.yaml").read_text() == WRONG
    first, second, last = done.err.splitlines()
    assert first.startswith("release.yaml:2: not fixed, since the fixes of 'missing-host' and 'other' would")
    assert second.startswith("release.yaml:12: not fixed, since the fixes of 'alias-as-host' would")
    assert last == "0 files changed; 1 finding left, which 'replreg lint' explains."
