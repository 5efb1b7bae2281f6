"""The kinds of files without a ``# kind:`` comment, as ``kinds`` in the configuration names them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_tools import replreg

from replreg import Config, fix_text, lint_text
from replreg.config.discovery import Configurations
from replreg.config.load import ConfigError, parse_config
from replreg.linter.kots_folder import KotsFolders
from replreg.lsp.analysis import analyse
from replreg.lsp.open_document import Document
from replreg.lsp.positions import Positions

CONFIG = (
    "registries:\n  myquay: {endpoint: quay.io}\nkinds:\n  told.yaml: replicated\n  'swarm/*.yaml': scheduler-swarm\n"
)
STRANGE = "unheard_of: true\n"  # no key of it is known, so that only somebody can say that it is a release
SWARM = "x-services: {}\nservices:\n  app:\n    image: quay.io/ns/img:1\nbuilds: {}\n"  # no Compose file by its keys


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "replreg.yaml").write_text(CONFIG)
    for name, text in {"told.yaml": STRANGE, "other.yaml": STRANGE, "swarm/app.yaml": SWARM}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def rules(cwd: Path, *arguments: str, stdin: str | None = None) -> dict[str, set[str]]:
    done = replreg("lint", "--format", "json", *arguments, cwd=cwd, stdin=stdin)
    found: dict[str, set[str]] = {}
    for item in json.loads(done.stdout)["findings"]:
        found.setdefault(item["path"], set()).add(item["rule"])
    return found


def test_a_file_is_of_the_kind_that_is_told_in_a_folder_and_by_name(project: Path) -> None:
    for arguments in ((), ("told.yaml", "other.yaml")):
        found = rules(project, *arguments)
        assert found["told.yaml"] == {"api-version", "unknown-key"}
        assert "other.yaml" not in found


def test_standard_input_has_the_kind_of_its_file_name(project: Path) -> None:
    assert "unknown-key" in rules(project, "--stdin-filename", "told.yaml", "-", stdin=STRANGE)["told.yaml"]
    assert not rules(project, "--stdin-filename", "new.yaml", "-", stdin=STRANGE)


def test_the_last_glob_that_matches_counts(project: Path) -> None:
    (project / "replreg.yaml").write_text("kinds:\n  '*.yaml': scheduler-swarm\n  told.yaml: replicated\n")
    assert "unknown-key" in rules(project)["told.yaml"]
    (project / "replreg.yaml").write_text("kinds:\n  told.yaml: replicated\n  '*.yaml': scheduler-swarm\n")
    assert "api-version" not in rules(project).get("told.yaml", set())


def test_a_marker_that_disagrees_counts_more(project: Path) -> None:
    (project / "told.yaml").write_text(f"# kind: scheduler-swarm\n{SWARM}")
    assert "told.yaml" not in rules(project)
    (project / "told.yaml").write_text(f"{STRANGE}---\n# kind: scheduler-swarm\n{SWARM}")
    found = json.loads(replreg("lint", "--format", "json", "told.yaml", cwd=project).stdout)["findings"]
    assert {item["start"]["line"] for item in found if item["rule"] in ("unknown-key", "api-version")} == {1}


def test_fixes_are_made_in_a_document_of_the_kind_that_is_told(project: Path) -> None:
    wrong = "replicated_api_verson: 2.9.2\nimages: []\nunheard_of: 1\n"
    (project / "told.yaml").write_text(wrong)
    done = replreg("fix", "--unsafe-fixes", "--in-place", "told.yaml", cwd=project)
    assert "not changed" not in done.stderr
    assert (project / "told.yaml").read_text() == wrong.replace("verson", "version")
    assert fix_text(wrong, Config(kind="replicated"), unsafe=True) == wrong.replace("verson", "version")


def test_images_are_those_of_the_kind_that_is_told(project: Path) -> None:
    assert "quay.io/ns/img" in replreg("images", cwd=project).stdout
    (project / "replreg.yaml").write_text(CONFIG.replace("swarm/*", "other/*"))
    assert "quay.io/ns/img" not in replreg("images", cwd=project).stdout


def test_show_settings_has_the_kind(project: Path) -> None:
    lines = replreg("lint", "--show-settings", "told.yaml", cwd=project).stdout.splitlines()
    assert "  kind: replicated" in lines


def test_the_editor_reads_the_kind(project: Path) -> None:
    for name, expected in (("told.yaml", {"api-version", "unknown-key"}), ("other.yaml", set())):
        document = Document((project / name).as_uri(), 1, "yaml", Positions(STRANGE))
        analysis = analyse(document, Configurations(), KotsFolders())
        assert {finding.rule for finding in analysis.findings} == expected


def test_the_library_takes_the_kind() -> None:
    assert not lint_text(STRANGE)
    assert "unknown-key" in {finding.rule for finding in lint_text(STRANGE, Config(kind="replicated"))}


@pytest.mark.parametrize("text", ["", "---\n", "# nothing yet\n", "---\n---\n"])
def test_an_empty_file_of_the_kind_replicated_is_reported(project: Path, text: str) -> None:
    (project / "told.yaml").write_text(text)
    assert rules(project)["told.yaml"] == {"empty-document"}


def test_a_manifest_of_the_kind_that_is_told_is_not_part_of_a_release_of_kots(tmp_path: Path) -> None:
    (tmp_path / "replreg.yaml").write_text("kinds:\n  pods.yaml: scheduler-kubernetes\n")
    (tmp_path / "app.yaml").write_text("apiVersion: kots.io/v1beta1\nkind: Application\nmetadata:\n  name: a\n")
    pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: quay.io/ns/img:1\n"
    (tmp_path / "pods.yaml").write_text(pod)
    assert "unproxied-image" not in rules(tmp_path).get("pods.yaml", set())


@pytest.mark.parametrize(
    ("word", "hint"),
    [("swarm", "scheduler-swarm"), ("replicate", "replicated"), ("Kubernetes", "scheduler-kubernetes")],
)
def test_a_wrong_kind_is_an_error_with_the_nearest_right_one(word: str, hint: str) -> None:
    with pytest.raises(ConfigError, match=f"did you mean '{hint}'") as caught:
        parse_config(f"kinds:\n  a.yaml: {word}\n")
    assert caught.value.line == 2
    with pytest.raises(ValueError, match=f"'{word}' is not a kind"):
        Config(kind=word)
    with pytest.raises(ValueError, match=f"'{word}' is not a kind"):
        Config(kinds={"a.yaml": word})
