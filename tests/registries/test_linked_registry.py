"""Linked registries: the parts of an endpoint, and whether it is usable."""

from __future__ import annotations

import pytest

from replreg.registries.linked_registry import Registry, split_endpoint


@pytest.mark.parametrize(
    ("endpoint", "host", "namespace"),
    [
        ("quay.io", "quay.io", ""),
        ("quay.io/namespace", "quay.io", "namespace"),
        ("dtr.example.com:8443", "dtr.example.com:8443", ""),
        (" https://quay.io/a/b/ ", "quay.io", "a/b"),
        ("https://index.docker.io/v1/", "index.docker.io", ""),
        ("https://user:secret@quay.io/ns", "quay.io", "ns"),
        ("", "", ""),
        ("https://", "", ""),
    ],
)
def test_an_endpoint_is_split(endpoint: str, host: str, namespace: str) -> None:
    assert split_endpoint(endpoint) == (host, namespace)


@pytest.mark.parametrize(
    "endpoint",
    ["quay.io", "quay.io/ns_1/a.b-c", "localhost", "localhost:5000", "registry:5000", "10.0.0.1:5000", "[::1]:5000",
     "123456789012.dkr.ecr.us-east-1.amazonaws.com", "Quay.IO", "https://quay.io/"],
)  # fmt: skip
def test_a_usable_endpoint(endpoint: str) -> None:
    assert Registry("a", endpoint).is_usable


@pytest.mark.parametrize(
    "endpoint",
    ["/", "https://", "quay", "not a host", "a..b", "-a.io", "a-.io", "q{uay.io", "quäy.io", "quay.io:port",
     "quay.io:80:80", "quay.io:", "quay.io:0", "quay.io:65536", "[::1]:99999", "quay.io:" + "9" * 5000, "quay.io/a b", "quay.io/Upper"],
)  # fmt: skip
def test_an_endpoint_that_is_not_usable(endpoint: str) -> None:
    assert not Registry("a", endpoint).is_usable


def test_a_password_is_never_shown() -> None:
    registry = Registry("a", "quay.io", password="hunter2")
    assert "hunter2" not in f"{registry!r} {registry} {[registry]}"
