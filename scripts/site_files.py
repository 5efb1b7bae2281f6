"""A hook of MkDocs: adds what the site shows and ``docs/`` does not hold.

The pages of the rules come into the navigation in the order of their table, the changelog becomes a page, and the JSON
Schemas are published under the addresses that their ``$id`` names.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

__all__ = ["on_config", "on_files"]

ROOT = Path(__file__).resolve().parents[1]


def on_config(config: Any) -> Any:
    """Return the configuration with the page of each rule in its navigation."""
    table = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    pages = re.findall(r"^\| \[`([\w-]+)`\]\((rules/[\w-]+\.md)\)", table, re.MULTILINE)
    for entry in config.nav:
        if "Rules" in entry:
            entry["Rules"] = [entry["Rules"], *({rule: page} for rule, page in pages)]
    return config


def on_files(files: Files, *, config: Any) -> Files:
    """Return the files of the site with the changelog and the schemas."""
    files.append(File.generated(config, "changelog.md", abs_src_path=str(ROOT / "CHANGELOG.md")))
    for schema in sorted((ROOT / "schemas").glob("*.json")):
        files.append(File.generated(config, f"schemas/{schema.name}", abs_src_path=str(schema)))
    return files
