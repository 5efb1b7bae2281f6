"""The mistakes in the charts of a release and in the values for them: ``invalid-chart``.

It is noticed where charts are read and merged (`replreg.charts`), and where a real Helm renders them.
"""

from __future__ import annotations

from replreg.charts.files import ChartProblem
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import Delivery
from replreg.delivery.problems import DeliveryProblem
from replreg.finding import Severity
from replreg.lazy_re import lazy_compile

__all__ = ["chart_problems"]

_BUILT = lazy_compile(r"[$@{<%]")
"""The marks of a version that a build replaces: Helm reads another one."""


def chart_problems(delivery: Delivery) -> list[DeliveryProblem]:
    """Return what is wrong with the charts of a release, and with the values that it gives to them."""
    release = delivery.release
    found = [
        _problem(problem, _severity(problem))
        for problem in delivery.chart_problems
        if not _is_said_elsewhere(release, problem)
    ]
    found += [_problem(one.problem, one.severity) for one in delivery.helm_problems]
    return sorted(found, key=lambda problem: problem[:3])


def _problem(problem: ChartProblem, severity: Severity) -> DeliveryProblem:
    start = problem.start or 0
    return DeliveryProblem(problem.path, start, max(start, problem.end or 0), problem.message, severity)


def _severity(problem: ChartProblem) -> Severity:
    """Return how bad a problem is: what Helm takes from a folder and is not read here is only not checked."""
    is_inside = "!" in problem.path or problem.path.endswith((".tgz", ".tar.gz"))
    return Severity.WARNING if problem.kind == "io" or (problem.kind == "refused" and not is_inside) else Severity.ERROR


def _is_said_elsewhere(release: FolderRelease, problem: ChartProblem) -> bool:
    """Return True for a wrong type in a file of the release, which `schema` reports, and for an unfinished version."""
    if problem.path in release.files:
        return problem.kind != "loop"
    if problem.kind == "version" and problem.start is not None:
        file = release.chart_files.get(problem.path)
        return file is not None and _BUILT.search(file.text, problem.start, problem.end or problem.start) is not None
    return False
