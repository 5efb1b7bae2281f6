"""Nothing checked is not a success: every command says what it did not check, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_tools import LINK, RIGHT, call, write

NOTHING = {
    "a.txt": "Some words.\n",
    "empty.yaml": "",
    "comments.yaml": "# Only\n# comments.\n---\n",
    "values.yaml": "replicaCount: 1\n",
    "list.yaml": "- a\n- b\n",
}


@pytest.mark.parametrize("command", ["lint", "fix", "images"])
@pytest.mark.parametrize("name", NOTHING)
def test_a_named_file_with_nothing_to_check_is_an_error(tmp_path: Path, command: str, name: str) -> None:
    (tmp_path / name).write_text(NOTHING[name])
    done = call(command, *LINK, name, cwd=tmp_path)
    assert done.status == 2
    assert done.err.startswith(
        f"error: nothing to check in {name}: it " if name != "values.yaml" else f"error: nothing to check in {name}: "
    )
    assert "No problems found" not in done.err


@pytest.mark.parametrize("command", [["lint"], ["fix", "--check"], ["images"]])
def test_a_folder_with_nothing_to_check_says_so(tmp_path: Path, command: list[str]) -> None:
    for name, text in NOTHING.items():
        (tmp_path / name).write_text(text)
    done = call(*command, *LINK, ".", cwd=tmp_path)
    assert (done.status, done.out) == (0, "")
    assert done.err == "replreg: nothing to check in .: 4 files are not part of a release\n"


@pytest.mark.parametrize("command", [["lint"], ["fix", "--check"], ["images"]])
def test_a_chart_without_an_image_is_not_called_a_file_outside_of_a_release(tmp_path: Path, command: list[str]) -> None:
    files = {
        "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "web/templates/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    done = call(*command, *LINK, ".", cwd=tmp_path)
    assert (done.status, done.out) == (0, "")
    assert done.err == "replreg: nothing to check in .: 2 files of charts have no image to check\n"
    (tmp_path / "values.yaml").write_text("replicaCount: 1\n")
    said = "replreg: nothing to check in .: 2 files of charts have no image to check, 1 file is not part of a release\n"
    assert call(*command, *LINK, ".", cwd=tmp_path).err == said


@pytest.mark.parametrize("command", ["lint", "images"])
def test_empty_standard_input_is_an_error(tmp_path: Path, command: str) -> None:
    done = call(command, *LINK, "-", cwd=tmp_path, stdin="")
    assert (done.status, done.err) == (2, "error: nothing to check in <stdin>: it is empty\n")


def test_a_hook_passes_over_files_that_are_not_a_release(tmp_path: Path) -> None:
    write(tmp_path, a_yaml=RIGHT, b_yaml="a: 1\n")
    done = call("lint", *LINK, "--only-releases", "a.yaml", "b.yaml", cwd=tmp_path)
    assert (done.status, done.err) == (0, "No problems found in 1 file.\n")


@pytest.mark.parametrize(
    "start",
    [
        "replicated_api_version: 2.9.2\n",
        "images:\n- {source: myq}\n",
        "components: []\n",
        "assets:\n  v1: []\n",
        "apiVersion: kots.io/v1beta1\nkind: Config\n",
        "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\n",
        "apiVersion: troubleshoot.sh/v1beta2\nkind: Preflight\n",
        "apiVersion: troubleshoot.sh/v1beta3\nkind: Preflight\n",
        "# kind: replicated\n",
    ],
)
def test_a_release_that_does_not_parse_is_an_error_by_folder(tmp_path: Path, start: str) -> None:
    write(tmp_path, release_yaml=start + 'name: "My app\nother: x\n')
    for command in (["lint", "."], ["lint", "--only-releases", "release.yaml"], ["fix", "--check", "."]):
        done = call(*command, *LINK, cwd=tmp_path)
        assert done.status == 1, command
        assert "error[yaml-syntax]" in done.out + done.err
    place = start.count("\n") + 1
    (finding,) = call("lint", *LINK, "--format", "json", cwd=tmp_path).json["findings"]
    assert (finding["rule"], finding["start"]["line"], finding["start"]["column"]) == ("yaml-syntax", place, 7)


@pytest.mark.parametrize(
    "text",
    [
        'key: "open\nimages2: x\n',
        'a:\n  images:\n  - "x\n',
        "apiVersion: v1\nname: 'x\n",
        "apiVersion: troubleshoot.sh/v1beta2\na: 1\n{{ if .X }}\nb: 1\n{{ end }}\n",
        "images:\n- {{ .Image }}: x: y\n",
    ],
)
def test_other_files_that_do_not_parse_are_passed_over(tmp_path: Path, text: str) -> None:
    write(tmp_path, other_yaml=text)
    assert call("lint", *LINK, ".", cwd=tmp_path).status == 0


def test_a_spec_with_templates_of_helm_that_does_not_parse_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    text = (
        "apiVersion: troubleshoot.sh/v1beta3\nkind: Preflight\nspec:\n  {{- if .Values.x }}\n  a: b: c\n  {{- end }}\n"
    )
    write(tmp_path, preflight_yaml=text)
    for paths in ([], ["preflight.yaml"]):
        done = call("lint", *LINK, "--format", "json", *paths, cwd=tmp_path)
        (finding,) = done.json["findings"]
        assert (done.status, finding["rule"], finding["severity"]) == (0, "yaml-syntax", "warning")
        assert finding["start"]["line"] == 5


def test_a_kots_release_without_registries_gets_the_same_hint_as_any_other(tmp_path: Path) -> None:
    write(
        tmp_path,
        app_yaml="apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {title: a}\n",
        pod_yaml="apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: 'quay.io/a/b:1'}\n",
    )
    assert "--registry NAME=ENDPOINT" in call("lint", ".", cwd=tmp_path).err
    assert "--registry NAME=ENDPOINT" not in call("lint", *LINK, ".", cwd=tmp_path).err


def test_images_that_a_template_hides_are_not_known(tmp_path: Path) -> None:
    write(tmp_path, release_yaml=RIGHT + "  b:\n    image: 'quay.io/ns/img:{{repl ConfigOption \"tag\"}}'\n")
    done = call("images", *LINK, "--select", "alias-as-host", "release.yaml", cwd=tmp_path)
    *rows, last = done.out.splitlines()
    assert any(row.endswith("  not known") for row in rows)
    assert last.startswith("2 images in 1 file; 1 not known, since ")
    data = call("images", *LINK, "--format", "json", "release.yaml", cwd=tmp_path).json
    assert [image["certain"] for image in data["images"]] == [True, False]
    assert (data["coverage"]["images"], data["coverage"]["known"], data["coverage"]["unknown"]) == (2, 1, 1)


def test_a_chart_alone_is_not_called_right_without_the_linked_registries(tmp_path: Path) -> None:
    write(tmp_path, chart__values_yaml="image: quay.io/ns/img:1\n")
    (tmp_path / "chart" / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    for paths in ([], ["chart"], ["chart/values.yaml"]):
        assert "knows none of the linked registries" in call("lint", *paths, cwd=tmp_path).err
    assert "knows none" not in call("lint", "--registry", "q=quay.io", cwd=tmp_path).err
