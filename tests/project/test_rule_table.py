"""The table of rules is made from their modules, it is current, and a rule is two files: its module and its test."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_tools import ROOT, plain_environment

from replreg.rules.catalogue import GROUPS, RULES

SPEC = importlib.util.spec_from_file_location("make_rule_table", ROOT / "scripts" / "make_rule_table.py")
assert SPEC is not None and SPEC.loader is not None
make_rule_table = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_rule_table)

RULE = '''"""Reports containers of the native scheduler that are named "forbidden".

## Why

This rule is a sample.

## Wrong

```yaml
components:
- name: a
  containers:
  - {source: public, image_name: forbidden, version: "1"}
```

## Right

```yaml
components:
- name: a
  containers:
  - {source: public, image_name: redis, version: "1"}
```

## How to fix

Choose another image.
"""

from collections.abc import Iterator

from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem

ID = "no-forbidden"
GROUP = "images"
SEVERITY = "warning"
FIX = None
SUMMARY = "a container that is named forbidden"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Yield the containers with this name."""
    for declared in resolution.declarations:
        name = declared.declaration.name
        if name is not None and name.value == "forbidden":
            yield Problem(declared.declaration.document, name.span, "the name is forbidden")
'''
RELEASE = """\
replicated_api_version: 2.9.2
components:
- name: a
  containers:
  - {source: public, image_name: forbidden, version: "1"}
"""


def test_the_table_and_the_schema_are_current() -> None:
    assert make_rule_table.main(["--check"]) == 0


def test_every_rule_is_in_a_group_that_has_rules() -> None:
    assert {rule.group for rule in RULES.values()} == set(GROUPS)


@pytest.mark.parametrize("rule_id", RULES)
def test_each_rule_has_a_test_of_its_own(rule_id: str) -> None:
    name = rule_id.replace("-", "_")
    cases = ROOT / "tests" / "rules" / "cases" / rule_id
    assert (ROOT / "tests" / "rules" / f"test_{name}.py").is_file() or any(cases.glob("*.yaml"))


@pytest.mark.slow
def test_a_rule_is_two_files(tmp_path: Path) -> None:
    """A scratch copy with one more module: the rule is listed, run, configured, explained and documented."""
    for folder in ("replreg", "schemas", "scripts", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("README.md", "CHANGELOG.md", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "replreg/rules/no_forbidden.py").write_text(RULE, encoding="utf-8")
    (tmp_path / "release.yaml").write_text(RELEASE, encoding="utf-8")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env=plain_environment(PYTHONPATH=str(tmp_path)),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    assert run("scripts/make_rule_table.py", "--check").returncode == 1
    for script in ("make_rule_table.py", "make_docs.py"):
        done = run(f"scripts/{script}")
        assert done.returncode == 0, done.stderr
    listed = json.loads(run("-m", "replreg", "rules", "--no-config", "--format", "json").stdout)
    assert {"rule": "no-forbidden", "level": "warning"}.items() <= next(
        row for row in listed if row["rule"] == "no-forbidden"
    ).items()
    found = run("-m", "replreg", "lint", "--no-config", "--format", "concise", "release.yaml").stdout
    assert re.search(r"release\.yaml:5:\d+: .*no-forbidden", found)
    (tmp_path / "replreg.yaml").write_text("rules: {no-forbidden: error}\n", encoding="utf-8")
    assert run("-m", "replreg", "lint", "release.yaml").returncode == 1
    assert "This rule is a sample." in run("-m", "replreg", "explain", "no-forbidden").stdout
    pages = "".join(page.read_text(encoding="utf-8") for page in (tmp_path / "docs").rglob("*.md"))
    assert "This rule is a sample." in pages
    schema = json.loads((tmp_path / "schemas/replreg-config.schema.json").read_text(encoding="utf-8"))
    assert "no-forbidden" in schema["$defs"]["ruleSelector"]["enum"]
