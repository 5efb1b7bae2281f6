"""`lint --render` and `images --render`: with a real Helm, without one, and with what only looks like one."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from chart_tools import each_helm, program
from command_tools import ROOT, replreg

COMMON = ("--registry", "myquay=quay.io", "--app", "a", "--no-config")
RELEASE = """apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: web}
spec:
  chart: {name: web, chartVersion: 1.0.0}
  values:
    where: 'repl{{ HasLocalRegistry | ternary LocalRegistryHost "quay.io" }}'
"""
TEMPLATE = """apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: {{ regexReplaceAll "x" .Values.where "" }}/ns/web:{{ .Chart.Version }}
"""


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    (folder / "charts/web/templates").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "web.yaml").write_text(RELEASE)
    (folder / "charts/web/Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    (folder / "charts/web/values.yaml").write_text("where: docker.io\n")
    (folder / "charts/web/templates/a.yaml").write_text(TEMPLATE)
    return folder


def path_of(helm: str) -> str:
    return os.path.dirname(program(helm))


def found(folder: Path, path: str, *options: str) -> tuple[list[tuple[str, str, int]], str, int]:
    done = replreg("lint", ".", "--format", "json", *COMMON, *options, cwd=folder, PATH=path)
    findings = json.loads(done.stdout)["findings"]
    places = [(one["rule"], one["path"], one["start"]["line"]) for one in findings]
    return places, done.stderr, done.returncode


def rows(folder: Path, path: str, *options: str) -> dict[str, Any]:
    done = replreg("images", ".", "--format", "json", *COMMON, *options, cwd=folder, PATH=path)
    return {row["image"]: row for row in json.loads(done.stdout)["images"]}


@each_helm()
class TestWithHelm:
    def test_lint_reports_at_the_value_that_decides(self, helm: str, release: Path) -> None:
        places, _, status = found(release, path_of(helm), "--render")
        assert ("unproxied-image", "web.yaml", 7) in places
        assert status == 1

    def test_images_lists_what_helm_made(self, helm: str, release: Path) -> None:
        assert "quay.io/ns/web:1.0.0" not in rows(release, path_of(helm))
        row = rows(release, path_of(helm), "--render")["quay.io/ns/web:1.0.0"]
        assert (row["rendered"], row["certain"], row["verdict"]) == (
            True, True, ["local-registry-path", "unproxied-image"]
        )  # fmt: skip
        assert row["addresses"]["airgap"]["address"] == "{LocalRegistryHost}/ns/web:1.0.0"

    def test_an_archive(self, helm: str, release: Path) -> None:
        with tarfile.open(release / "web-1.0.0.tgz", "w:gz") as archive:
            archive.add(release / "charts/web", "web")
        subprocess.run(["rm", "-r", str(release / "charts")], check=True)
        assert "quay.io/ns/web:1.0.0" in rows(release, path_of(helm), "--render")
        places, _, _ = found(release, path_of(helm), "--render")
        assert ("local-registry-path", "web-1.0.0.tgz!web/templates/a.yaml", 7) in places

    def test_a_chart_that_helm_refuses_is_a_finding_and_the_rest_goes_on(self, helm: str, release: Path) -> None:
        (release / "charts/web/templates/b.yaml").write_text("a: 1\n{{ .Values.no.way }}\n")
        (release / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nspec: {containers: [{image: 'redis'}]}\n")
        places, _, status = found(release, path_of(helm), "--render")
        assert ("invalid-chart", "charts/web/templates/b.yaml", 2) in places
        assert status == 1
        assert "docker.io/library/redis:latest" in rows(release, path_of(helm), "--render")
        assert "invalid-chart" not in {rule for rule, _, _ in found(release, path_of(helm))[0]}

    def test_a_chart_that_no_release_installs(self, helm: str, release: Path) -> None:
        (release / "web.yaml").unlink()
        (release / "charts/web/values.yaml").write_text("where: quay.io\n")
        assert "quay.io/ns/web:1.0.0" in rows(release, path_of(helm), "--render")

    def test_the_files_stay_as_they_are(self, helm: str, release: Path) -> None:
        def contents() -> dict[str, bytes]:
            return {str(path): path.read_bytes() for path in release.rglob("*") if path.is_file()}

        before = contents()
        found(release, path_of(helm), "--render")
        assert contents() == before


def test_without_helm_one_line_says_so_and_the_rest_goes_on(release: Path, tmp_path: Path) -> None:
    places, errors, status = found(release, str(tmp_path), "--render")
    assert status == 2
    assert [line for line in errors.splitlines() if "helm" in line] == [
        "error: --render: there is no 'helm' program on the path; the charts are not rendered"
    ]
    assert places == found(release, str(tmp_path))[0]


@pytest.mark.skipif(os.name == "nt", reason="the programs in the place of Helm are shell scripts")
@pytest.mark.parametrize("script", ["echo garbage", "exit 3", "echo v2.16.1", "printf '\\033[2J\\377'"])
def test_a_program_that_is_not_helm(release: Path, tmp_path: Path, script: str) -> None:
    file = tmp_path / "helm"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    places, errors, status = found(release, str(tmp_path), "--render")
    assert status == 2
    assert sum("--render" in line for line in errors.splitlines()) == 1
    assert "\033" not in errors
    assert places == found(release, str(tmp_path))[0]


@pytest.mark.skipif(os.name == "nt", reason="the programs in the place of Helm are shell scripts")
def test_a_program_that_says_it_is_helm_and_prints_garbage(release: Path, tmp_path: Path) -> None:
    file = tmp_path / "helm"
    file.write_text('#!/bin/sh\nif [ "$1" = version ]; then echo v3.9.0; else echo "no: [" ; exit 1; fi\n')
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    places, _, status = found(release, str(tmp_path), "--render")
    assert [place for place in places if place[0] == "invalid-chart"] == [("invalid-chart", "charts/web/Chart.yaml", 1)]
    assert status == 1


def test_nothing_of_it_is_imported_unless_it_is_asked_for(release: Path) -> None:
    script = (
        "import sys; from replreg.cli import main\n"
        "sys.argv = ['replreg', 'lint', '.', '--no-config']\n"
        "main()\n"
        "print([name for name in sys.modules if name.startswith('replreg') and 'render' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=release,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
