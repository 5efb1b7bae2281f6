"""Runs the command as a user does, with a plain environment, for the tests of what is around a run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cli_tools import call

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
    """Run ``replreg`` in ``cwd``, in this process; standard input is empty unless given."""
    plain = {"TERM": "dumb", "PATH": plain_environment()["PATH"], "PYTHONPATH": str(ROOT), **environment}
    done = call(*arguments, cwd=cwd, stdin=stdin or "", env={**plain})
    return subprocess.CompletedProcess(arguments, done.status, done.out, done.err)
