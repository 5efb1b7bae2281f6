"""Which images of an inventory a registry can be asked for, and what became of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from typing import TYPE_CHECKING

from replreg.named_tuple import NamedTuple
from replreg.registries.linked_registry import Registry
from replreg.registries.reference import InvalidReference, Reference
from replreg.registries.verdict import Verdict
from replreg.release.inventory import ImageRow

if TYPE_CHECKING:
    from replreg.registries.client import Answer, Options, Query
    from replreg.registries.client.trusted_secrets import TrustedSecrets

__all__ = ["Planned", "ShowProgress", "Side", "Verified", "exit_status", "no_progress", "plan", "verify"]

_HIDDEN = "a template, a chart's own tag, or a registry without a known endpoint hides what is pulled"
_LICENCE = "only an installation's licence opens Replicated's own registry"
_LOCAL = "only the customer's own registry has it"
_NO_UPSTREAM = "it is not known what the proxy has it from"


ShowProgress = Callable[[int], AbstractContextManager[Callable[[], None]]]
"""Takes the number of questions, and returns a context whose function is to be called after each answer."""


class Side(str, Enum):
    """Where an image that is pulled through the proxy is looked up: at its upstream registry, or at the proxy."""

    UPSTREAM = "upstream"
    PROXY = "proxy"


class Planned(NamedTuple):
    """One image: the address to look up, and the query for it; or no query, and ``why`` it cannot be looked up."""

    row: ImageRow
    address: str | None
    query: Query | None
    why: str = ""


class Verified(NamedTuple):
    """One image and the answer of its registry.

    ``digest`` is that of the tag if it was found, ``detail`` a line for people, ``address`` what was looked up, and
    ``tags`` are tags of the repository that look like the one that is missing.
    """

    row: ImageRow
    verdict: Verdict
    digest: str | None = None
    detail: str = ""
    address: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The image for people: what was looked up, else what is pulled, else the name."""
        return self.address or self.row.address or self.row.image


def plan(rows: Iterable[ImageRow], side: Side = Side.UPSTREAM) -> list[Planned]:
    """Return, for each image, the query that asks for it; or none, and why it cannot be asked for.

    On the side of the upstream, Replicated's own registry is not asked, and an image behind the proxy is asked for as
    the proxy pulls it: without a login if no registry is linked for it. On the side of the proxy, both are asked for
    as an installation pulls them, with the login that the user has for the host.
    """
    from replreg.registries.client import Query

    planned: list[Planned] = []
    for row in rows:
        address, why = _address(row, side)
        if address is None:
            planned.append(Planned(row, None, None, why))
            continue
        try:
            reference = Reference.parse_normalized(address)
        except InvalidReference as error:
            planned.append(Planned(row, address, None, f"it is not a valid reference: {error.reason}"))
            continue
        is_theirs = row.source == "replicated" or (row.online is not None and row.online.via == "proxy")
        source = None if side is Side.PROXY and is_theirs else row.source or None
        planned.append(Planned(row, address, Query.from_reference(reference, source)))
    return planned


def _address(row: ImageRow, side: Side) -> tuple[str | None, str]:
    """Return the address to look an image up by; or None, and why there is none."""
    if row.source == "replicated" and side is Side.UPSTREAM:
        return None, _LICENCE
    if not row.is_delivered:
        return row.address, _HIDDEN
    if not row.is_certain:
        return None, row.why or _HIDDEN
    pull = row.online
    if pull is None:  # the bundle alone has it, and its builder pulls from the upstream
        return (row.image, "") if row.declared else (None, _LOCAL)
    if pull.via == "local":
        return None, _LOCAL
    if pull.via == "unknown":
        return None, _HIDDEN
    if pull.via == "proxy" and side is Side.UPSTREAM:
        return pull.upstream, _NO_UPSTREAM
    return pull.address, ""


def no_progress(_: int) -> AbstractContextManager[Callable[[], None]]:
    """Show nothing."""
    return nullcontext(lambda: None)


def verify(
    rows: Iterable[ImageRow],
    registries: Iterable[Registry],
    trusted: TrustedSecrets,
    options: Options | None = None,
    side: Side = Side.UPSTREAM,
    progress: ShowProgress = no_progress,
) -> list[Verified]:
    """Look up what can be, each image once, and return the results in the order of the rows.

    Logins are those of the registries, as far as they are ``trusted``, and of Docker's and Podman's configuration.
    Raises `VerifyUnavailable` or `EcrUnavailable` without a library that is needed.
    """
    from replreg.registries.client import CredentialStore, look_up

    planned = plan(rows, side)
    queries = [item.query for item in planned if item.query is not None]
    answers: dict[int, Answer] = {}
    if queries:
        store = CredentialStore(registries, os.environ, trusted=trusted)
        with progress(len({(str(query), query.anonymous) for query in queries})) as advance:
            found = look_up(queries, store, options, on_answer=lambda _: advance())
        answers = {id(query): answer for query, answer in zip(queries, found, strict=True)}
    return [_verified(item, answers) for item in planned]


def _verified(item: Planned, answers: dict[int, Answer]) -> Verified:
    if item.query is None:
        return Verified(item.row, Verdict.NOT_CHECKED, None, item.why, item.address)
    answer = answers[id(item.query)]
    return Verified(item.row, answer.verdict, answer.digest, answer.detail, item.address, answer.tags)


def exit_status(results: Sequence[Verified]) -> int:
    """Return 0 if all that could be asked for was found, 1 if something is missing or refused, 2 if nothing answered.

    An image whose registry did not answer is neither found nor missing: with nothing missing it makes the status 2.
    """
    verdicts = {result.verdict for result in results}
    if verdicts & {Verdict.MISSING, Verdict.UNAUTHORIZED}:
        return 1
    if verdicts & {Verdict.UNREACHABLE, Verdict.RATE_LIMITED}:
        return 2
    return 0 if Verdict.FOUND in verdicts or not results else 2
