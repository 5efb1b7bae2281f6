"""The format ``json``: one object for programs, which a schema describes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from replreg.finding import Finding, Position
from replreg.lazy_re import lazy_compile
from replreg.output.formats import Format, Screen
from replreg.output.report import Report, rule_page

if TYPE_CHECKING:
    from replreg.linter.verification import Verified
    from replreg.output.images import ImageReport
    from replreg.output.listings import RegistryRow, RuleRow

__all__ = ["FORMAT", "JSON_VERSION", "array", "dumps", "finding_object"]

JSON_VERSION = 1
"""The version of the format. It goes up when a key is removed or changes its meaning, not when one is added."""


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    """Yield the whole report as one JSON object, one finding a line."""
    findings = report.findings
    counts = Counter(finding.severity.value for finding in findings)
    summary = {
        "files": len(report.paths),
        "errors": counts["error"],
        "warnings": counts["warning"],
        "infos": counts["info"],
        "fixable": sum(finding.fix is not None for finding in findings),
    }
    yield _document("findings", map(finding_object, findings), {"summary": summary})


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    """Yield the images as one JSON object, one image a line."""
    from replreg.output.images import image_objects

    coverage = {
        "images": len(report.rows),
        "known": len(report.rows) - report.unknown,
        "unknown": report.unknown,
        "charts_read": report.charts_read,
        "charts_missing": report.charts_missing,
        "documents_unreadable": report.unreadable,
        "files_skipped": report.skipped,
    }
    rest: dict[str, object] = {"coverage": coverage}
    if report.comparison is not None:
        found, rows = report.comparison, report.rows
        rest["bundle"] = {
            "file": found.file,
            "images": len(found.images),
            "missing": [rows[number].image for number in sorted(found.missing)],
            "unknown": [rows[number].image for number in sorted(found.unsure)],
            "unused": list(found.unused),
        }
    yield _document("images", image_objects(report), rest)


def _verification(results: Sequence[Verified], screen: Screen) -> Iterator[str]:
    """Yield the images as one JSON object, one image a line; the summary counts each verdict."""
    from replreg.output.verification import verification_object
    from replreg.registries.verdict import Verdict

    counts = Counter(result.verdict for result in results)
    summary = {"images": len(results), **{str(verdict): counts[verdict] for verdict in Verdict}}
    yield _document("images", map(verification_object, results), {"summary": summary})


def _registries(rows: Sequence[RegistryRow], screen: Screen) -> Iterator[str]:
    """Yield the registries as a JSON array, one a line."""
    yield array(dumps(row._asdict()) for row in rows) + "\n"


def _rules(rows: Sequence[RuleRow], screen: Screen) -> Iterator[str]:
    """Yield the rules as a JSON array, one a line."""
    yield array(dumps(row._asdict()) for row in rows) + "\n"


def _document(key: str, items: Iterable[object], rest: dict[str, object]) -> str:
    """Return ``{"version": 1, KEY: [...], ...}`` with one item a line."""
    members = "".join(f",\n {dumps(name)}: {dumps(value)}" for name, value in rest.items())
    return f'{{"version": {JSON_VERSION},\n {dumps(key)}: {array(map(dumps, items), " ")}{members}}}\n'


def finding_object(finding: Finding) -> dict[str, object]:
    """Return one finding as the object that the schema describes."""
    fix = finding.fix
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        "document": finding.document,
        "start": _position(finding.start),
        "end": _position(finding.end),
        "fix": None
        if fix is None
        else {
            "safe": fix.safe,
            "message": fix.message,
            "edits": [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits],
        },
        "notes": list(finding.notes),
        "related": [
            {"message": place.message, "start": _position(place.start), "end": _position(place.end)}
            for place in finding.related
        ],
        "url": rule_page(finding.rule),
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset}


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode

# These are legal in JSON, but many readers end a line at NEL, LS or PS, and the C1 controls steer some terminals.
# Escaped, they mean the same to every reader. Lone surrogates cannot be encoded in UTF-8.
_UNPRINTABLE = lazy_compile("[\x80-\x9f\u2028\u2029\ud800-\udfff]")


def dumps(value: object, *, strict: bool = False) -> str:
    """Return ``value`` as JSON on one line, without a line end. Non-ASCII text stays as it is where it can.

    A lone surrogate, as in a file name that is not UTF-8, becomes an escape sequence, which Python and JavaScript read
    back; with ``strict``, for readers that may refuse it, a replacement character.
    """
    text = _encode(value)
    if text.isascii():
        return text
    # Outside of strings JSON is ASCII, so every match is in a string, where an escape sequence is allowed.
    return _UNPRINTABLE.sub(_replace if strict else _escape, text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _replace(match: re.Match[str]) -> str:
    return "\ufffd" if match[0] >= "\ud800" else _escape(match)


def array(items: Iterable[str], indent: str = "") -> str:
    """Return a JSON array of items that are JSON already, one a line, so that reports can be compared line by line.

    ``indent`` is the white space at the start of the line on which the array begins.
    """
    body = f",\n{indent} ".join(items)
    return f"[\n{indent} {body}\n{indent}]" if body else "[]"


FORMAT = Format(
    "json",
    "one JSON document",
    "application/json",
    {
        "findings": _findings,
        "images": _images,
        "verification": _verification,
        "registries": _registries,
        "rules": _rules,
    },
)
