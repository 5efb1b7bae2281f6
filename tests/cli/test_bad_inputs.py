"""Bad input gets a clear finding, or a one-line error with the right status; never a traceback, never a lost file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_tools import ALIAS, CONFIG, HEAD, LINK, RIGHT, USE, WRONG, Done, call, environment, leftovers, run, write

from replreg.yaml.parser import parser_name

REPLICATED = "# kind: replicated\nreplicated_api_version: 2.9.2\n"
SWARM = "# kind: scheduler-swarm\nversion: '3.3'\n"
POD = "# kind: scheduler-kubernetes\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"


def bomb() -> str:
    text = REPLICATED + "x-a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, after in zip("abcdefghijkl", "bcdefghijklm", strict=True):
        text += f"x-{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    return text + "images: *m\ncomponents: *m\nname: *m\n"


BAD: dict[str, tuple[str | bytes, str | None]] = {
    "empty": ("", None),
    "a byte-order mark and no more": ("\ufeff", None),
    "comments only": ("# one\n# two", None),
    "separators only": ("---\n---\n...\n---\n", None),
    "a NUL in a release": (REPLICATED + "name: a\0b\n", "yaml-syntax"),
    "NULs only": (b"\0" * 5000, "yaml-syntax"),
    "random bytes": (bytes(range(256)) * 4, "yaml-syntax"),
    "Latin-1": ((REPLICATED + "name: café\n").encode("latin-1"), "yaml-syntax"),
    "UTF-8 cut off": ((REPLICATED + "name: é").encode()[:-1], "yaml-syntax"),
    "UTF-16 cut off": (("\ufeff" + REPLICATED).encode("utf-16-le")[:-1], "yaml-syntax"),
    "UTF-16 with half a character": (("\ufeff" + REPLICATED).encode("utf-16-be") + b"\xd8\x00", "yaml-syntax"),
    "UTF-32": (REPLICATED.encode("utf-32"), "yaml-syntax"),
    "brackets 10,000 deep": (REPLICATED + "images: " + "[" * 10_000 + "]" * 10_000 + "\n", "yaml-syntax"),
    "brackets never closed": (REPLICATED + "images: " + "[" * 12_000, "yaml-syntax"),
    "braces 10,000 deep": (REPLICATED + "images: " + "{a: " * 10_000 + "1" + "}" * 10_000 + "\n", "yaml-syntax"),
    "dashes 10,000 deep": (REPLICATED + "images:\n" + "- " * 10_000 + "a\n", "yaml-syntax"),
    "indentation 2,000 deep": (REPLICATED + "".join(" " * n + "images:\n" for n in range(2000)), "schema"),
    "an alias bomb": (bomb(), None),
    "a cycle of aliases in images": (REPLICATED + "images: &a\n- *a\n", "schema"),
    "a cycle of aliases in services": (SWARM + "services: &s\n  a: *s\n  <<: *s\n", None),
    "an alias without an anchor": (REPLICATED + "images: *nowhere\n", "yaml-syntax"),
    "a key twice": (REPLICATED + "name: a\nname: b\n", "duplicate-key"),
    "a tab": (REPLICATED + "images:\n\t- source: x\n", "yaml-syntax"),
    "source: 5": (REPLICATED + "images:\n- {source: 5, name: a, tag: 1.0}\n", "schema"),
    "source: null": (REPLICATED + "images:\n- {source: null, name: a, tag: 1.0}\n", None),
    "source: [a]": (REPLICATED + "images:\n- {source: [a], name: {a: b}, tag: 1.0}\n", "schema"),
    "images: {}": (REPLICATED + "images: {}\n", "schema"),
    "images: text": (REPLICATED + "images: text\n", "schema"),
    "components: {a: b}": (REPLICATED + "components: {a: b}\n", "schema"),
    "containers: x": (REPLICATED + "components:\n- name: a\n  containers: x\n", "schema"),
    "containers: [x, null, [a]]": (REPLICATED + "components:\n- name: a\n  containers: [x, null, [a]]\n", "schema"),
    "image: [a]": (SWARM + "services: {a: {image: [a]}}\n", "schema"),
    "image: {}": (SWARM + "services: {a: {image: {}}}\n", "schema"),
    "services: text": (SWARM + "services: text\n", "schema"),
    "a service that is a list": (SWARM + "services: {a: [b]}\n", "schema"),
    "a pod whose containers are a mapping": (POD + "spec: {containers: {a: b}}\n", "schema"),
    "a pod whose image is a number": (POD + "spec: {containers: [{name: a, image: 5}]}\n", "schema"),
    "a document that is a scalar": (REPLICATED + "---\n# kind: scheduler-swarm\ntext\n", "schema"),
    "a document that is a list": ("# kind: replicated\n- a\n", "schema"),
    "a marker without a kind": ("# kind:\nimages: []\n", None),
    "a control character": (SWARM + "services: {a: {image: 'x\x1b[31m'}}\n", "yaml-syntax"),
    "a template that never ends": (REPLICATED + "name: {{repl ConfigOption\n", "yaml-syntax"),
    "a percent sign": ("%YAML 9.9\n---\n%oops\nimages: []\n", "yaml-syntax"),
    "carriage returns only": (WRONG.replace("\n", "\r"), None),
}  # fmt: skip


NOTHING = {"empty", "a byte-order mark and no more", "comments only", "separators only"}
"""A file that is named and has nothing to check is an error: nothing checked is not a success."""


COSTLY = {"brackets never closed", "braces 10,000 deep"}
"""Inputs that take each command some tenths of a second. Brackets 10,000 deep are enough for the quick run."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in COSTLY else []) for name in BAD]
)
def test_every_command_survives(tmp_path: Path, name: str) -> None:
    content, rule = BAD[name]
    data = content if isinstance(content, bytes) else content.encode()
    write(tmp_path, release_yaml=data)
    done = call("lint", *LINK, "--format", "json", "release.yaml", cwd=tmp_path)
    if name == "indentation 2,000 deep" and parser_name() == "python":
        rule = "yaml-syntax"  # without the C extension no more than a thousand levels are read
    if rule is not None:
        assert rule in done.rules, done
    has_content = name not in NOTHING
    assert (done.json["summary"]["files"], done.status == 2) == ((1, False) if has_content else (0, True))
    for arguments in (["lint"], ["fix", "--diff"], ["fix", "--unsafe-fixes", "--check"], ["images"], ["lint", "."]):
        result = call(*arguments, *LINK, "release.yaml", cwd=tmp_path)
        assert len(result.out) < 200_000
        assert result.status in ((0, 1) if has_content else (2,)) or arguments[0] != "lint"
    assert (tmp_path / "release.yaml").read_bytes() == data
    printed = call("fix", *LINK, "-", cwd=tmp_path, stdin=data)
    if printed.status == 0 and ALIAS not in data.decode("utf-8", "replace"):
        assert printed.bytes == data
    call("fix", *LINK, "--in-place", "--unsafe-fixes", "release.yaml", cwd=tmp_path)
    assert leftovers(tmp_path) == []


