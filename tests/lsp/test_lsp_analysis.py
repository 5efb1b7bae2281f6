"""What is said of an open document: what lint says of the file, with its settings and its neighbours. No server."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsp_client import CONFIG, RIGHT, WRONG
from lsp_look import look, rules

from replreg.lsp.capabilities import ENCODINGS
from replreg.lsp.diagnostics import diagnostics_of, range_of
from replreg.lsp.open_document import Document, moved_by
from replreg.lsp.parameters import Parameters
from replreg.lsp.positions import Positions
from replreg.registries.linked_registry import Registry

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  imagePullSecrets: [{name: replicatedregistrykey}]
  containers:
  - {name: a, image: myquay/ns/img:1}
"""
DOUBTFUL = POD.replace("/ns/img", "/img")
"""In a KOTS release this is a mistake; elsewhere it may be an organization on Docker Hub."""
APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {title: a}\n"


# Documents.

PIECES = ["a", "é", "😀", "\n", "\r\n", "\r", "\x0c", "\u2028"]


@given(st.data(), st.sampled_from(ENCODINGS))
def test_changes_make_the_text_that_the_editor_has(data: st.DataObject, encoding: str) -> None:
    texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
    text = data.draw(texts)
    document = Document("file:///a.yaml", 1, "yaml", Positions(text, encoding))
    changes: list[Parameters] = []
    for _ in range(data.draw(st.integers(1, 3))):
        positions = Positions(text, encoding)
        places = [offset for offset in range(len(text) + 1) if text[offset - 1 : offset + 1] != "\r\n"]
        start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
        new = data.draw(texts)
        changes.append(Parameters({"range": range_of(positions, start, end), "text": new}))
        text = text[:start] + new + text[end:]
    changed, shifts = document.changed(2, changes)
    assert (changed.text, changed.version) == (text, 2)
    for start in range(len(document.text)):
        span = moved_by(shifts, start, start + 1)
        assert span is None or text[slice(*span)] == document.text[start]


@pytest.mark.parametrize(
    ("uri", "language", "yaml", "config"),
    [
        ("file:///a/b%20c.yaml", "yaml", True, False),
        ("file:///a/b.yml", "helm", True, False),
        ("file:///a/compose", "yaml.docker-compose", True, False),
        ("untitled:Untitled-1", "yaml", True, False),
        ("file:///a/b.txt", "plaintext", False, False),
        ("file:///a/pyproject.toml", "toml", False, False),
        ("file:///a/replreg.yaml", "yaml", True, True),
        ("file:///a/.replreg.yaml", "yaml", True, True),
        ("file:///a/my-replreg.yaml", "yaml", True, False),
    ],
)
def test_the_kinds_of_open_documents(uri: str, language: str, yaml: bool, config: bool) -> None:
    document = Document(uri, 1, language, Positions(""))
    assert (document.is_yaml, document.is_config) == (yaml, config)


# Which documents are looked at, and how.


def test_a_document_is_looked_at_whether_it_is_saved_or_not(project: Path) -> None:
    assert rules(look(project / "never-saved.yaml", WRONG)) == ["alias-as-host"]
    (project / "release.yaml").write_text(WRONG, encoding="utf-8")
    assert rules(look(project / "release.yaml", RIGHT)) == []


@pytest.mark.parametrize("text", ["", "a: 1\n", DOUBTFUL, "services: {a: {image: quay.io/ns/img:1}}\n", "a: ]\n", "\0"])
def test_a_file_that_is_not_a_release_is_skipped(project: Path, text: str) -> None:
    analysis = look(project / "other.yaml", text)
    assert (analysis.job, diagnostics_of(analysis)) == (None, [])


def test_a_document_that_is_not_yaml_is_skipped(project: Path) -> None:
    assert look(project / "release.txt", WRONG, "plaintext").job is None


def test_a_release_half_typed_stays_one(project: Path) -> None:
    native = "replicated_api_version: 2.9.2\ncomponents:\n- name: a\n  containers: [\n"
    assert rules(look(project / "a.yaml", native.removeprefix("replicated_api_version: 2.9.2\ncomponents"))) == []
    assert rules(look(project / "a.yaml", native, was_release=True)) == ["yaml-syntax"]
    assert rules(look(project / "a.yaml", "a: 1\n", was_release=True)) == []


