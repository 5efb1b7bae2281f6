"""Repositories of the shapes that vendors have: which charts and files a release has, however the run names them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from replreg import Config, Registry, Release, lint_paths
from replreg.linter.kots_folder import KotsFolders

CONFIG = Config(app="my-app", registries=(Registry("myquay", "quay.io"),), rules={"short-name": "error"})
BAD = "quay.io/ns/web"
GOOD = f"proxy.replicated.com/proxy/my-app/{BAD}"
SECRET = "imagePullSecrets: ['repl{{ ImagePullSecretName }}']"
APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {title: A}\n"
TEMPLATE = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  imagePullSecrets: {{ .Values.imagePullSecrets }}
  containers:
    - image: "{{ .Values.image.repository }}:1"
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()


def helm_chart(values: str = "", version: str = "1.0.0") -> str:
    return (
        "apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: web}\nspec:\n"
        f"  chart: {{name: web, chartVersion: {version}}}\n  values:\n    {SECRET}\n    {values}\n"
    )


def chart(image: str, version: str = "1.0.0") -> dict[str, str]:
    return {
        "Chart.yaml": f"apiVersion: v2\nname: web\nversion: {version}\n",
        "values.yaml": f"image: {{repository: {image}}}\nimagePullSecrets: []\n",
        "templates/pod.yaml": TEMPLATE,
    }


def release(values: str = "", version: str = "1.0.0") -> dict[str, str]:
    return {"app.yaml": APPLICATION, "web.yaml": helm_chart(values, version)}


def make(folder: str, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def pack(folder: str, path: str) -> None:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, "web")


def unproxied(*paths: str) -> list[str]:
    """Return the files with an unproxied image, relative to the current folder."""
    found = lint_paths(paths or ["."], CONFIG)
    return [os.path.relpath(one.path) for one in found if one.rule in ("unproxied-image", "short-name")]


@pytest.fixture
def repository() -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    shutil.rmtree(".git")
    subprocess.run(["git", "init", "-q"], check=True)


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("packed, source", [(BAD, BAD), (GOOD, BAD), (BAD, GOOD)])
def test_the_chart_counts_and_not_the_ignored_archive_that_a_build_made_of_it(packed: str, source: str) -> None:
    make("manifests", release())
    make("chart", chart(packed))
    Path(".gitignore").write_text("*.tgz\n")
    archive = "manifests/web-1.0.0.tgz"
    pack("chart", archive)
    make("chart", chart(source))
    assert unproxied() == (["chart/values.yaml"] if source == BAD else [])
    assert [row.path for row in Release.from_paths(["."], CONFIG).images()] == ["chart/values.yaml"]
    assert unproxied(archive) == ([f"{archive}!web/values.yaml"] if packed == BAD else [])


@pytest.mark.usefixtures("repository")
def test_an_archive_that_git_tracks_counts_whatever_the_patterns_say() -> None:
    make("manifests", release())
    make("chart", chart(BAD))
    Path(".gitignore").write_text("*.tgz\n")
    pack("chart", "manifests/web-1.0.0.tgz")
    subprocess.run(["git", "add", "-f", "."], check=True)
    assert unproxied() == ["manifests/web-1.0.0.tgz!web/values.yaml"]


@pytest.mark.usefixtures("repository")
def test_an_ignored_archive_without_its_chart_is_what_the_release_installs() -> None:
    make("manifests", release(f"image: {{repository: {GOOD}}}"))
    make("chart", chart(BAD))
    Path(".gitignore").write_text("*.tgz\n")
    pack("chart", "manifests/web-1.0.0.tgz")
    shutil.rmtree("chart")
    assert unproxied() == []
    assert [row.path for row in Release.from_paths(["."], CONFIG).images()] == ["manifests/web.yaml"]


@pytest.mark.parametrize("folder", [".", "web"], ids=["the root of the repository", "a folder"])
@pytest.mark.parametrize("below", ["", "kots"], ids=["beside the metadata", "in a folder"])
@pytest.mark.parametrize("values, expected", [("", ["values.yaml"]), (f"image: {{repository: {GOOD}}}", [])])
def test_a_release_and_its_chart_may_be_in_one_folder(
    folder: str, below: str, values: str, expected: list[str]
) -> None:
    make(folder, chart(BAD))
    make(os.path.join(folder, below), release(values))
    files = [os.path.normpath(os.path.join(folder, name)) for name in expected]
    assert unproxied() == unproxied(folder) == files
    assert unproxied(os.path.join(folder, "templates")) == []
    named = [str(path) for path in Path().rglob("*.yaml")]
    assert unproxied(*named) == sorted(file for name in named for file in unproxied(name)) == files


def test_the_manifests_in_the_folder_of_a_chart_are_checked() -> None:
    make("web", chart(GOOD))
    make("web/kots", release(f"image: {{repository: {BAD}}}"))
    assert unproxied() == unproxied("web") == unproxied("web/kots/web.yaml") == ["web/kots/web.yaml"]


@pytest.mark.parametrize("named", [".", "chart", "chart/charts", "chart/charts/web", "chart/charts/web/values.yaml"])
def test_a_subchart_has_the_values_of_its_release_however_it_is_named(named: str) -> None:
    dependency = "dependencies: [{name: web, version: 1.0.0, repository: ''}]\n"
    make("chart", {"Chart.yaml": f"apiVersion: v2\nname: all\nversion: 1.0.0\n{dependency}", "values.yaml": "a: b\n"})
    make("chart/charts/web", chart(BAD))
    all_of_it = helm_chart(f"web: {{image: {{repository: {GOOD}}}}}").replace("{name: web, chart", "{name: all, chart")
    make("manifests", {"web.yaml": all_of_it})
    assert unproxied(named) == []


def test_a_chart_of_the_version_that_is_named_is_taken_from_farther_away() -> None:
    make("shared/web", chart(BAD, "2.0.0"))
    make("product/old/web", chart(GOOD))
    make("product/manifests", release(version="2.0.0"))
    folders = KotsFolders().releases
    assert folders.chart_in_release(os.path.abspath("shared/web")).path == os.path.abspath("product/manifests")
    assert folders.chart_in_release(os.path.abspath("product/old/web")).is_chart_alone
    assert [one.rule for one in lint_paths(["."], CONFIG) if one.rule == "chart-pairing"] == []


def test_a_chart_of_the_version_that_is_named_is_not_taken_from_another_release() -> None:
    make("a/chart", chart(GOOD))
    make("a/manifests", release(version="2.0.0"))  # by mistake
    make("b/chart", chart(GOOD, "2.0.0"))
    make("b/manifests", release(version="2.0.0"))
    found = [(one.path, one.rule) for one in lint_paths(["."], CONFIG) if one.rule == "chart-pairing"]
    assert found == [("a/manifests/web.yaml", "chart-pairing")]
