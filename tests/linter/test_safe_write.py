"""Writing files: never half-written, never another's, and only what was read is replaced."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from replreg import safe_write
from replreg.files import read_bytes
from replreg.safe_write import FileChanged, remove_leftovers, replace_content, write_atomically

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "release.yaml"
    path.write_bytes(b"old")
    return path


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    path = tmp_path / "new"
    before = os.umask(0o027)
    try:
        write_atomically(str(path), b"data")
    finally:
        os.umask(before)
    assert path.read_bytes() == read_bytes(str(path)) == b"data"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names(tmp_path) == ["new"]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o4750, 0o666])
def test_mode_and_owner_stay(target: Path, mode: int) -> None:
    target.chmod(mode)
    before = target.stat()
    replace_content(str(target), b"old", b"new")
    after = target.stat()
    assert target.read_bytes() == b"new"
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert names(target.parent) == ["release.yaml"]


@pytest.mark.skipif(not AS_ROOT, reason="only the superuser can give a file away")
def test_another_owner_stays(target: Path) -> None:
    os.chown(target, 12345, 23456)
    target.chmod(0o4664)
    replace_content(str(target), b"old", b"new")
    after = target.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (12345, 23456, 0o4664)


def test_an_owner_that_cannot_be_kept_leaves_the_file_alone(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    def of_another(path: object, **options: Any) -> os.stat_result:
        found = stat_of(path, **options)
        return os.stat_result((*found[:4], 12345, 23456, *found[6:])) if path == str(target) else found

    stat_of = os.stat
    monkeypatch.setattr(safe_write.os, "chown", refuse)
    monkeypatch.setattr(safe_write.os, "stat", of_another)
    with pytest.raises(PermissionError, match="would belong to somebody else"):
        write_atomically(str(target), b"new")
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["release.yaml"]


def test_extended_attributes_stay(target: Path) -> None:
    if not hasattr(os, "setxattr"):
        pytest.skip("this system has no extended attributes")
    try:
        os.setxattr(target, "user.note", b"x")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    replace_content(str(target), b"old", b"new")
    assert os.getxattr(target, "user.note") == b"x"


def test_a_link_is_followed(target: Path) -> None:
    (target.parent / "sub").mkdir()
    link = target.parent / "sub" / "link.yaml"
    second = target.parent / "second.yaml"
    link.symlink_to(Path("..") / "release.yaml")
    second.symlink_to(link)
    replace_content(str(second), b"old", b"new", backup=".orig")
    assert second.is_symlink()
    assert link.is_symlink()
    assert not target.is_symlink()
    assert target.read_bytes() == b"new"
    assert (target.parent / "release.yaml.orig").read_bytes() == b"old"
    write_atomically(str(link), b"newer")
    assert link.is_symlink()
    assert target.read_bytes() == b"newer"


def test_a_backup_has_the_old_content_and_mode(target: Path) -> None:
    target.chmod(0o600)
    replace_content(str(target), b"old", b"new", backup="~")
    assert (target.parent / "release.yaml~").read_bytes() == b"old"
    assert stat.S_IMODE((target.parent / "release.yaml~").stat().st_mode) == 0o600
    assert names(target.parent) == ["release.yaml", "release.yaml~"]


@pytest.mark.parametrize("kind", ["file", "folder", "link", "pipe"])
def test_a_backup_never_takes_the_place_of_anything(target: Path, kind: str) -> None:
    backup = target.parent / "release.yaml~"
    if kind == "file":
        backup.write_bytes(b"older")
    elif kind == "folder":
        backup.mkdir()
    elif kind == "link":
        backup.symlink_to("nowhere")
    elif hasattr(os, "mkfifo"):
        os.mkfifo(backup)
    before = os.lstat(backup)
    with pytest.raises(FileExistsError):
        replace_content(str(target), b"old", b"new", backup="~")
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["release.yaml", "release.yaml~"]
    assert os.lstat(backup).st_ino == before.st_ino


def change_at(step: str, change: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another program do something while the temporary file is written."""
    real = getattr(safe_write.os, step)

    def meanwhile(*arguments: object, **options: object) -> object:
        change()
        return real(*arguments, **options)

    monkeypatch.setattr(safe_write.os, step, meanwhile)


