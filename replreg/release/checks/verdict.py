"""The verdict of a format on a value."""

from __future__ import annotations

from replreg.finding import Severity

__all__ = ["Verdict", "error", "info", "warning"]


class Verdict:
    """Why a value is wrong.

    ``reason`` completes the sentence "the value is '…', …". ``suggestion`` is the value to write, where one is likely.
    ``severity`` is the highest that the value itself gives; the place can lower it.
    """

    __slots__ = ("reason", "severity", "suggestion")

    def __init__(self, severity: Severity, reason: str, suggestion: str | None = None) -> None:
        self.severity: Severity = severity
        self.reason: str = reason
        self.suggestion: str | None = suggestion

    def __repr__(self) -> str:
        return f"<{self.severity}: {self.reason}; {self.suggestion}>"


def error(reason: str, suggestion: str | None = None) -> Verdict:
    """Return the verdict on a value that the platform refuses."""
    return Verdict(Severity.ERROR, reason, suggestion)


def warning(reason: str, suggestion: str | None = None) -> Verdict:
    """Return the verdict on a value that probably does not do what is meant."""
    return Verdict(Severity.WARNING, reason, suggestion)


def info(reason: str, suggestion: str | None = None) -> Verdict:
    """Return the verdict on a value that some readers take and others refuse."""
    return Verdict(Severity.INFO, reason, suggestion)
