"""The pages of the rules in ``docs/`` are made from the rules, and they are current."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from replreg.config.model import default_level
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


@pytest.fixture(scope="module")
def pages(make_docs) -> dict[str, str]:
    return make_docs.pages(list(RULES.values()))


def test_the_pages_in_docs_are_current(make_docs, capsys):
    status = make_docs.main(["--check"])
    assert (status, capsys.readouterr().err) == (0, "")


@pytest.mark.parametrize("change", ["changed", "missing", "superfluous"])
def test_check_names_each_page_that_is_not_current_and_the_next_run_corrects_it(change, make_docs, tmp_path, capsys):
    assert make_docs.main([], tmp_path) == 0
    assert make_docs.main(["--check"], tmp_path) == 0
    page = tmp_path / "rules" / "alias-as-host.md"
    if change == "missing":
        page.unlink()
    elif change == "superfluous":
        page = page.with_name("no-such-rule.md")
        page.write_text("# no-such-rule\n")
    else:
        page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert make_docs.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err.startswith(f"docs/rules/{page.name} is not current")
    assert make_docs.main([], tmp_path) == 0
    assert make_docs.main(["--check"], tmp_path) == 0


def test_check_writes_nothing(make_docs, tmp_path, capsys):
    folder = tmp_path / "docs"
    assert make_docs.main(["--check"], folder) == 1
    assert len(capsys.readouterr().err.splitlines()) == len(RULES) + 1
    assert not folder.exists()


def test_every_rule_has_a_row_in_the_table_and_a_page(pages):
    assert set(pages) == {"rules.md"} | {f"rules/{rule}.md" for rule in RULES}
    for rule in RULES.values():
        row = f"\n| [`{rule.id}`](rules/{rule.id}.md) | {default_level(rule.severity.value, rule.group)} | {rule.fix or ''} | {rule.summary} |\n"
        assert row in pages["rules.md"]
        assert f"\n# {rule.id}\n" in pages[f"rules/{rule.id}.md"]
    for text in pages.values():
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


@pytest.mark.parametrize("rule_id", RULES)
def test_a_page_has_the_five_headings_and_all_of_the_manual(rule_id, pages, make_docs):
    headings = [title for title, _ in make_docs.sections(pages[f"rules/{rule_id}.md"]) if title]
    assert headings == list(make_docs.HEADINGS)
    for _, text in make_docs.sections(RULES[rule_id].manual):
        assert text in pages[f"rules/{rule_id}.md"]


def test_a_comment_in_a_sample_is_not_a_heading(make_docs):
    manual = "A fact.\n\n## Why\n\n```yaml\n## kind: replicated\n```\n\n## Right\n\nText."
    assert make_docs.sections(manual) == [
        ("", "A fact."),
        ("Why", "```yaml\n## kind: replicated\n```"),
        ("Right", "Text."),
    ]
