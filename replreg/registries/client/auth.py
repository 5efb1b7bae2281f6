"""Logging in as a registry's ``WWW-Authenticate`` challenge asks: Basic, or a Bearer token from a token service.

The token flow is that of the reference registry's "Token Authentication Specification" and "OAuth2" documents, which
Docker Hub, Quay, GCR, Artifact Registry, GHCR, Azure and Harbor all follow.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from replreg.registries.client.challenge import Challenge, parse_challenges
from replreg.registries.client.credentials import CredentialStore
from replreg.registries.client.http import Reply, Wire
from replreg.registries.client.login import Credentials, Login
from replreg.registries.client.model import Fault, Query, Verdict
from replreg.registries.client.secret import Secret
from replreg.registries.client.single_flight import Flights
from replreg.registries.client.trust import Realm, judge_realm
from replreg.registries.linked_registry import Registry

__all__ = ["Authenticator", "Grant"]

_CLIENT = "replreg"
_REFUSALS = 3
_NOBODY = ""  # whose places are those of anonymous queries: no registry is called so
_Place = tuple[str, str, "str | None"]
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, eq=False, slots=True)
class Grant:
    """What a challenge was met with.

    ``header`` is the value for ``Authorization``, None where there is nothing to send; ``why`` says in a clause what
    stands behind it, or what is missing. ``credentials`` are those that were used for it, ``key`` names a token's
    place in the cache.
    """

    header: Secret | None
    why: str
    credentials: Credentials | None = None
    key: object = None


class Authenticator:
    """Meets challenges for the registries that one run asks; keeps logins per host and tokens per scope.

    ``timeout`` (seconds) bounds the search for a login and the request for a token, each.
    """

    def __init__(self, wire: Wire, store: CredentialStore, timeout: float) -> None:
        self._wire = wire
        self._store = store
        self._logins: Flights[Login] = Flights(timeout)
        self._tokens: Flights[Grant] = Flights(timeout)
        self._standing: dict[_Place, Grant] = {}
        self._refusals: Counter[Credentials] = Counter()
        self._accepted: set[Credentials] = set()

    async def login(self, query: Query) -> Login:
        """Return the login for the query's registry. Raises Fault where it cannot be had."""
        if query.anonymous:
            return Login(None)
        registry = self.registry(query)

        async def find() -> Login:
            # Credential helpers and Amazon's library block.
            return await asyncio.to_thread(self._store.login, query.host, registry)

        return await self._logins.join((query.host, registry and registry.name), find)

    def registry(self, query: Query) -> Registry | None:
        """Return the linked registry whose login a query takes."""
        return self._store.registry_for(query.host, query.path, query.source)

    def standing(self, query: Query) -> Grant | None:
        """Return what an earlier challenge was met with: for the same host if by Basic, the same repository else."""
        return next((self._standing[place] for place in self._places(query) if place in self._standing), None)

    def forget(self, query: Query, grant: Grant) -> None:
        """Drop a grant that the registry no longer takes, such as a token that has run out."""
        for place in self._places(query):
            if self._standing.get(place) is grant:
                del self._standing[place]
        self._tokens.forget(grant.key, grant)

    def learn(self, query: Query, grant: Grant, accepted: bool) -> None:
        """Take note of whether the registry took a grant that it was sent for the first time."""
        if not accepted:
            self.forget(query, grant)
        if grant.key is None:
            self._judge(grant.credentials, accepted)

    def _judge(self, credentials: Credentials | None, accepted: bool) -> None:
        if credentials is not None and accepted:
            self._accepted.add(credentials)
        elif credentials is not None:
            self._refusals[credentials] += 1

    async def meet(self, query: Query, reply: Reply) -> Grant:
        """Return the answer to the challenge in ``reply``, whose status is 401. Raises Fault when a service fails."""
        challenges = parse_challenges(reply.headers.get_list("www-authenticate"))
        by_scheme = {challenge.scheme: challenge for challenge in reversed(challenges)}
        login = await self.login(query)
        credentials = login.credentials
        # A wrong password that is sent for every image locks the account on many servers.
        if credentials and self._refusals[credentials] >= _REFUSALS and credentials not in self._accepted:
            return Grant(None, f"{query.host} refused the login from {credentials.origin}, which is not sent again")
        by_repository, by_host = self._places(query)
        if "bearer" in by_scheme:
            place, grant = by_repository, await self._bearer(query, reply, by_scheme["bearer"], login)
        elif "basic" in by_scheme:
            place, grant = by_host, self._basic(query, login)
        else:
            return Grant(None, f"{reply.origin} names no way to log in that is known here")
        if grant.header is not None:
            self._standing[place] = grant
        return grant

    def _places(self, query: Query) -> tuple[_Place, _Place]:
        if query.anonymous:
            return (query.host, query.path, _NOBODY), (query.host, "", _NOBODY)
        registry = self.registry(query)
        name = registry.name if registry else None
        return (query.host, query.path, name), (query.host, "", name)

    @staticmethod
    def _basic(query: Query, login: Login) -> Grant:
        credentials = login.credentials
        if credentials is None:
            none = "a public image is pulled without any" if query.anonymous else "there is none for it"
            return Grant(None, _join(f"{query.host} wants a login, and {none}", *login.notes))
        if credentials.identity_token:
            return Grant(
                None,
                f"{query.host} wants a user name and password, and {credentials.origin} has only an identity token",
            )
        return Grant(credentials.basic(), f"with the login from {credentials.origin}", credentials)

    async def _bearer(self, query: Query, reply: Reply, challenge: Challenge, login: Login) -> Grant:
        realm = challenge.parameters.get("realm", "").partition("#")[0]
        place = self._wire.origin(realm, f"the token service that {query.host} names")
        plain = self._wire.may_be_plain(query.host)
        trust = judge_realm(place, reply.origin, plain, self._store.names)
        if trust is Realm.REFUSED:
            return Grant(None, f"{query.host} sends logins to {place}, which lacks TLS, so nothing is asked there")
        withheld = trust is Realm.ANONYMOUS and login.credentials is not None
        credentials = None if withheld else login.credentials
        if credentials is not None:
            why = f"with the login from {credentials.origin}"
        elif withheld:
            why = f"without a login, which is kept from {place}, a host that is neither the registry's nor configured"
        elif query.anonymous:
            why = "without a login, as a public image is pulled"
        else:
            why = _join("without a login, since there is none for it", *login.notes)
        service = challenge.parameters.get("service", "")
        # A registry behind another name may know the repository by another path, so its own word on the scope counts.
        scope = challenge.parameters.get("scope") or f"repository:{query.path}:pull"
        key = (realm, service, scope, credentials)

        async def fetch() -> Grant:
            token = await self._token(realm, service, scope, credentials)
            if token is None:
                return Grant(None, f"the token service {place} refuses a token {why}", credentials, key)
            return Grant(Secret(f"Bearer {token.reveal()}"), why, credentials, key)

        return await self._tokens.join(key, fetch)

    async def _token(self, realm: str, service: str, scope: str, credentials: Credentials | None) -> Secret | None:
        """Return a token for ``scope``, or None where the service refuses one."""
        scopes = scope.split()
        if credentials is not None and credentials.identity_token:
            form: dict[str, Secret | str] = {
                "grant_type": "refresh_token",
                "service": service,
                "client_id": _CLIENT,
                "scope": " ".join(scopes),
                "refresh_token": credentials.secret,
            }
            reply = await self._wire.send("POST", realm, form=form)
        else:
            question = urlencode([*([("service", service)] if service else []), *(("scope", one) for one in scopes)])
            url = f"{realm}{'&' if '?' in realm else '?'}{question}"
            reply = await self._wire.send("GET", url, authorization=credentials.basic() if credentials else None)
        self._judge(credentials, accepted=reply.status != 401)
        if reply.status in (400, 401, 403, 404):
            return None
        token = _read_token(reply)
        if token is None:
            raise Fault(
                Verdict.UNREACHABLE, f"the token service {reply.origin} answers with something that is no token"
            )
        return token


def _read_token(reply: Reply) -> Secret | None:
    """Return the token in a token service's JSON answer: under ``token``, or ``access_token`` as OAuth has it."""
    if reply.status != 200:
        return None
    try:
        content = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    token = content.get("token") or content.get("access_token")
    # What no header may carry would come back in an exception's text.
    return Secret(token) if isinstance(token, str) and _PRINTABLE.fullmatch(token) else None


def _join(first: str, *notes: str) -> str:
    return "; ".join((first, *notes))
