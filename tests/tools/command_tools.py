"""Runs the command as a user does, in a process of its own, for the tests of what is around a run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

WRONG = """\
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: myquay
  name: ns/img
  tag: 2.0.0
---
# kind: scheduler-swarm
version: "3.3"
services:
  app:
    image: myquay/ns/img:2.0.0
"""
RIGHT = WRONG.replace("image: myquay/", "image: quay.io/")
CONFIG = "registries:\n  myquay: {endpoint: quay.io}\n"


def plain_environment(**more: str) -> dict[str, str]:
    """The environment without what would colour output or look for other settings."""
    dropped = ("NO_COLOR", "FORCE_COLOR", "PYTHONPATH", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    bin_folder = str(Path(sys.executable).parent)
    # A folder without .git above it, as temporary ones have it, must not be taken for a part of a repository.
    return {**kept, "PATH": bin_folder + os.pathsep + kept.get("PATH", ""), "TERM": "dumb", **more}


def replreg(
    *arguments: str, cwd: Path, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``replreg`` in ``cwd``; standard input is empty unless given."""
    return subprocess.run(
        [sys.executable, "-m", "replreg", *arguments],
        cwd=cwd,
        input=stdin or "",
        capture_output=True,
        encoding="utf-8",
        env=plain_environment(PYTHONPATH=str(ROOT), **environment),
        timeout=120,
        check=False,
    )
