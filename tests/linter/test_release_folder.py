"""The rules that look at a release folder as a whole: each problem is reported in the file that it is in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from replreg.config.model import Config
from replreg.linter.file_job import FileJob
from replreg.linter.fix_file import FixedFile, fix_file
from replreg.linter.ignore_findings import ignore_file
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint import fix_text, lint_text
from replreg.linter.lint_file import LintedFile, lint_file
from replreg.linter.paths import Release, lint_paths
from replreg.registries.linked_registry import Registry
from replreg.rules.catalogue import RULES

CONFIG = Config(app="my-app", registries=(Registry("myquay", "quay.io"),))
LACKING = ",".join(rule.id for rule in RULES.values() if rule.applies_to == ("whole-folder",))
"""The rules that say what a release as small as these lacks."""
PROXY = "proxy.replicated.com/proxy/my-app"


def helm_chart(values: str, name: str = "web") -> str:
    return (
        f"apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {{name: {name}}}\nspec:\n"
        f"  chart: {{name: {name}, chartVersion: 1.0.0}}\n  values:\n    {values}\n"
    )


APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {title: A}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - image: quay.io/other/web:1\n"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "app.yaml").write_text(APPLICATION)
    (folder / "web.yaml").write_text(helm_chart("image: quay.io/ns/web:1"))
    return folder


def linted(path: Path, folders: KotsFolders | None = None, *, is_named: bool = False) -> list[tuple[str, str]]:
    job = FileJob(str(path), path.name, CONFIG, is_named)
    result = lint_file(job, folders or KotsFolders())
    assert isinstance(result, LintedFile)
    return [(found.rule, (result.text or "")[found.start.offset : found.end.offset]) for found in result.findings]


def of_rule(rule: str, found: list[tuple[str, str]]) -> list[str]:
    return [text for name, text in found if name == rule]


def test_a_problem_is_reported_in_its_file_alone(release: Path) -> None:
    folders = KotsFolders()
    assert of_rule("unproxied-image", linted(release / "web.yaml", folders)) == ["quay.io"]
    assert of_rule("unproxied-image", linted(release / "app.yaml", folders)) == []


def test_the_files_of_a_folder_are_compared(release: Path) -> None:
    (release / "pod.yaml").write_text(POD)
    (release / "web.yaml").write_text(helm_chart(f"image: {PROXY}/quay.io/ns/web:1"))
    found = linted(release / "web.yaml") + linted(release / "pod.yaml")
    assert len(of_rule("airgap-collision", found)) == 1


def test_a_file_that_is_named_alone_is_not_compared_with_others(release: Path) -> None:
    (release / "pod.yaml").write_text(POD)
    (release / "web.yaml").write_text(helm_chart(f"image: {PROXY}/quay.io/ns/web:1"))
    found = linted(release / "web.yaml", is_named=True) + linted(release / "pod.yaml", is_named=True)
    assert of_rule("airgap-collision", found) == []


def test_a_folder_below_the_release_belongs_to_it(release: Path) -> None:
    (release / "more").mkdir()
    (release / "more" / "pod.yaml").write_text(POD)
    (release / "a.yaml").write_text(helm_chart(f"image: {PROXY}/quay.io/ns/web:1", "other"))
    found = linted(release / "more" / "pod.yaml") + linted(release / "a.yaml") + linted(release / "web.yaml")
    assert of_rule("airgap-collision", found)


def test_a_fix_is_made_until_nothing_is_left(release: Path) -> None:
    path = release / "web.yaml"
    result = fix_file(FileJob(str(path), "web.yaml", CONFIG, is_named=True), KotsFolders(), unsafe=False)
    assert isinstance(result, FixedFile)
    assert result.fixed == helm_chart(f"image: {PROXY}/quay.io/ns/web:1")
    assert not [found for found in result.findings if found.rule == "unproxied-image"]


def test_a_text_without_a_folder_is_checked_alone() -> None:
    text = helm_chart("image: quay.io/ns/web:1")
    assert "unproxied-image" in [found.rule for found in lint_text(text, CONFIG)]
    assert fix_text(text, CONFIG) == helm_chart(f"image: {PROXY}/quay.io/ns/web:1")


def test_a_comment_suppresses_a_finding_of_the_folder(release: Path) -> None:
    path = release / "web.yaml"
    path.write_text(helm_chart("image: quay.io/ns/web:1  # replreg: ignore[unproxied-image]"))
    assert [rule for rule, _ in linted(path) if rule in ("unproxied-image", "unused-ignore")] == []


def test_a_proxy_path_is_judged_once(release: Path) -> None:
    path = release / "web.yaml"
    path.write_text(helm_chart("image: proxy.replicated.com/proxy/other/quay.io/ns/web:1"))
    assert of_rule("proxy-path", linted(path)) == ["other"]


def test_a_classic_release_does_not_import_the_delivery() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from replreg import lint_text; lint_text('# kind: replicated\\nreplicated_api_version: 2.0.0\\n');"
        "print([name for name in sys.modules if name.startswith('replreg.delivery')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


VALUES = "image: {repository: quay.io/ns/web, tag: 1}\n"
METADATA = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
TEMPLATE = "spec: {containers: [{image: 'quay.io/ns/job:1'}]}\n"


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    folder = tmp_path / "charts" / "web"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text(METADATA)
    (folder / "values.yaml").write_text(VALUES)
    (folder / "templates" / "job.yaml").write_text(TEMPLATE)
    return folder


def results(folder: Path) -> dict[str, list[str]]:
    """Return the rules of the findings of `replreg lint FOLDER`, by file."""
    from command_tools import replreg

    done = replreg(
        "lint",
        ".",
        "--ignore",
        LACKING,
        "--format",
        "json",
        "--registry",
        "myquay=quay.io",
        "--app",
        "my-app",
        "--no-config",
        cwd=folder,
    )
    import json

    found: dict[str, list[str]] = {}
    for finding in json.loads(done.stdout)["findings"]:
        found.setdefault(finding["path"], []).append(finding["rule"])
    return found


def test_the_files_of_a_chart_are_those_of_the_release_that_installs_it(release: Path, chart: Path) -> None:
    secret = "imagePullSecrets: ['repl{{ ImagePullSecretName }}']"
    (release / "web.yaml").write_text(helm_chart(f"image: {{repository: {PROXY}/quay.io/ns/web}}\n    {secret}"))
    assert results(release.parent) == {"charts/web/templates/job.yaml": ["unproxied-image"]}


@pytest.mark.parametrize("manifests", ["web", "manifests"], ids=["chart inside of the release", "chart beside it"])
def test_each_release_of_a_repository_has_its_own_chart(tmp_path: Path, manifests: str) -> None:
    secret = "imagePullSecrets: ['repl{{ ImagePullSecretName }}']"
    (tmp_path / ".git").mkdir()
    for name, image, given in (
        ("a", "quay.io/ns/web", f"image: {{repository: {PROXY}/quay.io/ns/web}}\n    {secret}"),
        ("b", "quay.io/ns/web", secret),
    ):
        chart = tmp_path / name / "web" / "chart"
        chart.mkdir(parents=True)
        (chart / "Chart.yaml").write_text(METADATA)
        (chart / "values.yaml").write_text(f"image: {{repository: {image}, tag: 1}}\n")
        (tmp_path / name / manifests).mkdir(exist_ok=True)
        (tmp_path / name / manifests / "web.yaml").write_text(helm_chart(given))
    path = "b/web/chart/values.yaml"  # the values that the release of 'a' gives are not for this chart
    assert results(tmp_path) == {path: ["unproxied-image"]}


def test_a_release_may_be_in_the_folder_of_its_chart(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "manifests").mkdir()
    (tmp_path / "Chart.yaml").write_text(METADATA)
    (tmp_path / "values.yaml").write_text(VALUES)
    secret = "imagePullSecrets: ['repl{{ ImagePullSecretName }}']"
    given = helm_chart(f"image: {{repository: {PROXY}/quay.io/ns/web}}\n    {secret}")
    (tmp_path / "manifests" / "web.yaml").write_text(given)
    assert results(tmp_path) == {}


def test_nothing_outside_of_the_repository_of_a_chart_is_read(tmp_path: Path) -> None:
    for name in ("other", "own/.git"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "own" / "Chart.yaml").write_text(METADATA)
    (tmp_path / "own" / "values.yaml").write_text(VALUES)
    given = helm_chart(f"image: {{repository: {PROXY}/quay.io/ns/web}}")
    (tmp_path / "other" / "web.yaml").write_text(given)
    assert results(tmp_path / "own") == {"values.yaml": ["unproxied-image"]}


def test_a_chart_alone_is_checked_too(chart: Path) -> None:
    assert results(chart) == {"templates/job.yaml": ["unproxied-image"], "values.yaml": ["unproxied-image"]}


@pytest.mark.parametrize("is_repository", [True, False])
def test_nothing_beside_a_chart_is_looked_at_that_is_a_repository_or_named_alone(
    tmp_path: Path, chart: Path, is_repository: bool
) -> None:
    """The folder beside it has a release of a chart with this name; its own chart pulls from elsewhere."""
    alone = tmp_path / "alone"
    chart.rename(alone)
    other = tmp_path / "other"
    shutil.copytree(alone, other / "web")
    (other / "web.yaml").write_text(helm_chart("image: docker.io/library/redis:7"))
    if is_repository:
        (alone / ".git").mkdir()
    result = KotsFolders().releases.chart_in_release(str(alone), str(alone))
    assert result.is_chart_alone


def test_a_chart_file_is_fixed(chart: Path) -> None:
    path = chart / "values.yaml"
    job = FileJob(str(path), "values.yaml", CONFIG, is_named=False, chart=str(chart))
    result = fix_file(job, KotsFolders(), unsafe=False)
    assert isinstance(result, FixedFile)
    assert result.fixed == VALUES.replace("quay.io", f"{PROXY}/quay.io")


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
@pytest.mark.parametrize("is_alone", [False, True])
def test_a_link_above_a_chart_hides_no_file_of_it(release: Path, chart: Path, tmp_path: Path, is_alone: bool) -> None:
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    folder = tmp_path / "link" / ("charts" if is_alone else ".")
    if is_alone:
        (release / "web.yaml").unlink()
    found = {(os.path.basename(one.path), one.rule) for one in lint_paths([folder], CONFIG)}
    assert {("values.yaml", "unproxied-image"), ("job.yaml", "unproxied-image")} & found
    assert Release.from_paths([folder], CONFIG).images()


def test_a_packed_chart_has_findings_without_fixes(release: Path) -> None:
    import io
    import tarfile

    (release / "web.yaml").write_text(helm_chart("a: 1"))
    with tarfile.open(release / "web-1.0.0.tgz", "w:gz") as archive:
        for name, text in (("web/Chart.yaml", METADATA), ("web/values.yaml", VALUES)):
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    assert results(release) == {"web-1.0.0.tgz!web/values.yaml": ["unproxied-image"]}
    job = FileJob(
        str(release / "web-1.0.0.tgz"), "web.tgz", CONFIG, is_named=True, chart=str(release / "web-1.0.0.tgz")
    )
    (part,) = list(lint_file(job, KotsFolders()).flat())  # type: ignore[union-attr]
    assert part.findings[0].fix is None


def test_a_comment_suppresses_what_only_the_folder_shows(release: Path) -> None:
    (release / "pod.yaml").write_text(POD)
    (release / "web.yaml").write_text(helm_chart(f"image: {PROXY}/quay.io/ns/web:1"))
    folders = KotsFolders()
    places = [path for path in sorted(release.iterdir()) if of_rule("airgap-collision", linted(path, folders))]
    (path,) = places
    job = FileJob(str(path), path.name, CONFIG._replace(select=frozenset({"airgap-collision", "unused-ignore"})), False)
    result = ignore_file(job, folders)
    assert isinstance(result, FixedFile)
    assert "replreg: ignore[airgap-collision]" in result.fixed
    assert result.findings == ()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_other_files_of_a_folder_are_not_read_through_links_that_lead_outside(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    application = "apiVersion: kots.io/v1beta1\nkind: Application\nspec: {proxyRegistryDomain: images.example.com}\n"
    (tmp_path / "mine.yaml").write_text(application)
    link = checkout / "link.yaml"
    link.symlink_to("../mine.yaml")
    (checkout / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    folders = KotsFolders()
    assert folders.domains_of(str(checkout)) is None
    assert folders.releases.file_in_release(str(checkout / "a.yaml"), Config()) is None
    folders = KotsFolders()
    assert folders.domains_of(str(checkout), str(tmp_path)) is not None
    assert folders.releases.file_in_release(str(checkout / "a.yaml"), Config(), str(tmp_path)) is not None


CHART_VALUES = "image:\n  repository: myq/ns/app\n  tag: '1'\nother: a/myq/b\n"
CHART_TEMPLATE = """\
{{- if .Values.x }}
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
  - name: a
    image: myq/ns/b:1
  - name: b
    image: "myq/{{ .Values.path }}:1"
{{- end }}
"""


@pytest.mark.parametrize("is_installed", [False, True])
def test_names_as_hosts_in_a_chart_are_found_by_folder(tmp_path: Path, is_installed: bool) -> None:
    chart = tmp_path / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: app\nversion: 1.0.0\n")
    (chart / "values.yaml").write_text(CHART_VALUES)
    (chart / "templates" / "pod.yaml").write_text(CHART_TEMPLATE)
    if is_installed:
        (tmp_path / "chart.yaml").write_text(
            "apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: app}\n"
            "spec: {chart: {name: app, chartVersion: 1.0.0}}\n"
        )
    config = Config(app="my-app", registries=[Registry("myq", "quay.io")])
    found = {
        (Path(finding.path).name, finding.start.line)
        for finding in lint_paths([tmp_path], config)
        if finding.rule == "alias-as-host"
    }
    assert found == {("values.yaml", 2), ("pod.yaml", 8), ("pod.yaml", 10)}


@pytest.mark.parametrize("is_repository", [False, True])
def test_a_repository_below_a_release_is_not_a_part_of_it(release: Path, is_repository: bool) -> None:
    inner = release / "inner"
    inner.mkdir()
    (inner / "pod.yaml").write_text(POD)
    if is_repository:
        (inner / ".git").mkdir()
    (release / "web.yaml").write_text(helm_chart(f"image: {PROXY}/quay.io/ns/web:1"))
    found = [finding.rule for finding in lint_paths([release], CONFIG)]
    assert ("airgap-collision" in found) is not is_repository


def test_a_chart_is_looked_for_in_no_chart_and_in_no_hidden_folder(release: Path) -> None:
    for folder in ("charts/web", "charts/other/charts/web", ".cache/web"):
        path = release.parent / folder
        path.mkdir(parents=True)
        (path / "Chart.yaml").write_text("name: web\nversion: 1.0.0\n")
        (path / "values.yaml").write_text("image: quay.io/ns/web:1\n")
    (release.parent / "charts" / "other" / "Chart.yaml").write_text("name: other\nversion: 1.0.0\n")
    found = KotsFolders().releases.file_in_release(str(release / "web.yaml"), CONFIG)
    assert found is not None
    assert [Path(chart.path).parts[-2:] for chart in found.folder.charts] == [("charts", "web")]
