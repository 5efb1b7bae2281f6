"""The manual of the rules in ``docs/`` is made from the rules, and it is current."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from replreg.rules.catalogue import RULES

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "make_docs.py"


@pytest.fixture(scope="module")
def make_docs() -> ModuleType:
    if not SCRIPT.is_file():
        pytest.skip("the scripts are not beside the tests, as in an installed package")
    spec = importlib.util.spec_from_file_location("make_docs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_manual_in_docs_is_current(make_docs, capsys):
    status = make_docs.main(["--check"])
    assert (status, capsys.readouterr().err) == (0, "")


def test_check_tells_an_outdated_page(make_docs, tmp_path, capsys):
    page = tmp_path / "rules.md"
    assert make_docs.main([], page) == 0
    assert make_docs.main(["--check"], page) == 0
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert make_docs.main(["--check"], page) == 1
    assert capsys.readouterr().err == (
        "rules.md is not what the rules say; run 'python scripts/make_docs.py' and commit it\n"
    )


def test_check_tells_a_missing_page_and_writes_none(make_docs, tmp_path, capsys):
    page = tmp_path / "docs" / "rules.md"
    assert make_docs.main(["--check"], page) == 1
    assert "make_docs.py" in capsys.readouterr().err
    assert not page.exists()


def test_every_rule_has_a_row_and_a_page(make_docs):
    text = make_docs.render(list(RULES.values()))
    for rule in RULES.values():
        assert f"\n| [`{rule.id}`](#{rule.id}) | {rule.severity.value} | {rule.fix or ''} | {rule.summary} |\n" in text
        assert text.count(f"\n## {rule.id}\n") == 1
    assert text == make_docs.render(list(RULES.values()))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_headings_go_down_one_level_and_comments_in_samples_stay(make_docs):
    manual = "A fact.\n\n## Why\n\n```yaml\n# kind: replicated\n```\n\n## Right"
    assert make_docs.demoted(manual) == "A fact.\n\n### Why\n\n```yaml\n# kind: replicated\n```\n\n### Right"
