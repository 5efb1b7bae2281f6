"""A token service for the reference registry, as small as the specification allows."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from remote_ask import PASSWORD, USER, RealRegistry, basic
from remote_keys import Identity
from remote_parts import Pusher, docker_registry
from remote_sites import Request, Response, Site, running

ISSUER = "tests"
SERVICE = "the registry of the tests"
REFRESH_TOKEN = "refresh-token-of-the-robot"


class TokenService(Site):
    """Lets anybody pull from ``open/…`` and USER from everywhere; ``realm`` is its address for clients."""

    def __init__(self, key: Identity) -> None:
        super().__init__(self.answer)
        self.key = key
        self.issued: list[str] = []

    @property
    def realm(self) -> str:
        return f"http://{self.host}/token?via=tests"

    def answer(self, request: Request) -> Response:
        form = request.body.decode() if request.method == "POST" else urlsplit(request.path).query
        values = parse_qs(form)
        known = request.authorization == basic(USER, PASSWORD)
        if request.method == "POST":
            known = values.get("refresh_token") == [REFRESH_TOKEN] and values["grant_type"] == ["refresh_token"]
        if not known and (request.authorization or request.method == "POST"):
            return Response(401, body=b'{"details": "incorrect username or password"}')
        _, path, wanted = values["scope"][0].split(":")
        allowed = [action for action in wanted.split(",") if known or (action == "pull" and path.startswith("open/"))]
        token = self.key.sign_token(ISSUER, values["service"][0], USER if known else "", path, allowed)
        self.issued.append(token)
        return Response(200, {"Content-Type": "application/json"}, json.dumps({self.field(request): token}).encode())

    @staticmethod
    def field(request: Request) -> str:
        return "access_token" if request.method == "POST" else "token"


@contextlib.contextmanager
def token_registry(directory: Path, realm: str = "") -> Iterator[tuple[RealRegistry, TokenService]]:
    """Run a docker-registry that trusts a token service, and that service.

    ``realm`` is the address that the registry gives for the service, if it is not the real one.
    """
    service = TokenService(Identity(["token-service"], authority=True))
    bundle = directory / "bundle.pem"
    bundle.write_bytes(service.key.pem)
    auth = (
        f"{{token: {{realm: '{realm or service.realm}', service: '{SERVICE}', issuer: '{ISSUER}', "
        f"rootcertbundle: '{bundle}'}}}}"
    )
    with running(service), docker_registry(directory, auth) as host:
        digests = {}
        for path in ("open/app", "team/app", "team/other"):
            token = service.key.sign_token(ISSUER, SERVICE, "pusher", path, ["pull", "push"])
            with Pusher(host, {"Authorization": f"Bearer {token}"}) as pusher:
                digests |= {f"{path}:{tag}": pusher.image(path, tag) for tag in ("1.0", "2.0")}
        yield RealRegistry(host, digests), service
