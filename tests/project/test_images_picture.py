"""The picture of a release's images in the README: current, complete, and of every state that it is to show."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from command_tools import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import make_images_picture

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_is_current() -> None:
    assert make_images_picture.main(["--check"]) == 0


def test_the_picture_shows_every_state_in_both_installations() -> None:
    text = make_images_picture.PICTURE.read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert set(re.findall(r"https?://[^\"' )<]*", text)) == {"http://www.w3.org/2000/svg"}
    online, airgap = (
        {node.get("class", "").split(" s-")[1] for node in graph.iter(f"{SVG}g") if "image" in node.get("class", "")}
        for graph in root.iter(f"{SVG}svg")
        if graph.get("class") == "graph"
    )
    assert online == {"wrong", "unknown", "direct", "proxy", "listed"}
    assert airgap == {"wrong", "unknown", "direct", "local", "listed"}
    names = {symbol.get("id") for symbol in root.iter(f"{SVG}symbol")}
    assert {str(use.get("href")).removeprefix("#") for use in root.iter(f"{SVG}use")} <= names
    assert "quay.io/my-org/web:2.0.0 is proxied" in (root.findtext(f"{SVG}desc") or "")


def test_another_release_is_another_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_images_picture, "ROOT", tmp_path)
    monkeypatch.setattr(make_images_picture, "PICTURE", tmp_path / "images.svg")
    assert make_images_picture.main(["--check"]) == 1
    assert make_images_picture.main([]) == 0 and make_images_picture.main(["--check"]) == 0
    monkeypatch.setitem(make_images_picture.RELEASE, "report.yaml", "spec: {}\n")
    assert make_images_picture.main(["--check"]) == 1
    assert "images.svg is not current" in capsys.readouterr().err
