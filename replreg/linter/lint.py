"""Lints and fixes the text of one release file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.finding import Finding
from replreg.linter.findings import make_findings
from replreg.linter.read_in_parallel import DocumentCheck, read_and_check
from replreg.linter.release_checks import ReleaseChecks
from replreg.release import readers
from replreg.release.dialects import mask_text
from replreg.release.kots_domains import KotsDomains
from replreg.release.model import Release
from replreg.release.read import context_for
from replreg.release.resolution.facts import facts_of
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.rules.catalogue import applicable, delivery_rules, document_rules, release_rules

if TYPE_CHECKING:  # only a release of KOTS, Embedded Cluster or Helm needs it
    from replreg.linter.delivery_check import CheckText, DeliveryCheck

__all__ = ["LintResult", "fix_text", "lint_chart_text", "lint_release", "lint_text"]


class LintResult:
    """What linting a text gives: its findings, sorted by place, the release, and the resolution of its images."""

    __slots__ = ("findings", "release", "resolution")

    def __init__(self, findings: list[Finding], release: Release, resolution: Resolution) -> None:
        self.findings: list[Finding] = findings
        self.release: Release = release
        self.resolution: Resolution = resolution


def lint_text(
    text: str, config: Config | None = None, *, path: str = "<text>", context: KotsDomains | None = None
) -> list[Finding]:
    """Return the findings of a release file's text, sorted by place. ``path`` is the path that they carry.

    ``context`` is what `read_kots_domains` returns for all files of a KOTS release. A text that is not YAML is a
    finding. Raises TypeError for a text or a configuration of another type.
    """
    _check_types(text, config)
    return lint_release(text, config, path=path, context=context).findings


def fix_text(
    text: str,
    config: Config | None = None,
    *,
    unsafe: bool = False,
    path: str = "<text>",
    context: KotsDomains | None = None,
) -> str:
    """Return the text with its safe fixes made; with ``unsafe`` also the others.

    Fixing the result once more changes nothing. Fixes that undo or repeat one another endlessly are not made. Raises
    `UnprovenEdit` if the result cannot be proven to differ in the intended values only, and TypeError for a text or a
    configuration of another type.
    """
    _check_types(text, config)
    from replreg.linter.fix import fix_until_stable

    proof = None
    domains = context_for(text, context)
    if domains is not None:
        from replreg.linter.delivery_check import check_one_text, second_proof

        settings = config or Config()
        proof = second_proof(lambda now: (check_one_text(now, path, settings, context_for(now, context)), path))

    def lint(now: str) -> list[Finding]:
        return lint_release(now, config, path=path, context=context, unsafe=unsafe).findings

    return fix_until_stable(text, lint, unsafe=unsafe, second_proof=proof).text


def _check_types(text: object, config: object) -> None:
    if not isinstance(text, str):
        raise TypeError(f"'text' is a string, not {type(text).__name__}; decode bytes first")
    if config is not None and not isinstance(config, Config):
        raise TypeError(f"'config' is a Config, not {type(config).__name__}; load_config(path).config is one")


def lint_release(
    text: str,
    config: Config | None = None,
    *,
    path: str = "<text>",
    context: KotsDomains | None = None,
    processes: int = 1,
    check: CheckText | None = None,
    in_chart: bool = False,
    unsafe: bool = False,
) -> LintResult:
    """Read a text, run every rule that is not off, and return the findings with the release.

    A text with a ``kots.io`` document is a KOTS release even without other files; one of several files needs their
    ``context``. ``check`` returns the check of the release folder in which the file has this text, and its path there;
    without it, a text of a KOTS release is looked at alone. A text that is ``in_chart`` is a file of a Helm chart.
    ``unsafe`` gives findings their unsafe fix where they have two. With several ``processes``, the documents of a large
    text are read by as many at once; then this raises `replreg.linter.processes.WorkerLost` if one of them ends
    unexpectedly.
    """
    config = config or Config()
    context = context_for(text, context)
    delivered = _delivered(text, config, path, context, check)
    if delivered is not None:
        config = delivered[0].with_own_levels(config)
    checks = ReleaseChecks(config, text)
    # Where the whole folder is looked at, the documents of this text are composed already.
    known = delivered[0].delivery.release.documents_of(delivered[1]) if delivered is not None else ()
    reading = read_and_check(text, _document_checks(config), context, processes, checks, config.registries, known)
    release = reading.release
    problems = reading.problems + checks.check_release(reading.index, release, mask_text(text))
    readers.read_calls(release)
    resolution = Resolution(release, config.registries, config.app, KotsDomains(*config.domains))
    if delivered is None:
        problems += _check_release(resolution, config)
    else:
        problems += _check_release(resolution, config, is_delivered=True, in_chart=in_chart)
        problems += _check_delivery(release, config, *delivered, unsafe=unsafe)
    if len(problems) > 1:
        from replreg.linter.merge import merge_problems

        problems = merge_problems(problems, config)
    return LintResult(make_findings(problems, release, config, path), release, resolution)


def lint_chart_text(text: str, config: Config, *, path: str, check: CheckText) -> LintResult:
    """Return the findings of the values or of a template of a chart: those of the rules that look at the delivery."""
    release = Release(text)
    found, own_path = check(text)
    config = found.with_own_levels(config)
    problems = _check_delivery(release, config, found, own_path)
    return LintResult(make_findings(problems, release, config, path), release, Resolution(release, (), None))


def _document_checks(config: Config) -> list[DocumentCheck]:
    """Return the rules that look at single documents and are not off, each as its id and its check."""
    return [
        (rule.id, rule.check_where_needed)
        for rule in document_rules()
        if config.is_on(rule.id, rule.severity.value, rule.group)
    ]


def _delivered(
    text: str, config: Config, path: str, context: KotsDomains | None, check: CheckText | None
) -> tuple[DeliveryCheck, str] | None:
    """Return the check of the release folder that a text belongs to, and its path there; None if it belongs to none."""
    if check is not None:
        return check(text)
    if context is None:
        return None
    from replreg.linter.delivery_check import check_one_text

    return check_one_text(text, path, config, context), path


def _check_delivery(
    release: Release, config: Config, found: DeliveryCheck, path: str, *, unsafe: bool = False
) -> list[tuple[str, Problem]]:
    """Return what the rules report that look at a release folder with its charts."""
    if not any(config.is_on(rule.id, rule.severity.value, rule.group) for rule in delivery_rules()):
        return []
    return found.problems_in(path, config, [document.start for document in release.documents], unsafe=unsafe)


def _check_release(
    resolution: Resolution, config: Config, *, is_delivered: bool = False, in_chart: bool = False
) -> list[tuple[str, Problem]]:
    """Return what the rules that look at the whole release report, each problem with its rule's id.

    Where a release ``is_delivered`` by KOTS or Embedded Cluster, the rules that also look at that are left out here; in
    a file that is ``in_chart``, also those that look at the files of charts.
    """
    others = ("delivery", "charts") if in_chart else ("delivery",)
    return [
        (rule.id, problem)
        for rule in applicable(release_rules(), facts_of(resolution))
        if config.is_on(rule.id, rule.severity.value, rule.group)
        if not (is_delivered and rule.scope.endswith(others))
        for problem in rule.check(resolution)
    ]
