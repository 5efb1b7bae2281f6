"""The formats of `replreg images` say the same of one release: what JSON has, each of the others has as far as it can."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from output_samples import rendered
from release_check_tools import CORPUS, needs_corpus

from replreg.config.model import Config
from replreg.linter.bundle import compare
from replreg.linter.paths import Release
from replreg.output.images import ImageReport
from replreg.registries.reference import Reference
from replreg.release.inventory import ImageRow

ROOT = Path(__file__).parents[2]
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "images.schema.json").read_text(encoding="utf-8")))
EXAMPLE = ROOT / "examples" / "kots" / "wrong"
FOLDERS = [
    pytest.param(EXAMPLE, id="example"),
    *(
        pytest.param(CORPUS / "kots" / name, marks=[needs_corpus, pytest.mark.slow], id=name)
        for name in ("gitea", "n8n", "onlineboutique", "storagebox", "wg-easy")
    ),
]
MODES = ("online", "airgap", "both")


@cache
def rows_of(folder: Path) -> list[ImageRow]:
    return Release.from_paths([folder], Config(app="my-app")).images()


def report(folder: Path, mode: str, *, compared: bool = True) -> ImageReport:
    rows = rows_of(folder)
    bundle = [row.image for row in rows[::2]] + ["docker.io/library/nothing:1"]
    comparison = compare(rows, bundle, "bundle.txt") if compared else None
    return ImageReport(rows, files=2, mode=mode, comparison=comparison, configs=[Config(app="my-app")])


def in_json(made: ImageReport) -> list[dict[str, Any]]:
    document = json.loads(rendered("json", made, "images"))
    SCHEMA.validate(document)
    assert document["coverage"]["images"] == len(document["images"]) == len(made.rows)
    return list(document["images"])


def places_of(row: dict[str, Any], key: str) -> list[str]:
    return [f"{place['path']}:{place['line']}:{place['column']}" for place in row[key]]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_csv_has_what_json_has(folder: Path, mode: str) -> None:
    made = report(folder, mode)
    rows = list(csv.DictReader(io.StringIO(rendered("csv", made, "images"))))
    objects = in_json(made)
    assert len(rows) == len(objects) > 0
    for row, one in zip(rows, objects, strict=True):
        for key in ("path", "image", "source", "address", "why", "bundle"):
            assert row[key] == (one[key] or ""), key
        for key in ("certain", "rendered"):
            assert row[key] == json.dumps(one[key])
        for world in ("online", "airgap"):
            pull = one["addresses"][world] or {"address": "", "via": "", "upstream": ""}
            found = (row[world], row[f"{world}_via"], row[f"{world}_upstream"])
            assert found == (pull["address"], pull["via"], pull["upstream"] or "")
        for key in ("declared", "used"):
            assert row[key].split() == places_of(one, key)
        assert row["verdict"] == (" ".join(one["verdict"]) or ("ok" if one["certain"] else "not known"))


def test_csv_and_json_have_a_bundle_only_with_one_to_compare_with() -> None:
    made = report(EXAMPLE, "both", compared=False)
    assert "bundle" not in rendered("csv", made, "images").splitlines()[0]
    assert all("bundle" not in one for one in in_json(made))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_tables_have_the_rows_of_json(folder: Path, mode: str) -> None:
    made = report(folder, mode)
    objects = in_json(made)
    lines = [line for line in rendered("markdown", made, "images").splitlines() if line.startswith("|")]
    headings, _, *cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    worlds = [world for world, title in (("online", "Online"), ("airgap", "Air gap")) if title in headings]
    assert worlds == (["online", "airgap"] if mode == "both" else [mode])
    assert len(cells) == len(objects)
    for row, one in zip(cells, objects, strict=True):
        assert plain(row[0]) == one["image"]
        for number, world in enumerate(worlds, start=2):
            pull = one["addresses"][world]
            assert plain(row[number]) == ("-" if pull is None else pull["address"])
        words = {"present": "yes", "missing": "missing", "unknown": "not known", None: "-"}
        assert row[-2] == words[one["bundle"]]
        assert row[-1] == (", ".join(one["verdict"]) or ("ok" if one["certain"] else "not known"))
    text = rendered("text", made, "images")
    assert all(one["image"] in text for one in objects if len(one["image"]) < 80)


def plain(cell: str) -> str:
    return html.unescape(re.sub(r"\\([^\w\s])", r"\1", cell)).strip("`")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_page_and_the_graph_have_the_images_of_json(folder: Path, mode: str) -> None:
    made = report(folder, mode)
    objects = in_json(made)
    page = html.unescape(re.sub(r"<[^>]*>|\u200b", "", rendered("html", made, "images")))
    worlds = ("online", "airgap") if mode == "both" else (mode,)
    for one in objects:
        assert one["image"] in page
        assert all(rule in page for rule in one["verdict"])
        for world in worlds:
            pull = one["addresses"][world]
            assert pull is None or pull["address"] in page
    graph = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), rendered("mermaid", made, "images"))
    if len(objects) <= 60:  # of more, the graph has one node for the others of a registry
        # A long name is shortened, and a part that is not known is a character in JSON and a word in the graph.
        names = [one["image"] for one in objects if re.fullmatch(r"[\w./:-]{1,60}", one["image"])]
        assert [name for name in names if name not in graph] == []
        assert names or folder != EXAMPLE


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_lists_have_the_certain_images_of_json(folder: Path) -> None:
    made = report(folder, "both", compared=False)
    wanted = {one["image"] for one in in_json(made) if one["certain"] and one["source"]}
    listed = rendered("list", made, "images").split()
    assert listed == sorted(set(listed))
    assert set(listed) <= wanted
    assert len(wanted - set(listed)) == 0, "an image that is known is left out"
    pasted = [line.removeprefix("  - ") for line in rendered("additional-images", made, "images").splitlines()]
    assert pasted == (listed or ["  []"])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_lines_of_jsonl_are_the_images_of_json(folder: Path, mode: str) -> None:
    made = report(folder, mode)
    assert [json.loads(line) for line in rendered("jsonl", made, "images").splitlines()] == in_json(made)


def copied(image: str) -> tuple[str | None, ...]:
    """Return the registry, the path, and the digest or else the tag of an image."""
    reference = Reference.parse_normalized(image)
    return reference.domain, reference.path, reference.digest or reference.tag or "latest"


@pytest.mark.parametrize("folder", FOLDERS)
def test_skopeo_would_copy_the_certain_images_of_json(folder: Path, tmp_path: Path) -> None:
    """A dry run of the real program says what it would copy, and asks no registry."""
    skopeo = shutil.which("skopeo")
    if skopeo is None:
        pytest.skip("skopeo is not installed (Debian package skopeo)")
    made = report(folder, "both", compared=False)
    wanted = {copied(one["image"]) for one in in_json(made) if one["certain"] and one["source"]}
    file = tmp_path / "sync.yaml"
    file.write_text(rendered("skopeo", made, "images"), encoding="utf-8")
    options = ["--dry-run", "--scoped", "--src", "yaml", "--dest", "dir"]
    command = [skopeo, "--insecure-policy", "sync", *options, str(file), "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = re.findall(r'from="docker://([^"]+)"', done.stderr)
    assert len(found) == len(wanted)
    assert {copied(image) for image in found} == wanted


@pytest.mark.parametrize("folder", FOLDERS)
def test_renovate_finds_the_upstream_that_json_has(folder: Path) -> None:
    made = report(folder, "both")
    aliases = json.loads(rendered("renovate", made, "images"))["registryAliases"]
    proxied = [
        one["addresses"]["online"]
        for one in in_json(made)
        if one["certain"] and one["addresses"]["online"] and one["addresses"]["online"]["via"] == "proxy"
    ]
    for pull in proxied:
        start = max((alias for alias in aliases if pull["address"].startswith(f"{alias}/")), key=len)
        upstream = aliases[start] + pull["address"].removeprefix(start)
        assert copied(upstream) == copied(pull["upstream"])
    assert proxied or folder != EXAMPLE