def replace_by_another(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"old")
    other.replace(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.open("ab").write(b" and more"),
        lambda path: path.write_bytes(b"odd"),
        lambda path: path.write_bytes(b"old"),
        replace_by_another,
        lambda path: path.unlink(),
    ],
    ids=["appended", "written", "written again", "replaced", "removed"],
)
@pytest.mark.parametrize("backup", [None, "~"])
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_file_that_changes_while_the_new_one_is_written(
    target: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], backup: str | None
) -> None:
    os.utime(target, (1, 1))
    done: list[object] = []
    change_at("fsync", lambda: done or done.append(change(target)), monkeypatch)
    with pytest.raises(FileChanged):
        replace_content(str(target), b"old", b"new", backup=backup)
    monkeypatch.undo()
    assert not target.exists() or target.read_bytes() in (b"old and more", b"odd", b"old")
    assert names(target.parent) == (["release.yaml"] if target.exists() else [])


@pytest.mark.parametrize("can_link", [True, False])
def test_what_a_program_appends_that_has_the_old_file_open(
    target: Path, monkeypatch: pytest.MonkeyPatch, can_link: bool
) -> None:
    real = Path.replace

    def late(path: Path, other: Path) -> Path:
        with target.open("ab") as appending:
            done = real(path, other)
            appending.write(b" and more")
        monkeypatch.setattr(Path, "replace", real)
        return done

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "replace", late)
    if can_link:
        with pytest.raises(FileChanged):
            replace_content(str(target), b"old", b"new")
        assert target.read_bytes() == b"old and more"
    else:  # on a file system without hard links, there is nothing to restore it from
        monkeypatch.setattr(safe_write.os, "link", refuse)
        replace_content(str(target), b"old", b"new")
        assert target.read_bytes() == b"new"
    assert names(target.parent) == ["release.yaml"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGINT)])
def test_a_signal_waits_until_the_file_is_written(
    target: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    class Ended(Exception):
        pass

    def end(*_: object) -> None:
        raise Ended

    before = signal.signal(number, end)
    try:
        change_at("fsync", lambda: os.kill(os.getpid(), number), monkeypatch)
        with pytest.raises(Ended):
            replace_content(str(target), b"old", b"new", backup="~")
        assert signal.getsignal(number) is end
    finally:
        signal.signal(number, before)
    assert target.read_bytes() == b"new"
    assert names(target.parent) == ["release.yaml", "release.yaml~"]


def test_the_leftovers_of_a_killed_process_are_removed_and_those_of_a_running_one_are_not(target: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from replreg import safe_write\n"
        "def stop(*_):\n"
        "    print(flush=True)\n"
        "    sys.stdin.read() if len(sys.argv) > 2 else os.kill(os.getpid(), signal.SIGKILL)\n"
        "safe_write.os.fsync = stop\n"
        "safe_write.replace_content(sys.argv[1], b'old', b'new')\n"
    )
    command = [sys.executable, "-c", script, str(target)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    with subprocess.Popen([*command, "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as at_work:
        assert at_work.stdout is not None
        at_work.stdout.readline()
        assert len(names(target.parent)) == 3
        (target.parent / ".mine.tmp").write_bytes(b"")
        remove_leftovers(str(target.parent))
        assert len(names(target.parent)) == 3
        at_work.communicate()
    assert at_work.returncode == 0
    assert target.read_bytes() == b"new"
    assert names(target.parent) == [".mine.tmp", "release.yaml"]


def test_a_file_that_changed_meanwhile_is_left_alone(target: Path) -> None:
    with pytest.raises(FileChanged, match="another program changed it"):
        replace_content(str(target), b"what was read", b"new", backup="~")
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["release.yaml"]


def test_a_file_that_is_as_it_should_be_already_is_not_written(target: Path) -> None:
    before = target.stat()
    replace_content(str(target), b"what was read", b"old")
    after = target.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_that_is_gone_is_not_made_again(target: Path) -> None:
    target.unlink()
    with pytest.raises(FileChanged, match="it is gone"):
        replace_content(str(target), b"old", b"new")
    assert names(target.parent) == []


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_whatever_fails_leaves_the_file_whole(target: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(safe_write.os if step == "fsync" else Path, step, fail)
    with pytest.raises(OSError, match="No space left"):
        replace_content(str(target), b"old", b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["release.yaml"]


def test_an_interruption_leaves_the_file_whole(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(safe_write.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace_content(str(target), b"old", b"new")
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["release.yaml"]


def test_a_long_name_has_room_for_its_temporary_file(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 125 + ".yaml")
    try:
        path.write_bytes(b"old")
    except OSError:
        pytest.skip("this file system has no names that long")
    replace_content(str(path), b"old", b"new")
    assert path.read_bytes() == b"new"


def test_a_path_that_is_not_a_regular_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_atomically(str(pipe), b"data")
        assert os.read(reader, 10) == b"data"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    with pytest.raises(FileChanged):
        replace_content(str(pipe), b"old", b"new")


def test_a_folder_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_atomically(str(tmp_path), b"data")
