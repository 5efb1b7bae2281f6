"""What the editor offers at the cursor, which ``|`` marks in the text."""

from __future__ import annotations

import pytest

from replreg import Config, Registry
from replreg.config.discovery import Configurations
from replreg.linter.kots_folder import KotsFolders
from replreg.lsp.analysis import analyse
from replreg.lsp.completion import complete
from replreg.lsp.landmarks import Landmarks
from replreg.lsp.open_document import Document
from replreg.lsp.parameters import Parameters
from replreg.lsp.positions import Positions
from replreg.lsp.yaml_cursor import cursor_at

CONFIG = Config(app="my-app", registries=[Registry("myquay", "quay.io"), Registry("team", "ghcr.io/acme")])
NATIVE = "# kind: replicated\nreplicated_api_version: 2.9.2\n"
HELM_CHART = "apiVersion: kots.io/v1beta2\nkind: HelmChart\n"


def known(text: str) -> Landmarks:
    """What is known of a document of this text."""
    document = Document("file:///nowhere/release.yaml", 1, "yaml", Positions(text, "utf-32"))
    configurations = Configurations(read_none=True, registries=CONFIG.registries)
    return analyse(document, configurations, KotsFolders()).landmarks()


def offered(
    marked: str, name: str = "release.yaml", marks: Landmarks | None = None, config: Config = CONFIG
) -> dict[str, str]:
    """The labels that are offered, each with the text after it is taken."""
    offset = marked.index("|")
    text = marked[:offset] + marked[offset + 1 :]
    document = Document(f"file:///{name}", 1, "yaml", Positions(text, "utf-32"))
    found = {}
    for item in complete(document, offset, config, marks or Landmarks("", (), {})):
        start, end = Parameters(item["textEdit"]).span(document.positions)
        assert (end, text[start:end] in text) == (offset, True)
        found[item["label"]] = text[:start] + item["textEdit"]["newText"] + text[end:]
    return found


def test_a_source_is_a_registry_or_a_word_of_the_platform() -> None:
    found = offered(NATIVE + "images:\n- source: my|\n  name: ns/img\n")
    assert list(found) == ["myquay", "team", "public", "replicated"]
    assert found["myquay"] == NATIVE + "images:\n- source: myquay\n  name: ns/img\n"


def test_an_image_string_begins_with_the_real_host() -> None:
    found = offered("# kind: scheduler-swarm\nservices:\n  app:\n    image: 'qu|'\n")
    assert list(found)[:2] == ["quay.io/", "ghcr.io/acme/"]
    assert "proxy.replicated.com/proxy/my-app/" in found
    assert found["quay.io/"].endswith("    image: 'quay.io/'\n")


def test_a_registry_alone_is_a_host_without_a_path() -> None:
    assert "quay.io" in offered(HELM_CHART + "spec:\n  values:\n    image:\n      registry: |\n")


@pytest.mark.parametrize(
    ("text", "has", "lacks"),
    [
        (NATIVE + "images:\n- source: public\n  |\n", ["name", "tag"], ["source"]),
        (NATIVE + "|\n", ["components", "images", "config"], ["replicated_api_version", "name:"]),
        (NATIVE + "components:\n- name: A\n  containers:\n  - so|\n", ["source", "image_name", "version"], []),
        (HELM_CHART + "spec:\n  |\n  chart: {name: a}\n", ["values", "optionalValues", "builder"], ["chart"]),
        (HELM_CHART + "spec:\n  optionalValues:\n    - |\n", ["when", "recursiveMerge", "values"], []),
    ],
)
def test_keys_are_those_of_the_schema_that_the_mapping_lacks(text: str, has: list[str], lacks: list[str]) -> None:
    found = offered(text)
    assert set(has) <= set(found)
    assert not set(lacks) & set(found)


