"""The example of a KOTS release is a folder of files that know of one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from replreg.config.load import load_config
from replreg.linter.lint import fix_text, lint_text
from replreg.release.kots_domains import read_kots_domains

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "kots"
CONFIG = load_config(FOLDER / "replreg.yaml").config
NAMES = sorted(path.name for path in (FOLDER / "wrong").iterdir())


def read(kind: str) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / kind).iterdir()}


@pytest.mark.parametrize("name", NAMES)
def test_each_wrong_file_becomes_the_right_one(name: str) -> None:
    wrong, fixed = read("wrong"), read("fixed")
    context = read_kots_domains(wrong.values())
    assert context is not None
    assert lint_text(wrong[name], CONFIG, context=context)
    assert fix_text(wrong[name], CONFIG, context=context) == fixed[name]
    assert lint_text(fixed[name], CONFIG, context=context) == []


def test_both_folders_hold_the_same_files() -> None:
    assert read("wrong").keys() == read("fixed").keys()


def test_the_domain_of_one_file_counts_in_another() -> None:
    context = read_kots_domains(read("fixed").values())
    pod = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: 'images.example.com/proxy/other/quay.io/a/b:1'}]}\n"
    assert [finding.rule for finding in lint_text(pod, CONFIG, context=context)] == ["proxy-path"]
    assert lint_text(pod, CONFIG) == []
