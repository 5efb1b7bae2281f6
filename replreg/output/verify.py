"""What ``verify`` found: as a plain table, JSON, JSON Lines, JUnit and GitHub's workflow commands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from replreg.finding import Finding, Position, Severity
from replreg.linter.verification import STATUSES, Verified
from replreg.output.terminal import plain_table
from replreg.release.inventory import Place

__all__ = ["findings_of", "render_github", "render_json", "render_jsonl", "render_junit", "render_plain", "table_rows"]

HEADINGS = ("IMAGE", "VERDICT", "DIGEST OR REASON", "WHERE")
_SEVERITIES = {"missing": Severity.ERROR, "unauthorized": Severity.ERROR}


def table_rows(results: Sequence[Verified]) -> list[tuple[str, ...]]:
    """Return image, verdict, digest or detail, and the first place of each image."""
    return [
        (
            result.row.address or result.row.image,
            result.status,
            result.digest or result.detail or "",
            f"{result.row.path}:{_place(result).line}",
        )
        for result in results
    ]


def _place(result: Verified) -> Place:
    places = result.row.used or result.row.declared
    return places[0] if places else Place(1, 1)


def render_plain(results: Sequence[Verified]) -> str:
    """Return a table padded with blanks."""
    cells = [HEADINGS, *table_rows(results)]
    return "\n".join(plain_table(cells)) + "\n"


def _object(result: Verified) -> dict[str, Any]:
    row = result.row
    places = [{"line": place.line, "column": place.column} for place in dict.fromkeys((*row.declared, *row.used))]
    return {
        "path": row.path,
        "image": row.image,
        "source": row.source or None,
        "address": row.address,
        "verdict": result.status,
        "digest": result.digest,
        "detail": result.detail,
        "places": places,
    }


def render_json(results: Sequence[Verified]) -> str:
    """Return ``{"version": 1, "images": […], "summary": {…}}``; the summary counts each verdict."""
    import json

    counts = Counter(result.status for result in results)
    summary = {"images": len(results), **{status: counts[status] for status in STATUSES}}
    data = {"version": 1, "images": [_object(result) for result in results], "summary": summary}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def render_jsonl(result: Verified) -> str:
    """Return one image as a line."""
    import json

    return json.dumps(_object(result), ensure_ascii=False) + "\n"


def findings_of(results: Sequence[Verified]) -> list[Finding]:
    """Return the images that were not found as findings at their first place, for formats made of findings."""
    findings = []
    for result in results:
        if result.status in ("found", "not-checked"):
            continue
        place = _place(result)
        start = Position(place.line, place.column, 0)
        message = f"{result.row.address} is {result.status}" + (f": {result.detail}" if result.detail else "")
        severity = _SEVERITIES.get(result.status, Severity.WARNING)
        findings.append(Finding("verify", severity, message, result.row.path, 0, start, start))
    return findings


def render_github(results: Sequence[Verified]) -> str:
    """Return a workflow command for each image that was not found."""
    from replreg.output import github
    from replreg.output.report import Report
    from replreg.version import __version__

    return github.render(Report(findings_of(results), 0, (), {}, {}, __version__))


def render_junit(results: Sequence[Verified]) -> str:
    """Return a test suite with a test case for each image: failed where missing, in error where nothing answered."""
    from xml.etree import ElementTree

    counts = Counter(result.status for result in results)
    numbers = {
        "tests": len(results),
        "failures": counts["missing"] + counts["unauthorized"],
        "errors": counts["unreachable"] + counts["rate-limited"],
        "skipped": counts["not-checked"],
    }
    attributes = {"name": "replreg verify", **{name: str(number) for name, number in numbers.items()}}
    suites = ElementTree.Element("testsuites", attributes)
    suite = ElementTree.SubElement(suites, "testsuite", attributes)
    kinds = {"missing": "failure", "unauthorized": "failure", "not-checked": "skipped"}
    named: set[str] = set()
    for number, result in enumerate(results, 1):
        name = _valid(result.row.address or result.row.image)
        path = _valid(result.row.path)
        twice = result.row.image in named
        named.add(result.row.image)
        case = ElementTree.SubElement(
            suite, "testcase", {"name": f"{name} #{number}" if twice else name, "classname": path, "file": path}
        )
        case.set("line", str(_place(result).line))
        if result.status != "found":
            kind = kinds.get(result.status, "error")
            detail = ElementTree.SubElement(case, kind, {"message": _valid(result.detail or result.status)})
            if kind != "skipped":
                detail.set("type", result.status)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _valid(text: str) -> str:
    """Replace what XML cannot hold."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
