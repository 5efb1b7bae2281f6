"""The real parts that the tests run: Debian's docker-registry, images pushed to it, htpasswd, moto's server."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from remote_sites import free_port

httpx = pytest.importorskip("httpx", reason="httpx is not installed (extra verify)")


@contextlib.contextmanager
def daemon(command: Sequence[str], url: str, log: Path, env: dict[str, str] | None = None) -> Iterator[None]:
    """Run a server until the block ends, which begins when ``url`` gives any answer."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env)
        try:
            deadline = time.monotonic() + 60
            while True:
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(url, trust_env=False)
                    break
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} does not run: {log.read_text()[-2000:]}")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(20)


@contextlib.contextmanager
def docker_registry(directory: Path, auth: str = "", tls: str = "") -> Iterator[str]:
    """Run Debian's docker-registry; gives its ``127.0.0.1:port``. ``auth`` and ``tls`` are YAML for its configuration."""
    program = shutil.which("docker-registry")
    if program is None:
        pytest.skip("docker-registry is not installed (Debian package docker-registry)")
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    config = directory / "config.yml"
    config.write_text(
        "version: 0.1\n"
        "log: {level: error, accesslog: {disabled: true}}\n"
        "storage: {inmemory: {}}\n"
        f"http: {{addr: '127.0.0.1:{port}', secret: not-a-secret{f', tls: {tls}' if tls else ''}}}\n"
        + (f"auth: {auth}\n" if auth else "")
    )
    with daemon([program, "serve", str(config)], f"http://127.0.0.1:{port}/v2/", directory / "log"):
        yield f"127.0.0.1:{port}"


def htpasswd_auth(directory: Path, username: str, password: str) -> str:
    """Return the ``auth`` for docker_registry that lets one user in."""
    program = shutil.which("htpasswd")
    if program is None:
        pytest.skip("htpasswd is not installed (Debian package apache2-utils)")
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "htpasswd"
    # -B: bcrypt, the only kind that the registry takes; -C 4: as cheap as it gets.
    path.write_bytes(
        subprocess.run([program, "-nbB", "-C", "4", username, password], check=True, capture_output=True).stdout
    )
    return f"{{htpasswd: {{realm: tests, path: '{path}'}}}}"


class Pusher:
    """Pushes images by the raw API."""

    def __init__(self, host: str, headers: dict[str, str] | None = None) -> None:
        self._client = httpx.Client(base_url=f"http://{host}", headers=headers, trust_env=False)

    def __enter__(self) -> Pusher:
        return self

    def __exit__(self, *args: object) -> None:
        self._client.close()

    def _blob(self, path: str, content: bytes) -> dict[str, object]:
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        place = self._client.post(f"/v2/{path}/blobs/uploads/").raise_for_status().headers["Location"]
        self._client.put(
            place, params={**httpx.URL(place).params, "digest": digest}, content=content
        ).raise_for_status()
        return {"size": len(content), "digest": digest}

    def manifest(self, path: str, tag: str, content: dict[str, object]) -> str:
        """Push a manifest or index under a tag; return its digest."""
        media_type = str(content["mediaType"])
        reply = self._client.put(
            f"/v2/{path}/manifests/{tag}", content=json.dumps(content), headers={"Content-Type": media_type}
        )
        return str(reply.raise_for_status().headers["Docker-Content-Digest"])

    def image(self, path: str, tag: str, *, docker: bool = False) -> str:
        """Push an image without layers, of Docker's or the OCI's media type; return its digest."""
        vendor = "application/vnd.docker" if docker else "application/vnd.oci"
        config = {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}, "tag": tag}
        kind = f"{vendor}.container.image.v1+json" if docker else f"{vendor}.image.config.v1+json"
        blob = {"mediaType": kind, **self._blob(path, json.dumps(config).encode())}
        media_type = f"{vendor}.distribution.manifest.v2+json" if docker else f"{vendor}.image.manifest.v1+json"
        return self.manifest(path, tag, {"schemaVersion": 2, "mediaType": media_type, "config": blob, "layers": []})

    def index(self, path: str, tag: str, digests: Sequence[str]) -> str:
        """Push an OCI index of images that were pushed before; return its digest."""
        entry = "application/vnd.oci.image.manifest.v1+json"
        listed = []
        for digest in digests:
            size = len(self._client.get(f"/v2/{path}/manifests/{digest}", headers={"Accept": entry}).content)
            listed.append({"mediaType": entry, "digest": digest, "size": size})
        content: dict[str, object] = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": listed,
        }
        return self.manifest(path, tag, content)
