from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from replreg.config.model import Config
from replreg.linter.file_job import FileJob
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import LintedFile, lint_file

RULE = "chart-pairing"
CHART = (
    "apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: web}\nspec:\n"
    "  chart: {name: web, chartVersion: 1.0.0}\n"
)


@pytest.mark.parametrize(("version", "expected"), [("1.0.0", 0), ("1.0.1", 1)])
def test_the_version_of_a_packed_chart(tmp_path: Path, version: str, expected: int) -> None:
    (tmp_path / "web.yaml").write_text(CHART)
    metadata = f"apiVersion: v2\nname: web\nversion: {version}\n".encode()
    with tarfile.open(tmp_path / "web.tgz", "w:gz") as archive:
        member = tarfile.TarInfo("web/Chart.yaml")
        member.size = len(metadata)
        archive.addfile(member, io.BytesIO(metadata))
    result = lint_file(FileJob(str(tmp_path / "web.yaml"), "web.yaml", Config(), is_named=True), KotsFolders())
    assert isinstance(result, LintedFile)
    assert [finding.rule for finding in result.findings].count(RULE) == expected
