"""A lint of one native release imports nothing heavy that it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest
from command_tools import plain_environment

from benchmarks import samples

HEAVY = {
    "dataclasses": "makes each of its classes by compiling code",
    "json": "a schema is a module of Python",
    "jsonschema": "explains a fault, and there is none",
    "locale": "only translations need it",
    "logging": "nothing is logged",
    "multiprocessing": "there is one file, and it is short",
    "pathlib": "paths are text",
    "signal": "its C module is enough",
    "subprocess": "no program is run",
    "tempfile": "nothing is written",
    "urllib": "nothing is fetched",
    "replreg.charts": "the release has no chart",
    "replreg.delivery": "the native scheduler delivers images without it",
    "replreg.linter.processes": "there is one file, and it is short",
    "replreg.templates": "no template has to be evaluated",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("native")
    (folder / "replreg.yaml").write_text(samples.CONFIG, encoding="utf-8")
    (folder / "small.yaml").write_text(samples.typical(), encoding="utf-8")
    script = (
        "import sys; before = set(sys.modules)\n"
        "sys.argv = ['replreg', 'lint', '--quiet', '--format', 'concise', 'small.yaml']\n"
        "from replreg.cli import main; status = main()\n"
        "print(*(set(sys.modules) - before)); sys.exit(status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=plain_environment(), capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", HEAVY)
def test_it_is_not_imported(module: str, imported: set[str]) -> None:
    found = {name for name in imported if name == module or name.startswith(f"{module}.")}
    assert not found, HEAVY[module]


def test_the_release_was_checked(imported: set[str]) -> None:
    assert {"replreg.release.checks.walker", "replreg.rules.schema"} <= imported
