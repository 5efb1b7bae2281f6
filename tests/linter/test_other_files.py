"""Files that are not a release: found in a folder, they are checked only if a reference name is in place of a host."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_tools import call

LINK = ("--no-config", "--registry", "myq=quay.io")
MANIFEST = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'myq/ns/web:1'}]}\n"
VALUES = "image: {repository: myq/ns/web, tag: '1'}\n"


@pytest.mark.parametrize(("name", "text"), [("base/pod.yaml", MANIFEST), ("chart/values.yaml", VALUES)])
def test_a_name_in_a_file_of_a_folder_is_found_and_fixed(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text(text)
    done = call("lint", *LINK, "--format", "json", ".", cwd=tmp_path)
    assert (done.status, "alias-as-host" in done.rules) == (1, True)
    assert call("fix", *LINK, "--in-place", ".", cwd=tmp_path).status == 0
    assert path.read_text() == text.replace("myq/", "quay.io/")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("azure-pipelines.yml", "container: {image: myq/ns/web}\n"),
        ("values.yaml", "chart: myq/redis\nowner: myq\n"),
        ("values.yaml", "name: myq/web\n"),
        ("notes.yaml", "a: 1 # image: myq/ns/web:1\n"),
    ],
)
def test_other_files_are_passed_over(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    done = call("lint", *LINK, "--format", "json", ".", cwd=tmp_path)
    assert (done.status, done.rules) == (0, [])


def test_without_registries_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(VALUES)
    assert call("lint", "--no-config", "--format", "json", ".", cwd=tmp_path).rules == []


@pytest.mark.parametrize("mark", ["", "\ufeff", "{", '{ "images": [], '])
def test_a_release_that_does_not_parse_is_known_by_its_first_key(mark: str, tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(f"{mark}replicated_api_version: [\n", encoding="utf-8")
    assert call("lint", "--no-config", "--format", "json", ".", cwd=tmp_path).rules == ["yaml-syntax"]


def test_an_image_in_a_file_of_definitions_is_found_by_folder_and_fixed(tmp_path: Path) -> None:
    helpers = tmp_path / "chart" / "templates" / "_helpers.tpl"
    helpers.parent.mkdir(parents=True)
    (tmp_path / "chart" / "Chart.yaml").write_text("apiVersion: v2\nname: a\nversion: 1.0.0\n")
    helpers.write_text('{{- define "img" -}}myq/ns/x:1{{- end -}}\n')
    (helpers.parent / "pod.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
        'spec:\n  containers:\n  - name: a\n    image: {{ include "img" . }}\n'
    )
    (tmp_path / "other.tpl").write_text("myq/ns/x:1\n")  # not of a chart
    done = call("lint", *LINK, "--app", "my-app", "--format", "json", ".", cwd=tmp_path)
    assert (done.status, done.rules) == (1, ["alias-as-host"])
    assert call("fix", *LINK, "--app", "my-app", "--in-place", ".", cwd=tmp_path).status == 0
    assert "proxy.replicated.com/proxy/my-app/quay.io/ns/x:1" in helpers.read_text()
