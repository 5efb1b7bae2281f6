"""``replreg verify`` for what KOTS and Helm deliver: the upstream, the proxy, and the logins that the platform stores."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

import pytest
from command_tools import replreg
from remote_ask import PASSWORD, USER, RealRegistry
from remote_parts import Pusher, docker_registry, htpasswd_auth
from remote_sites import FOUND, Request, Response, serve

TOKEN = "token-that-nobody-may-see"
PROXY_LOGIN = {"auth": base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}
SETTINGS = "app: my-app\nregistries:\n  linked:\n    endpoint: {upstream}\ndomains:\n  proxy: ['{proxy}']\n"
CHART = """apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {{name: app}}
spec:
  chart: {{name: app, chartVersion: 1.0.0}}
  values:
    web:
      image: {image}
"""


def verify(
    folder: Path, image: str, *arguments: str, proxy: str, upstream: str, environ: dict[str, str] | None = None,
    settings: str = "",
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    (folder / "chart.yaml").write_text(CHART.format(image=image))
    (folder / "replreg.yaml").write_text(SETTINGS.format(upstream=upstream, proxy=proxy) + settings)
    environment = {"DOCKER_CONFIG": str(folder / "docker"), "HOME": str(folder), **(environ or {})}
    done = replreg("verify", "--retries", "0", "--format", "json", *arguments, cwd=folder, **environment)
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    return done


def images(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.stdout, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)["images"]
    return found


def test_an_image_behind_the_proxy_is_asked_for_at_its_upstream(tmp_path: Path, open_registry: RealRegistry) -> None:
    with serve(FOUND) as proxy:
        written = f"{proxy.host}/proxy/my-app/linked/team/app"
        options = {"proxy": proxy.host, "upstream": open_registry.host}
        [there] = images(verify(tmp_path, f"{written}:1.0", **options))
        [absent] = images(verify(tmp_path, f"{written}:1.1", **options))
        assert proxy.requests == []
    assert (there["verdict"], there["digest"]) == ("found", open_registry.digests["team/app:1.0"])
    assert there["address"] == f"{open_registry.host}/team/app:1.0"
    assert (absent["verdict"], absent["tags"]) == ("missing", ["1.0"])


def test_the_proxy_itself_is_asked_with_the_login_for_it(tmp_path: Path, open_registry: RealRegistry) -> None:
    auth = htpasswd_auth(tmp_path / "auth", USER, PASSWORD)
    with docker_registry(tmp_path / "proxy", auth) as proxy:
        path = f"proxy/my-app/{open_registry.host.replace(':', '-')}/team/app"
        with Pusher(proxy, {"Authorization": "Basic " + PROXY_LOGIN["auth"]}) as pusher:
            digest = pusher.image(path, "1.0")
        options = {"proxy": proxy, "upstream": open_registry.host.replace(":", "-")}
        [refused] = images(verify(tmp_path, f"{proxy}/{path}:1.0", "--via", "proxy", **options))
        (tmp_path / "docker").mkdir()
        (tmp_path / "docker" / "config.json").write_text(json.dumps({"auths": {proxy: PROXY_LOGIN}}))
        [found] = images(verify(tmp_path, f"{proxy}/{path}:1.0", "--via", "proxy", **options))
    assert refused["verdict"] == "unauthorized"
    assert (found["verdict"], found["digest"], found["address"]) == ("found", digest, f"{proxy}/{path}:1.0")


def test_an_image_in_the_customers_registry_is_not_asked_for(tmp_path: Path) -> None:
    with serve(FOUND) as proxy:
        local = "'{{repl LocalRegistryAddress }}/app:1'"
        [image] = images(verify(tmp_path, local, proxy=proxy.host, upstream="quay.io"))
    assert image["verdict"] == "not-checked"


def stored(status: int) -> Response:
    return Response(200, body=json.dumps({"status": status}).encode())


@pytest.mark.parametrize(
    ("status", "verdict", "code"),
    [
        (200, "found", 0),
        (404, "missing", 1),
        (401, "unauthorized", 1),
        (403, "unauthorized", 1),
        (502, "unreachable", 2),
    ],
)
def test_the_platform_says_whether_the_stored_login_pulls(tmp_path: Path, status: int, verdict: str, code: int) -> None:
    with serve(stored(status)) as api:
        done = verify(
            tmp_path, "proxy.example.com/proxy/my-app/quay.io/ns/app:1.0", "--stored", "--api-origin",
            f"http://{api.host}/vendor", proxy="proxy.example.com", upstream="quay.io/ns",
            environ={"REPLICATED_API_TOKEN": TOKEN},
        )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert [image["verdict"] for image in images(done)] == [verdict]
    [request] = api.requests
    assert (request.method, request.path, request.authorization) == ("PUT", "/vendor/v3/external_registry/test", TOKEN)
    assert json.loads(request.body) == {"endpoint": "quay.io/ns", "image": "ns/app:1.0"}


def test_the_platform_is_not_asked_for_an_image_that_is_not_linked(tmp_path: Path) -> None:
    with serve(stored(200)) as api:
        done = verify(
            tmp_path, "docker.io/library/redis:7", "--stored", "--api-origin", f"http://{api.host}",
            proxy="proxy.example.com", upstream="quay.io", environ={"REPLICATED_API_TOKEN": TOKEN},
        )  # fmt: skip
    assert (done.returncode, api.requests) == (2, [])
    assert [image["verdict"] for image in images(done)] == ["not-checked"]


def test_a_stranger_s_configuration_cannot_have_the_token(tmp_path: Path) -> None:
    image = "proxy.example.com/proxy/my-app/quay.io/ns/app:1.0"
    with serve(stored(200)) as api:
        options = {
            "proxy": "proxy.example.com", "upstream": "quay.io", "settings": f"api_origin: http://{api.host}/vendor\n",
        }  # fmt: skip
        environ = {"REPLICATED_API_TOKEN": TOKEN}
        refused = verify(tmp_path, image, "--stored", environ=environ, **options)  # type: ignore[arg-type]
        assert (refused.returncode, api.requests) == (2, [])
        assert f"replreg registries trust REPLICATED_API_TOKEN={api.host}" in refused.stderr
        other = {**environ, "REPLREG_TRUST": "REPLICATED_API_TOKEN=127.0.0.1:1"}
        assert verify(tmp_path, image, "--stored", environ=other, **options).returncode == 2  # type: ignore[arg-type]
        assert api.requests == []
        allowed = {**environ, "REPLREG_TRUST": f"REPLICATED_API_TOKEN={api.host}"}
        done = verify(tmp_path, image, "--stored", environ=allowed, **options)  # type: ignore[arg-type]
        assert (done.returncode, [request.authorization for request in api.requests]) == (0, [TOKEN])


def test_a_token_that_the_api_refuses_or_moves_on(tmp_path: Path) -> None:
    with serve(FOUND) as other:

        def answer(request: Request) -> Response:
            return Response(307, {"Location": f"http://{other.host}/"}) if "moved" in request.path else Response(401)

        with serve(answer) as api:
            for path, words in (("", "refuses the token"), ("/moved", "status 307")):
                done = verify(
                    tmp_path, "quay.io/ns/app:1.0", "--stored", "--api-origin", f"http://{api.host}{path}",
                    proxy="proxy.example.com", upstream="quay.io", environ={"REPLICATED_API_TOKEN": TOKEN},
                )  # fmt: skip
                assert done.returncode == 2
                assert words in done.stderr
        assert other.requests == []


def test_without_a_token_the_variable_is_named(tmp_path: Path) -> None:
    done = verify(
        tmp_path, "quay.io/ns/app:1.0", "--stored", proxy="proxy.example.com", upstream="quay.io",
        environ={"REPLICATED_API_TOKEN": ""},
    )  # fmt: skip
    assert done.returncode == 2
    assert "REPLICATED_API_TOKEN" in done.stderr
