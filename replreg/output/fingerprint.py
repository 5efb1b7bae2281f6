"""Fingerprints: names of findings that stay the same when lines move.

Code review tools compare them between two commits to tell new findings from known ones, and so does a baseline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from replreg.finding import Finding
from replreg.output.paths import portable
from replreg.output.report import SECRET_RULES
from replreg.text import LineIndex

__all__ = ["VERSION", "fingerprints"]

VERSION = 1
"""The version of the recipe. Whatever makes a fingerprint another one makes it go up: stored ones match no more."""


def fingerprints(findings: Sequence[Finding], sources: Mapping[str, str]) -> list[str]:
    """Return the fingerprint of each finding, in the order of ``findings``: 32 hexadecimal digits, no two alike.

    A fingerprint is made of the rule, the path, and the line's and the span's text with each run of white space as one
    space. So it survives lines that come and go above, another indentation and other line ends; not a rename and not
    an edit of the line itself. Findings that are equal in all of these are counted, in the order given, which is why
    ``findings`` must be sorted by place. The severity and the message may change freely.

    ``sources`` holds the decoded text by path; for a path that it lacks, the message stands in for the line.
    """
    from hashlib import sha256

    lines: dict[str, LineIndex] = {}
    seen: dict[str, int] = {}
    result = []
    for finding in findings:
        if finding.path in sources and finding.path not in lines:
            lines[finding.path] = LineIndex(sources[finding.path])
        key = "\0".join((finding.rule, portable(finding.path), *_context(finding, lines.get(finding.path))))
        count = seen[key] = seen.get(key, -1) + 1
        result.append(sha256(f"{key}\0{count}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return result


def _context(finding: Finding, lines: LineIndex | None) -> tuple[str, str]:
    if finding.rule in SECRET_RULES:
        # A short password could be found from its hash by trying.
        return "", ""
    if lines is None:
        return _squeeze(finding.message), ""
    line = lines.line(finding.start.line)
    # Of a span of several lines only the first counts: a finding about a whole pod is the same when the pod changes.
    first = finding.start.column - 1
    last = finding.end.column - 1 if finding.end.line == finding.start.line else len(line)
    return _squeeze(line), _squeeze(line[first:last])


def _squeeze(text: str) -> str:
    return " ".join(text.split())
