"""The results of ``verify``: as a table, as objects for JSON, and as findings."""

from __future__ import annotations

from collections.abc import Sequence

from replreg.finding import Finding, Position, Severity
from replreg.linter.verification import Verified
from replreg.output.table import Table
from replreg.release.inventory import Place

__all__ = ["first_place", "verification_findings", "verification_object", "verification_table"]

_HEADINGS = ("IMAGE", "VERDICT", "DIGEST OR REASON", "WHERE")
_COLORS = {"found": "green", "missing": "red", "unauthorized": "red", "unreachable": "yellow", "rate-limited": "yellow"}
_SEVERITIES = {"missing": Severity.ERROR, "unauthorized": Severity.ERROR}


def verification_table(results: Sequence[Verified]) -> Table:
    """Return one row an image: its address, its verdict, its digest or the reason, and its first place."""
    rows = [
        (
            result.shown,
            str(result.verdict),
            result.digest or result.detail or "",
            f"{result.row.path}:{first_place(result).line}",
        )
        for result in results
    ]
    return Table(_HEADINGS, rows, {1: _COLORS}, frozenset({1, 2}), sentences=frozenset({2}))


def first_place(result: Verified) -> Place:
    """Return the first place where an image is used, or else declared."""
    places = result.row.used or result.row.declared
    return places[0] if places else Place(1, 1)


def verification_object(result: Verified) -> dict[str, object]:
    """Return one image for JSON."""
    row = result.row
    return {
        "path": row.path,
        "image": row.image,
        "source": row.source or None,
        "address": result.address or row.address,
        "verdict": str(result.verdict),
        "digest": result.digest,
        "detail": result.detail,
        "tags": list(result.tags),
        "places": [{"line": place.line, "column": place.column} for place in dict.fromkeys((*row.declared, *row.used))],
    }


def verification_findings(results: Sequence[Verified]) -> list[Finding]:
    """Return the images that were not found as findings at their first place, for formats made of findings."""
    findings = []
    for result in results:
        if result.verdict in ("found", "not-checked"):
            continue
        place = first_place(result)
        start = Position(place.line, place.column, 0)
        message = f"{result.shown} is {result.verdict}" + (f": {result.detail}" if result.detail else "")
        severity = _SEVERITIES.get(result.verdict, Severity.WARNING)
        findings.append(Finding("verify", severity, message, result.row.path, 0, start, start))
    return findings
