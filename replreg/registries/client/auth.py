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
from replreg.registries.client.http import HttpClient, Reply
from replreg.registries.client.login import Credentials, Login
from replreg.registries.client.model import Failure, Query, Verdict
from replreg.registries.client.secret import Secret
from replreg.registries.client.single_flight import SingleFlight
from replreg.registries.client.trust import Realm, classify_realm
from replreg.registries.linked_registry import Registry

__all__ = ["AuthHeader", "Authenticator"]

_CLIENT = "replreg"
_REFUSALS = 3
_NOBODY = ""  # in the places of anonymous queries
_Place = tuple[str, str, "tuple[Registry | None, str] | str"]
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, eq=False, slots=True)
class AuthHeader:
    """The answer to a challenge.

    ``value`` is that of the header ``Authorization``, None where there is nothing to send; ``why`` says in a clause
    where it comes from, or what is missing. ``credentials`` are those that were used for it, ``key`` is the key of a
    token in the cache.
    """

    value: Secret | None
    why: str
    credentials: Credentials | None = None
    key: object = None


class Authenticator:
    """Answers the challenges of the registries that one run asks; keeps logins per host and tokens per scope.

    ``timeout`` (seconds) bounds the search for a login and the request for a token, each.
    """

    def __init__(self, http: HttpClient, store: CredentialStore, timeout: float) -> None:
        self._http = http
        self._store = store
        self._logins: SingleFlight[Login] = SingleFlight(timeout)
        self._tokens: SingleFlight[AuthHeader] = SingleFlight(timeout)
        self._cached: dict[_Place, AuthHeader] = {}
        self._refusals: Counter[Credentials] = Counter()
        self._accepted: set[Credentials] = set()

    async def login(self, query: Query) -> Login:
        """Return the login for the query's registry. Raises Failure where it cannot be had."""
        if query.anonymous:
            return Login(None)
        registry = self.registry(query)
        scope = self._store.scope(query.host, query.path)

        async def find() -> Login:
            # Credential helpers and Amazon's library block.
            return await asyncio.to_thread(self._store.login, query.host, registry, scope)

        return await self._logins.run((query.host, registry, scope), find)

    def registry(self, query: Query) -> Registry | None:
        """Return the linked registry whose login a query takes."""
        return self._store.registry_for(query.host, query.path, query.source)

    def cached(self, query: Query) -> AuthHeader | None:
        """Return the answer to an earlier challenge: of the same host if by Basic, else of the same repository."""
        return next((self._cached[place] for place in self._places(query) if place in self._cached), None)

    def forget(self, query: Query, header: AuthHeader) -> None:
        """Drop a header that the registry no longer accepts, such as an expired token."""
        for place in self._places(query):
            if self._cached.get(place) is header:
                del self._cached[place]
        self._tokens.forget(header.key, header)

    def record_outcome(self, query: Query, header: AuthHeader, accepted: bool) -> None:
        """Record whether the registry accepted a header that was sent for the first time."""
        if not accepted:
            self.forget(query, header)
        if header.key is None:
            self._count_refusal(header.credentials, accepted)

    def _count_refusal(self, credentials: Credentials | None, accepted: bool) -> None:
        if credentials is not None and accepted:
            self._accepted.add(credentials)
        elif credentials is not None:
            self._refusals[credentials] += 1

    async def answer_challenge(self, query: Query, reply: Reply) -> AuthHeader:
        """Return the answer to the challenge in ``reply``, whose status is 401. Raises Failure when a service fails."""
        challenges = parse_challenges(reply.headers.get_list("www-authenticate"))
        by_scheme = {challenge.scheme: challenge for challenge in reversed(challenges)}
        login = await self.login(query)
        credentials = login.credentials
        # A wrong password that is sent for every image locks the account on many servers.
        if credentials and self._refusals[credentials] >= _REFUSALS and credentials not in self._accepted:
            return AuthHeader(
                None, f"{query.host} refused the login from {credentials.origin}, which is not sent again"
            )
        by_repository, by_host = self._places(query)
        if "bearer" in by_scheme:
            place, header = by_repository, await self._bearer(query, reply, by_scheme["bearer"], login)
        elif "basic" in by_scheme:
            place, header = by_host, self._basic(query, login)
        else:
            return AuthHeader(None, f"{reply.origin} names no way to log in that is known here")
        if header.value is not None:
            self._cached[place] = header
        return header

    def _places(self, query: Query) -> tuple[_Place, _Place]:
        if query.anonymous:
            return (query.host, query.path, _NOBODY), (query.host, "", _NOBODY)
        login = (self.registry(query), self._store.scope(query.host, query.path))
        return (query.host, query.path, login), (query.host, "", login)

    @staticmethod
    def _basic(query: Query, login: Login) -> AuthHeader:
        credentials = login.credentials
        if credentials is None:
            none = "a public image is pulled without any" if query.anonymous else "there is none for it"
            return AuthHeader(None, _join(f"{query.host} wants a login, and {none}", *login.notes))
        if credentials.identity_token:
            return AuthHeader(
                None,
                f"{query.host} wants a user name and password, and {credentials.origin} has only an identity token",
            )
        return AuthHeader(credentials.basic(), f"with the login from {credentials.origin}", credentials)

    async def _bearer(self, query: Query, reply: Reply, challenge: Challenge, login: Login) -> AuthHeader:
        realm = challenge.parameters.get("realm", "").partition("#")[0]
        place = self._http.origin(realm, f"the token service that {query.host} names")
        plain = self._http.may_be_plain(query.host)
        trust = classify_realm(place, reply.origin, plain, self._store.names)
        if trust is Realm.REFUSED:
            return AuthHeader(None, f"{query.host} sends logins to {place}, which lacks TLS, so nothing is asked there")
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
        # A registry with another name may know the repository by another path, so its own word on the scope counts.
        scope = challenge.parameters.get("scope") or f"repository:{query.path}:pull"
        key = (realm, service, scope, credentials)

        async def fetch() -> AuthHeader:
            token = await self._token(realm, service, scope, credentials)
            if token is None:
                return AuthHeader(None, f"the token service {place} refuses a token {why}", credentials, key)
            return AuthHeader(Secret(f"Bearer {token.reveal()}"), why, credentials, key)

        return await self._tokens.run(key, fetch)

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
            reply = await self._http.send("POST", realm, form=form)
        else:
            question = urlencode([*([("service", service)] if service else []), *(("scope", one) for one in scopes)])
            url = f"{realm}{'&' if '?' in realm else '?'}{question}"
            reply = await self._http.send("GET", url, authorization=credentials.basic() if credentials else None)
        self._count_refusal(credentials, accepted=reply.status != 401)
        if reply.status in (400, 401, 403, 404):
            return None
        token = _read_token(reply)
        if token is None:
            raise Failure(
                Verdict.UNREACHABLE, f"the token service {reply.origin} answers with something that is not a token"
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
    # A value that no header may have would appear in the text of an exception.
    return Secret(token) if isinstance(token, str) and _PRINTABLE.fullmatch(token) else None


def _join(first: str, *notes: str) -> str:
    return "; ".join((first, *notes))
