"""The site has every page, and the addresses that other files name are addresses of the site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from command_tools import ROOT
from schema_tools import parse

SITE: dict[str, Any] = parse((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
ADDRESS: str = SITE["site_url"]


def pages(nav: Any) -> Iterator[str]:
    """The files of a navigation, in order."""
    if isinstance(nav, str):
        yield nav
    else:
        for entry in nav.values() if isinstance(nav, dict) else nav:
            yield from pages(entry)


def test_every_page_is_in_the_navigation_once() -> None:
    listed = list(pages(SITE["nav"]))
    assert len(listed) == len(set(listed))
    assert set(listed) == {path.name for path in (ROOT / "docs").glob("*.md")} | {"changelog.md"}


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").glob("*.json")), ids=lambda path: path.name)
def test_a_schema_is_published_at_the_address_of_its_id(path: Any) -> None:
    assert json.loads(path.read_text(encoding="utf-8"))["$id"] == f"{ADDRESS}schemas/{path.name}"


def test_the_addresses_of_the_package_are_pages_of_the_site() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    urls = re.findall(r'^\w+ = "(https://replreg[^"]*)"$', text.partition("[project.urls]")[2], re.MULTILINE)
    assert len(urls) >= 3
    for url in urls:
        assert url.startswith(ADDRESS)
        page = url.removeprefix(ADDRESS).rstrip("/")
        assert page == "" or f"{page}.md" in pages(SITE["nav"])


def test_the_site_loads_nothing_from_elsewhere() -> None:
    assert SITE["theme"]["font"] is False
    assert not {"extra_javascript", "extra_css"} & set(SITE)


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path: Any) -> None:
    commands = pytest.importorskip("mkdocs.commands.build", reason="mkdocs is not installed: pip install --group docs")
    config = pytest.importorskip("mkdocs.config")
    pytest.importorskip("material", reason="mkdocs-material is not installed: pip install --group docs")
    commands.build(config.load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path / "site"), strict=True))
    assert (tmp_path / "site" / "rules" / "alias-as-host" / "index.html").is_file()
    assert (tmp_path / "site" / "schemas" / "replreg-config.schema.json").is_file()
