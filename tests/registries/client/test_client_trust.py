from __future__ import annotations

import pytest

from replreg.registries.client.trust import Origin, Realm, api_host, classify_realm, is_loopback, split_port


@pytest.mark.parametrize(
    ("host", "parts"),
    [
        ("quay.io", ("quay.io", None)),
        ("DTR.example.com:8443", ("dtr.example.com", 8443)),
        ("[::1]:5000", ("::1", 5000)),
        ("[fd00::1]", ("fd00::1", None)),
    ],
)
def test_split_port(host: str, parts: tuple[str, int | None]) -> None:
    assert split_port(host) == parts


@pytest.mark.parametrize("host", ["", ":5000", "a:b", "a:0", "a:65536", "a:" + "9" * 5000, "::1", "[::1", "a:1:2"])
def test_split_port_of_no_host(host: str) -> None:
    with pytest.raises(ValueError):
        split_port(host)


def test_loopback_is_recognized_by_the_form_of_the_name() -> None:
    assert all(map(is_loopback, ["localhost", "registry.localhost", "127.0.0.1", "127.8.9.1", "::1"]))
    assert not any(map(is_loopback, ["127.0.0.1.example.com", "localhost.example.com", "10.0.0.1", "1.2.3", "fd00::1"]))


def test_docker_hub_is_asked_at_its_own_api_host() -> None:
    assert api_host("docker.io") == "registry-1.docker.io"
    assert api_host("quay.io") == "quay.io"


def judge(realm: str, registry: str, *, plain: bool = False, configured: tuple[str, ...] = ()) -> Realm:
    def origin(url: str) -> Origin:
        scheme, host = url.split("://")
        name, port = split_port(host)
        return Origin(scheme, name, port or (443 if scheme == "https" else 80))

    return classify_realm(origin(realm), origin(registry), plain, configured.__contains__)


@pytest.mark.parametrize(
    ("realm", "registry"),
    [
        ("https://auth.docker.io", "https://registry-1.docker.io"),
        ("https://gitlab.com", "https://registry.gitlab.com"),
        ("https://dockerauth.cn-hangzhou.aliyuncs.com", "https://registry.cn-hangzhou.aliyuncs.com"),
        ("https://quay.io", "https://quay.io"),
        ("https://ghcr.io", "https://ghcr.io"),
        ("https://us.gcr.io", "https://us.gcr.io"),
        ("https://europe-west1-docker.pkg.dev", "https://europe-west1-docker.pkg.dev"),
        ("https://vendor.azurecr.io", "https://vendor.azurecr.io"),
        ("https://gitlab.example.com", "https://registry.example.com:5050"),
        ("https://login.example.co.uk", "https://registry.example.co.uk"),
        ("https://10.0.0.7:8443", "https://10.0.0.7"),
    ],
)
def test_a_service_of_the_same_owner_gets_the_login(realm: str, registry: str) -> None:
    assert judge(realm, registry) is Realm.TRUSTED


@pytest.mark.parametrize(
    ("realm", "registry"),
    [
        ("https://evil.example", "https://quay.io"),
        ("https://quay.io.evil.example", "https://quay.io"),
        ("https://notquay.io", "https://quay.io"),
        ("https://auth.docker.io", "https://quay.io"),
        # Neighbours on a domain that many share.
        ("https://stranger.azurecr.io", "https://vendor.azurecr.io"),
        ("https://us-docker.pkg.dev", "https://europe-west1-docker.pkg.dev"),
        (
            "https://210987654321.dkr.ecr.us-east-1.amazonaws.com",
            "https://123456789012.dkr.ecr.us-east-1.amazonaws.com",
        ),
        ("https://bucket.oss-cn-hangzhou.aliyuncs.com", "https://registry.cn-hangzhou.aliyuncs.com"),
        ("https://other.co.uk", "https://registry.co.uk"),
        ("https://10.1.0.7", "https://10.0.0.7"),
        ("https://localhost", "https://quay.io"),
    ],
)
def test_a_foreign_service_is_asked_anonymously_until_it_is_configured(realm: str, registry: str) -> None:
    assert judge(realm, registry) is Realm.ANONYMOUS
    assert judge(realm, registry, plain=True) is Realm.ANONYMOUS
    assert judge(realm, registry, configured=(realm.split("://")[1],)) is Realm.TRUSTED


@pytest.mark.parametrize(
    ("realm", "registry", "plain", "verdict"),
    [
        ("http://quay.io", "https://quay.io", False, Realm.REFUSED),
        ("http://evil.example", "http://10.0.0.7:5000", True, Realm.REFUSED),
        ("http://10.0.0.7:5001", "http://10.0.0.7:5000", True, Realm.TRUSTED),
        ("http://127.0.0.1:5001", "http://127.0.0.1:5000", True, Realm.TRUSTED),
        ("http://127.0.0.1:5001", "https://quay.io", False, Realm.REFUSED),
        ("ftp://quay.io", "https://quay.io", False, Realm.REFUSED),
    ],
)
def test_without_tls_only_an_insecure_registry_may_have_its_service(
    realm: str, registry: str, plain: bool, verdict: Realm
) -> None:
    assert judge(realm, registry, plain=plain, configured=("quay.io", "evil.example")) is verdict
