from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from cli_tools import call
from rule_tools import check

from replreg.config.model import Config
from replreg.linter.file_job import FileJob
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import LintedFile, lint_file

RULE = "chart-pairing"


CHART = (
    "apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: web}\nspec:\n"
    "  chart: {name: web, chartVersion: 1.0.0}\n"
)


def packed(folder: Path, name: str, version: str = "1.0.0") -> None:
    metadata = f"apiVersion: v2\nname: {name}\nversion: {version}\n".encode()
    with tarfile.open(folder / f"{name}.tgz", "w:gz") as archive:
        member = tarfile.TarInfo(f"{name}/Chart.yaml")
        member.size = len(metadata)
        archive.addfile(member, io.BytesIO(metadata))


def found(folder: Path) -> list[tuple[str, int, str]]:
    """Return file, line and severity of the findings of the rule in a folder."""
    done = call("lint", "--format", "json", "--select", RULE, ".", cwd=folder)
    return [(one["path"], one["start"]["line"], one["severity"]) for one in done.json["findings"]]


@pytest.mark.parametrize(("version", "expected"), [("1.0.0", 0), ("1.0.1", 1)])
def test_the_version_of_a_packed_chart(tmp_path: Path, version: str, expected: int) -> None:
    (tmp_path / "web.yaml").write_text(CHART)
    packed(tmp_path, "web", version)
    result = lint_file(FileJob(str(tmp_path / "web.yaml"), "web.yaml", Config(), is_named=True), KotsFolders())
    assert isinstance(result, LintedFile)
    assert [finding.rule for finding in result.findings].count(RULE) == expected


def test_a_resource_without_its_chart(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(CHART)
    assert found(tmp_path) == [("web.yaml", 5, "warning")], "no chart is in sight at all"
    packed(tmp_path, "other")
    assert found(tmp_path) == [("other.tgz!other/Chart.yaml", 2, "error"), ("web.yaml", 5, "error")]
    packed(tmp_path, "web")
    assert found(tmp_path) == [("other.tgz!other/Chart.yaml", 2, "error")]
    (tmp_path / "other.tgz").unlink()
    assert found(tmp_path) == []


def test_a_chart_folder_of_the_repository_is_in_sight(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "web.yaml").write_text(CHART)
    (tmp_path / "charts" / "web").mkdir(parents=True)
    (tmp_path / "charts" / "web" / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 0.0.0\n")
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("named", "version", "expected"),
    [
        ("1.0.0", "1.0.0", 0),
        ("1.0.0", "1.0.1", 1),
        ("1.0.0", "0.0.0", 0),
        ("1.0.0", "0.0.0-dev", 0),
        ("0.0.0", "1.0.0", 0),
        ("$VERSION", "1.0.0", 0),
        ("1.0.0", "__VERSION__", 0),
        ("''", "1.0.0", 0),
    ],
)
def test_the_version_of_a_chart_folder_is_a_warning_unless_a_build_writes_it(
    tmp_path: Path, named: str, version: str, expected: int
) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "web.yaml").write_text(CHART.replace("1.0.0", named))
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Chart.yaml").write_text(f"apiVersion: v2\nname: web\nversion: '{version}'\n")
    assert found(tmp_path) == [("release/web.yaml", 5, "warning")] * expected


def test_a_chart_that_an_extension_installs_needs_no_resource(tmp_path: Path) -> None:
    (tmp_path / "cluster.yaml").write_text(
        "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec:\n  version: 3.0.0+k8s-1.33\n"
        "  extensions: {helmCharts: [{chart: {name: web, chartVersion: 1.0.0}, releaseName: web}]}\n"
    )
    packed(tmp_path, "web")
    assert found(tmp_path) == []


def test_a_single_file_does_not_show_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(CHART)
    assert call("lint", "--select", RULE, "web.yaml", cwd=tmp_path).status == 0
    assert check(RULE, CHART) == []
