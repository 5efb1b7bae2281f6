"""The examples: each ``wrong.yaml`` has mistakes, ``replreg fix`` makes ``fixed.yaml`` of it, and that one is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from replreg.config.load import load_config
from replreg.linter.lint import fix_text, lint_text

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PAIRS = sorted(path.parent for path in EXAMPLES.glob("*/wrong.yaml"))
UNSAFE = {"native", "kubernetes"}  # whose mistakes have unsafe fixes only


@pytest.mark.parametrize("folder", PAIRS, ids=lambda path: path.name)
def test_the_wrong_one_becomes_the_right_one(folder: Path) -> None:
    config = load_config(folder / "replreg.yaml").config
    wrong, fixed = ((folder / name).read_text(encoding="utf-8") for name in ("wrong.yaml", "fixed.yaml"))
    assert lint_text(wrong, config)
    assert fix_text(wrong, config, unsafe=folder.name in UNSAFE) == fixed
    assert lint_text(fixed, config) == []


def test_there_is_an_example_for_each_scheduler_of_a_single_file() -> None:
    assert {"native", "swarm", "kubernetes"} <= {folder.name for folder in PAIRS}


PLATFORM_NATIVE = """\
# kind: replicated
replicated_api_version: 2.9.2
components:
- name: App
  containers:
  - source: mythirdpartyprivateregistry
    image_name: namespace/imagename
    version: 2.0.0
"""

PLATFORM_SWARM = """\
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
- source: public
  name: redis
  tag: 3.2-alpine
---
# kind: scheduler-swarm
version: "3.3"
services:
  app:
    image: quay.io/namespace/imagename:2.0.0
  cache:
    image: redis:3.2-alpine
"""


@pytest.mark.parametrize("release", [PLATFORM_NATIVE, PLATFORM_SWARM], ids=["native", "swarm"])
def test_the_platform_s_own_examples_are_clean(release: str) -> None:
    config = load_config(EXAMPLES / "swarm" / "replreg.yaml").config
    assert lint_text(release, config) == []
    assert fix_text(release, config, unsafe=True) == release


def test_the_platform_s_own_mistake_is_fixed() -> None:
    config = load_config(EXAMPLES / "swarm" / "replreg.yaml").config
    wrong = PLATFORM_SWARM.replace("quay.io/namespace", "mythirdpartyprivateregistry/namespace")
    assert [finding.rule for finding in lint_text(wrong, config)] == ["alias-as-host"]
    assert fix_text(wrong, config) == PLATFORM_SWARM
