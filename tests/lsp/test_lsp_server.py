"""The real server in its own process, over its standard streams, with a client that knows nothing of its code."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_tools import call
from lsp_client import (
    ABILITIES,
    CONFIG,
    EVERYTHING,
    HEAD,
    RIGHT,
    ROOT,
    WRONG,
    Client,
    applied,
    edits_of,
    span,
)

from replreg.lsp import capabilities

ENCODINGS = ("utf-8", "utf-16", "utf-32")


def test_a_finding_is_published_fixed_and_gone(project: Path) -> None:
    with Client(project) as client:
        uri = client.open("release.yaml", WRONG)
        (finding,) = client.diagnostics(uri, 1)
        assert finding["range"] == span((11, 11), (11, 17))
        assert (finding["severity"], finding["code"], finding["source"]) == (1, "alias-as-host", "replreg")
        assert "'quay.io'" in finding["message"]
        (related,) = finding["relatedInformation"]
        assert related["location"] == {"uri": uri, "range": span((4, 8), (4, 14))}

        fix, silence, everything = client.actions(uri, finding["range"])
        assert fix["title"] == "Replace 'myquay' with 'quay.io'"
        assert (fix["kind"], fix["isPreferred"], fix["diagnostics"]) == ("quickfix", True, [finding])
        assert edits_of(fix, uri) == [{"range": span((11, 11), (11, 17)), "newText": "quay.io"}]
        assert applied(WRONG, edits_of(silence, uri)).endswith("img:2.0.0  # replreg: ignore[alias-as-host]\n")
        assert everything["kind"] == "source.fixAll.replreg"

        client.change(uri, 2, {"range": fix["edit"]["documentChanges"][0]["edits"][0]["range"], "text": "quay.io"})
        assert client.diagnostics(uri, 2) == []
        assert client.actions(uri, EVERYTHING) == []
        assert client.end() == 0
        assert client.log == ""


@pytest.mark.slow
def test_diagnostics_are_what_lint_says_and_fixing_all_what_fix_writes(tmp_path: Path) -> None:
    """Every example of the repository, right and wrong, with the command as the judge."""
    examples = ROOT / "examples"
    if not examples.is_dir():
        pytest.skip("the examples are not beside the tests")
    compared = 0
    with Client(tmp_path) as client:
        for path in sorted(examples.rglob("*.yaml")):
            text = path.read_bytes().decode()
            uri = client.open(path.as_uri(), text)
            shown = client.diagnostics(uri, 1)
            findings = call("lint", "--format", "json", "--only-releases", str(path), cwd=tmp_path).json["findings"]
            assert [
                (diagnostic["code"], diagnostic["range"]["start"], diagnostic["range"]["end"]) for diagnostic in shown
            ] == [
                (finding["rule"], *({"line": finding[end]["line"] - 1, "character": finding[end]["column"] - 1} for end in ("start", "end")))
                for finding in findings
            ], path  # fmt: skip
            fixed = text
            for action in client.actions(uri, EVERYTHING, only=["source.fixAll"]):
                fixed = applied(fixed, edits_of(action, uri))
            assert fixed.encode() == call("fix", "--quiet", str(path), cwd=tmp_path).bytes, path
            compared += fixed != text
        assert client.end() == 0
    assert compared >= 4


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_places_and_edits_in_every_encoding(project: Path, encoding: str) -> None:
    """Astral characters before the place, CR LF at the ends, and a change that is counted in the same units."""
    text = HEAD.replace("\n", "\r\n") + "    {labels: [😀é], image: myquay/ns/img:2.0.0}\r\n"
    start = {"utf-8": 30, "utf-16": 27, "utf-32": 26}[encoding]
    with Client(project, abilities={**ABILITIES, "general": {"positionEncodings": [encoding]}}) as client:
        assert client.abilities["positionEncoding"] == encoding
        uri = client.open("release.yaml", text)
        (finding,) = client.diagnostics(uri, 1)
        assert finding["range"] == span((11, start), (11, start + 6))
        (everything,) = client.actions(uri, EVERYTHING, only=["source.fixAll"])
        fixed = applied(text, edits_of(everything, uri), encoding)
        assert fixed == text.replace("image: myquay", "image: quay.io")
        # The same by hand, one character after the other, in front of the name.
        client.change(uri, 2, {"range": span((11, start), (11, start + 6)), "text": "quay.i"})
        client.change(
            uri,
            3,
            {"range": span((11, start + 6), (11, start + 6)), "text": "o"},
            {"range": span((11, 0), (11, 0)), "text": ""},
        )
        assert client.diagnostics(uri, 3) == []
        assert client.end() == 0


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(None, "utf-16"), (["utf-16"], "utf-16"), (["utf-16", "utf-32"], "utf-32"), (["utf-8", "utf-16"], "utf-16"), (["utf-7"], "utf-16")],
)  # fmt: skip
def test_the_encoding_that_is_agreed_upon(offered: list[str] | None, chosen: str) -> None:
    abilities = {"general": {"positionEncodings": offered}}
    assert capabilities.greeting(capabilities.Client(abilities))["capabilities"]["positionEncoding"] == chosen


def test_a_client_that_can_do_nothing_gets_what_every_client_takes(project: Path) -> None:
    with Client(project, abilities={}) as client:
        uri = client.open("release.yaml", WRONG)
        (finding,) = client.diagnostics(uri, 1)
        assert "relatedInformation" not in finding
        fix, *_ = client.actions(uri, finding["range"])
        assert applied(WRONG, fix["edit"]["changes"][uri]) == RIGHT
        assert client.end() == 0
        assert client.asked == []


def test_a_whole_text_may_come_as_a_change(client: Client) -> None:
    uri = client.open("release.yaml", RIGHT)
    assert client.diagnostics(uri, 1) == []
    client.change(uri, 2, {"text": WRONG})
    assert [finding["code"] for finding in client.diagnostics(uri, 2)] == ["alias-as-host"]


def test_typing_is_looked_at_when_it_is_quiet(client: Client) -> None:
    uri = client.open("release.yaml", HEAD)
    client.diagnostics(uri, 1)
    line = "    image: myquay/ns/img:2.0.0\n"
    for version, character in enumerate(line, 2):
        at = (11, version - 2)
        client.change(uri, version, {"range": span(at, at), "text": character})
    last = len(line) + 1
    assert [finding["code"] for finding in client.diagnostics(uri, last)] == ["alias-as-host"]
    between = [message for message in client.settle() if message["method"] == "textDocument/publishDiagnostics"]
    assert len(between) < len(line) / 2


def test_an_answer_is_about_the_present_text_and_not_about_the_analysed_one(client: Client) -> None:
    uri = client.open("release.yaml", RIGHT)
    client.diagnostics(uri, 1)
    client.change(uri, 2, {"text": WRONG})
    (everything,) = client.actions(uri, EVERYTHING, only=["source.fixAll.replreg"])
    assert everything["kind"] == "source.fixAll.replreg"
    assert applied(WRONG, edits_of(everything, uri, 2)) == RIGHT


def test_closing_takes_the_diagnostics_away(client: Client) -> None:
    uri = client.open("release.yaml", WRONG)
    assert client.diagnostics(uri, 1)
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.diagnostics(uri) == []
    client.change(uri, 2, {"text": WRONG})
    assert client.settle() == []


@pytest.mark.parametrize("how", ["watched", "saved"])
def test_settings_that_change_count_for_every_open_document(project: Path, how: str, client: Client) -> None:
    uris = [client.open(name, WRONG) for name in ("one.yaml", "two.yaml")]
    assert [len(client.diagnostics(uri, 1)) for uri in uris] == [1, 1]
    watched = [
        watcher["globPattern"]
        for message in client.asked
        for registration in message["params"]["registrations"]
        for watcher in registration["registerOptions"]["watchers"]
    ]
    assert "**/{replreg,.replreg}.yaml" in watched
    config = project / "replreg.yaml"
    config.write_text(CONFIG + "rules: {alias-as-host: warning}\n", encoding="utf-8")
    if how == "watched":
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": config.as_uri(), "type": 2}]})
    else:
        client.notify("textDocument/didSave", {"textDocument": {"uri": config.as_uri()}})
    assert [[finding["severity"] for finding in client.diagnostics(uri, 1)] for uri in uris] == [[2], [2]]


def test_a_neighbour_that_is_saved_can_make_a_kots_release_of_a_manifest(project: Path, client: Client) -> None:
    pod = client.open("pod.yaml", "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: myquay/img:1}]}\n")
    assert client.diagnostics(pod, 1) == []
    neighbour = project / "app.yaml"
    neighbour.write_text("apiVersion: kots.io/v1beta1\nkind: Application\nspec: {title: a}\n", encoding="utf-8")
    client.notify("textDocument/didSave", {"textDocument": {"uri": neighbour.as_uri()}})
    assert "alias-as-host" in [finding["code"] for finding in client.diagnostics(pod, 1)]


def test_wrong_settings_are_reported_once_and_in_their_file(project: Path, client: Client) -> None:
    config = project / "replreg.yaml"
    wrong = CONFIG.replace("endpoint", "endpiont")
    config.write_text(wrong, encoding="utf-8")
    uri = client.open("release.yaml", WRONG)
    assert client.diagnostics(uri, 1) == []
    message = client.shown()["message"]
    assert "replreg.yaml:3:12: " in message
    assert "did you mean 'endpoint'?" in message
    other = client.open("other.yaml", WRONG)
    assert client.diagnostics(other, 1) == []
    settings = client.open("replreg.yaml", wrong)
    (mistake,) = client.diagnostics(settings, 1)
    assert mistake["range"] == span((2, 11), (2, 29))
    assert "did you mean 'endpoint'?" in mistake["message"]
    assert "code" not in mistake
    assert client.actions(settings, EVERYTHING) == []
    assert [message["method"] for message in client.settle()] == []

    config.write_text(CONFIG, encoding="utf-8")
    client.change(settings, 2, {"text": CONFIG})
    client.notify("textDocument/didSave", {"textDocument": {"uri": settings}})
    assert len(client.diagnostics(uri, 1)) == 1
    assert client.diagnostics(settings, 2) == []


def test_the_registries_of_the_settings_are_checked_and_fixed(client: Client) -> None:
    text = CONFIG.replace("quay.io", "https://quay.io/")
    uri = client.open("replreg.yaml", text)
    (finding,) = client.diagnostics(uri, 1)
    assert finding["code"] == "registry-endpoint"
    fix, everything = client.actions(uri, finding["range"])
    assert applied(text, edits_of(fix, uri)) == applied(text, edits_of(everything, uri)) == CONFIG


def test_the_manual_is_shown_over_a_finding_and_nowhere_else(client: Client) -> None:
    def hover(line: int, character: int) -> object:
        return client.request(
            "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        )

    uri = client.open("release.yaml", WRONG)
    shown = hover(11, 13)
    assert isinstance(shown, dict)
    assert shown["contents"]["kind"] == "markdown"
    assert "**alias-as-host**" in shown["contents"]["value"]
    assert "## How to fix" in shown["contents"]["value"]
    assert shown["range"] == span((11, 11), (11, 17))
    assert hover(0, 0) is None


def test_a_request_that_cannot_be_read_is_answered_with_an_error(client: Client) -> None:
    uri = client.open("release.yaml", WRONG)
    for line, character in ((-1, 0), (0, -1), ("x", 0)):
        params = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        client.send({"id": f"{line}:{character}", "method": "textDocument/hover", "params": params})
        answer = client.until(lambda message, name=f"{line}:{character}": message.get("id") == name)
        assert "error" in answer
    assert len(client.actions(uri, EVERYTHING)) > 0, "the server goes on"


def test_options_of_the_command_count(project: Path) -> None:
    with Client(project, "--stdio", "--no-config", "--registry", "myquay=registry.example.com") as client:
        uri = client.open("release.yaml", WRONG)
        (finding,) = client.diagnostics(uri, 1)
        assert "'registry.example.com'" in finding["message"]
        assert client.end() == 0


@pytest.mark.parametrize(
    ("environment", "configured", "slug"),
    [("", "", "beside"), ("", "app: configured\n", "configured"), ("given", "app: configured\n", "given")],
)
def test_the_application_is_named_in_the_same_order_as_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: str, configured: str, slug: str
) -> None:
    monkeypatch.setenv("REPLICATED_APP", environment)
    folder = tmp_path / "checkout" / "kots"
    folder.mkdir(parents=True)
    if configured:
        (folder / "replreg.yaml").write_text(configured, encoding="utf-8")
    image = "    image: proxy.replicated.com/proxy/{}/quay.io/ns/img:2.0.0\n"
    with Client(tmp_path) as client:
        names = ("beside", "configured", "given")
        uris = {name: client.open(f"checkout/kots/{name}.yaml", HEAD + image.format(name)) for name in names}
        for name, uri in uris.items():
            found = "proxy-path" in [finding["code"] for finding in client.diagnostics(uri, 1)]
            assert found is (name != slug and bool(environment or configured))
        vendor_file = tmp_path / "checkout" / ".replicated"
        vendor_file.write_text("appSlug: beside\n", encoding="utf-8")
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": vendor_file.as_uri(), "type": 1}]})
        for name, uri in uris.items():
            codes = [finding["code"] for finding in client.diagnostics(uri, 1)]
            assert ("proxy-path" in codes) is (name != slug), (name, codes)
        assert client.end() == 0
