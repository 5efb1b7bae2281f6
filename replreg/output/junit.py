"""The format ``junit``: XML that test report readers (GitLab, Jenkins, Azure DevOps, CircleCI) take.

There is no standard for it; this is what the readers agree on: a test suite a file, a failed test case a finding, and
one passed test case for a file without findings.
"""

from __future__ import annotations

import re

from replreg.files import portable
from replreg.finding import Finding
from replreg.output.report import Report

__all__ = ["render"]

# What XML 1.0 cannot hold, not even as a character reference.
_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A reader turns a bare carriage return, and in an attribute any white space, into something else.
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = {**_TEXT, **str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})}


def render(report: Report) -> str:
    """Return the report as an XML document in UTF-8."""
    by_path: dict[str, list[Finding]] = {path: [] for path in report.paths}
    for finding in report.findings:
        by_path.setdefault(finding.path, []).append(finding)
    failures = len(report.findings)
    tests = sum(len(findings) or 1 for findings in by_path.values())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="replreg" tests="{tests}" failures="{failures}" errors="0">',
    ]
    for path in sorted(by_path):
        lines += _suite(portable(path), by_path[path])
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _suite(path: str, findings: list[Finding]) -> list[str]:
    name = _attribute(path)
    counts = f'tests="{len(findings) or 1}" failures="{len(findings)}" errors="0" skipped="0"'
    lines = [f"  <testsuite name={name} {counts}>"]
    if not findings:
        lines.append(f'    <testcase name="no findings" classname={name} file={name}/>')
    names: dict[str, int] = {}
    for finding in findings:
        case = f"{finding.rule} ({finding.start.line}:{finding.start.column})"
        names[case] = names.get(case, 0) + 1
        if names[case] > 1:
            # Readers keep only one of several cases of one name.
            case += f" #{names[case]}"
        lines += [
            f'    <testcase name={_attribute(case)} classname={name} file={name} line="{finding.start.line}">',
            f"      <failure type={_attribute(finding.rule)} message={_attribute(finding.message)}>"
            f"{_text(_details(path, finding))}</failure>",
            "    </testcase>",
        ]
    lines.append("  </testsuite>")
    return lines


def _details(path: str, finding: Finding) -> str:
    place = f"{path}:{finding.start.line}:{finding.start.column}"
    lines = [f"{place}: {finding.severity}: {finding.message}", *finding.notes]
    if finding.fix is not None:
        lines.append(f"{'fix' if finding.fix.safe else 'unsafe fix'}: {finding.fix.message}")
    return "\n".join(lines)


def _text(text: str) -> str:
    return _INVALID.sub("\ufffd", text).translate(_TEXT)


def _attribute(text: str) -> str:
    valid = _INVALID.sub("\ufffd", text)
    return f'"{valid.translate(_ATTRIBUTE)}"'