def one_line(done: Done, message: str) -> None:
    assert done.status == 2, done
    assert [line for line in done.err.splitlines() if line.startswith("error: ")] == [f"error: {message}"], done


@pytest.mark.parametrize("arguments", [["lint"], ["fix", "--in-place"], ["fix"], ["fix", "--check"], ["images"]])
def test_paths_that_are_not_files(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "dangling.yaml").symlink_to("nowhere")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    for path, message in (
        ("none.yaml", "there is no such file or folder"),
        ("dangling.yaml", "the link points to nothing"),
        ("loop.yaml", "the link leads back to itself"),
    ):
        one_line(call(*arguments, path, cwd=tmp_path), f"{path}: {message}")


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that a process is in stays there")
def test_a_folder_that_is_removed_under_our_feet(tmp_path: Path) -> None:
    script = (
        "import os, sys; os.rmdir(os.getcwd()); os.execv(sys.executable, [sys.executable, '-m', 'replreg', 'lint'])"
    )
    (tmp_path / "gone").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path / "gone", env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == b"error: the folder that this was started in: No such file or directory\n"


def test_a_pipe_is_refused_but_one_that_a_shell_opened_is_read(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "pipe.yaml")
    assert run("lint", "pipe.yaml", cwd=tmp_path).status == 2
    assert run("lint", cwd=tmp_path).status == 0
    if not Path("/dev/stdin").exists():
        pytest.skip("this system has no /dev/stdin")
    done = run("lint", *LINK, "--format", "json", "/dev/stdin", cwd=tmp_path, stdin=WRONG)
    assert done.rules == ["alias-as-host"]


