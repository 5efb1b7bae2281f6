"""What a person at a terminal sees: colour, a progress bar that goes away, and lines that fit."""

from __future__ import annotations

import os
import re
import struct
import sys
import tempfile
from pathlib import Path

import pytest
from cli_tools import ALIAS, LINK, RIGHT, WRONG, call, command, environment, many, run

from replreg.rules.catalogue import RULES

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def at_terminal(
    folder: Path, *arguments: str, columns: int = 100, stdout: bool = True, **env: str | None
) -> tuple[int, str, str]:
    """Run at a terminal; return the status, what the terminal got, and what standard output got if it is none."""
    import fcntl
    import subprocess
    import termios

    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    printed = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed below
    process = subprocess.Popen(
        command(*arguments), cwd=folder, stdin=there, stdout=there if stdout else printed, stderr=there,
        env=environment(**env),
    )  # fmt: skip
    os.close(there)
    seen = b""
    while True:
        try:
            part = os.read(here, 65536)
        except OSError:  # nobody has the terminal open any more
            break
        if not part:
            break
        seen += part
    os.close(here)
    with printed:
        printed.seek(0)
        text = printed.read().decode()
    return process.wait(timeout=60), seen.decode().replace("\r\n", "\n"), text


def on_screen(seen: str, columns: int = 100) -> list[str]:
    """Return the lines that are left on the screen, as a terminal shows them that knows CR and 'erase line'."""
    lines = [""]
    column = 0
    for token in re.split(r"(\x1b\[[0-9;?]*[A-Za-z]|[\r\n])", seen):
        if token == "\n":
            lines.append("")
            column = 0
        elif token == "\r":
            column = 0
        elif token == "\x1b[K":
            lines[-1] = lines[-1][:column]
        elif not token.startswith("\x1b"):
            lines[-1] = lines[-1][:column] + token + lines[-1][column + len(token) :]
            column += len(token)
            assert column <= columns or "…" in token or len(token) > columns
    return lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(80):
        (tmp_path / f"{number:02}.yaml").write_text(many(40) if number % 20 == 0 else many(40).replace(f"{ALIAS}/", "quay.io/"))  # fmt: skip
    return tmp_path


