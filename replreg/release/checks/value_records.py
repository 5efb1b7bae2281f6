"""Records of wrong values: what they are, why that matters, what to write instead, and the fix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from replreg.finding import Edit, Fix, Severity
from replreg.messages import nearest, suggestion
from replreg.release.checks.record import CONSEQUENCES, SEVERITIES, Path, Verdict, quieter
from replreg.release.checks.values import ALIASES, SETS, SHOWN
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.nodes import Scalar
from replreg.yaml.templates import MASK, legible

if TYPE_CHECKING:
    from replreg.release.checks.walker import Walk

__all__ = ["report_format", "report_type", "report_word"]

_LONGEST_WORD = 60


def report_format(walk: Walk, verdict: Verdict, scalar: Scalar, key: str, path: Path, fact: str) -> None:
    """Report a value that does not have its format."""
    severity = quieter(SEVERITIES[fact], verdict.severity)
    reasons = [f"'{key}' is '{legible(scalar.value)}', {verdict.reason}"]
    if severity is not Severity.INFO and (why := CONSEQUENCES.get(fact)):
        reasons.append(why if severity is SEVERITIES[fact] else "it may not mean what it says")
    if verdict.suggestion is not None:
        reasons.append(f"write '{legible(verdict.suggestion)}'")
    walk.report("value-format", path, scalar, severity, "; ".join(reasons))


def report_type(walk: Walk, verdict: Verdict, scalar: Scalar, key: str, path: Path, fact: str) -> None:
    """Report a value that is not of its type, with the safe fix that takes its quotes away."""
    severity = quieter(SEVERITIES[fact], verdict.severity)
    reasons = [f"'{key}' is '{legible(scalar.value)}', {verdict.reason}"]
    if severity is Severity.ERROR:
        reasons.append("the platform cannot read the release")
    fix = None
    suggestion = verdict.suggestion
    if suggestion is not None:
        reasons.append(f"write {suggestion}" + (" without quotes" if scalar.style in ("'", '"') else ""))
        is_same = suggestion == scalar.value.strip() or suggestion == scalar.value.strip().lower()
        if severity is Severity.ERROR and is_same and scalar.style in ("'", '"') and scalar.tag is None:
            fix = _without_quotes(walk, scalar, suggestion)
    walk.report("schema", path, scalar, severity, "; ".join(reasons), fix)


def _without_quotes(walk: Walk, scalar: Scalar, text: str) -> Fix | None:
    """Return the fix that writes a quoted scalar without its quotes; None where an edit would not be certain."""
    fragment = walk.fragment
    start, end = fragment.node_span(scalar)
    written = fragment.file[start - 1 : end + 1]
    if not fragment.editable or written != f"{scalar.style}{scalar.value}{scalar.style}":
        return None
    return Fix(True, f"remove the quotes around '{legible(scalar.value)}'", (Edit(start - 1, end + 1, text),))


def report_word(walk: Walk, name: str, scalar: Scalar, key: str, path: Path, fact: str) -> None:
    """Report a word that is not one of the set called ``name``, with the unsafe fix that writes the nearest one."""
    value = scalar.value
    severity = SEVERITIES[fact]
    words = SHOWN.get(name, SETS[name])
    if MASK in value:
        message = f"'{key}' has a template, but the platform checks the words before it renders templates"
        walk.report("unknown-value", path, scalar, Severity.WARNING, message)
        return
    right = ALIASES.get(name, {}).get(value.lower())
    if right is None and len(value) <= _LONGEST_WORD:
        right = nearest(value, words)
    reasons = [f"'{key}' is '{legible(value)}', which the platform does not know"]
    if severity is not Severity.INFO and (why := CONSEQUENCES.get(fact)):
        reasons.append(why)
    reasons.append(suggestion(right, f"write {_one_of(words)}"))
    fix = _replacement(walk, scalar, right) if right else None
    walk.report("unknown-value", path, scalar, severity, "; ".join(reasons), fix)


def _replacement(walk: Walk, scalar: Scalar, text: str) -> Fix | None:
    """Return the unsafe fix that replaces a scalar's value with another word; None where it cannot be located."""
    place = ScalarValue(walk.fragment, scalar, scalar.value).locate(0, len(scalar.value))
    if place is None or scalar.style in ("|", ">"):
        return None
    return Fix(False, f"replace '{legible(scalar.value)}' with '{text}'", (Edit(*place, text),))


def _one_of(words: Iterable[str]) -> str:
    *first, last = [f"'{word}'" for word in words]
    return f"{', '.join(first)} or {last}" if first else last
