"""The linters to compare with. They are installed into a cache folder if that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

__all__ = ["BARE_PARSE", "FLOOR", "vendor_linter", "yamllint"]

VENDOR = "replicated-lint@0.14.9"

FLOOR = (
    "import sys, click, ruamel.yaml\n"
    "from ruamel.yaml import YAML\n"
    "for event in YAML(typ='safe').parse(open(sys.argv[1], encoding='utf-8').read()): pass\n"
)
"""The floor: a process that imports the two libraries and parses the same file."""

BARE_PARSE = (
    "import pathlib\n"
    "from ruamel.yaml import YAML\n"
    "for path in pathlib.Path().rglob('*.yaml'):\n"
    "    for event in YAML(typ='safe').parse(path.read_text(encoding='utf-8')): pass\n"
)
"""A process that imports the library and parses the YAML files of the current folder."""


def vendor_linter() -> list[str] | None:
    """Return the command of the vendor's linter, installed with npm into the cache; None where it cannot be had.

    It reads only the first document of a file, so it takes less time than the whole file would.
    """
    npm = shutil.which("npm")
    if npm is None:
        return None
    cache = _cache()
    program = cache / "node_modules" / ".bin" / "replicated-lint"
    if not program.exists():
        cache.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(cache), VENDOR]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode or not program.exists():
            return None
    return [str(program), "validate", "--infile"]


def yamllint() -> list[str] | None:
    """Return the command of yamllint, installed with pip into the cache if it is missing; None if that fails."""
    if find_spec("yamllint") is not None:
        return [sys.executable, "-m", "yamllint"]
    folder = _cache() / "yamllint"
    if not folder.is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), "yamllint"]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
    run = f"import sys; sys.path.insert(0, {str(folder)!r}); from yamllint.cli import run; run()"
    return [sys.executable, "-c", run]


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "replreg-benchmarks"
