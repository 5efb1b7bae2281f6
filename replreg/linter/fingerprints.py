"""Fingerprints: names of findings that stay the same when lines move.

Code review tools compare them between two commits to tell new findings from known ones, and so does a baseline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from replreg.files import portable
from replreg.finding import Finding
from replreg.rules.catalogue import may_show_secret
from replreg.yaml.text import BOM, LineIndex

__all__ = ["FINGERPRINT_VERSION", "fingerprints"]

FINGERPRINT_VERSION = 1
"""The version of the recipe. It goes up with every change that gives findings other fingerprints."""


_LINE_END = re.compile("[\r\n]")
# Only this much of a line counts: a file in flow style can have all its images on one line, and hashing the whole line
# for each of them would take quadratic time.
_LONGEST = 500


def fingerprints(findings: Sequence[Finding], texts: Mapping[str, str]) -> list[str]:
    """Return the fingerprint of each finding, in the order of ``findings``: 32 hexadecimal digits, no two alike.

    A fingerprint is made of the rule, the path, and the text of the line and of the span, with each run of white space
    as one space. It stays the same when lines above come and go, and with another indentation or other line ends; it
    changes with a rename and with an edit of the line. Findings that are equal in all of these are numbered in their
    order, so ``findings`` must be sorted by place. The severity and the message do not count.

    ``texts`` has the decoded text of each path; for a path without a text, the message is used in place of the line.
    """
    from hashlib import sha256

    indexes: dict[str, LineIndex] = {}
    lines: dict[tuple[str, int], str] = {}
    seen: dict[str, int] = {}
    result = []
    for finding in findings:
        text = texts.get(finding.path)
        if may_show_secret(finding.rule):
            # A short password could be found from its hash by trying.
            line = span = ""
        elif text is None:
            line, span = _squeeze(finding.message), ""
        else:
            place = finding.path, finding.start.line
            if place not in lines:
                index = indexes.setdefault(finding.path, LineIndex(text))
                lines[place] = _squeeze(index.line(finding.start.line)[:_LONGEST])
            line, span = lines[place], _span(finding, text)
        key = "\0".join((finding.rule, portable(finding.path), line, span))
        count = seen[key] = seen.get(key, -1) + 1
        result.append(sha256(f"{key}\0{count}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return result


def _span(finding: Finding, text: str) -> str:
    """Return the first line of a finding's text, so that a finding about a pod stays known when the pod changes."""
    start = finding.start.offset
    text = text[start : min(finding.end.offset, start + _LONGEST)].removeprefix(BOM)
    return _squeeze(_LINE_END.split(text, maxsplit=1)[0])


def _squeeze(text: str) -> str:
    return " ".join(text.split())
