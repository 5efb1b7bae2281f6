"""The picture in the README: it shows what the commands print, and it loads nothing from elsewhere."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from command_tools import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import make_picture

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shown() -> str:
    return make_picture.transcript()


def test_the_picture_is_current(shown: str) -> None:
    svg = make_picture.PICTURE.read_text(encoding="utf-8")
    assert make_picture.is_current(svg, shown), "run scripts/make_picture.py"


def test_another_text_or_colour_is_another_picture(shown: str) -> None:
    svg = make_picture.PICTURE.read_text(encoding="utf-8")
    assert not make_picture.is_current(svg, shown.replace("quay.io", "quay.example"))
    assert not make_picture.is_current(svg, shown.replace("\x1b[1;31m", "\x1b[1;32m"))
    assert not make_picture.is_current("<svg/>", shown)


def test_the_drawing_is_current_and_the_same_each_time(shown: str) -> None:
    svg = make_picture.draw(shown)
    assert make_picture.is_current(svg, shown)
    assert make_picture.draw(shown) == svg


def test_the_picture_is_complete_without_other_files(shown: str) -> None:
    svg = make_picture.PICTURE.read_text(encoding="utf-8")
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert (root.findtext(f"{SVG}desc") or "").startswith("$ replreg lint wrong.yaml\nerror[")
    assert set(re.findall(r"https?://[^\"' )<]*", svg)) == {"http://www.w3.org/2000/svg"}
    drawn = "".join(item.text or "" for item in root.iter(f"{SVG}text")).replace("\xa0", " ")
    assert "error[alias-as-host]" in drawn
    assert "quay.io/namespace/imagename:2.0.0" in drawn


def test_the_command_says_whether_it_is_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_picture.main(["--check"]) == 0
    monkeypatch.setattr(make_picture, "ROOT", tmp_path.resolve())
    monkeypatch.setattr(make_picture, "PICTURE", tmp_path.resolve() / "picture.svg")
    monkeypatch.setattr(make_picture, "transcript", lambda: "\x1b[1m$ x\x1b[0m\n")
    assert make_picture.main(["--check"]) == 1
    assert "picture.svg is not current" in capsys.readouterr().err
    assert make_picture.main([]) == 0
    assert make_picture.main(["--check"]) == 0
