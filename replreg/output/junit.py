"""The format ``junit``: XML that test report readers (GitLab, Jenkins, Azure DevOps, CircleCI) take.

There is no standard for it; this is what the readers agree on: a test suite a file, a failed test case a finding, and
one passed test case for a file without findings. For ``verify``, an image is a test case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from replreg.files import portable
from replreg.finding import Finding
from replreg.named_tuple import NamedTuple
from replreg.output.formats import Format, Screen
from replreg.output.report import Report, rule_page
from replreg.rules.catalogue import RULES

if TYPE_CHECKING:
    from replreg.linter.verification import Verified

__all__ = ["FORMAT"]

# XML 1.0 cannot contain these, not even as a character reference.
_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A reader changes a bare carriage return, and in an attribute any white space.
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = {**_TEXT, **str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})}


class _Case(NamedTuple):
    """One test case. ``outcome`` is "failure", "error", "skipped", or "" for one that passed."""

    name: str
    path: str
    line: int | None = None
    outcome: str = ""
    kind: str = ""
    message: str = ""
    details: str = ""


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    by_path: dict[str, list[Finding]] = {path: [] for path in report.paths}
    for finding in report.findings:
        by_path.setdefault(finding.path, []).append(finding)
    suites = {}
    for path, findings in sorted(by_path.items()):
        shown = portable(path)
        suites[shown] = [_finding_case(shown, finding) for finding in findings] or [_Case("no findings", shown)]
    return _document("replreg", suites)


def _finding_case(path: str, finding: Finding) -> _Case:
    place = f"{finding.start.line}:{finding.start.column}"
    lines = [f"{path}:{place}: {finding.severity}: {finding.message}", *finding.notes]
    if finding.fix is not None:
        lines.append(f"{'fix' if finding.fix.safe else 'unsafe fix'}: {finding.fix.message}")
    if finding.rule in RULES:
        lines.append(f"see {rule_page(finding.rule)}")
    name = f"{finding.rule} ({place})"
    return _Case(name, path, finding.start.line, "failure", finding.rule, finding.message, "\n".join(lines))


def _verification(results: Sequence[Verified], screen: Screen) -> Iterator[str]:
    """Yield one suite: an image failed if it is missing, is in error if nothing answered, and may be skipped."""
    return _document("replreg verify", {"replreg verify": [_image_case(result) for result in results]})


def _image_case(result: Verified) -> _Case:
    from replreg.output.verification import first_place

    outcomes: dict[str, str] = {
        "found": "", "missing": "failure", "unauthorized": "failure", "not-checked": "skipped"
    }  # fmt: skip
    outcome = outcomes.get(result.verdict, "error")
    name, line = result.shown, first_place(result).line
    return _Case(name, result.row.path, line, outcome, str(result.verdict), result.detail or str(result.verdict))


def _document(name: str, suites: dict[str, list[_Case]]) -> Iterator[str]:
    """Yield the XML document, line by line."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites name={_attribute(name)} {_counts([case for cases in suites.values() for case in cases])}>\n"
    for suite, cases in suites.items():
        yield f"  <testsuite name={_attribute(suite)} {_counts(cases)}>\n"
        names: Counter[str] = Counter()
        for case in cases:
            names[case.name] += 1
            # Readers keep only one of several cases with one name.
            number = f" #{names[case.name]}" if names[case.name] > 1 else ""
            yield _case(case._replace(name=case.name + number))
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _counts(cases: list[_Case]) -> str:
    counts = Counter(case.outcome for case in cases)
    numbers = {
        "tests": len(cases), "failures": counts["failure"], "errors": counts["error"], "skipped": counts["skipped"]
    }  # fmt: skip
    return " ".join(f'{key}="{number}"' for key, number in numbers.items())


def _case(case: _Case) -> str:
    path = _attribute(case.path)
    line = f' line="{case.line}"' if case.line is not None else ""
    start = f"    <testcase name={_attribute(case.name)} classname={path} file={path}{line}"
    if not case.outcome:
        return f"{start}/>\n"
    kind = f" type={_attribute(case.kind)}" if case.outcome != "skipped" else ""
    inner = f"<{case.outcome}{kind} message={_attribute(case.message)}>{_text(case.details)}</{case.outcome}>"
    return f"{start}>\n      {inner}\n    </testcase>\n"


def _text(text: str) -> str:
    return _INVALID.sub("\ufffd", text).translate(_TEXT)


def _attribute(text: str) -> str:
    valid = _INVALID.sub("\ufffd", text)
    return f'"{valid.translate(_ATTRIBUTE)}"'


FORMAT = Format("junit", "a test report", "application/xml", {"findings": _findings, "verification": _verification})
