"""Ranges of versions, as the platform reads them and as npm does.

``||`` joins alternatives, spaces join conditions. The platform's documentation calls the syntax similar to npm's, but
its library knows less: what only npm knows gets a warning and an equal range to write instead.
"""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.release.checks.record import Verdict, error, info, warning

__all__ = ["check_range"]

_JOINED = lazy_compile(r"(<=|>=|==|!=|~>|[<>=!~^])\s+")
_HYPHEN = lazy_compile(r"\s-\s")
_CONDITION = lazy_compile(r"(<=|>=|==|!=|~>|[<>=!~^])?([vV]?)(.+)")
_NUMBERS = lazy_compile(r"(\*|[xX]|[0-9]+)((?:\.(?:\*|[xX]|[0-9]+))*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_WILD = frozenset("*xX")
_LONGEST = 30
_FORM = "which is not a range of versions, such as >=2.1.0 <3.0.0"


def check_range(text: str) -> Verdict | None:
    """Return why the platform does not take a range of versions, or None. The worst part of the range decides.

    An error is a range that neither the platform nor npm reads; a warning is one that only npm reads; an info is a
    version of two numbers or one, which the platform refuses and its old linter takes.
    """
    worst: Verdict | None = None
    rewritten: list[str] = []
    for alternative in text.split("||"):
        if not alternative.strip():
            return error("which has an empty alternative beside '||'")
        conditions: list[str] = []
        for condition in _conditions(alternative):
            verdict, equal = _check_condition(condition)
            if verdict is not None and (worst is None or verdict.severity.rank > worst.severity.rank):
                worst = verdict
            conditions.append(equal)
        rewritten.append(" ".join(filter(None, conditions)))
    if worst is not None and worst.severity.rank < 3 and all(rewritten):
        worst.suggestion = " || ".join(rewritten)
    return worst


def _conditions(alternative: str) -> list[str]:
    """Split one alternative. Spaces after an operator belong to its condition; ``a - b`` is one condition."""
    ends = _HYPHEN.split(alternative.strip())
    if len(ends) == 2 and not any(" " in end.strip() for end in ends):
        return [f"{ends[0].strip()} - {ends[1].strip()}"]
    return _JOINED.sub(r"\1", alternative).split()


def _check_condition(condition: str) -> tuple[Verdict | None, str]:
    """Return why a condition is wrong, and an equal one that the platform takes (empty where none is known)."""
    low, hyphen, high = condition.partition(" - ")
    if hyphen:
        first, _ = _check_condition(low)
        second, _ = _check_condition(high)
        if low[:1] in "<>=!~^" or high[:1] in "<>=!~^":
            return error(_FORM), ""
        worse = max((one for one in (first, second) if one), key=lambda one: one.severity.rank, default=None)
        return worse, condition if worse is None else ""
    found = _CONDITION.fullmatch(condition)
    parts = _NUMBERS.fullmatch(found[3]) if found else None
    if found is None or parts is None:
        return error(_FORM), ""
    operator, prefix = found[1] or "", found[2]
    numbers = [parts[1], *parts[2].split(".")[1:]]
    if len(numbers) > 3:
        return error("which has a version of more than three numbers"), ""
    if any(len(number) > _LONGEST for number in numbers):
        return error(_FORM), ""
    if any(number.isdecimal() and len(number) > 1 and number[0] == "0" for number in numbers):
        return error("which has a number with a leading zero", _without_zeros(operator, numbers)), ""
    suffix = (parts[3] or "") + (parts[4] or "")
    wild = next((place for place, number in enumerate(numbers) if number in _WILD), None)
    if wild is not None and any(number not in _WILD for number in numbers[wild:]):
        return error(_FORM), ""
    if wild is None and len(numbers) < 3 and suffix:
        return error(_FORM), ""
    known = numbers if wild is None else numbers[:wild]
    equal = _equal(operator, known, suffix)
    if operator in ("^", "~", "~>"):
        return warning(f"but the platform does not know '{operator}'"), equal
    if prefix:
        return warning(f"but the platform takes no '{prefix}' before a version"), equal
    if "*" in numbers or "X" in numbers or not known:
        shown = next((number for number in numbers if number in "*X"), numbers[0])
        return warning(f"but the platform does not know '{shown}'"), equal
    if wild is None and len(numbers) < 3:
        return info("which has a version of fewer than three numbers; the platform refuses those"), equal
    return None, condition


def _without_zeros(operator: str, numbers: list[str]) -> str | None:
    if not all(number.isdecimal() for number in numbers):
        return None
    return operator + ".".join(str(int(number)) for number in numbers)


def _equal(operator: str, known: list[str], suffix: str) -> str:
    """Return conditions that the platform takes and that mean the same as npm's operator and version.

    ``known`` has the numbers before the first wildcard. Empty where there is no such condition.
    """
    if not known:
        return ">=0.0.0" if operator in ("", "=", "==", ">=", "<=", "^", "~", "~>") else ""
    full = [int(number) for number in known] + [0] * (3 - len(known))
    low = ".".join(map(str, full)) + suffix
    if operator == "^":
        place = next((place for place, number in enumerate(full) if number), len(known) - 1)
        return f">={low} <{_next(full, min(place, len(known) - 1))}"
    if operator in ("~", "~>"):
        return f">={low} <{_next(full, min(1, len(known) - 1))}"
    if len(known) == 3:
        return operator + low
    if operator in ("", "=", "=="):
        return ".".join(known) + ".x"
    if operator in (">=", "<"):
        return operator + low
    if operator == ">":
        return f">={_next(full, len(known) - 1)}"
    return f"<{_next(full, len(known) - 1)}" if operator == "<=" else ""


def _next(numbers: list[int], place: int) -> str:
    """Return the first version after all those that have the same numbers up to ``place``."""
    return ".".join(map(str, [*numbers[:place], numbers[place] + 1, *[0] * (2 - place)]))
