"""Charts of a release on disk."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from replreg.delivery.load import find_charts, read_files


def chart(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n", encoding="utf-8")
    (folder / "values.yaml").write_text("image: quay.io/ns/web:1\n", encoding="utf-8")
    return folder


def test_charts_are_found_by_the_names_that_a_release_names(tmp_path: Path) -> None:
    chart(tmp_path / "charts" / "web", "web")
    chart(tmp_path / "charts" / "other", "other")
    chart(tmp_path / "charts" / "web" / "charts" / "web", "web")  # a subchart
    chart(tmp_path / ".cache" / "web", "web")
    release = tmp_path / "release"
    release.mkdir()
    charts, problems = find_charts({"web"}, str(release), str(tmp_path))
    assert [Path(found.folder or "").relative_to(tmp_path).as_posix() for found in charts] == ["charts/web"]
    assert not problems
    assert find_charts({"web"}, str(release)) == ([], [])
    assert len(find_charts((), str(release), str(tmp_path), [str(tmp_path / "charts" / "other")])[0]) == 1


def test_a_byte_order_mark_before_the_name_of_a_chart_does_not_hide_it(tmp_path: Path) -> None:
    folder = chart(tmp_path / "charts" / "web", "web")
    (folder / "Chart.yaml").write_text("\ufeffname: web\nversion: 1.0.0\n", encoding="utf-8")
    release = tmp_path / "release"
    release.mkdir()
    assert len(find_charts({"web"}, str(release), str(tmp_path))[0]) == 1


def test_packed_charts_in_the_release_are_found_whatever_their_names_are(tmp_path: Path) -> None:
    data = b"apiVersion: v2\nname: db\nversion: 1.0.0\n"
    with tarfile.open(tmp_path / "db-1.0.0.tgz", "w:gz") as archive:
        entry = tarfile.TarInfo("db/Chart.yaml")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    (tmp_path / "broken.tgz").write_bytes(b"nothing")
    charts, problems = find_charts((), str(tmp_path))
    assert [found.name for found in charts] == ["db"]
    assert [problem.kind for problem in problems] == ["corrupt"]


def test_files_that_are_not_text_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\xff")
    read = read_files([str(tmp_path / name) for name in ("a.yaml", "b.yaml", "c.yaml")])
    assert [file.text for file in read] == ["a: 1\n"]
