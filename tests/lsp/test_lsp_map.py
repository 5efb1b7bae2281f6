"""The editor's map of a release: hover, definition, references, rename, symbols and hints, from the real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsp_client import CONFIG, RIGHT, WRONG, Client, span
from remote_sites import DIGEST, FOUND, serve

HELM_CHART = """\
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: web}
spec:
  chart: {name: web, chartVersion: 1.0.0}
  values:
    image:
      repository: proxy.replicated.com/proxy/my-app/quay.io/acme/web
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: 'quay.io/acme/web:1.0'}
"""
VALUES = "image:\n  repository: quay.io/acme/web\n  tag: '1.0'\n"


def at(uri: str, line: int, character: int, **more: Any) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}, **more}


def place(uri: str, start: tuple[int, int], end: tuple[int, int]) -> dict[str, Any]:
    return {"uri": uri, "range": span(start, end)}


@pytest.fixture
def chart(project: Path) -> Path:
    (project / "web").mkdir()
    (project / "web" / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    (project / "web" / "values.yaml").write_text(VALUES)
    (project / "web.yaml").write_text(HELM_CHART)
    return project


def test_hover_on_an_image_says_what_is_pulled_and_where_it_is_declared(client: Client) -> None:
    uri = client.open("release.yaml", RIGHT)
    hover = client.request("textDocument/hover", at(uri, 11, 25))
    assert "`quay.io/ns/img:2.0.0`" in hover["contents"]["value"]
    assert "line 5" in hover["contents"]["value"]
    assert hover["range"] == span((11, 11), (11, 31))
    on_source = client.request("textDocument/hover", at(uri, 3, 11))["contents"]["value"]
    assert "`myquay`" in on_source and "`quay.io`" in on_source
    assert client.request("textDocument/hover", at(uri, 0, 0)) is None


@pytest.mark.usefixtures("chart")
def test_hover_on_a_chart_value_has_both_worlds(client: Client) -> None:
    uri = client.open("web.yaml", HELM_CHART)
    text = client.request("textDocument/hover", at(uri, 7, 30))["contents"]["value"]
    assert "online: `proxy.replicated.com/proxy/my-app/quay.io/acme/web:1.0`, through the platform's proxy" in text
    assert "air gap: " in text


def test_an_image_leads_to_its_entry_and_a_source_to_the_configuration(client: Client) -> None:
    uri = client.open("release.yaml", WRONG)
    assert client.request("textDocument/definition", at(uri, 11, 25)) == [place(uri, (4, 8), (4, 14))]
    (found,) = client.request("textDocument/definition", at(uri, 3, 11))
    assert found["uri"].endswith("/replreg.yaml")
    line = CONFIG.splitlines()[found["range"]["start"]["line"]]
    assert line[found["range"]["start"]["character"] : found["range"]["end"]["character"]] == "myquay"
    assert client.request("textDocument/definition", at(uri, 1, 3)) == []


def test_references_are_all_places_that_mean_the_same_image(client: Client) -> None:
    uri = client.open("release.yaml", WRONG)
    used, declared = place(uri, (11, 11), (11, 30)), place(uri, (4, 8), (4, 14))
    context = {"context": {"includeDeclaration": True}}
    assert client.request("textDocument/references", at(uri, 4, 9, **context)) == [declared, used]
    context["context"]["includeDeclaration"] = False
    assert client.request("textDocument/references", at(uri, 4, 9, **context)) == [used]
    marked = client.request("textDocument/documentHighlight", at(uri, 4, 9))
    assert [(one["range"], one["kind"]) for one in marked] == [(declared["range"], 3), (used["range"], 2)]


@pytest.mark.usefixtures("chart")
def test_references_go_across_the_files_of_a_release(client: Client) -> None:
    uri = client.open("web.yaml", HELM_CHART)
    context = {"context": {"includeDeclaration": True}}
    found = client.request("textDocument/references", at(uri, 7, 30, **context))
    assert {one["uri"].rpartition("/")[2] for one in found} == {"web.yaml", "values.yaml"}


def test_renaming_a_registry_changes_the_release_and_the_configuration(client: Client) -> None:
    uri = client.open("release.yaml", RIGHT)
    prepared = client.request("textDocument/prepareRename", at(uri, 3, 11))
    assert prepared == {"range": span((3, 10), (3, 16)), "placeholder": "myquay"}
    edit = client.request("textDocument/rename", at(uri, 3, 11, newName="acmequay"))
    changes = {change["textDocument"]["uri"]: change["edits"] for change in edit["documentChanges"]}
    assert changes[uri] == [{"range": span((3, 10), (3, 16)), "newText": "acmequay"}]
    (config,) = (edits for its_uri, edits in changes.items() if its_uri.endswith("/replreg.yaml"))
    assert config == [{"range": span((2, 2), (2, 8)), "newText": "acmequay"}]


def test_renaming_an_image_changes_every_place(client: Client) -> None:
    uri = client.open("release.yaml", RIGHT)
    edit = client.request("textDocument/rename", at(uri, 11, 25, newName="ns/web"))
    (change,) = edit["documentChanges"]
    assert [one["range"] for one in change["edits"]] == [span((4, 8), (4, 14)), span((11, 19), (11, 25))]


@pytest.mark.parametrize(("line", "new"), [(3, "two words"), (3, "public"), (4, "Not/A Path"), (0, "x")])
def test_a_rename_that_would_be_wrong_is_refused(line: int, new: str, client: Client) -> None:
    uri = client.open("release.yaml", RIGHT)
    error = client.refused("textDocument/rename", at(uri, line, 11, newName=new))
    assert error["code"] == -32602


SPLIT = "image:\n  registry: quay.io\n  repository: acme/web\n  tag: '1.0'\nother:\n  image: quay.io/acme/web:1.0\n"


def test_an_image_in_parts_is_renamed_where_its_path_is(chart: Path, client: Client) -> None:
    (chart / "web" / "values.yaml").write_text(SPLIT)
    text = HELM_CHART.replace("repository: proxy.replicated.com/proxy/my-app/quay.io/acme/web", "registry: quay.io")
    (chart / "web.yaml").write_text(text)
    (chart / "pod.yaml").write_text(POD)
    uri = client.open("pod.yaml", POD)
    edits = client.request("textDocument/rename", at(uri, 5, 32, newName="acme/shop"))["documentChanges"]
    assert {
        (one["textDocument"]["uri"].rsplit("/", 1)[1], edit["range"]["start"]["line"], edit["newText"])
        for one in edits
        for edit in one["edits"]
    } == {("pod.yaml", 5, "acme/shop"), ("values.yaml", 2, "acme/shop"), ("values.yaml", 5, "acme/shop")}
    values = client.open("web/values.yaml", SPLIT)
    assert "host" in client.refused("textDocument/rename", at(values, 1, 14, newName="acme/shop"))["message"]


def test_each_place_of_an_image_has_the_address_that_is_pulled_there(chart: Path, client: Client) -> None:
    """KOTS rewrites the image of a Pod, and not that of a chart."""
    text = HELM_CHART.replace("proxy.replicated.com/proxy/my-app/", "")
    (chart / "web.yaml").write_text(text)
    (chart / "pod.yaml").write_text(POD)
    (chart / "replreg.yaml").write_text("app: my-app\nregistries:\n  myquay: {endpoint: quay.io}\n")
    proxied, direct = (
        "online: `proxy.replicated.com/proxy/my-app/quay.io/acme/web:1.0`",
        "online: `quay.io/acme/web:1.0`",
    )
    pod, web = client.open("pod.yaml", POD), client.open("web.yaml", text)
    assert proxied in client.request("textDocument/hover", at(pod, 5, 32))["contents"]["value"]
    assert direct in client.request("textDocument/hover", at(web, 7, 24))["contents"]["value"]


def test_the_configuration_leads_to_the_open_releases_that_use_it(project: Path, client: Client) -> None:
    settings = client.open("replreg.yaml", CONFIG)
    line = next(number for number, text in enumerate(CONFIG.splitlines()) if "myquay" in text)
    here = place(settings, (line, 2), (line, 8))
    hover = client.request("textDocument/hover", at(settings, line, 3))
    assert "`quay.io`" in hover["contents"]["value"] and "release" not in hover["contents"]["value"]
    assert client.request("textDocument/definition", at(settings, line, 3)) == [here]
    uri = client.open("release.yaml", RIGHT)
    (project / "web.yaml").write_text(HELM_CHART)
    (project / "pod.yaml").write_text(POD)
    pod = client.open("pod.yaml", POD)
    other = project / "other"
    other.mkdir()
    (other / "replreg.yaml").write_text(CONFIG)
    client.open("other/release.yaml", RIGHT)
    for one in (uri, pod):
        client.diagnostics(one, 1)
    asked = {"context": {"includeDeclaration": True}}
    found = client.request("textDocument/references", at(settings, line, 3, **asked))
    assert found[0] == here
    assert {(one["uri"].rsplit("/", 1)[1], one["range"]["start"]["line"]) for one in found[1:]} == {
        ("release.yaml", 3),
        ("release.yaml", 11),
        ("pod.yaml", 5),
        ("web.yaml", 7),
    }
    assert client.request("textDocument/references", at(settings, 0, 1, **asked)) == []
    error = client.refused("textDocument/rename", at(settings, line, 3, newName="x"))
    assert "'source:'" in error["message"]


def test_the_outline_has_the_images_of_each_document(client: Client) -> None:
    uri = client.open("release.yaml", RIGHT)
    symbols = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [(one["name"], [child["name"] for child in one["children"]]) for one in symbols] == [
        ("replicated", ["quay.io/ns/img:2.0.0"]),
        ("scheduler-swarm", ["quay.io/ns/img:2.0.0"]),
    ]
    found = client.request("workspace/symbol", {"query": "qns"})
    assert [one["name"] for one in found] == ["quay.io/ns/img:2.0.0"]
    assert {one["name"] for one in client.request("workspace/symbol", {"query": ""})} == {
        "myquay",
        "quay.io/ns/img:2.0.0",
    }


def test_a_search_in_many_documents_has_as_many_results_as_one_in_one(client: Client) -> None:
    def found() -> int:
        return len(client.request("workspace/symbol", {"query": ""}))

    def open_images(name: str) -> None:
        images = "".join(f"  {name}{number}: {{image: 'quay.io/ns/{name}{number}:1'}}\n" for number in range(600))
        client.open(f"{name}.yaml", f"# kind: scheduler-swarm\nservices:\n{images}")

    open_images("a")
    in_one = found()
    assert in_one < 600
    open_images("b")
    assert found() == in_one


@pytest.mark.usefixtures("chart")
def test_a_hint_shows_the_address_that_the_text_does_not_say(client: Client) -> None:
    uri = client.open("release.yaml", RIGHT)
    everything = {"textDocument": {"uri": uri}, "range": span((0, 0), (99, 0))}
    hints = client.request("textDocument/inlayHint", everything)
    assert [(hint["position"], hint["label"]) for hint in hints] == [
        ({"line": 4, "character": 14}, "→ quay.io/ns/img:2.0.0")
    ]


def test_a_client_that_asks_for_diagnostics_gets_them(project: Path) -> None:
    with Client(project, abilities={"textDocument": {"diagnostic": {}}}) as client:
        uri = client.open("release.yaml", WRONG)
        report = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert report["kind"] == "full"
        (finding,) = report["items"]
        assert finding["code"] == "alias-as-host"
        assert finding["codeDescription"] == {"href": "https://replreg.dev/rules/alias-as-host/"}


def test_the_verdicts_of_the_registries_are_lenses_once_they_were_asked(project: Path, client: Client) -> None:
    with serve(FOUND) as site:
        (project / "replreg.yaml").write_text(f"registries:\n  mine: {{endpoint: '{site.host}'}}\n")
        uri = client.open("release.yaml", RIGHT.replace("quay.io", site.host).replace("myquay", "mine"))
        document = {"textDocument": {"uri": uri}}
        lenses = client.request("textDocument/codeLens", document)
        assert {lens["command"]["title"] for lens in lenses} == {f"verify {site.host}/ns/img:2.0.0"}
        assert site.requests == []
        client.request("workspace/executeCommand", {"command": "replreg.verify", "arguments": [uri]})
        titles = {lens["command"]["title"] for lens in client.request("textDocument/codeLens", document)}
        assert titles == {f"found {DIGEST[:19]}…"}
        error = client.refused("workspace/executeCommand", {"command": "replreg.verify", "arguments": ["file:///x"]})
        assert error["code"] == -32602
