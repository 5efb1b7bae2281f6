"""Makes one problem of those that come from one mistake, whichever rules report it.

The rules do not know of one another. Each of their problems says, in `replreg.rules.base.Problem`, which absent key it
is due to, which absent key a misspelt one means, and which rules say more of the same place.
"""

from __future__ import annotations

from replreg.config.model import Config
from replreg.linter.findings import severity_of
from replreg.rules.base import Problem

__all__ = ["merge_problems"]

Problems = list[tuple[str, Problem]]


def merge_problems(problems: Problems, config: Config) -> Problems:
    """Return one problem for each mistake, each with its rule's id. The rules are those that are on.

    A misspelt key is one mistake with all that is due to the absence of the key that it means: its problem stays, with
    the severity of the worst of them. Where the rule about misspelt keys is set to a lower level, the worst one stays
    and names the misspelt key. What looks for a value that is not written under the misspelt key is another mistake. A
    problem that yields to another rule is left out where that one has the place.
    """
    return _without_misspelt(_without_yielding(problems), config)


def _without_yielding(problems: Problems) -> Problems:
    if not any(problem.yields_to for _, problem in problems):
        return problems
    better = {(rule, problem.start) for rule, problem in problems if not problem.yields_to}
    return [
        (rule, problem)
        for rule, problem in problems
        if not any((other, problem.start) in better for other in problem.yields_to)
    ]


def _without_misspelt(problems: Problems, config: Config) -> Problems:
    misspelt = {problem.means[:3]: (rule, problem) for rule, problem in problems if problem.means is not None}
    due: dict[tuple[str, int, int], Problems] = {}
    for rule, problem in problems if misspelt else ():
        key = next((lack[:3] for lack in problem.lacks if _explains(misspelt.get(lack[:3]), lack.value)), None)
        if key is not None:
            due.setdefault(key, []).append((rule, problem))
    if not due:
        return problems
    left_out: set[int] = set()
    for key, consequences in due.items():
        rule, slip = misspelt[key]
        worst_rule, worst = max(consequences, key=lambda item: severity_of(item[0], item[1], config).rank)
        severity = severity_of(worst_rule, worst, config)
        stays = slip
        slip.message += f": {worst.message}"
        if severity.rank > severity_of(rule, slip, config).rank:
            slip.severity = severity
        if severity_of(rule, slip, config).rank < severity.rank:  # the configuration says so
            stays = worst
            stays.document, stays.start, stays.end, stays.fix = slip.document, slip.start, slip.end, None
            stays.hint = slip.fix.message if slip.fix is not None else slip.hint
        left_out.update(id(problem) for _, problem in [(rule, slip), *consequences] if problem is not stays)
    return [(rule, problem) for rule, problem in problems if id(problem) not in left_out]


def _explains(misspelt: tuple[str, Problem] | None, value: str | None) -> bool:
    """Return True if a misspelt key may be why the value that is looked for, or any, is not found."""
    if misspelt is None:
        return False
    holds = misspelt[1].holds
    return value is None or holds is None or value in holds
