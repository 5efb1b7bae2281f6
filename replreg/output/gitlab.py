"""The format ``gitlab``: the Code Quality report that GitLab shows in merge requests.

GitLab reads a part of Code Climate's format: a JSON array of objects with ``description``, ``check_name``,
``fingerprint`` (unique in the report), ``severity`` (``info``, ``minor``, ``major``, ``critical`` or ``blocker``) and
``location``, whose path is relative to the repository and has no leading ``./``.
"""

from __future__ import annotations

from replreg.files import portable
from replreg.finding import Severity
from replreg.linter.fingerprints import fingerprints
from replreg.output.json import array, dumps
from replreg.output.report import Report

__all__ = ["render"]

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """Return the report as a JSON array, one finding a line."""
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
        for finding, fingerprint in zip(report.findings, fingerprints(report.findings, report.sources), strict=True)
    )
    return array(entries) + "\n"
