"""`replreg images` of a release folder: what is pulled online and in an air gap, by the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_tools import replreg
from jsonschema import Draft202012Validator

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "images.schema.json").read_text(encoding="utf-8"))
CHART = """apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: web}
spec:
  chart: {name: web, chartVersion: 1.0.0}
  values:
    image: 'repl{{ HasLocalRegistry | ternary LocalRegistryAddress "proxy.replicated.com/proxy/a/quay.io/ns" }}/web:1'
    other: {image: quay.io/ns/other:1}
"""
CLASSIC = """# kind: replicated
replicated_api_version: 2.9.0
images: [{source: public, name: redis, tag: "7"}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "web.yaml").write_text(CHART)
    (tmp_path / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nspec: {containers: [{image: 'redis:7'}]}\n")
    return tmp_path


def images(folder: Path, *options: str) -> dict[str, Any]:
    common = ("--format", "json", "--registry", "myquay=quay.io", "--app", "a", "--no-config")
    done = replreg("images", ".", *common, *options, cwd=folder)
    made = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(made)
    return dict(made)


def test_each_image_has_its_address_in_both_installations(folder: Path) -> None:
    rows = {row["image"]: row for row in images(folder)["images"]}
    assert set(rows) == {"quay.io/ns/web:1", "quay.io/ns/other:1", "docker.io/library/redis:7"}
    web = rows["quay.io/ns/web:1"]
    assert (web["source"], web["certain"]) == ("myquay", True)
    online, airgap = web["addresses"]["online"], web["addresses"]["airgap"]
    assert (online["via"], online["upstream"]) == ("proxy", "quay.io/ns/web:1")
    assert (airgap["via"], airgap["address"]) == ("local", "{LocalRegistryHost}/{LocalRegistryNamespace}/web:1")
    assert rows["quay.io/ns/other:1"]["verdict"] == ["unproxied-image"]
    assert rows["docker.io/library/redis:7"]["path"] == "pod.yaml"


def test_the_coverage_counts_charts(folder: Path) -> None:
    assert images(folder)["coverage"]["charts_missing"] == 1


@pytest.mark.parametrize(("mode", "count"), [("both", "1"), ("airgap", "1"), ("online", None)])
def test_the_last_line_counts_what_an_air_gap_pulls_from_outside(folder: Path, mode: str, count: str | None) -> None:
    done = replreg("images", ".", "--mode", mode, "--registry", "myquay=quay.io", "--no-config", cwd=folder)
    counts = [part.split()[0] for part in done.stdout.splitlines()[-1].split("; ") if "in an air gap" in part]
    assert counts == ([count] if count else [])  # other:1 alone: the pod and web:1 are rewritten


def test_a_mode_shows_one_installation(folder: Path) -> None:
    assert all(row["addresses"]["airgap"] is None for row in images(folder, "--mode", "online")["images"])
    table = replreg("images", ".", "--mode", "airgap", "--no-config", cwd=folder).stdout
    assert "AIR GAP" in table
    assert "ONLINE" not in table


def test_a_classic_release_keeps_its_address(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(CLASSIC)
    (row,) = images(tmp_path)["images"]
    assert row["address"] == "docker.io/library/redis:7"
    assert row["declared"][0]["line"] == 3
