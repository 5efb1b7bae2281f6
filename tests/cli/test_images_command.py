"""`images --compare`, `--host` and `--mode`, and the formats that are made for other programs."""

from __future__ import annotations

import json
import re
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
from command_tools import replreg
from jsonschema import Draft202012Validator
from schema_tools import parse

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "images.schema.json").read_text(encoding="utf-8"))
COMMON = ("--registry", "myquay=quay.io", "--app", "a", "--no-config")
RELEASE = """apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: web}
spec:
  chart: {name: web, chartVersion: 1.0.0}
  values:
    image: images.example.com/proxy/a/quay.io/ns/web:1
    cache: {image: 'images.example.com/proxy/a/org/cache:2'}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: a, image: 'ghcr.io/o/tool:3'}]}
---
apiVersion: kots.io/v1beta1
kind: Application
metadata: {name: a}
spec: {title: A, additionalImages: ['redis:7']}
"""
ALL = ["docker.io/library/redis:7", "docker.io/org/cache:2", "ghcr.io/o/tool:3", "quay.io/ns/web:1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "release.yaml").write_text(RELEASE)
    return tmp_path


def listed(folder: Path, *options: str) -> tuple[dict[str, Any], int]:
    done = replreg("images", "release.yaml", "--format", "json", *COMMON, *options, cwd=folder)
    made = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(made)
    return made, done.returncode


def names(made: dict[str, Any]) -> list[str]:
    return sorted(row["image"] for row in made["images"])


def test_the_hosts(folder: Path) -> None:
    assert names(listed(folder)[0]) == ALL
    assert names(listed(folder, "--host", "quay.io")[0]) == ["quay.io/ns/web:1"]
    assert names(listed(folder, "--host", "index.docker.io")[0]) == ALL[:2]
    assert names(listed(folder, "--host", "GHCR.io", "--host", "quay.io/")[0]) == ALL[2:]
    assert names(listed(folder, "--host", "images.example.com")[0]) == [ALL[1], ALL[3]]
    assert names(listed(folder, "--host", "example.com")[0]) == []


def bundle(folder: Path, *images: str) -> str:
    (folder / "bundle.txt").write_text("".join(f"{line}\n" for line in ("IMAGE", *images)))
    return "bundle.txt"


def test_a_bundle_that_has_everything(folder: Path) -> None:
    file = bundle(folder, "org/cache:2", "ghcr.io/o/tool:3", "quay.io/ns/web:1", "redis:7")
    made, status = listed(folder, "--compare", file)
    assert status == 0
    assert made["bundle"] == {"file": file, "images": 4, "missing": [], "unknown": [], "unused": []}
    assert {row["image"]: row["bundle"] for row in made["images"]} == dict.fromkeys(ALL[1:], "present") | {
        ALL[0]: None  # nothing pulls it but what the list is for
    }


def test_images_that_the_bundle_lacks_and_that_nothing_uses(folder: Path) -> None:
    file = bundle(folder, "org/cache:2", "ghcr.io/o/tool:2", "redis:7")
    made, status = listed(folder, "--compare", file)
    assert status == 1
    assert sorted(made["bundle"]["missing"]) == ["ghcr.io/o/tool:3", "quay.io/ns/web:1"]
    assert made["bundle"]["unused"] == ["ghcr.io/o/tool:2"]
    table = replreg("images", "release.yaml", *COMMON, "--compare", file, cwd=folder)
    assert table.returncode == 1
    assert "  ghcr.io/o/tool:2\n" in table.stdout
    assert len(re.findall(r"(?<![\w-])missing(?![\w-])", table.stdout)) == 3
    page = replreg("images", "release.yaml", *COMMON, "--compare", file, "--format", "markdown", cwd=folder).stdout
    assert "- `ghcr.io/o/tool:2`" in page


def test_the_formats_of_addresses_have_what_the_bundle_lacks(folder: Path) -> None:
    file = bundle(folder, "org/cache:2", "redis:7")
    options = (*COMMON, "--compare", file, "--format", "additional-images")
    done = replreg("images", "release.yaml", *options, cwd=folder)
    assert parse(done.stdout) == ["ghcr.io/o/tool:3", "quay.io/ns/web:1"]
    assert "2 missing" in done.stderr


@pytest.mark.parametrize("content", [None, "Error: no such channel\n", '["no image"]'])
def test_a_list_that_cannot_be_read(folder: Path, content: str | None) -> None:
    if content is not None:
        (folder / "bundle.txt").write_text(content)
    done = replreg("images", "release.yaml", *COMMON, "--compare", "bundle.txt", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "bundle.txt" in done.stderr


@pytest.mark.parametrize("form", ["list", "additional-images", "skopeo"])
def test_other_programs_get_the_upstream_and_not_the_proxy(folder: Path, form: str) -> None:
    made = replreg("images", "release.yaml", *COMMON, "--format", form, cwd=folder).stdout
    assert "proxy" not in made
    assert "ns/web" in made
    if form == "list":
        assert made.splitlines() == ALL


def test_renovate_learns_the_proxy_from_the_images(folder: Path) -> None:
    done = replreg(
        "images", "release.yaml", "--registry", "myquay=quay.io", "--no-config", "--format", "renovate", cwd=folder
    )
    aliases = json.loads(done.stdout)["registryAliases"]
    assert aliases["images.example.com/proxy/a/quay.io"] == "quay.io"
    assert aliases["images.example.com/proxy/a"] == "docker.io"
    assert aliases["images.example.com/proxy/a/myquay"] == "quay.io"
    assert not any("ghcr.io" in alias.split("/")[0] for alias in aliases)


@pytest.mark.parametrize("mode", ["online", "airgap"])
def test_a_mode_leaves_the_other_installation_out(folder: Path, mode: str) -> None:
    other = "online" if mode == "airgap" else "airgap"
    made, _ = listed(folder, "--mode", mode)
    assert all(row["addresses"][other] is None for row in made["images"])
    assert any(row["addresses"][mode] is not None for row in made["images"])


def test_the_page_has_the_findings_of_a_folder_and_of_its_packed_chart(folder: Path) -> None:
    files = {
        "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "values.yaml": "worker:\n  image: proxy.replicated.com/proxy/other/quay.io/ns/worker:1\n",
        "templates/a.yaml": "spec: {containers: [{name: a, image: {{ .Values.worker.image }}}]}\n",
    }
    for name, text in files.items():
        (folder / "web" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "web" / name).write_text(text)
    with tarfile.open(folder / "web-1.0.0.tgz", "w:gz") as archive:
        archive.add(folder / "web", "web")
    shutil.rmtree(folder / "web")
    (folder / "replreg.yaml").write_text("app: a\nregistries: {myquay: quay.io}\n")
    (folder / "release.yaml").write_text(RELEASE.replace("'redis:7'", "myquay/ns/redis:7"))
    done = replreg("images", "--format", "html", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "Not shown" not in done.stdout
    for path in ("release.yaml", "web-1.0.0.tgz!web/values.yaml"):
        assert f'<span class="place"><code>{path}</code>, line' in done.stdout
    assert "<mark>myquay</mark>" in done.stdout


def test_a_file_of_a_chart_without_an_image_is_not_skipped(tmp_path: Path) -> None:
    (tmp_path / "chart").mkdir()
    (tmp_path / "chart" / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    (tmp_path / "chart" / "values.yaml").write_text("image: quay.io/ns/img:1\n")
    (tmp_path / "other.yaml").write_text("a: b\n")
    (tmp_path / "release.yaml").write_text(RELEASE)
    coverage = json.loads(replreg("images", "--format", "json", *COMMON, cwd=tmp_path).stdout)["coverage"]
    assert (coverage["charts_read"], coverage["files_skipped"]) == (1, 1), "only other.yaml is skipped"
    shown = replreg("lint", "--show-files", *COMMON, cwd=tmp_path).stdout.splitlines()
    assert shown[0] == "chart/Chart.yaml: checked with its chart"


def test_a_named_file_lists_an_image_that_is_found_first_in_another_file(folder: Path) -> None:
    (folder / "a.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: q}\nspec: {containers: [{name: a, image: 'quay.io/ns/web:1'}]}\n"
    )
    assert names(listed(folder)[0]) == ALL
    together = replreg("images", "a.yaml", "release.yaml", "--format", "json", *COMMON, cwd=folder)
    whole = replreg("images", ".", "--format", "json", *COMMON, cwd=folder)
    assert names(json.loads(together.stdout)) == ALL
    assert json.loads(whole.stdout) == json.loads(together.stdout)
    table = replreg("images", "release.yaml", *COMMON, cwd=folder).stdout
    assert "a.yaml:4 (+1)" in table