def test_one_bad_file_does_not_keep_the_others_from_being_done(project: Path) -> None:
    write(project, a_yaml=b"# kind: replicated\n\xff", b_yaml=REPLICATED + "a: [\n", z_yaml=WRONG)
    done = call("lint", "none.yaml", ".", "--format", "json", "--select", "yaml-syntax,alias-as-host", cwd=project)
    found = [(finding["path"], finding["rule"]) for finding in done.json["findings"]]
    assert found == [
        ("a.yaml", "yaml-syntax"),
        ("b.yaml", "yaml-syntax"),
        ("release.yaml", "alias-as-host"),
        ("z.yaml", "alias-as-host"),
    ]
    assert done.status == 2
    fixed = call("fix", "--in-place", "none.yaml", ".", cwd=project)
    assert fixed.status == 2
    assert (project / "z.yaml").read_text() == (project / "release.yaml").read_text() == RIGHT


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of a user who is not the superuser, and that user at work in it."""
    if not hasattr(os, "seteuid"):
        pytest.skip("this system has no users that a process can change to")
    folder = Path(tempfile.mkdtemp())
    write(folder, release_yaml=WRONG, replreg_yaml=CONFIG, sub__release_yaml=WRONG)
    call("lint", cwd=folder)  # whatever is imported late must be there before
    call("fix", "--in-place", "--backup", "~", "sub", cwd=folder)
    write(folder, sub__release_yaml=WRONG)
    before = os.geteuid()
    if before == 0:
        folder.chmod(0o755)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, -1)
        os.seteuid(65534)
    yield folder
    os.seteuid(before)
    shutil.rmtree(folder)


def test_a_file_that_may_not_be_read(unprivileged: Path) -> None:
    (unprivileged / "release.yaml").chmod(0)
    one_line(call("lint", "release.yaml", cwd=unprivileged), "release.yaml: cannot be read: Permission denied")
    done = call("lint", cwd=unprivileged)
    one_line(done, "release.yaml: cannot be read: Permission denied")
    assert "--> sub/release.yaml:12:12" in done.out
    (unprivileged / "replreg.yaml").chmod(0)
    one_line(call("lint", "sub", cwd=unprivileged), "replreg.yaml: cannot read the configuration: Permission denied")


def test_a_folder_that_may_not_be_read(unprivileged: Path) -> None:
    (unprivileged / "sub").chmod(0)
    try:
        one_line(call("lint", "sub", cwd=unprivileged), "sub: cannot be read: Permission denied")
        done = call("lint", cwd=unprivileged)
        one_line(done, "./sub: cannot be read: Permission denied")
        assert "--> release.yaml:12:12" in done.out
    finally:
        (unprivileged / "sub").chmod(0o755)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_file_that_may_not_be_written_stays_whole(unprivileged: Path, what: str) -> None:
    path = unprivileged / "sub" / "release.yaml"
    locked = path if what == "file" else path.parent
    locked.chmod(0o444 if what == "file" else 0o555)
    try:
        done = call("fix", "--in-place", ".", cwd=unprivileged)
        one_line(done, f"{Path('sub', 'release.yaml')}: cannot be written: Permission denied")
        assert path.read_text() == WRONG
        assert (unprivileged / "release.yaml").read_text() == RIGHT, "the others are written"
        assert leftovers(unprivileged) == []
        one_line(call("lint", "--output", "sub/release.yaml" if what == "file" else "sub/new", cwd=unprivileged),
                 f"cannot write '{'sub/release.yaml' if what == 'file' else 'sub/new'}': Permission denied")  # fmt: skip
    finally:
        locked.chmod(0o755)


LONG = HEAD + USE.format(host=ALIAS).replace("ns/img", "x/" * 5000 + "a b")


def test_an_image_of_ten_thousand_characters_stays_readable(tmp_path: Path) -> None:
    write(tmp_path, release_yaml=LONG)
    for arguments in (["lint"], ["lint", "--format", "concise"], ["images"]):
        done = call(*arguments, *LINK, "release.yaml", cwd=tmp_path)
        if arguments[0] == "lint":
            assert "invalid-image" in done.out
        assert max(map(len, done.out.splitlines())) < 600


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("- a\n", "replreg.yaml:1:1: a configuration must be a mapping, but it is a list"),
        ("registries: [\n", "replreg.yaml:2:1: this is not YAML: "),
        (b"app: \xff\n", "replreg.yaml:1:6: the file is not UTF-8 text: byte 5 (0xff) does not belong there"),
        ("regstries: {}\n", "replreg.yaml:1:1: 'regstries' is not a setting here; did you mean 'registries'?"),
        ("registries: {a: q.io, a: b.io}\n", "replreg.yaml:1:23: 'a' is here twice; keep one of the two"),
    ],
)
@pytest.mark.parametrize("arguments", [["lint"], ["fix", "--check"], ["images"], ["rules"]])
def test_a_bad_configuration_ends_every_command(
    project: Path, config: str | bytes, message: str, arguments: list[str]
) -> None:
    write(project, replreg_yaml=config)
    done = call(*arguments, cwd=project)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"error: {message}")
    assert len(done.err.splitlines()) == 1
    assert call(*arguments, "--no-config", cwd=project).status != 2


def test_a_literal_password_is_never_echoed(project: Path) -> None:
    secret = "hunter2-secret"
    write(project, replreg_yaml=f"registries:\n  a: {{endpoint: q.io, password: {secret}}}\n")
    for arguments in (["lint", "-v"], ["lint", "--format", "json"], ["fix", "-v", "--diff"], ["images"], ["rules"],
                      ["registries", "check"], ["registries", "list"]):  # fmt: skip
        done = call(*arguments, cwd=project)
        assert done.status == 2
        assert "replreg.yaml:2:33: a password is never written here" in done.err
        assert secret not in done.out + done.err


@pytest.mark.parametrize(
    "value",
    ["not a host", "q{uay.io", "-", "quay.io:port", "quay.io:80:80", "https://", "/", "a..b", "quay", "quay.io/a b"],
)
def test_an_endpoint_that_is_none_gets_into_no_file(project: Path, value: str) -> None:
    write(project, replreg_yaml=f"registries:\n  {ALIAS}: '{value}'\n")
    done = call("lint", "--format", "json", cwd=project)
    assert done.status == 1
    assert "registry-endpoint" in done.rules
    call("fix", "--in-place", "--unsafe-fixes", "release.yaml", cwd=project)
    text = (project / "release.yaml").read_text()
    assert text == WRONG


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e"
    write(tmp_path, a_yaml=WRONG.replace("app:", f"'app{evil}':"), b_yaml=f"# kind: rep{evil}\nimages: []\n")
    write(
        tmp_path,
        c_yaml=WRONG + "    # \u202e\u2066\n",
        replreg_yaml=f"'x{evil.encode('unicode_escape').decode()}': 1\n",
    )
    for arguments in (["lint", "--no-config"], ["lint"], ["lint", "--no-config", "--format", "concise"],
                      ["fix", "--diff", "--no-config", "--color", "always"], ["images", "--no-config"]):  # fmt: skip
        done = call(*arguments, *LINK, cwd=tmp_path)
        for character in ("\x07", "\x9b", "\u202e", "\u2066", "\x1b]", "\x1b[2J"):
            assert character not in done.out + done.err


def test_a_mistake_of_our_own_is_an_error_of_one_file_and_the_others_go_on(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from replreg.linter import lint_file as runner

    write(project, a_yaml=WRONG)
    real = runner.lint_release

    def lint_release(text: str, config: object, *, path: str, **more: object) -> object:
        if path == "a.yaml":
            raise KeyError("the reason")
        return real(text, config, path=path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(runner, "lint_release", lint_release)
    import cli_tools

    monkeypatch.setattr(cli_tools, "check_end", lambda done: None)
    done = call("lint", "--format", "json", cwd=project)
    assert done.status == 2
    assert done.rules == ["alias-as-host"]
    assert "error: a.yaml: replreg failed on this file with KeyError: 'the reason' (" in done.err
    assert "Traceback" not in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="streams cannot be closed for a new process here")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_not_a_failure(project: Path, closed: str) -> None:
    import subprocess

    from cli_tools import command, environment

    line = " ".join(command("lint", "release.yaml"))
    done = subprocess.run(["sh", "-c", f"{line} {closed}"], cwd=project, env=environment(), capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
