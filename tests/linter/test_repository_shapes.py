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
    assert [row.path for row in Release.from_paths(["."], CONFIG).images()] == (
        files or [os.path.normpath(os.path.join(folder, below, "web.yaml"))]
    )
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


@pytest.mark.parametrize("wrong", [["dev"], ["prod"], ["dev", "prod"]])
def test_a_chart_is_checked_with_the_values_of_each_release_that_installs_it(wrong: list[str]) -> None:
    make("chart", chart(BAD))
    for name in ("dev", "prod"):
        make(f"releases/{name}", release("" if name in wrong else f"image: {{repository: {GOOD}}}"))
    for named in (".", "chart", "chart/values.yaml"):
        assert unproxied(named) == ["chart/values.yaml"]
    rows = Release.from_paths(["."], CONFIG).images()
    at_fault = [row for row in rows if "unproxied-image" in row.verdict]
    assert [row.path for row in at_fault] == ["chart/values.yaml"]
    assert len(rows) == 1 + (len(wrong) == 1)


def test_a_fix_of_a_chart_of_several_releases_is_right_in_each() -> None:
    from replreg.linter.file_job import FileJob
    from replreg.linter.fix_file import FixedFile, fix_file

    make("chart", chart(BAD))
    make("releases/dev", release(f"image: {{repository: {GOOD}}}"))
    make("releases/prod", release())
    job = FileJob("chart/values.yaml", "chart/values.yaml", CONFIG, False, chart="chart")
    result = fix_file(job, KotsFolders(), unsafe=False)
    assert isinstance(result, FixedFile)
    assert result.fixed == chart(GOOD)["values.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        helm_chart().replace("name: web, chart", "'name': \"web\", chart"),
        helm_chart().replace("{name: web, chartVersion: 1.0.0}", "\n    name:\n      web\n    chartVersion: 1.0.0"),
        helm_chart().replace("metadata: {name: web}", "metadata: {name: &name web}").replace("{name: web,", "{name: *name,"),
        "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nmetadata: {name: a}\nspec:\n  version: 2.1.3\n"
        "  extensions: {helm: {charts: [{name: a, chartname: web, version: 1.0.0, values: 'a: b'}]}}\n",
    ],
)  # fmt: skip
def test_a_release_that_names_a_chart_in_any_way_installs_it(text: str) -> None:
    make("chart", chart(GOOD))
    make("release", {"web.yaml": text})
    found = KotsFolders().releases.chart_in_release(os.path.abspath("chart"))
    assert found.path == os.path.abspath("release")


@pytest.mark.usefixtures("repository")
def test_a_chart_in_a_submodule_is_that_of_the_release_that_names_it(tmp_path: Path) -> None:
    settings = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "protocol.file.allow=always"]
    source = tmp_path / "source"
    make("source/chart", chart(BAD))
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run(["git", *settings, *arguments], cwd=source, check=True)
    subprocess.run(
        ["git", *settings, "submodule", "--quiet", "add", "./source", "web"], check=True, capture_output=True
    )
    shutil.rmtree(source)
    make("manifests", release(f"image: {{repository: {GOOD}}}"))
    assert unproxied() == unproxied("web") == unproxied("web/chart/values.yaml") == []
    make("manifests", release())
    assert unproxied() == unproxied("web") == unproxied("web/chart/values.yaml") == ["web/chart/values.yaml"]
    Path("replreg.yaml").write_text("app: my-app\nregistries: {myquay: quay.io}\n")
    found = [one.path for one in lint_paths(["."]) if one.rule == "unproxied-image"]
    assert found == ["web/chart/values.yaml"]  # the configuration of the repository counts in there


def make_submodule(folder: str) -> None:
    """Make a folder the root of a submodule, as git has it, for what needs no commits."""
    make(folder, {".git": f"gitdir: ../.git/modules/{folder}\n"})
    make(f".git/modules/{folder}", {"HEAD": "ref: refs/heads/main\n"})


def test_a_release_in_a_submodule_has_the_chart_that_is_outside_of_it() -> None:
    make_submodule("product")
    make("product", release(f"image: {{repository: {GOOD}}}"))
    make("charts/web", chart(BAD))
    assert unproxied() == []
    found = KotsFolders().releases.chart_in_release(os.path.abspath("charts/web"))
    assert found.path == os.path.abspath("product")


def test_a_repository_in_another_one_that_is_not_its_submodule_is_apart() -> None:
    make("product", {".git": "gitdir: ../elsewhere/.git/worktrees/product\n"})
    make("product", release(f"image: {{repository: {GOOD}}}"))
    make("charts/web", chart(BAD))
    assert unproxied() == ["charts/web/values.yaml"]
    Path("replreg.yaml").write_text("app: my-app\nregistries: {myquay: quay.io}\n")
    make("product/chart", chart(BAD))
    make("product", release())
    assert [one.path for one in lint_paths(["product"]) if one.rule == "unproxied-image"] == []


@pytest.mark.parametrize("package", ["modules.txt", "autoload.php", ""])
def test_a_folder_named_vendor_has_charts_unless_it_is_that_of_a_package_manager(package: str) -> None:
    make("vendor/web", chart(BAD))
    make("manifests", release(f"image: {{repository: {GOOD}}}"))
    if package:
        make("vendor", {package: "x\n"})
    found = KotsFolders().releases.chart_in_release(os.path.abspath("vendor/web"))
    assert found.is_chart_alone == bool(package)
    assert ("chart-pairing" in {one.rule for one in lint_paths(["."], CONFIG)}) == bool(package)