@pytest.mark.parametrize(
    ("kind", "text", "has"),
    [
        ("scheduler-swarm", "services:\n  web:\n    |\n", "image"),
        ("scheduler-swarm", "# kind: unknown\nservices:\n  web:\n    |\n", "image"),
        ("scheduler-swarm", NATIVE + "|\n", "components"),
        ("replicated", "name: a\n|\n", "components"),
        (None, "# kind: scheduler-swarm\n---\nservices:\n  web:\n    |\n---\n# kind: replicated\n", "image"),
        (None, "# kind: replicated\n---\n# kind: scheduler-swarm\nservices:\n  web:\n    |\n", "image"),
        (None, "# kind: scheduler-swarm, or so\n# kind: replicated\n|\n", "components"),
    ],
)
def test_the_kind_is_the_one_of_the_marker_or_of_the_configuration(kind: str | None, text: str, has: str) -> None:
    assert has in offered(text, config=Config(kind=kind))


def test_a_key_with_a_scalar_is_offered_with_its_blank() -> None:
    found = offered(NATIVE + "images:\n- source: public\n  na|\n")
    assert found["name"].endswith("  name: \n")
    assert offered(NATIVE + "ima|")["images"].endswith("images:")


def test_values_are_those_of_the_schema() -> None:
    assert {"true", "false"} <= set(offered(HELM_CHART + "spec:\n  optionalValues:\n  - recursiveMerge: |\n"))


def test_options_are_those_that_the_file_defines() -> None:
    config = "config:\n- name: group\n  items:\n  - name: hostname\n    type: text\n"
    containers = "components:\n- name: web\n  containers: [{source: public, image_name: redis, version: '1'}]\n"
    text = NATIVE + containers + config
    found = offered(text + 'properties:\n  app_url: http://{{repl ConfigOption "ho|" }}\n', marks=known(text))
    assert list(found) == ["hostname"], "names of components and of groups are not options"
    assert found["hostname"].endswith('ConfigOption "hostname" }}\n')


def test_a_comment_that_ignores_takes_ids_of_rules() -> None:
    found = offered("image: a  # replreg: ignore[floating-tag, alias|]\n")
    assert found["alias-as-host"] == "image: a  # replreg: ignore[floating-tag, alias-as-host]\n"


def test_the_configuration_has_its_own_keys_and_values() -> None:
    assert {"app", "registries", "rules"} <= set(offered("|\n", "replreg.yaml"))
    assert {"endpoint", "username"} <= set(offered("registries:\n  myquay:\n    |\n", "replreg.yaml"))
    assert {"error", "warning", "info", "off"} <= set(offered("rules:\n  floating-tag: |\n", "replreg.yaml"))


@pytest.mark.parametrize(
    "text",
    ["# a comm|ent\n", "a: |-\n  text |\n".replace("|-", ">-"), "a: b  # c|\n", 'x: {"a": |}\n'],
)
def test_nothing_is_offered_in_comments_and_in_blocks_of_text(text: str) -> None:
    assert offered(text) == {}


@pytest.mark.parametrize(
    ("marked", "path", "key", "written"),
    [
        ("a:\n  b:\n    c: x|", ("a", "b"), "c", "x"),
        ("a:\n- b: 1\n  c|", ("a", "-"), None, "c"),
        ("a:\n  - - b|", ("a", "-", "-"), None, "b"),
        ("a:\n  - |", ("a", "-"), None, ""),
        ("- a:\n    b: |", ("-", "a"), "b", ""),
        ("x: 1\n---\na:\n  b: 'q|'", ("a",), "b", "q"),
        ("a:\n\n  # comment\n  b:\n    c|", ("a", "b"), None, "c"),
    ],
)
def test_the_keys_above_the_cursor(marked: str, path: tuple[str, ...], key: str | None, written: str) -> None:
    offset = marked.index("|")
    cursor = cursor_at(marked.replace("|", ""), offset)
    assert cursor is not None
    assert (cursor.path, cursor.key, cursor.written) == (path, key, written)
