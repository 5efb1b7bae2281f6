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

__all__ = ["VERSION", "fingerprints"]

VERSION = 1
"""The version of the recipe. Whatever makes a fingerprint another one makes it go up: stored ones match no more."""


_LINE_END = re.compile("[\r\n]")
# Of a longer line only the start counts: a file in flow style can have all its images on one line, and hashing that
# line for each of them would take time in the square of its length.
_LONGEST = 500


def fingerprints(findings: Sequence[Finding], sources: Mapping[str, str]) -> list[str]:
    """Return the fingerprint of each finding, in the order of ``findings``: 32 hexadecimal digits, no two alike.

    A fingerprint is made of the rule, the path, and the line's and the span's text with each run of white space as one
    space. So it survives lines that come and go above, another indentation and other line ends; not a rename and not
    an edit of the line itself. Findings that are equal in all of these are counted, in the order given, which is why
    ``findings`` must be sorted by place. The severity and the message may change freely.

    ``sources`` holds the decoded text by path; for a path that it lacks, the message stands in for the line.
    """
    from hashlib import sha256

    indexes: dict[str, LineIndex] = {}
    lines: dict[tuple[str, int], str] = {}
    seen: dict[str, int] = {}
    result = []
    for finding in findings:
        source = sources.get(finding.path)
        if may_show_secret(finding.rule):
            # A short password could be found from its hash by trying.
            line = span = ""
        elif source is None:
            line, span = _squeeze(finding.message), ""
        else:
            place = finding.path, finding.start.line
            if place not in lines:
                index = indexes.setdefault(finding.path, LineIndex(source))
                lines[place] = _squeeze(index.line(finding.start.line)[:_LONGEST])
            line, span = lines[place], _span(finding, source)
        key = "\0".join((finding.rule, portable(finding.path), line, span))
        count = seen[key] = seen.get(key, -1) + 1
        result.append(sha256(f"{key}\0{count}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return result


def _span(finding: Finding, source: str) -> str:
    """Return what counts of a finding's text: its first line, so that one about a pod stays when the pod changes."""
    start = finding.start.offset
    text = source[start : min(finding.end.offset, start + _LONGEST)].removeprefix(BOM)
    return _squeeze(_LINE_END.split(text, maxsplit=1)[0])


def _squeeze(text: str) -> str:
    return " ".join(text.split())
