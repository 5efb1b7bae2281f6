from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.registries.client.challenge import Challenge, parse_challenges


@pytest.mark.parametrize(
    ("header", "parameters"),
    [
        (  # Docker Hub
            'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/redis:pull"',
            {
                "realm": "https://auth.docker.io/token",
                "service": "registry.docker.io",
                "scope": "repository:library/redis:pull",
            },
        ),
        (  # Quay
            'Bearer realm="https://quay.io/v2/auth",service="quay.io",scope="repository:ns/img:pull"',
            {"realm": "https://quay.io/v2/auth", "service": "quay.io", "scope": "repository:ns/img:pull"},
        ),
        (  # Harbor puts spaces after the commas in some versions
            'Bearer realm="https://harbor.example.com/service/token", service="harbor-registry", scope="repository:a/b:pull"',
            {
                "realm": "https://harbor.example.com/service/token",
                "service": "harbor-registry",
                "scope": "repository:a/b:pull",
            },
        ),
        # Artifact Registry may leave the service out
        ('Bearer realm="https://us-docker.pkg.dev/v2/token"', {"realm": "https://us-docker.pkg.dev/v2/token"}),
        # GHCR, in another spelling of the words
        (
            'bearer Realm="https://ghcr.io/token",SERVICE="ghcr.io",scope="repository:o/i:pull"',
            {"realm": "https://ghcr.io/token", "service": "ghcr.io", "scope": "repository:o/i:pull"},
        ),
        (
            "Bearer realm=https://r.example/token,service=r.example",
            {"realm": "https://r.example/token", "service": "r.example"},
        ),
        (
            'Bearer realm="https://r.example/t",scope="repository:a:pull,push"',
            {"realm": "https://r.example/t", "scope": "repository:a:pull,push"},
        ),
        (r'Bearer realm="a\"b\\c"', {"realm": r'a"b\c'}),
        ('Bearer realm="https://r.example/t" service="r"', {"realm": "https://r.example/t", "service": "r"}),
        ('Bearer realm="first",realm="second"', {"realm": "first"}),
        ("Bearer", {}),
        ('Bearer realm="never closed', {}),
    ],
)
def test_bearer_challenges_of_real_registries(header: str, parameters: dict[str, str]) -> None:
    assert parse_challenges([header]) == [Challenge("bearer", parameters)]


def test_several_challenges_in_one_header_and_in_several() -> None:
    one = parse_challenges(['Basic realm="Sonatype Nexus", Bearer realm="https://n.example/v2/token",service="n"'])
    assert [(c.scheme, c.parameters) for c in one] == [
        ("basic", {"realm": "Sonatype Nexus"}),
        ("bearer", {"realm": "https://n.example/v2/token", "service": "n"}),
    ]
    several = parse_challenges(["Negotiate YWJj==", "Basic, Digest nonce=x", 'Bearer realm="r"'])
    assert [c.scheme for c in several] == ["negotiate", "basic", "digest", "bearer"]
    assert several[-1].parameters == {"realm": "r"}


@pytest.mark.parametrize("header", ["", ",,,", '="', "=x", '"quoted"', "\x00", "é=ü"])
def test_a_header_that_is_none_gives_nothing(header: str) -> None:
    assert parse_challenges([header]) == []


@given(st.lists(st.text(alphabet='Basicerlm="\\, /:x-\t\x00é', max_size=60), max_size=3))
def test_no_header_raises(headers: list[str]) -> None:
    for challenge in parse_challenges(headers):
        assert challenge.scheme == challenge.scheme.lower()
