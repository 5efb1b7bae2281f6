"""The format ``gitlab``: the Code Quality report that GitLab shows in merge requests.

GitLab reads a part of Code Climate's format: a JSON array of objects with ``description``, ``check_name``,
``fingerprint`` (unique in the report), ``severity`` (``info``, ``minor``, ``major``, ``critical`` or ``blocker``) and
``location``, whose path is relative to the repository and does not start with ``./``.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.files import portable
from replreg.finding import Severity
from replreg.linter.fingerprints import fingerprints
from replreg.output.formats import Format, Screen
from replreg.output.json import array, dumps
from replreg.output.report import Report

__all__ = ["FORMAT"]

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    """Yield the report as a JSON array, one finding a line."""
    findings = report.findings
    entries = (
        dumps(
            {
                "description": finding.message,
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[finding.severity],
                "location": {
                    "path": portable(finding.path),
                    "lines": {"begin": finding.start.line, "end": finding.end.line},
                },
            },
            strict=True,
        )
        for finding, fingerprint in zip(findings, fingerprints(findings, report.texts), strict=True)
    )
    yield array(entries) + "\n"


FORMAT = Format("gitlab", "GitLab's code quality report", "application/json", {"findings": _findings})
