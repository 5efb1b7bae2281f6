"""What every output format is made from: the findings of one run, and what is needed to print them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from replreg.finding import Finding, Severity

__all__ = ["Report", "RuleInfo"]


class RuleInfo(NamedTuple):
    """A rule as a report describes it.

    ``severity`` is the default one. ``summary`` is one line of plain text, ``manual`` the manual page in Markdown.
    ``uri`` is where the manual page can be read, or empty.
    """

    id: str
    severity: Severity
    summary: str
    manual: str
    uri: str = ""


class Report(NamedTuple):
    """One run of ``lint``, ready to be printed.

    ``findings`` are sorted by path, then place. ``files`` counts the files that were looked at, ``paths`` names them.
    ``sources`` holds the decoded text, byte-order mark and line ends included, of each path that has findings.
    ``rules`` describes the rules by their id. ``version`` is the tool's, ``home`` the address of its documentation,
    or empty.
    """

    findings: Sequence[Finding]
    files: int
    paths: Sequence[str]
    sources: Mapping[str, str]
    rules: Mapping[str, RuleInfo]
    version: str
    home: str = ""
