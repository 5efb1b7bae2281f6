"""The files of a folder are read once, as far as they may be read."""

from __future__ import annotations

from pathlib import Path

from replreg.linter.folder_files import FolderFiles


def names_of(folder: Path, root: Path | None = None) -> list[str]:
    return [Path(path).name for path, _ in FolderFiles().read(str(folder), str(root or folder))]


def test_each_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: b\n")
    files = FolderFiles()
    read = list(files.read(str(tmp_path), str(tmp_path)))
    assert read == [(str(tmp_path / "a.yaml"), b"a: b\n")]
    (tmp_path / "a.yaml").write_bytes(b"changed: true\n")
    assert list(files.read(str(tmp_path), str(tmp_path))) == read
    assert [data for _, data in FolderFiles().read(str(tmp_path), str(tmp_path))] == [b"changed: true\n"]


def test_yaml_files_that_are_not_hidden_are_read_in_order(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml", "c.txt", ".hidden.yaml"):
        (tmp_path / name).write_bytes(b"a: b\n")
    assert names_of(tmp_path) == ["a.yaml", "b.yml"]


def test_what_is_not_a_file_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nothing")
    assert names_of(tmp_path) == []
    assert names_of(tmp_path / "nothing") == []


def test_a_link_out_of_the_root_is_left_out(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside.yaml"
    inside.mkdir()
    outside.write_bytes(b"a: b\n")
    (inside / "link.yaml").symlink_to(outside)
    assert names_of(inside) == []
    assert names_of(inside, tmp_path) == ["link.yaml"]


def test_a_very_large_file_is_left_out(tmp_path: Path) -> None:
    with open(tmp_path / "large.yaml", "wb") as stream:
        stream.truncate(4_000_001)
    assert names_of(tmp_path) == []


def test_a_folder_with_a_file_that_was_left_out_is_not_read_whole(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    for folder in (whole, part):
        folder.mkdir()
        (folder / "a.yaml").write_bytes(b"a: b\n")
    with open(part / "large.yaml", "wb") as stream:
        stream.truncate(4_000_001)
    files = FolderFiles()
    for _ in range(2):
        for folder in (whole, part):
            assert [Path(path).name for path, _ in files.read(str(folder), str(tmp_path))] == ["a.yaml"]
        assert files.is_read_whole(str(whole))
        assert not files.is_read_whole(str(part))


def test_a_folder_that_cannot_be_listed_is_not_read_whole(tmp_path: Path) -> None:
    files = FolderFiles()
    assert list(files.read(str(tmp_path / "nothing"), str(tmp_path))) == []
    assert not files.is_read_whole(str(tmp_path / "nothing"))
