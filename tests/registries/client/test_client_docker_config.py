"""Docker's config.json and the credential helpers that it names, which are real programs here."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from remote_ask import PASSWORD, USER, RealRegistry, ask

from replreg.registries.client import Verdict
from replreg.registries.client.credentials import CredentialStore
from replreg.registries.client.docker_config import DockerConfig
from replreg.registries.client.login import Login
from replreg.registries.linked_registry import Registry

posix_only = pytest.mark.skipif(os.name != "posix", reason="the helpers of these tests are POSIX scripts")


def encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
def login(tmp_path: Path) -> Callable[..., Login]:
    """Write a config.json and look a host up in it."""

    def run(config: object, host: str, timeout: float = 20.0) -> Login:
        text = config if isinstance(config, str) else json.dumps(config)
        (tmp_path / "config.json").write_text(text, "utf-8")
        environ = {"DOCKER_CONFIG": str(tmp_path), "PATH": f"{tmp_path}{os.pathsep}{os.defpath}"}
        return DockerConfig(environ, timeout).login(host)

    return run


def pair(login: Login) -> tuple[str, str] | None:
    found = login.credentials
    return (found.username, found.secret.reveal()) if found else None


@pytest.mark.parametrize(
    ("key", "host"),
    [
        ("quay.io", "quay.io"),
        ("https://quay.io", "quay.io"),
        ("https://quay.io/v1/", "quay.io"),
        ("http://DTR.example.com:8443/v2/", "dtr.example.com:8443"),
        ("https://index.docker.io/v1/", "docker.io"),
        ("docker.io", "docker.io"),
        ("registry-1.docker.io", "docker.io"),
    ],
)
def test_keys_in_every_spelling(login: Callable[..., Login], key: str, host: str) -> None:
    assert pair(login({"auths": {"other.example": {}, key: {"auth": encode("user:pa:ss")}}}, host)) == ("user", "pa:ss")


@pytest.mark.parametrize(
    "entry",
    [
        {"auth": encode("user:p\x00\x00")},
        {"username": "user", "password": "p"},
        {"auth": "", "username": "user", "password": "p"},
    ],
)
def test_entries_in_every_shape(login: Callable[..., Login], entry: dict[str, str]) -> None:
    assert pair(login({"auths": {"quay.io": entry}}, "quay.io")) == ("user", "p")


def test_an_identity_token_counts_more_than_a_password(login: Callable[..., Login]) -> None:
    found = login(
        {"auths": {"a.azurecr.io": {"auth": encode("0000:x"), "identitytoken": "t"}}}, "a.azurecr.io"
    ).credentials
    assert found is not None
    assert found.identity_token
    assert found.secret.reveal() == "t"


@pytest.mark.parametrize("auth", ["%%%", encode("no colon"), base64.b64encode(b"\xff:\xff").decode()])
def test_a_damaged_entry_gives_a_note_and_no_login(login: Callable[..., Login], auth: str) -> None:
    found = login({"auths": {"quay.io": {"auth": auth}}}, "quay.io")
    assert found.credentials is None
    assert "damaged" in found.notes[0]
    assert auth not in found.notes[0]


@pytest.mark.parametrize(
    "config",
    [
        {},
        [],
        {"auths": []},
        {"auths": {"quay.io": None}},
        {"auths": {"quay.io": {"auth": 1}}},
        {"auths": {"quay.io/ns": {"auth": encode("u:p")}}},
        {"credHelpers": 1, "credsStore": 2},
    ],
)
def test_a_config_without_a_login(login: Callable[..., Login], config: object) -> None:
    assert login(config, "quay.io") == Login(None)


def test_a_config_that_is_not_json_is_a_note(login: Callable[..., Login]) -> None:
    found = login("{", "quay.io")
    assert found.credentials is None
    assert "is not JSON" in found.notes[0]


def test_a_config_that_cannot_be_read_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "config.json").mkdir()
    found = DockerConfig({"DOCKER_CONFIG": str(tmp_path)}, 1).login("quay.io")
    assert found.credentials is None
    assert found.notes[0].startswith(f"{tmp_path / 'config.json'} cannot be read (")


def test_the_config_is_in_the_home_directory_unless_a_variable_names_another_folder(tmp_path: Path) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker" / "config.json").write_text(json.dumps({"auths": {"quay.io": {"auth": encode("u:p")}}}))
    assert pair(DockerConfig({"HOME": str(tmp_path)}, 1).login("quay.io")) == ("u", "p")
    assert pair(DockerConfig({"HOME": str(tmp_path), "DOCKER_CONFIG": str(tmp_path)}, 1).login("quay.io")) is None
    assert pair(DockerConfig({}, 1).login("quay.io")) is None


def test_hosts_that_the_config_names(tmp_path: Path) -> None:
    content = {"auths": {"https://index.docker.io/v1/": {}, "quay.io/ns": {}}, "credHelpers": {"gcr.io": "gcloud"}}
    (tmp_path / "config.json").write_text(json.dumps(content))
    store = CredentialStore((), {"DOCKER_CONFIG": str(tmp_path)})
    assert store.names("gcr.io")
    assert store.names("docker.io")
    assert not store.names("quay.io")
    assert not CredentialStore((), {"DOCKER_CONFIG": str(tmp_path)}, use_docker=False).names("gcr.io")


HELPER = """#!{python} -I
import json, pathlib, sys
here = pathlib.Path(__file__).parent
server = sys.stdin.read()
with (here / "asked").open("a") as log:
    log.write(" ".join([*sys.argv[1:], server]) + "\\n")
logins = json.loads((here / "logins.json").read_text())
if server not in logins:
    print("credentials not found in native keychain")
    sys.exit(1)
