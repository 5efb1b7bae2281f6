"""Packed charts: what is read of them, and what no archive can do to the reader."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.charts.chart import Chart, read_chart
from replreg.charts.files import ChartProblem, Limits

CHART = {"web/Chart.yaml": "name: web\nversion: 1.0.0\n", "web/values.yaml": "image: nginx:1\n"}


def pack(
    files: dict[str, str | bytes], *, style: int = tarfile.GNU_FORMAT, links: dict[str, str] | None = None
) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz", format=style) as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for name, target in (links or {}).items():
            member = tarfile.TarInfo(name)
            member.type = tarfile.SYMTYPE
            member.linkname = target
            archive.addfile(member)
    return raw.getvalue()


def read(data: bytes, limits: Limits | None = None) -> tuple[Chart | None, list[ChartProblem]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "web.tgz"
        path.write_bytes(data)
        return read_chart(str(path), "web.tgz", limits or Limits())


def kinds(problems: list[ChartProblem]) -> list[str]:
    return [problem.kind for problem in problems]


class TestReading:
    @pytest.mark.parametrize("style", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
    def test_a_chart_in_each_format(self, style: int) -> None:
        deep = "web/templates/" + "/".join(["a" * 60] * 3) + "/x.yaml"
        chart, problems = read(pack({**CHART, deep: "kind: Pod", "web/README.md": "no"}, style=style))
        assert problems == []
        assert chart is not None
        assert (chart.name, chart.version, chart.is_archive, chart.folder) == ("web", "1.0.0", True, None)
        assert chart.values is not None
        assert (chart.values.path, chart.values.text) == ("web.tgz!web/values.yaml", "image: nginx:1\n")
        assert list(chart.templates) == [deep.removeprefix("web/")]
        assert chart.values.file is None

    def test_names_beyond_the_old_formats(self) -> None:
        name = "web/templates/" + "é" * 150 + ".yaml"
        for style in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
            chart, problems = read(pack({**CHART, name: "a"}, style=style))
            assert problems == []
            assert chart is not None
            assert name.removeprefix("web/") in chart.templates

    def test_a_subchart_in_a_folder_and_one_in_an_archive(self) -> None:
        inner = pack({"db/Chart.yaml": "name: db\nversion: 2.0.0\n", "db/values.yaml": "a: 1\n"})
        files = {**CHART, "web/charts/db-2.0.0.tgz": inner, "web/charts/mq/Chart.yaml": "name: mq\nversion: 1.0.0\n"}
        chart, problems = read(pack(files))
        assert problems == []
        assert chart is not None
        assert {(sub.name, sub.path) for sub in chart.subcharts} == {
            ("db", "web.tgz!web/charts/db-2.0.0.tgz"),
            ("mq", "web.tgz!web/charts/mq"),
        }
        values = next(sub.values for sub in chart.subcharts if sub.name == "db")
        assert values is not None
        assert values.path == "web.tgz!web/charts/db-2.0.0.tgz!db/values.yaml"

    def test_gzip_files_that_follow_one_another(self) -> None:
        tar = gzip.decompress(pack(CHART))
        joined = b"".join(gzip.compress(tar[start : start + 700]) for start in range(0, len(tar), 700))
        chart, problems = read(joined)
        assert chart is not None
        assert problems == []

    def test_a_name_from_windows(self) -> None:
        chart, problems = read(pack({name.replace("/", "\\"): text for name, text in CHART.items()}))
        assert chart is not None
        assert problems == []
        assert chart.values is not None

    def test_a_file_on_disk(self, tmp_path: Path) -> None:
        (tmp_path / "web-1.tgz").write_bytes(pack(CHART))
        chart, problems = read_chart(str(tmp_path / "web-1.tgz"), "web-1.tgz")
        assert chart is not None
        assert problems == []

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "web.tgz")
        chart, problems = read_chart(str(tmp_path / "web.tgz"))
        assert chart is None
        assert kinds(problems) == ["refused"]


class TestRefused:
    @pytest.mark.parametrize(
        "name", ["/etc/passwd", "../x", "web/../../x", "c:/x/values.yaml", "web/templates/../../../x.yaml", "..\\x"]
    )
    def test_a_path_that_leads_out(self, name: str) -> None:
        chart, problems = read(pack({**CHART, name: "x"}))
        assert chart is not None
        assert kinds(problems) == ["refused"]
        assert problems[0].path.startswith("web.tgz!")
        assert chart.templates == {}

    def test_a_link(self) -> None:
        chart, problems = read(pack(CHART, links={"web/templates/a.yaml": "/etc/passwd"}))
        assert chart is not None
        assert chart.templates == {}
        assert [(problem.kind, problem.path) for problem in problems] == [("refused", "web.tgz!web/templates/a.yaml")]

    @pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.LNKTYPE, b"S", b"9"])
    def test_other_than_a_file(self, kind: bytes) -> None:
        raw = io.BytesIO()
        with tarfile.open(fileobj=raw, mode="w:gz") as archive:
            for name, content in CHART.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content.encode()))
            member = tarfile.TarInfo("web/templates/a.yaml")
            member.type = kind
            archive.addfile(member)
        chart, problems = read(raw.getvalue())
        assert chart is not None
        assert kinds(problems) == ["refused"]

    def test_many_refused_members_are_counted(self) -> None:
        _, problems = read(pack(CHART, links={f"web/templates/{number}": "/" for number in range(500)}))
        assert len(problems) < 50

    def test_a_chart_without_a_folder(self) -> None:
        chart, problems = read(pack({"Chart.yaml": "name: web\nversion: 1.0.0\n"}))
        assert chart is None
        assert "refused" in kinds(problems)


class TestBombs:
    def test_zeros(self) -> None:
        compressor = io.BytesIO()
        with gzip.GzipFile(fileobj=compressor, mode="wb", compresslevel=9, mtime=0) as stream:
            header = tarfile.TarInfo("web/files/big")
            header.size = 10 * 1024**3
            stream.write(header.tobuf(tarfile.GNU_FORMAT))
            for _ in range(80):
                stream.write(bytes(1024**2))
        data = compressor.getvalue()
        assert len(data) < 2_000_000
        tracemalloc.start()
        try:
            chart, problems = read(data, Limits(unpacked=50 * 1024**2))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert chart is None
        assert kinds(problems) == ["limit"]
        assert peak < 20 * 1024**2

    @pytest.mark.parametrize("name", ["web/values.yaml", "web/templates/a.yaml", "web/charts/db.tgz"])
    def test_a_member_that_claims_more_than_there_may_be(self, name: str) -> None:
        raw = io.BytesIO()
        with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as stream:
            header = tarfile.TarInfo(name)
            header.size = 7 * 1024**3
            stream.write(header.tobuf(tarfile.GNU_FORMAT))
            stream.write(bytes(1024**2))
        chart, problems = read(raw.getvalue())
        assert chart is None
        assert set(kinds(problems)) <= {"limit", "corrupt"}
        assert problems

    def test_a_long_name_that_claims_gigabytes(self) -> None:
        raw = io.BytesIO()
        with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as stream:
            header = tarfile.TarInfo("././@LongLink")
            header.type = tarfile.GNUTYPE_LONGNAME
            header.size = 7 * 1024**3
            stream.write(header.tobuf(tarfile.GNU_FORMAT))
        _, problems = read(raw.getvalue())
        assert kinds(problems)[0] == "corrupt"

    def test_a_name_of_a_megabyte(self) -> None:
        chart, problems = read(pack({**CHART, "web/" + "a" * 1024**2: "x"}))
        assert chart is not None
        assert kinds(problems) == ["corrupt"]

    def test_a_hundred_thousand_entries(self) -> None:
        raw = io.BytesIO()
        block = tarfile.TarInfo("web/templates/a").tobuf(tarfile.GNU_FORMAT) * 1000
        with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as stream:
            for _ in range(100):
                stream.write(block)
        _, problems = read(raw.getvalue())
        assert kinds(problems)[0] == "limit"

    def test_more_entries_than_there_may_be(self) -> None:
        chart, problems = read(pack({**CHART, **{f"web/{number}": "" for number in range(21_000)}}))
        assert chart is not None
        assert kinds(problems) == ["limit"]

    @pytest.mark.parametrize("count", [10, 2_000, 100_000])
    def test_many_gzip_files(self, count: int) -> None:
        chart, problems = read(gzip.compress(b"", mtime=0) * count + pack(CHART))
        assert (chart is not None) == (count == 10)
        assert bool(problems) == (count > 10)

    def test_archives_in_one_another(self) -> None:
        data = pack(CHART)
        for _ in range(12):
            data = pack({**CHART, "web/charts/web.tgz": data})
        chart, problems = read(data)
        assert chart is not None
        assert kinds(problems) == ["limit"]
        assert len(list(chart.walk())) == 5

    def test_folders_in_one_another(self) -> None:
        folders = ["web/" + "".join(f"charts/c{level}/" for level in range(depth)) for depth in range(40)]
        files = {f"{folder}Chart.yaml": "name: web\nversion: 1.0.0\n" for folder in folders}
        chart, problems = read(pack(files))
        assert chart is not None
        assert kinds(problems) == ["limit"]

    def test_nested_archives_share_one_limit(self) -> None:
        big = pack({**CHART, "web/templates/big": bytes(4 * 1024**2)})
        chart, problems = read(
            pack({**CHART, **{f"web/charts/c{n}.tgz": big for n in range(20)}}), Limits(unpacked=30 * 1024**2)
        )
        assert chart is not None
        assert "limit" in kinds(problems)

    def test_too_many_subcharts(self) -> None:
        files = {f"web/charts/c{number}/Chart.yaml": "name: c\nversion: 1.0.0\n" for number in range(300)}
        chart, problems = read(pack({**CHART, **files}))
        assert chart is not None
        assert len(chart.subcharts) == 199
        assert set(kinds(problems)) == {"limit"}


class TestBroken:
    @pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
    def test_cut_off(self, part: float) -> None:
        data = pack({**CHART, "web/templates/a.yaml": os.urandom(20_000).hex()})
        _, problems = read(data[: int(len(data) * part)])
        assert "corrupt" in kinds(problems)

    def test_files_before_the_end_of_a_cut_archive_are_read(self) -> None:
        data = pack({**CHART, "web/templates/a.yaml": os.urandom(200_000).hex()})
        chart, problems = read(data[: len(data) // 2])
        assert chart is not None
        assert chart.values is not None
        assert kinds(problems) == ["corrupt"]

    @pytest.mark.parametrize(
        "data", [b"", b"a", b"PK\x03\x04", b"\x1f\x8b", b"name: web\n", gzip.compress(b"x" * 600, mtime=0)]
    )
    def test_not_an_archive(self, data: bytes) -> None:
        chart, problems = read(data)
        assert chart is None
        assert kinds(problems)[0] == "corrupt"

    def test_a_wrong_checksum(self) -> None:
        tar = bytearray(gzip.decompress(pack(CHART)))
        tar[5] ^= 1
        chart, problems = read(gzip.compress(bytes(tar)))
        assert chart is None
        assert kinds(problems) == ["corrupt"]

    def test_an_archive_without_a_chart(self) -> None:
        chart, problems = read(pack({"a/b.txt": "x"}))
        assert chart is None
        assert kinds(problems) == ["metadata"]

    def test_a_file_that_is_not_text(self) -> None:
        chart, problems = read(pack({**CHART, "web/templates/a.yaml": b"\xff\xfe\xff"}))
        assert chart is not None
        assert [(problem.kind, problem.path) for problem in problems] == [("corrupt", "web.tgz!web/templates/a.yaml")]

    @given(st.binary(max_size=3000))
    def test_any_bytes(self, data: bytes) -> None:
        for content in (data, gzip.compress(data), gzip.compress(data.ljust(1024, b"\0"))):
            chart, problems = read(content)
            assert chart is None
            assert problems

    @given(st.data())
    def test_any_change_of_an_archive(self, data: st.DataObject) -> None:
        tar = bytearray(gzip.decompress(pack({**CHART, "web/charts/a.tgz": pack(CHART)}, style=tarfile.PAX_FORMAT)))
        for _ in range(data.draw(st.integers(1, 5))):
            tar[data.draw(st.integers(0, len(tar) - 1))] = data.draw(st.integers(0, 255))
        packed = bytearray(gzip.compress(bytes(tar)))
        if data.draw(st.booleans()):
            packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
        chart, problems = read(bytes(packed))
        assert chart is not None or problems
