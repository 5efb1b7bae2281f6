"""``replreg registries import``: from a file, from standard input, and from a vendor API on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cli_tools import Done, call

TOKEN = "token-that-nobody-may-see"
LINKS = [
    {"slug": "myquay", "endpoint": "quay.io", "username": "org+robot", "password": "p4ss-never-shown", "appIds": []}
]
WRITTEN = "registries:\n  myquay:\n    endpoint: quay.io\n    username: org+robot\n"


def registries(folder: Path, *arguments: str, given: str = "", token: str | None = None) -> Done:
    done = call("registries", *arguments, cwd=folder, stdin=given, env={"REPLICATED_API_TOKEN": token})
    assert "p4ss-never-shown" not in done.out + done.err
    assert TOKEN not in done.out + done.err
    return done


class Vendor:
    """A vendor API: each path has an answer, and every request is kept."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.requests: list[tuple[str, str | None]] = []
        self.origin = ""


@contextmanager
def vendor(host: str = "127.0.0.1") -> Iterator[Vendor]:
    api = Vendor()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.requests.append((self.path, self.headers.get("Authorization")))
            status, headers, body = api.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    api.origin = f"http://{host}:{server.server_port}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_from_standard_input_shows_the_difference_first(tmp_path: Path) -> None:
    done = registries(tmp_path, "import", "-", given=json.dumps(LINKS))
    assert done.status == 0
    assert "+    endpoint: quay.io" in done.out
    assert "--in-place" in done.err
    assert not (tmp_path / "replreg.yaml").exists()


def test_in_place_writes_and_a_second_time_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "links.json").write_text(json.dumps({"external_registries": LINKS}))
    assert registries(tmp_path, "import", "-i", "links.json").status == 0
    assert (tmp_path / "replreg.yaml").read_text() == WRITTEN
    again = registries(tmp_path, "import", "-i", "links.json")
    assert (again.status, again.out) == (0, "")
    assert "nothing to change" in again.err


def test_the_configuration_is_called_as_people_know_it(tmp_path: Path) -> None:
    (tmp_path / "replreg.yaml").write_text("app: my-app\n")
    (tmp_path / "links.json").write_text(json.dumps(LINKS))
    done = registries(tmp_path, "import", "links.json")
    assert done.out.startswith("--- a/replreg.yaml\n+++ b/replreg.yaml\n")
    assert registries(tmp_path, "import", "-i", "links.json").err == "replreg.yaml: written, 1 linked registry\n"


def test_check_fails_for_a_wrong_endpoint_of_an_option_as_for_one_of_a_file(tmp_path: Path) -> None:
    wrong = "ecr=12345.dkr.ecr.eu-central-1.amazonaws.com"
    done = registries(tmp_path, "check", "--registry", wrong)
    assert done.status == 1
    assert wrong in done.err and "nothing to report" not in done.err
    assert registries(tmp_path, "check", "--registry", "myquay=quay.io").status == 0


def test_from_the_api(tmp_path: Path) -> None:
    with vendor() as api:
        api.answers["/vendor/v3/external_registries"] = (200, {}, json.dumps({"external_registries": LINKS}).encode())
        done = registries(tmp_path, "import", "--in-place", "--api-origin", f"{api.origin}/vendor", token=TOKEN)
        assert api.requests == [("/vendor/v3/external_registries", TOKEN)]
    assert done.status == 0, done.err
    assert (tmp_path / "replreg.yaml").read_text() == WRITTEN


@pytest.mark.slow
def test_the_token_does_not_follow_a_redirect_to_another_host(tmp_path: Path) -> None:
    with vendor() as api, vendor("127.0.0.2") as other:
        target = f"{other.origin}/elsewhere"
        api.answers["/v3/external_registries"] = (302, {"Location": target}, b"")
        other.answers["/elsewhere"] = (200, {}, json.dumps(LINKS).encode())
        registries(tmp_path, "import", "--api-origin", api.origin, token=TOKEN)
        assert other.requests == [("/elsewhere", None)]


@pytest.mark.parametrize(("status", "words"), [(401, "refuses the token"), (500, "status 500"), (404, "status 404")])
def test_an_api_that_refuses(tmp_path: Path, status: int, words: str) -> None:
    with vendor() as api:
        api.answers["/v3/external_registries"] = (status, {}, TOKEN.encode())
        done = registries(tmp_path, "import", "--api-origin", api.origin, token=TOKEN)
    assert done.status == 2
    assert words in done.err


def test_an_api_that_answers_with_something_else(tmp_path: Path) -> None:
    with vendor() as api:
        api.answers["/v3/external_registries"] = (200, {}, b"<html>")
        done = registries(tmp_path, "import", "--api-origin", api.origin, token=TOKEN)
    assert (done.status, done.out) == (2, "")
    assert "not JSON" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--api-origin", "http://api.example.com"), "not an https address"),
        (("--api-origin", "ftp://127.0.0.1"), "not an https address"),
        (("--api-origin", "http://127.evil.example"), "not an https address"),
        (("--api-origin", "http://127.0.0.1:1"), "cannot be asked"),
    ],
)
def test_the_token_goes_nowhere_unsafe(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = registries(tmp_path, "import", *arguments, token=TOKEN)
    assert done.status == 2
    assert words in done.err
    assert done.err.count("\n") == 1


def test_without_a_token_or_a_file_it_says_what_it_takes(tmp_path: Path) -> None:
    done = registries(tmp_path, "import")
    assert done.status == 2
    assert "REPLICATED_API_TOKEN" in done.err


def test_a_toml_configuration_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.replreg]\napp = 'x'\n")
    done = registries(tmp_path, "import", "-", given=json.dumps(LINKS))
    assert done.status == 2
    assert "TOML" in done.err


