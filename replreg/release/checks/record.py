"""The results of the checks, as plain data: the verdict of a format on a value, and the record of a wrong place.

The rules make problems of the records.
"""

from __future__ import annotations

from replreg.finding import AbsentKey, Fix, Severity

__all__ = [
    "CONSEQUENCES",
    "SEVERITIES",
    "Path",
    "Record",
    "Verdict",
    "error",
    "info",
    "quieter",
    "warning",
    "written_path",
]

Path = tuple["Path | None", "str | int"]
"""A place in a document: the place of what contains it, and the key or the index (from 0) in there."""

SEVERITIES = {
    "P": Severity.ERROR,
    "L!": Severity.ERROR,
    "D": Severity.WARNING,
    "L": Severity.WARNING,
    "X": Severity.WARNING,
    "D-": Severity.INFO,
    "L-": Severity.INFO,
    "X-": Severity.INFO,
}
"""The severity of a fact by its source, as the tables write it.

``P`` is the platform's own library, ``D`` its documentation, ``L`` its old linter, ``X`` a conclusion of this project;
``!`` is louder than usual and ``-`` quieter.
"""

CONSEQUENCES = {
    "P": "the platform refuses the release",
    "L!": "the platform may refuse the release",
    "D": "the platform does not check it and may ignore it",
    "L": "the platform does not check it and may ignore it",
}
"""Why a fact of a source matters, as a message says it."""


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


class Record:
    """One wrong place.

    ``rule`` is the id of the rule that reports it. ``path`` is the place in the document, such as
    ``components[0].containers[1].cluster``. ``span`` is the place in the file, in code points, end excluded.
    ``message`` says what is wrong and why that matters, ``hint`` what to do, where that is apart from the message.
    ``fix`` removes the finding; ``related`` has (message, start, end) of other places. ``document`` counts from 0.
    ``lacks`` are absent keys: with one of them, the record might not be there.
    """

    __slots__ = ("document", "fix", "hint", "lacks", "message", "path", "related", "rule", "severity", "span")

    def __init__(
        self,
        rule: str,
        path: str,
        span: tuple[int, int],
        severity: Severity,
        message: str,
        fix: Fix | None = None,
        related: tuple[tuple[str, int, int], ...] = (),
        document: int = 0,
        hint: str = "",
        lacks: tuple[AbsentKey, ...] = (),
    ) -> None:
        self.rule: str = rule
        self.path: str = path
        self.span: tuple[int, int] = span
        self.severity: Severity = severity
        self.message: str = message
        self.fix: Fix | None = fix
        self.related: tuple[tuple[str, int, int], ...] = related
        self.document: int = document
        self.hint: str = hint
        self.lacks: tuple[AbsentKey, ...] = lacks

    @property
    def text(self) -> str:
        """The message with the hint."""
        return f"{self.message}; {self.hint}" if self.hint else self.message

    def __repr__(self) -> str:
        return f"<{self.severity} {self.rule} {self.path} {self.span}: {self.text}>"


def quieter(first: Severity, second: Severity) -> Severity:
    """Return the lower of two severities."""
    return first if first.rank <= second.rank else second


def written_path(path: Path | None) -> str:
    """Return a path as text: keys joined by dots, indexes in brackets; the root is the empty text."""
    steps: list[str] = []
    while path is not None:
        path, step = path
        steps.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return "".join(reversed(steps)).removeprefix(".")
