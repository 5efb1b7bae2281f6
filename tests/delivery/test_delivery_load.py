"""Charts of a release on disk."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from replreg.delivery.load import chart_folders_by_name, read_charts


def chart(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n", encoding="utf-8")
    (folder / "values.yaml").write_text("image: quay.io/ns/web:1\n", encoding="utf-8")
    return folder


def test_chart_folders_are_known_by_the_names_in_them(tmp_path: Path) -> None:
    chart(tmp_path / "charts" / "web", "web")
    chart(tmp_path / "charts" / "other", "other")
    release = tmp_path / "release"
    release.mkdir()
    folders = [str(tmp_path / "charts" / name) for name in ("web", "other")]
    assert chart_folders_by_name(folders) == {"web": folders[:1], "other": folders[1:]}
    charts, problems = read_charts(str(release), folders[:1])
    assert [Path(found.folder or "").relative_to(tmp_path).as_posix() for found in charts] == ["charts/web"]
    assert not problems
    assert read_charts(str(release)) == ([], [])


def test_a_byte_order_mark_before_the_name_of_a_chart_does_not_hide_it(tmp_path: Path) -> None:
    folder = chart(tmp_path / "charts" / "web", "web")
    (folder / "Chart.yaml").write_text("\ufeffname: web\nversion: 1.0.0\n", encoding="utf-8")
    assert chart_folders_by_name([str(folder)]) == {"web": [str(folder)]}


def test_packed_charts_in_the_release_are_found_whatever_their_names_are(tmp_path: Path) -> None:
    data = b"apiVersion: v2\nname: db\nversion: 1.0.0\n"
    with tarfile.open(tmp_path / "db-1.0.0.tgz", "w:gz") as archive:
        entry = tarfile.TarInfo("db/Chart.yaml")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    (tmp_path / "broken.tgz").write_bytes(b"nothing")
    charts, problems = read_charts(str(tmp_path))
    assert [found.name for found in charts] == ["db"]
    assert [problem.kind for problem in problems] == ["corrupt"]