def test_settings_exclude_and_override_by_path(project: Path) -> None:
    (project / "replreg.yaml").write_text(
        CONFIG + "exclude: ['vendor/**']\noverrides:\n- {paths: ['old/**'], rules: {alias-as-host: info}}\n", encoding="utf-8"
    )  # fmt: skip
    assert [found["severity"] for found in diagnostics_of(look(project / "a.yaml", WRONG))] == [1]
    assert [found["severity"] for found in diagnostics_of(look(project / "old" / "a.yaml", WRONG))] == [3]
    assert look(project / "vendor" / "a.yaml", WRONG).job is None


def test_comments_silence(project: Path) -> None:
    silenced = WRONG.replace("img:2.0.0\n", "img:2.0.0 # replreg: ignore[alias-as-host]\n")
    assert rules(look(project / "a.yaml", silenced)) == []
    assert rules(look(project / "a.yaml", RIGHT + "# replreg: ignore[alias-as-host]\n")) == ["unused-ignore"]


def test_manifests_of_a_kots_release_know_their_neighbours(project: Path) -> None:
    assert rules(look(project / "pod.yaml", DOUBTFUL)) == []
    (project / "app.yaml").write_text(APPLICATION, encoding="utf-8")
    assert "alias-as-host" in rules(look(project / "pod.yaml", DOUBTFUL))


def test_parts_of_a_helm_chart_have_what_the_command_finds_in_a_folder(project: Path) -> None:
    (project / "app.yaml").write_text(APPLICATION, encoding="utf-8")
    (project / ".git").mkdir()
    templates = project / "charts" / "redis" / "templates"
    templates.mkdir(parents=True)
    assert "alias-as-host" in rules(look(templates / "pod.yaml", POD))
    (templates.parent / "Chart.yaml").write_text("name: redis\n", encoding="utf-8")
    (templates / "pod.yaml").write_text(POD, encoding="utf-8")
    (templates.parent / "values.yaml").write_text(WRONG, encoding="utf-8")
    assert rules(look(templates / "pod.yaml", POD)) == ["alias-as-host"]
    assert rules(look(templates.parent / "values.yaml", WRONG)) == ["alias-as-host"]
    other = POD.replace("myquay/", "registry.example.com/")
    assert rules(look(templates / "pod.yaml", other)) == []


def test_a_document_without_a_file_is_configured_by_the_current_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    (project / "app.yaml").write_text(APPLICATION, encoding="utf-8")
    assert rules(look("untitled:Untitled-1", WRONG)) == ["alias-as-host"]
    assert rules(look("untitled:Untitled-1", DOUBTFUL)) == []


def test_options_of_the_run_come_on_top(project: Path) -> None:
    other = [Registry(name="myquay", endpoint="registry.example.com")]
    analysis = look(project / "a.yaml", WRONG, registries=other)
    assert "'registry.example.com'" in analysis.findings[0].message
    assert rules(look(project / "a.yaml", WRONG, ignore=frozenset({"alias-as-host"}))) == []
    assert rules(look(project / "a.yaml", WRONG, select=frozenset({"floating-tag"}))) == []


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("registries: [\n", (1, 0), "this is not YAML"),
        ("app: a\nregistry: {}\n", (1, 0), "did you mean 'registries'?"),
        ("registries: {}\nregistries: {}\n", (1, 0), "is here twice"),
    ],
)
def test_wrong_settings_have_their_place(project: Path, text: str, place: tuple[int, int], words: str) -> None:
    (found,) = diagnostics_of(look(project / "replreg.yaml", text))
    assert found["range"]["start"] == {"line": place[0], "character": place[1]}
    assert words in found["message"]


def test_wrong_settings_on_disk_are_reported_for_a_release(project: Path) -> None:
    (project / "replreg.yaml").write_text("registry: {}\n", encoding="utf-8")
    analysis = look(project / "a.yaml", WRONG)
    assert diagnostics_of(analysis) == []
    assert analysis.mistake is not None
    assert "did you mean 'registries'?" in str(analysis.mistake)


def test_a_mistake_of_our_own_is_an_outcome(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("replreg.linter.lint_file.lint_release", fail)
    analysis = look(project / "a.yaml", WRONG)
    assert analysis.failure is not None
    assert "ZeroDivisionError" in analysis.failure
    assert diagnostics_of(analysis) == []
