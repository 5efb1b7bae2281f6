"""Which files belong to one KOTS release: those of a folder, and of the folders below it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_tools import ALIAS, LINK, call

from replreg.rules.catalogue import RULES

LACKING = ",".join(rule.id for rule in RULES.values() if rule.applies_to == ("whole-folder",))
"""The rules that say what a release as small as these lacks."""

APPLICATION = """\
apiVersion: kots.io/v1beta1
kind: Application
metadata: {name: my-app}
spec: {title: My App, proxyRegistryDomain: images.example.com}
"""
CHART = "apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: chart}\nspec: {chart: {name: chart}}\n"
POD = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: web, image: '%s/ns/web:1'}]}\n"


def lint(folder: Path, path: str) -> list[tuple[str, str]]:
    done = call(
        "lint", "--no-config", *LINK, "--app", "my-app", "--ignore", LACKING, "--format", "json", path, cwd=folder
    )
    return [(finding["path"], finding["rule"]) for finding in done.json["findings"]]


@pytest.mark.parametrize("path", [".", "kots", "kots/", "./kots"])
@pytest.mark.parametrize("repository", [False, True])
def test_folders_below_are_a_part_of_the_release(tmp_path: Path, path: str, repository: bool) -> None:
    """A release that was downloaded or unpacked is not in a repository; naming its folder is enough."""
    web = tmp_path / "kots" / "a" / "b" / "web.yaml"
    web.parent.mkdir(parents=True)
    web.write_text(POD % ALIAS)
    (tmp_path / "kots" / "app.yaml").write_text(APPLICATION)
    if repository:
        (tmp_path / ".git").mkdir()
    assert lint(tmp_path, path) == [("kots/a/b/web.yaml", "alias-as-host")]


def test_folders_above_the_one_that_is_named_are_left_alone(tmp_path: Path) -> None:
    web = tmp_path / "other" / "web.yaml"
    web.parent.mkdir()
    web.write_text(POD % ALIAS)
    (tmp_path / "app.yaml").write_text(APPLICATION)
    assert lint(tmp_path, "other") == [("other/web.yaml", "alias-as-host")]  # a reference name is one anywhere


def test_the_domain_of_the_application_counts_below_a_folder_with_charts(tmp_path: Path) -> None:
    charts = tmp_path / "charts"
    charts.mkdir()
    (tmp_path / "app.yaml").write_text(APPLICATION)
    (charts / "chart.yaml").write_text(CHART)
    (charts / "web.yaml").write_text(POD % "images.example.com/proxy/my-app/nowhere.example.com")
    assert ("charts/web.yaml", "proxy-path") in lint(tmp_path, ".")