def test_trust_lists_what_is_needed_and_keeps_what_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPLREG_TRUST", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    (tmp_path / "replreg.yaml").write_text(
        "registries:\n"
        "  a: {endpoint: quay.io/ns, username: '${QUAY_USER}', password: '${QUAY_TOKEN}'}\n"
        "  b: {endpoint: index.docker.io, username: me, password: '${HUB_TOKEN}'}\n"
    )
    done = registries(tmp_path, "trust")
    assert [line.split("  ") for line in done.out.splitlines()] == [
        ["HUB_TOKEN=docker.io", "not allowed"],
        ["QUAY_TOKEN=quay.io", "not allowed"],
        ["QUAY_USER=quay.io", "not allowed"],
    ]
    assert registries(tmp_path, "trust", "QUAY_TOKEN=quay.io", "HUB_TOKEN=index.docker.io").status == 0
    assert registries(tmp_path, "trust", "QUAY_TOKEN=QUAY.IO").status == 0  # known already
    kept = tmp_path / "settings" / "replreg" / "trust"
    assert kept.read_text() == "QUAY_TOKEN=quay.io\nHUB_TOKEN=docker.io\n"
    lines = registries(tmp_path, "trust").out.splitlines()
    assert [line.endswith("not allowed") for line in lines] == [False, False, True]


@pytest.mark.parametrize("wrong", ["quay.io", "A=*", "A=quay.io/ns"])
def test_trust_takes_a_variable_and_a_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    done = registries(tmp_path, "trust", wrong)
    assert done.status == 2
    assert done.err.startswith(f"error: '{wrong}' is not a variable and its host; write VARIABLE=HOST")
    assert not (tmp_path / "settings").exists()


def test_a_configuration_cannot_name_the_vendor_api(tmp_path: Path) -> None:
    (tmp_path / "replreg.yaml").write_text("api-origin: https://vendor.example.com\n")
    done = registries(tmp_path, "list", token=TOKEN)
    assert done.status == 2
    assert "api-origin" in done.err


HOSTNAMES = {
    "registry": [{"hostname": "registry.example.com", "is_default": False}],
    "proxy": [{"hostname": "Images.example.com", "is_default": True}, {"hostname": "proxy.replicated.com"}],
    "downloadPortal": [{"hostname": "get.example.com"}],
    "replicatedApp": [],
}
DOMAINS = "domains:\n  proxy: [images.example.com]\n  registry: [registry.example.com]\n"


def test_domains_come_from_what_the_tool_prints(tmp_path: Path) -> None:
    done = registries(tmp_path, "import", "-i", "-", given=json.dumps(HOSTNAMES))
    assert done.err == "replreg.yaml: written, 2 domains\n"
    assert (tmp_path / "replreg.yaml").read_text() == DOMAINS
    again = registries(tmp_path, "import", "-", given=json.dumps(HOSTNAMES))
    assert (again.status, again.out) == (0, "")


def test_registries_and_domains_come_from_two_files(tmp_path: Path) -> None:
    (tmp_path / "links.json").write_text(json.dumps(LINKS))
    (tmp_path / "hosts.json").write_text(json.dumps(HOSTNAMES))
    done = registries(tmp_path, "import", "-i", "links.json", "hosts.json")
    assert done.err == "replreg.yaml: written, 1 linked registry and 2 domains\n"
    assert (tmp_path / "replreg.yaml").read_text() == f"{WRITTEN}\n{DOMAINS}"


@pytest.mark.parametrize("by_file", [False, True])
def test_the_api_is_asked_for_the_domains_of_an_app(tmp_path: Path, by_file: bool) -> None:
    if by_file:
        (tmp_path / ".replicated").write_text("appId: 2Ab/x\n")
    with vendor() as api:
        api.answers["/v3/external_registries"] = (200, {}, json.dumps({"external_registries": LINKS}).encode())
        api.answers["/v3/app/2Ab%2Fx/custom-hostnames"] = (200, {}, json.dumps(HOSTNAMES).encode())
        named = () if by_file else ("--app-id", "2Ab/x")
        done = registries(tmp_path, "import", "-i", "--api-origin", api.origin, *named, token=TOKEN)
        assert api.requests == [("/v3/external_registries", TOKEN), ("/v3/app/2Ab%2Fx/custom-hostnames", TOKEN)]
    assert done.status == 0, done.err
    assert (tmp_path / "replreg.yaml").read_text() == f"{WRITTEN}\n{DOMAINS}"


def test_without_an_app_only_registries_are_asked_for_and_it_says_so(tmp_path: Path) -> None:
    with vendor() as api:
        api.answers["/v3/external_registries"] = (200, {}, json.dumps({"external_registries": LINKS}).encode())
        done = registries(tmp_path, "import", "--api-origin", api.origin, token=TOKEN)
    assert done.status == 0
    assert "--app-id" in done.err


@pytest.mark.parametrize("wrong", [{"proxy": "x"}, {"proxy": [{"hostname": "https://x"}]}, {"registry": [{}]}])
def test_json_that_is_not_a_list_of_domains_is_refused(tmp_path: Path, wrong: object) -> None:
    done = registries(tmp_path, "import", "-", given=json.dumps(wrong))
    assert (done.status, done.out) == (2, "")


def test_a_configuration_cannot_send_the_token_to_its_own_host(tmp_path: Path) -> None:
    with vendor() as api:
        (tmp_path / "replreg.yaml").write_text(f"api_origin: {api.origin}\n")
        done = registries(tmp_path, "import", token=TOKEN)
        assert (done.status, api.requests) == (2, [])
    assert "REPLICATED_API_TOKEN=127.0.0.1:" in done.err