def test_findings_are_coloured_and_underlined(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(WRONG)
    status, seen, _ = at_terminal(tmp_path, "lint", *LINK, "release.yaml")
    assert status == 1
    assert "\x1b[1;31merror[alias-as-host]\x1b[0m" in seen
    assert "\x1b[1;31m" + "^" * len(ALIAS) + "\x1b[0m" in seen
    assert "\x1b[32mquay.io\x1b[0m/ns/img:2.0.0" in seen
    assert "Found \x1b[1;31m1 error\x1b[0m in 1 file" in seen


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colour(tmp_path: Path, env: dict[str, str]) -> None:
    (tmp_path / "release.yaml").write_text(WRONG)
    _, seen, _ = at_terminal(tmp_path, "lint", *LINK, "release.yaml", **env)
    assert "\x1b" not in seen
    assert "error[alias-as-host]: " in seen


def test_names_stay_whole_in_a_table_that_is_wider_than_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a-rather-long-name-of-a-release.yaml").write_text(WRONG)
    (tmp_path / "another-rather-long-name.yaml").write_text(RIGHT.replace(ALIAS, "quay.io"))
    status, seen, _ = at_terminal(tmp_path, "images", "--registry", "myquay=quay.io", columns=100)
    assert status == 0
    assert any(line.rstrip().endswith(" endpoint-as-source") for line in on_screen(seen)), seen
    status, seen, _ = at_terminal(tmp_path, "images", "--registry", "myquay=quay.io", columns=40)
    assert "quay" in seen, "in a very narrow one everything is folded, and nothing left out"


@pytest.mark.parametrize("columns", [45, 60, 80, 200])
def test_lines_fit_the_terminal(tmp_path: Path, columns: int) -> None:
    (tmp_path / "release.yaml").write_text(WRONG.replace("    image:", f"    x-note: {'a' * 300}\n    image:"))
    _, seen, _ = at_terminal(tmp_path, "lint", *LINK, "release.yaml", columns=columns)
    lines = ESCAPE.sub("", seen).splitlines()
    assert any("^^^" in line for line in lines)
    assert max(map(len, lines[:-1])) <= columns, max(lines, key=len)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_progress_bar_comes_and_goes(folder: Path, jobs: str) -> None:
    status, seen, _ = at_terminal(folder, "lint", *LINK, "--jobs", jobs)
    assert status == 1
    bars = re.findall(r"Reading \S+ (\d+)/80", ESCAPE.sub("", seen))
    assert bars
    assert sorted(map(int, bars)) == list(map(int, bars))
    lines = on_screen(seen)
    assert not any("Reading" in line for line in lines)
    assert sum(line.startswith("error[alias-as-host]: ") for line in lines) == 160
    assert lines[-2].startswith("Found 160 errors in 80 files")


def test_findings_in_a_file_do_not_meet_the_bar_on_the_terminal(folder: Path) -> None:
    _, seen, printed = at_terminal(folder, "lint", *LINK, "--format", "concise", stdout=False)
    assert "Reading" in seen
    assert on_screen(seen) == [""]
    assert "\x1b" not in printed
    assert len(printed.splitlines()) == 160


def test_errors_and_what_is_said_do_not_meet_the_bar_either(folder: Path) -> None:
    (folder / "50.yaml").write_bytes(b"# kind: replicated\n\xff")
    _, seen, _ = at_terminal(folder, "fix", "--in-place", *LINK)
    lines = on_screen(seen)
    assert "00.yaml: fixed" in lines
    assert "error: 50.yaml: the file is not UTF-8 text: byte 19 (0xff) does not belong there" in lines
    assert "4 files changed; nothing is left to report." in lines
    assert not any("Reading" in line for line in lines)


@pytest.mark.parametrize("arguments", [["--quiet"], ["00.yaml"]], ids=["quiet", "few files"])
def test_no_bar_where_it_is_not_wanted(folder: Path, arguments: list[str]) -> None:
    _, seen, _ = at_terminal(folder, "lint", *LINK, *arguments)
    assert "Reading" not in seen
    assert "\x1b[K" not in seen


def test_no_bar_without_a_terminal(folder: Path) -> None:
    from cli_tools import run

    done = run("lint", *LINK, cwd=folder, env={"FORCE_COLOR": "1"})
    assert "Reading" not in done.err + done.out


def test_the_bar_fits_a_narrow_terminal_and_one_without_unicode(folder: Path) -> None:
    _, seen, _ = at_terminal(
        folder, "lint", *LINK, "--format", "json", columns=24, stdout=False, PYTHONIOENCODING="ascii"
    )
    bars = [part for part in re.split(r"\r", ESCAPE.sub("", seen)) if part.startswith("Reading")]
    assert bars
    assert all(len(bar) < 24 and bar.isascii() for bar in bars)


def test_an_interruption_takes_the_bar_away(folder: Path) -> None:
    import signal
    import subprocess

    here, there = pty.openpty()
    process = subprocess.Popen(
        command("lint", *LINK, "--jobs", "1"), cwd=folder, stdin=there, stdout=subprocess.PIPE, stderr=there,
        env=environment(), start_new_session=True,
    )  # fmt: skip
    os.close(there)
    seen = b""
    while b"Reading" not in seen:
        seen += os.read(here, 65536)
    process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    with process.stdout:
        process.stdout.read()
    while True:
        try:
            seen += os.read(here, 65536)
        except OSError:
            break
    os.close(here)
    assert process.wait(timeout=60) == 130
    assert on_screen(seen.decode().replace("\r\n", "\n")) == ["replreg: interrupted", ""]


def test_help_has_no_colour_of_its_own_and_explain_does(tmp_path: Path) -> None:
    _, seen, _ = at_terminal(tmp_path, "explain", "alias-as-host")
    assert "\x1b[" in seen
    assert max(len(line) for line in ESCAPE.sub("", seen).splitlines()) <= 100
    if sys.platform != "win32":
        assert "alias-as-host" in seen


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such locale")
@pytest.mark.parametrize(
    "arguments", [["lint"], ["images"], ["rules"], ["explain", "proxy-path"], ["fix", "--diff"], ["lint", "dépôt.yaml"]]
)
@pytest.mark.parametrize("color", ["never", "always"])
def test_the_c_locale_gets_ascii_and_no_failure(tmp_path: Path, arguments: list[str], color: str) -> None:
    (tmp_path / "dépôt.yaml").write_text(WRONG.replace("    image:", "    # 日本 é …\n    image:"), encoding="utf-8")
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": None}
    done = run(*arguments, *LINK, "--color", color, cwd=tmp_path, env=env)
    assert done.status in (0, 1), done.err
    assert "bug in replreg" not in done.err
    if arguments != ["fix", "--diff"] or color == "always":
        assert (done.out + done.err).isascii()


@pytest.mark.parametrize("rule", RULES)
def test_the_manual_is_legible_on_any_background(rule: str, tmp_path: Path) -> None:
    """No white, black or bright colour, and no background: the terminal's own are the only ones that fit."""
    shown = call("explain", rule, "--color", "always", cwd=tmp_path).out
    codes = {int(code) for codes in re.findall(r"\x1b\[([0-9;]*)m", shown) for code in codes.split(";") if code}
    assert codes <= {0, 1, 2, 3, 4, 31, 32, 33, 34, 35, 36}, codes
