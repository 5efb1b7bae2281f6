"""Which login a registry gets from the configuration."""

from __future__ import annotations

import pytest
from remote_ask import basic

from replreg.registries.client.credentials import CredentialStore
from replreg.registries.linked_registry import Registry


def find(store: CredentialStore, host: str, path: str = "ns/img", source: str | None = None) -> tuple[str, str] | None:
    login = store.login(host, store.registry_for(host, path, source))
    found = login.credentials
    return (found.username, found.secret.reveal()) if found else None


def test_the_endpoints_host_decides_in_whatever_spelling() -> None:
    store = CredentialStore(
        [
            Registry("hub", "https://index.docker.io/v1/", username="a", password="1"),
            Registry("dtr", "DTR.example.com:8443", username="b", password="2"),
        ],
        {},
    )
    assert find(store, "docker.io") == ("a", "1")
    assert find(store, "dtr.example.com:8443") == ("b", "2")
    assert find(store, "dtr.example.com") is None
    assert find(store, "quay.io") is None


def test_the_longest_namespace_decides_and_the_source_above_it() -> None:
    store = CredentialStore(
        [
            Registry("all", "quay.io", username="all", password="1"),
            Registry("ns", "quay.io/ns", username="ns", password="2"),
            Registry("again", "quay.io/ns", username="again", password="3"),
            Registry("empty", "quay.io/ns/img"),
        ],
        {},
    )
    assert find(store, "quay.io", "other/img") == ("all", "1")
    assert find(store, "quay.io", "nsx/img") == ("all", "1")
    assert find(store, "quay.io", "ns/img") == ("ns", "2")
    assert find(store, "quay.io", "ns/img", "again") == ("again", "3")
    assert find(store, "quay.io", "ns/img", "all") == ("all", "1")
    assert find(store, "quay.io", "ns/img", "public") == ("ns", "2")


def test_variables_are_taken_from_the_environment() -> None:
    registry = Registry("r", "quay.io", username="${WHO}+robot", password="${ONE}${TWO}")
    assert find(CredentialStore([registry], {"WHO": "org", "ONE": "a$", "TWO": "{b}"}), "quay.io") == (
        "org+robot",
        "a${b}",
    )


@pytest.mark.parametrize("environ", [{}, {"TOKEN": ""}])
def test_a_variable_that_is_not_set_gives_a_note_and_no_login(environ: dict[str, str]) -> None:
    registry = Registry("myquay", "quay.io", username="u", password="${TOKEN}")
    store = CredentialStore([registry], environ)
    login = store.login("quay.io", registry)
    assert login.credentials is None
    assert login.notes == ("the configuration's login for myquay is not used, since TOKEN is not set",)


def test_only_half_a_login_is_none() -> None:
    store = CredentialStore([Registry("a", "quay.io", username="u"), Registry("b", "ghcr.io", password="p")], {})
    assert find(store, "quay.io") is None
    assert find(store, "ghcr.io") is None


def test_a_google_key_is_an_ordinary_password() -> None:
    key = '{"type": "service_account",\n "private_key": "-----BEGIN…\\n"}'
    store = CredentialStore(
        [Registry("gcr", "eu.gcr.io", username="_json_key", password="${GOOGLE_KEY}")], {"GOOGLE_KEY": key}
    )
    login = store.login("eu.gcr.io", store.registry_for("eu.gcr.io", "project/img"))
    assert login.credentials is not None
    assert login.credentials.basic().reveal() == basic("_json_key", key)


def test_hosts_that_the_configuration_names() -> None:
    store = CredentialStore([Registry("a", "auth.example.com:8443/ns"), Registry("b", "not a host:x")], {})
    assert store.names("auth.example.com")
    assert not store.names("example.com")
    assert not store.names("")
