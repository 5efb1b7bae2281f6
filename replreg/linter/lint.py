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
from replreg.rules.catalogue import RULES, applicable, delivery_rules, document_rules, release_rules

if TYPE_CHECKING:  # only a release of KOTS, Embedded Cluster or Helm needs it
    from replreg.linter.delivery_check import CheckText, DeliveryCheck

__all__ = ["LintResult", "fix_text", "lint_chart_text", "lint_release", "lint_text"]


class LintResult:
    """What linting a text gives: its findings, sorted by place, the release, and the resolution of its images."""

    __slots__ = ("findings", "release", "resolution")

    def __init__(self, findings: list[Finding], release: Release, resolution: Resolution) -> None:
        self.findings = findings
        self.release = release
        self.resolution = resolution


def lint_text(
    text: str, config: Config | None = None, *, path: str = "<text>", context: KotsDomains | None = None
) -> list[Finding]:
    """Return the findings of a release file's text, sorted by place. ``path`` is the path that they carry.

    ``context`` is what `replreg.release.kots_domains.read_kots_domains` returns for all files of a KOTS release. Raises
    nothing: a text that is not YAML is a finding.
    """
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
    `replreg.yaml.edits.UnprovenEdit` if the result cannot be proven to differ in the intended values only.
    """
    from replreg.linter.fix import fix_until_stable

    return fix_until_stable(text, lambda now: lint_text(now, config, path=path, context=context), unsafe=unsafe).text


def lint_release(
    text: str,
    config: Config | None = None,
    *,
    path: str = "<text>",
    context: KotsDomains | None = None,
    processes: int = 1,
    check: CheckText | None = None,
) -> LintResult:
    """Read a text, run every rule that is not off, and return the findings with the release.

    A text with a ``kots.io`` document is a KOTS release even without other files; one of several files needs their
    ``context``. ``check`` returns the check of the release folder in which the file has this text, and its path there;
    without it, a text of a KOTS release is looked at alone. With several ``processes``, the documents of a large text
    are read by as many at once; then this raises `replreg.linter.processes.WorkerLost` if one of them ends
    unexpectedly.
    """
    config = config or Config()
    checks = ReleaseChecks(config, text)
    context = context_for(text, context)
    found = check(text) if check is not None and _checks_delivery(config) else None
    # Where the whole folder is looked at, the documents of this text are composed already.
    known = found[0].delivery.release.documents_of(found[1]) if found is not None else ()
    reading = read_and_check(text, _document_checks(config), context, processes, checks, config.registries, known)
    release = reading.release
    problems = reading.problems + checks.check_release(reading.index, release, mask_text(text))
    readers.read_calls(release)
    resolution = Resolution(release, config.registries, config.app, KotsDomains(*config.domains))
    if release.context is None and check is None:
        problems += _check_release(resolution, config)
    else:
        problems += _check_release(resolution, config, is_delivered=True)
        problems += _check_delivery(release, config, path, found)
    return LintResult(make_findings(problems, release, config, path), release, resolution)


def lint_chart_text(text: str, config: Config, *, path: str, check: CheckText) -> LintResult:
    """Return the findings of the values or of a template of a chart.

    They are those of the rules that look at the delivery, and the images that certainly have a reference name in place
    of the host, as in every file that is found in a folder.
    """
    release = Release(text)
    found = check(text) if _checks_delivery(config) else None
    problems = [*_check_delivery(release, config, path, found), *_certain_names_as_hosts(text, config)]
    return LintResult(make_findings(problems, release, config, path), release, Resolution(release, (), None))


def _certain_names_as_hosts(text: str, config: Config) -> list[tuple[str, Problem]]:
    rule = RULES["alias-as-host"]
    if not any(registry.name in text for registry in config.registries):
        return []
    if not config.is_on(rule.id, rule.severity.value, rule.group):
        return []
    release = read_and_check(
        text, [], None, 1, ReleaseChecks(config._replace(select=frozenset()), text), config.registries
    ).release
    readers.read_calls(release)
    resolution = Resolution(release, config.registries, config.app, KotsDomains(*config.domains))
    return [(rule.id, problem) for problem in rule.check(resolution) if problem.fix is not None and problem.fix.safe]


def _document_checks(config: Config) -> list[DocumentCheck]:
    """Return the rules that look at single documents and are not off, each as its id and its check."""
    return [
        (rule.id, rule.check_where_needed)
        for rule in document_rules()
        if config.is_on(rule.id, rule.severity.value, rule.group)
    ]


def _checks_delivery(config: Config) -> bool:
    """Whether a rule that looks at the images of a release folder is not off."""
    return any(config.is_on(rule.id, rule.severity.value, rule.group) for rule in delivery_rules())


def _check_delivery(
    release: Release, config: Config, path: str, found: tuple[DeliveryCheck, str] | None
) -> list[tuple[str, Problem]]:
    """Return what the rules report that look at the images of a release folder with its charts.

    ``found`` is the check of the folder and the file's path in it; None for a text that is looked at alone.
    """
    if not _checks_delivery(config):
        return []
    if found is None:
        from replreg.linter.delivery_check import check_one_text

        found = check_one_text(release.text, path, config, release.context), path
    check, own_path = found
    return check.problems_in(own_path, config, [document.start for document in release.documents])


def _check_release(resolution: Resolution, config: Config, *, is_delivered: bool = False) -> list[tuple[str, Problem]]:
    """Return what the rules that look at the whole release report, each problem with its rule's id.

    Where a release ``is_delivered`` by KOTS or Embedded Cluster, the rules that also look at that are left out here.
    """
    return [
        (rule.id, problem)
        for rule in applicable(release_rules(), facts_of(resolution))
        if config.is_on(rule.id, rule.severity.value, rule.group)
        if not (is_delivered and rule.scope.endswith("delivery"))
        for problem in rule.check(resolution)
    ]