print(json.dumps({{"ServerURL": server, "Username": logins[server][0], "Secret": logins[server][1]}}))
"""


def install(directory: Path, name: str, script: str) -> None:
    path = directory / f"docker-credential-{name}"
    path.write_text(script)
    path.chmod(0o755)


@pytest.fixture
def helper(tmp_path: Path) -> Path:
    """A helper program that knows some logins; gives the file in which it notes what it was asked."""
    install(tmp_path, "tests", HELPER.format(python=sys.executable))
    logins = {
        "quay.io": ["u", "p"],
        "https://index.docker.io/v1/": ["hub", "h"],
        "a.azurecr.io": ["<token>", "t"],
        "empty.example": ["u", ""],
    }
    (tmp_path / "logins.json").write_text(json.dumps(logins))
    return tmp_path / "asked"


@posix_only
@pytest.mark.parametrize(
    "config",
    [
        {"credsStore": "tests"},
        {"credHelpers": {"quay.io": "tests"}, "credsStore": "absent"},
        {"credHelpers": {"https://quay.io/v1/": "tests"}},
    ],
)
def test_a_helper_is_asked(login: Callable[..., Login], helper: Path, config: dict[str, object]) -> None:
    assert pair(login(config, "quay.io")) == ("u", "p")
    assert helper.read_text() == "get quay.io\n"


@posix_only
def test_a_helper_knows_docker_hub_by_its_old_address(login: Callable[..., Login], helper: Path) -> None:
    assert pair(login({"credsStore": "tests", "auths": {"https://index.docker.io/v1/": {}}}, "docker.io")) == (
        "hub",
        "h",
    )


@posix_only
def test_a_helper_may_hold_an_identity_token(login: Callable[..., Login], helper: Path) -> None:
    found = login({"credsStore": "tests"}, "a.azurecr.io").credentials
    assert found is not None
    assert found.identity_token


@posix_only
@pytest.mark.parametrize("host", ["ghcr.io", "empty.example"])
def test_a_login_that_a_helper_lacks_may_be_in_the_file(login: Callable[..., Login], helper: Path, host: str) -> None:
    assert login({"credsStore": "tests"}, host) == Login(None)
    assert pair(login({"credsStore": "tests", "auths": {host: {"auth": encode("u:file")}}}, host)) == ("u", "file")


@posix_only
@pytest.mark.parametrize(
    ("script", "note"),
    [
        ("#!/bin/sh\necho leaked-words; echo leaked-words >&2; exit 3\n", "failed with status 3"),
        ("#!/bin/sh\necho leaked-words\n", "not a login"),
        ("#!/bin/sh\necho '[\"leaked-words\"]'\n", "not a login"),
        ('#!/bin/sh\necho \'{"Username": 1, "Secret": "leaked-words"}\'\n', "not a login"),
        ("#!/bin/sh\nexec sleep 60\n", "no answer within 0.5 s"),
        ("#!/no/such/interpreter\n", "cannot be run"),
    ],
)
def test_a_helper_that_fails_is_a_note(login: Callable[..., Login], tmp_path: Path, script: str, note: str) -> None:
    install(tmp_path, "broken", script)
    found = login({"credsStore": "broken"}, "quay.io", 0.5 if "sleep" in script else 20.0)
    assert found.credentials is None
    assert "docker-credential-broken" in found.notes[0]
    assert note in found.notes[0]
    assert "leaked-words" not in found.notes[0]


@pytest.mark.parametrize("name", ["absent", "../evil", "a/b", "a\x00b"])
def test_a_helper_that_is_not_on_path_is_a_note(login: Callable[..., Login], name: str) -> None:
    found = login({"credsStore": name}, "quay.io")
    assert found.credentials is None
    assert "not on PATH" in found.notes[0]


@posix_only
def test_a_helpers_name_leads_to_no_other_directory(
    login: Callable[..., Login], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docker-credential-x").mkdir()
    (tmp_path / "docker-credential-x" / "y").write_text('#!/bin/sh\necho \'{"Username": "u", "Secret": "s"}\'\n')
    (tmp_path / "docker-credential-x" / "y").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert login({"credsStore": "x/y"}, "quay.io").credentials is None


@posix_only
def test_a_helper_opens_a_real_registry_and_is_asked_once(
    locked_registry: RealRegistry, helper: Path, tmp_path: Path
) -> None:
    (tmp_path / "logins.json").write_text(json.dumps({locked_registry.host: [USER, PASSWORD]}))
    (tmp_path / "config.json").write_text(json.dumps({"credsStore": "tests"}))
    environ = {"DOCKER_CONFIG": str(tmp_path), "PATH": f"{tmp_path}{os.pathsep}{os.defpath}"}
    answers = ask(*map(locked_registry.query, ["team/app:1.0", "team/app:2.0", "other:1"]), environ=environ)
    assert [answer.verdict for answer in answers] == [Verdict.FOUND, Verdict.FOUND, Verdict.MISSING]
    assert helper.read_text() == f"get {locked_registry.host}\n"


@posix_only
def test_the_configuration_comes_before_docker(tmp_path: Path, helper: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"credsStore": "tests"}))
    registry = Registry("r", "quay.io", username="mine", password="${MINE}")
    environ = {"DOCKER_CONFIG": str(tmp_path), "PATH": f"{tmp_path}{os.pathsep}{os.defpath}"}
    assert pair(CredentialStore([registry], {**environ, "MINE": "m"}).login("quay.io", registry)) == ("mine", "m")
    fallen_back = CredentialStore([registry], environ).login("quay.io", registry)
    assert pair(fallen_back) == ("u", "p")
    assert "MINE is not set" in fallen_back.notes[0]
