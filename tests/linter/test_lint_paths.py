"""Releases on disk from Python: they give what the command line gives for the same paths."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cli_tools import call
from command_tools import CONFIG, WRONG

from replreg import Config, Registry, Release, UnreadFiles, lint_paths, load_config

CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
VALUES = "image:\n  repository: quay.io/acme/web\n  tag: '1.0'\n"
HELM_CHART = """\
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: web}
spec:
  chart: {name: web, chartVersion: 1.0.0}
"""
QUAY = Config(app="my-app", registries=[Registry("myquay", "quay.io")])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REPLICATED_APP", raising=False)
    (tmp_path / "classic.yaml").write_text(WRONG)
    (tmp_path / "replreg.yaml").write_text(f"app: my-app\n{CONFIG}")
    (tmp_path / "kots" / "web").mkdir(parents=True)
    (tmp_path / "kots" / "helmchart.yaml").write_text(HELM_CHART)
    (tmp_path / "kots" / "web" / "Chart.yaml").write_text(CHART)
    (tmp_path / "kots" / "web" / "values.yaml").write_text(VALUES)
    return tmp_path


def test_the_findings_are_those_of_the_command(folder: Path) -> None:
    found = [(finding.path, finding.start.line, finding.rule) for finding in lint_paths(["."])]
    printed = json.loads(call("lint", ".", "--format", "json", cwd=folder).out)["findings"]
    assert found == [(item["path"], item["start"]["line"], item["rule"]) for item in printed]
    assert {"alias-as-host", "unproxied-image"} <= {rule for _, _, rule in found}


def test_the_images_are_those_of_the_command(folder: Path) -> None:
    rows = Release.from_paths(["."]).images()
    printed = json.loads(call("images", ".", "--format", "json", cwd=folder).out)["images"]
    assert [row.image for row in rows] == [item["image"] for item in printed]
    delivered = next(row for row in rows if row.is_delivered)
    assert delivered.online is not None and delivered.online.address == "quay.io/acme/web:1.0"


@pytest.mark.parametrize("given", ["config", "loaded"])
def test_a_given_configuration_counts_for_every_file(folder: Path, given: str) -> None:
    os.rename("replreg.yaml", "other.yaml")
    assert "unproxied-image" not in {finding.rule for finding in lint_paths(["."])}
    config = QUAY if given == "config" else load_config("other.yaml")
    assert "unproxied-image" in {finding.rule for finding in lint_paths([folder], config)}


def test_files_that_the_configuration_excludes_are_left_out_of_folders(folder: Path) -> None:
    with open("replreg.yaml", "a") as file:
        file.write("exclude: ['classic.yaml']\n")
    assert "classic.yaml" not in Release.from_paths(["."]).paths
    assert Release.from_paths(["classic.yaml"]).paths == ["classic.yaml"]


@pytest.mark.parametrize("name", ["missing.yaml", "empty.yaml"])
def test_a_file_that_cannot_be_worked_on_is_an_error_after_the_findings(folder: Path, name: str) -> None:
    Path("empty.yaml").write_text("")
    findings = lint_paths(["classic.yaml", name])
    assert next(findings).path == "classic.yaml"
    with pytest.raises(UnreadFiles) as raised:
        list(findings)
    assert [name in reason for reason in raised.value.reasons] == [True]


def test_each_call_reads_the_files_as_they_are(folder: Path) -> None:
    release = Release.from_paths(["classic.yaml"])
    assert list(release.lint())
    Path("classic.yaml").write_text(WRONG.replace("image: myquay/", "image: quay.io/"))
    assert not [finding for finding in release.lint() if finding.rule == "alias-as-host"]


@pytest.mark.parametrize("given", [False, True])
def test_findings_about_configuration_files_are_reported_too(folder: Path, given: bool) -> None:
    Path("replreg.yaml").write_text("app: my-app\nregistries: {myquay: docker.io}\n")
    config = load_config("replreg.yaml") if given else None
    found = [(finding.path, finding.rule) for finding in lint_paths(["."], config)]
    printed = json.loads(call("lint", ".", "--format", "json", cwd=folder).out)["findings"]
    assert found == [(item["path"], item["rule"]) for item in printed]
    assert ("replreg.yaml", "registry-endpoint") in found
