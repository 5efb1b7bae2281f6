"""Which images of an inventory a registry can be asked for, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from replreg.registries.reference import InvalidReference, Reference
from replreg.release.inventory import ImageRow

if TYPE_CHECKING:
    from replreg.registries.client import Answer, CredentialStore, Options, Query

__all__ = ["STATUSES", "Verified", "ask", "exit_status", "plan"]

STATUSES = ("found", "missing", "unauthorized", "unreachable", "rate-limited", "not-checked")
"""What can become of an image, in the words of every output format."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One image and the answer of its registry: one of `STATUSES`, the digest of the tag if it was found, and a line
    for people."""

    row: ImageRow
    status: str
    digest: str | None = None
    detail: str = ""


def plan(rows: Iterable[ImageRow]) -> list[tuple[ImageRow, Query | None, str]]:
    """Return, for each image, the query that asks for it; or none, and why it cannot be asked for."""
    from replreg.registries.client import Query

    planned: list[tuple[ImageRow, Query | None, str]] = []
    for row in rows:
        if row.source == "replicated":
            planned.append((row, None, "only an installation's licence opens Replicated's own registry"))
        elif row.address is None:
            hidden = "a template, a chart's own tag, or a registry without a known endpoint hides what is pulled"
            planned.append((row, None, hidden))
        else:
            try:
                reference = Reference.parse_normalized(row.address)
            except InvalidReference as error:
                planned.append((row, None, f"it is not a valid reference: {error.reason}"))
            else:
                planned.append((row, Query.from_reference(reference, row.source or None), ""))
    return planned


def ask(
    planned: Sequence[tuple[ImageRow, Query | None, str]],
    store: CredentialStore,
    options: Options,
    on_answer: Callable[[Answer], None] | None = None,
) -> list[Verified]:
    """Look up what can be, each image once, and return the results in the order of the plan.

    ``on_answer`` is called with each answer as it comes. Raises `VerifyUnavailable` or `EcrUnavailable` without a
    library that is needed.
    """
    from replreg.registries.client import look_up

    queries = [query for _, query, _ in planned if query is not None]
    answers: dict[int, Answer] = {}
    if queries:
        found = look_up(queries, store, options, on_answer=on_answer)
        answers = {id(query): answer for query, answer in zip(queries, found, strict=True)}
    results = []
    for row, query, why in planned:
        if query is None:
            results.append(Verified(row, "not-checked", None, why))
        else:
            answer = answers[id(query)]
            results.append(Verified(row, str(answer.verdict), answer.digest, answer.detail))
    return results


def exit_status(results: Sequence[Verified]) -> int:
    """Return 0 if all that could be asked for was found, 1 if something is missing or refused, 2 if nothing answered.

    An image whose registry did not answer is neither found nor missing: with nothing missing it makes the status 2.
    """
    statuses = {result.status for result in results}
    if statuses & {"missing", "unauthorized"}:
        return 1
    if statuses & {"unreachable", "rate-limited"}:
        return 2
    return 0 if "found" in statuses or not results else 2
