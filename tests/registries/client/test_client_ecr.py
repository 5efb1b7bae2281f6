"""Amazon ECR: the trade of an access key pair for a registry token, against moto's server."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from remote_ask import ask
from remote_parts import Pusher, daemon, docker_registry, htpasswd_auth
from remote_proxy import internet
from remote_sites import Response, free_port, serve

from replreg.registries.client import EcrUnavailable, Query, Verdict, VerifyUnavailable
from replreg.registries.client.ecr import EcrHost, parse_host, trade
from replreg.registries.client.login import Credentials
from replreg.registries.client.model import Failure
from replreg.registries.client.secret import Secret
from replreg.registries.linked_registry import Registry

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    ("host", "place"),
    [
        (HOST, EcrHost("123456789012", "us-east-1", False)),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", EcrHost("123456789012", "us-gov-west-1", True)),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", EcrHost("123456789012", "cn-north-1", False)),
        ("12345678901.dkr.ecr.us-east-1.amazonaws.com", None),
        (f"{HOST}.evil.example", None),
        ("123456789012.dkr.ecr.evil.example/.amazonaws.com", None),
        ("public.ecr.aws", None),
    ],
)
def test_ecr_hosts(host: str, place: EcrHost | None) -> None:
    assert parse_host(host) == place


def moto(directory: Path, **environ: str) -> Iterator[str]:
    if importlib.util.find_spec("botocore") is None:
        pytest.skip("botocore is not installed (extra ecr)")
    if importlib.util.find_spec("moto") is None or importlib.util.find_spec("flask") is None:
        pytest.skip("moto's server is not installed (test dependency moto[server])")
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    url = f"http://127.0.0.1:{port}"
    with daemon(command, f"{url}/moto-api/", directory / "moto.log", {**os.environ, **environ}):
        yield url


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Moto's server, which takes any key; gives its address."""
    yield from moto(tmp_path_factory.mktemp("moto"))


@pytest.fixture(scope="module")
def strict_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Moto's server, which knows no key at all and refuses them."""
    yield from moto(tmp_path_factory.mktemp("strict-moto"), INITIAL_NO_AUTH_ACTION_COUNT="0")


@pytest.fixture(autouse=True)
def no_aws_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-aws-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-aws-credentials"))


def buy(endpoint: str, host: str = HOST) -> Credentials:
    place = parse_host(host)
    assert place is not None
    return trade(Credentials(KEY_ID, Secret(KEY), "the tests"), place, {"AWS_ENDPOINT_URL": endpoint})


@pytest.mark.parametrize(
    "host", [HOST, HOST.replace(".ecr.", ".ecr-fips."), "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"]
)
def test_a_key_pair_is_traded_for_a_login(aws: str, host: str) -> None:
    login = buy(aws, host)
    assert login.username == "AWS"
    assert login.secret


def test_a_profile_of_the_environment_does_not_matter(aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    assert buy(aws).username == "AWS"


def test_a_key_that_amazon_refuses_is_unauthorized(strict_aws: str) -> None:
    with pytest.raises(Failure) as caught:
        buy(strict_aws)
    assert caught.value.verdict is Verdict.UNAUTHORIZED
    assert "refuses the access key of the tests" in str(caught.value)


def test_from_the_key_pair_to_the_digest(
    aws: str, strict_aws: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = buy(aws)
    registry = Registry("ecr", HOST, username=KEY_ID, password="${AWS_KEY}")
    auth = htpasswd_auth(tmp_path, login.username, login.secret.reveal())
    with internet(tmp_path, [HOST]) as net, docker_registry(tmp_path, auth) as host:
        with Pusher(host, {"Authorization": login.basic().reveal()}) as pusher:
            digest = pusher.image("team/app", "1.0")
        net.backends = {HOST: host}
        monkeypatch.setenv("HTTPS_PROXY", net.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(net.bundle))
        environ = {"AWS_KEY": KEY, "AWS_ENDPOINT_URL": aws}
        [answer] = ask(Query(HOST, "team/app", "1.0"), registries=(registry,), environ=environ)
        [refused] = ask(
            Query(HOST, "team/app", "1.0"), registries=(registry,), environ={**environ, "AWS_ENDPOINT_URL": strict_aws}
        )
        monkeypatch.setitem(sys.modules, "botocore.session", None)
        [not_checked] = ask(Query(HOST, "team/app", "1.0"), registries=(registry,), environ=environ)
    assert (answer.verdict, answer.digest) == (Verdict.FOUND, digest)
    assert refused.verdict is Verdict.UNAUTHORIZED
    assert not_checked.verdict is Verdict.NOT_CHECKED
    assert "pip install 'replreg[ecr]'" in not_checked.detail


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b'{"authorizationData": []}',
        b'{"authorizationData": [{"authorizationToken": "%"}]}',
        b'{"authorizationData": [{"authorizationToken": "QVdT"}]}',
    ],
)
def test_an_answer_that_is_not_a_token_is_unreachable(body: bytes) -> None:
    pytest.importorskip("botocore", reason="botocore is not installed (extra ecr)")
    answer = Response(200, {"Content-Type": "application/x-amz-json-1.1"}, body)
    with serve(answer) as site, pytest.raises(Failure) as caught:
        buy(f"http://{site.host}")
    assert caught.value.verdict is Verdict.UNREACHABLE


def test_an_endpoint_that_is_not_there_is_unreachable() -> None:
    pytest.importorskip("botocore", reason="botocore is not installed (extra ecr)")
    with pytest.raises(Failure) as caught:
        buy(f"http://127.0.0.1:{free_port()}")
    assert caught.value.verdict is Verdict.UNREACHABLE


def test_a_registry_token_in_the_configuration_is_taken_as_it_is() -> None:
    from replreg.registries.client.credentials import CredentialStore

    registry = Registry("ecr", HOST, username="AWS", password="token")
    login = CredentialStore([registry], {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}).login(HOST, registry)
    assert login.credentials is not None
    assert login.credentials.secret == Secret("token")


def test_the_error_without_botocore_says_what_to_install() -> None:
    assert issubclass(EcrUnavailable, VerifyUnavailable)
    assert "pip install 'replreg[ecr]'" in str(EcrUnavailable())
