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
    "replreg.release.checks.cluster_size": "no component is on several hosts",
    "replreg.release.checks.config_advice": "no option gives a cause for advice",
    "replreg.release.checks.container_references": "no key names a container of the native scheduler",
    "replreg.release.checks.index_join": "there is one document with components",
    "replreg.release.checks.index_ship": "it is not a release of Ship",
    "replreg.release.checks.public_ports": "no port is public",
    "replreg.release.checks.ship": "it is not a release of Ship",
    "replreg.release.checks.ship_structure": "it is not a release of Ship",
    "replreg.release.checks.start_order": "no container mounts volumes of another",
    "replreg.release.checks.version_ranges": "no range of versions is in it",
    "replreg.release.schema_table": "no resource is one of KOTS",
    "replreg.templates": "no template has to be evaluated",
}
OTHER_SCHEMAS = ("embedded_cluster", "kots", "kubernetes_app", "ship", "swarm", "troubleshoot", "velero_backup")


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


def test_schemas_of_other_kinds_are_not_imported(imported: set[str]) -> None:
    assert imported.isdisjoint(f"replreg.yaml.schema_tables.{name}" for name in OTHER_SCHEMAS)


def test_each_named_module_exists() -> None:
    from importlib.util import find_spec

    names = [name for name in HEAVY if name.startswith("replreg.")]
    assert [name for name in names if find_spec(name) is None] == []
    assert [name for name in OTHER_SCHEMAS if find_spec(f"replreg.yaml.schema_tables.{name}") is None] == []


def test_the_release_was_checked(imported: set[str]) -> None:
    assert {"replreg.release.checks.walker", "replreg.rules.schema"} <= imported
