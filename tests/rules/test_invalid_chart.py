"""Charts that Helm refuses or that cannot be read whole: each is a finding with its place, and the rest goes on."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from command_tools import replreg

from replreg.config.model import Config
from replreg.linter.file_job import FileJob, OpenedFile
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import LintedFile, lint_opened

RULE = "invalid-chart"
HELM_CHART = """apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: web}
spec:
  chart: {name: web, chartVersion: 1.0.0}
  values: {image: quay.io/ns/other:1}
"""
METADATA = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
VALUES = "image: quay.io/ns/web:1\n"
TEMPLATE = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: '{{ .Values.image }}'}]}\n"
FILES = {"web/Chart.yaml": METADATA, "web/values.yaml": VALUES, "web/templates/a.yaml": TEMPLATE}


def member(name: str, text: str | bytes = "", kind: bytes = tarfile.REGTYPE, target: str = "") -> tuple[Any, bytes]:
    data = text.encode() if isinstance(text, str) else text
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data), kind, target
    return info, data


def pack(path: Path, files: dict[str, str], *more: tuple[Any, bytes]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for info, data in (*(member(name, text) for name, text in files.items()), *more):
            archive.addfile(info, io.BytesIO(data))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "web.yaml").write_text(HELM_CHART)
    return tmp_path


def found(folder: Path, *paths: str, rule: str | None = RULE) -> list[tuple[str, int]]:
    """Return the path and the line of each finding of the rule."""
    done = replreg(
        "lint", *(paths or (".",)), "--format", "json", "--registry", "myq=quay.io", "--app", "a", cwd=folder
    )
    assert "Traceback" not in done.stderr
    findings = json.loads(done.stdout)["findings"]
    # The rest goes on: the mistake of the release itself is found in each case.
    if not paths:
        assert "unproxied-image" in {one["rule"] for one in findings if one["path"] == "web.yaml"}
    return [(one["path"], one["start"]["line"]) for one in findings if one["rule"] == rule]


def test_a_chart_that_is_right_has_no_finding(release: Path) -> None:
    pack(release / "web.tgz", FILES)
    assert found(release) == []


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        (member("web/templates/x.yaml", kind=tarfile.SYMTYPE, target="/etc/passwd"), "web.tgz!web/templates/x.yaml"),
        (member("web/templates/x.yaml", kind=tarfile.LNKTYPE, target="../../x"), "web.tgz!web/templates/x.yaml"),
        (member("/etc/x.yaml", "a: 1"), "web.tgz!/etc/x.yaml"),
        (member("web/../../x.yaml", "a: 1"), "web.tgz!web/../../x.yaml"),
        (member("web/templates/dev", kind=tarfile.CHRTYPE), "web.tgz!web/templates/dev"),
    ],
)
def test_a_path_out_of_an_archive_is_refused(release: Path, more: tuple[Any, bytes], shown: str) -> None:
    pack(release / "web.tgz", FILES, more)
    assert found(release) == [(shown, 1)]


def test_the_list_of_dependencies_of_helm_2_has_places(release: Path) -> None:
    listed = "# what it needs\ndependencies:\n- name: db\n  version: 1.0.0\n- name: db\n  version: 2.0.0\n"
    files = {**FILES, "web/Chart.yaml": METADATA.replace("v2", "v1"), "web/requirements.yaml": listed}
    pack(release / "web.tgz", files)
    assert found(release) == [("web.tgz!web/requirements.yaml", 5)]
    (release / "web.tgz").unlink()
    for name, text in files.items():
        (release / name).parent.mkdir(parents=True, exist_ok=True)
        (release / name).write_text(text)
    assert found(release) == [("web/requirements.yaml", 5)]


@pytest.mark.parametrize(
    "template",
    [
        "image: {{ if .Values.x }}quay.io/ns/web:1\n",
        f"image: {{{{ {'(' * 10_000}1{')' * 10_000} }}}}\n",
        '{{ define "a" }}image: {{ end }}{{ end }}\n',
    ],
)
def test_a_template_that_cannot_be_read(release: Path, template: str) -> None:
    text = f"apiVersion: v1\nkind: Pod\nspec:\n  {template}"
    pack(release / "web.tgz", {**FILES, "web/templates/b.yaml": text})
    assert found(release) == [("web.tgz!web/templates/b.yaml", 4)]


def test_a_chart_without_a_name_is_reported_once(release: Path) -> None:
    pack(release / "web.tgz", {**FILES, "web/Chart.yaml": "version: 1.0.0\n"})
    assert found(release) == [("web.tgz!web/Chart.yaml", 1)]
    assert found(release, rule="chart-pairing") == [("web.yaml", 5)]


def test_an_archive_that_is_cut_off(release: Path) -> None:
    pack(release / "web.tgz", {**FILES, "web/templates/b.yaml": os.urandom(20_000).hex()})
    whole = (release / "web.tgz").read_bytes()
    (release / "web.tgz").write_bytes(whole[: len(whole) // 2])
    assert found(release) == [("web.tgz", 1)]


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x1f\x8b garbage", gzip.compress(b"garbage" * 100, mtime=0)])
def test_a_file_that_is_not_an_archive(release: Path, content: bytes) -> None:
    (release / "web.tgz").write_bytes(content)
    assert found(release) == [("web.tgz", 1)]


def test_an_archive_that_unpacks_to_very_much(release: Path) -> None:
    """10 GB of zeros: the header says so, and the data need not be there."""
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=1) as packed:
        for name, text in FILES.items():
            info, data = member(name, text)
            packed.write(info.tobuf() + data + bytes(-len(data) % 512))
        info = tarfile.TarInfo("web/templates/zeros.yaml")
        info.size = 10 * 1024**3
        packed.write(info.tobuf(tarfile.GNU_FORMAT))
        packed.write(bytes(1024**2))
    (release / "web.tgz").write_bytes(stream.getvalue())
    paths = {path for path, _ in found(release)}
    assert "web.tgz!web/templates/zeros.yaml" in paths
    assert paths <= {"web.tgz", "web.tgz!web/templates/zeros.yaml"}


def test_an_archive_of_very_many_entries(release: Path) -> None:
    stream = io.BytesIO()
    header = tarfile.TarInfo("web/x").tobuf()
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=1) as packed:
        for name, text in FILES.items():
            info, data = member(name, text)
            packed.write(info.tobuf() + data + bytes(-len(data) % 512))
        packed.write(header * 30_000)
    (release / "web.tgz").write_bytes(stream.getvalue())
    assert found(release) == [("web.tgz", 1)]


def test_archives_in_one_another(release: Path) -> None:
    path = release / "web.tgz"
    pack(path, FILES)
    for _ in range(8):
        inner = path.read_bytes()
        pack(path, FILES, member("web/charts/web-1.0.0.tgz", inner))
    (place,) = found(release)
    assert place[0].startswith("web.tgz!web/charts/web-1.0.0.tgz!")


@pytest.mark.parametrize(
    ("metadata", "line"),
    [
        ("apiVersion: v2\nversion: 1.0.0\n", 1),
        ("apiVersion: v2\nname: web\n", 1),
        ("name: web\n\nversion: one\n", 3),
        ("- name: web\n", 1),
        ("name: [", 1),
        ("", 1),
    ],
)
def test_a_chart_without_what_its_metadata_has_to_say(release: Path, metadata: str, line: int) -> None:
    pack(release / "web.tgz", {**FILES, "web/Chart.yaml": metadata})
    places = found(release)
    assert {path for path, _ in places} == {"web.tgz!web/Chart.yaml"}
    assert line in {line for _, line in places}


def test_an_archive_without_metadata(release: Path) -> None:
    pack(release / "web.tgz", {"web/values.yaml": VALUES})
    assert found(release) == [("web.tgz", 1)]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ("- image: quay.io/ns/web:1\n", 1),
        ("just text\n", 1),
        ("image: quay.io/ns/web:1\nb: [\n", 3),
        ("image: quay.io/ns/web:1\na: &a\n  b: *a\n", 3),
    ],
)
def test_values_that_helm_refuses(release: Path, values: str, line: int) -> None:
    pack(release / "web.tgz", {**FILES, "web/values.yaml": values})
    assert found(release) == [("web.tgz!web/values.yaml", line)]


def test_aliases_of_charts_that_lead_to_one_another(release: Path) -> None:
    """Charts cannot contain themselves, so such aliases end; each name is one chart."""
    inner = "name: {0}\nversion: 1.0.0\ndependencies: [{{name: {1}, version: 1.0.0, alias: {0}}}]\n"
    pack(
        release / "web.tgz",
        {
            **FILES,
            "web/Chart.yaml": METADATA + "dependencies: [{name: a, version: 1.0.0, alias: b}]\n",
            "web/charts/a/Chart.yaml": inner.format("a", "b"),
            "web/charts/a/charts/b/Chart.yaml": inner.format("b", "a"),
        },
    )
    assert found(release) == []


@pytest.mark.parametrize(
    ("template", "lines"),
    [
        ("{{ range until 1000000000 }}{{ end }}", []),
        ('{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}', []),
        (f"image: {{{{ {'(' * 10_000}1{')' * 10_000} }}}}", [1]),
        ("image: {{ " + "{{" * 1_000, [1]),
    ],
)
def test_templates_that_do_not_end(release: Path, template: str, lines: list[int]) -> None:
    pack(release / "web.tgz", {**FILES, "web/templates/b.yaml": template})
    assert found(release) == [("web.tgz!web/templates/b.yaml", line) for line in lines]


@pytest.fixture
def folder(release: Path) -> Path:
    for name, text in FILES.items():
        path = release / "charts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return release


def test_a_folder_of_a_chart(folder: Path) -> None:
    assert found(folder) == []
    (folder / "charts/web/Chart.yaml").write_text("name: web\nversion: 1.0.0\ntype: other\n")
    (folder / "charts/web/values.yaml").write_text("[a]\n")
    assert found(folder) == [("charts/web/Chart.yaml", 3), ("charts/web/values.yaml", 1)]
    assert found(folder, "charts/web/Chart.yaml") == [("charts/web/Chart.yaml", 3)]
    assert found(folder, str(folder)) == [
        (str(folder / "charts/web/Chart.yaml"), 3), (str(folder / "charts/web/values.yaml"), 1)
    ]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_links_out_of_a_folder(folder: Path) -> None:
    (folder / "charts/web/templates/x.yaml").symlink_to("/etc/hostname")
    assert found(folder) == [("charts/web/templates/x.yaml", 1)]


def test_a_template_that_is_not_closed_in_a_file_without_other_templates(folder: Path) -> None:
    template = folder / "charts/web/templates/b.yaml"
    for text in ("image: quay.io/ns/web:1\nname: {{ .x\n", "a: b\nname: {{- .x\n", "a: 1\nb: {{ .x }\nc: {{ .y }}\n"):
        template.write_text(text)
        assert found(folder) == [("charts/web/templates/b.yaml", 2)]
    template.write_text("image: quay.io/ns/web:1\nname: '{{ \"{{ .x }}\" }}'\n")  # the delimiters in a string
    assert found(folder) == []


def test_a_rule_of_a_helmignore_that_helm_refuses(folder: Path) -> None:
    (folder / "charts/web/.helmignore").write_text("# tests\n\n/tests\n**/x\n")
    assert found(folder) == [("charts/web/.helmignore", 4)]


def test_a_version_that_a_build_writes(folder: Path) -> None:
    for version in ("$VERSION", "'{{ .version }}'", "'@VERSION@'"):
        (folder / "charts/web/Chart.yaml").write_text(f"name: web\nversion: {version}\n")
        assert found(folder) == []


def test_it_can_be_suppressed(folder: Path) -> None:
    (folder / "charts/web/values.yaml").write_text("# replreg: ignore-file[invalid-chart]\n[a]\n")
    assert found(folder) == []


def test_the_unsaved_text_of_an_editor(folder: Path) -> None:
    path = folder / "charts/web/Chart.yaml"
    job = FileJob(str(path), "Chart.yaml", Config(), is_named=True, chart=str(path.parent))

    def lines(text: str) -> list[int]:
        result = lint_opened(job, OpenedFile(text), KotsFolders())
        assert isinstance(result, LintedFile)
        return [finding.start.line for finding in result.findings if finding.rule == RULE]

    assert lines(METADATA) == []
    assert lines("apiVersion: v2\nname: web\n\nversion: one\n") == [4]
    path.write_text("name: web\n\n\n\nversion: one\n")
    assert lines(METADATA) == []
