"""Lints and fixes the text of one release file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.finding import Finding
from replreg.linter.read_in_parallel import DocumentCheck, read_and_check
from replreg.linter.release_checks import ReleaseChecks
from replreg.linter.rules_on import rules_on
from replreg.release import readers
from replreg.release.kots_domains import KotsDomains
from replreg.release.model import Release
from replreg.release.read import context_for
from replreg.release.resolution.facts import facts_of
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.rules.catalogue import applicable, delivery_rules, document_rules, release_rules

if TYPE_CHECKING:
    from replreg.linter.delivery_check import CheckText, DeliveryCheck
    from replreg.linter.reread import Rereader
    from replreg.release.checks.index import Index
    from replreg.yaml.templates import Masked

__all__ = ["LintResult", "fix_text", "lint_chart_text", "lint_release", "lint_text"]


class LintResult:
    """The result of linting a text: its findings, sorted by place, the release, and the resolution of its images.

    ``index`` has what the documents define and refer to; None if no check needed it. ``delivered`` is the check of the
    release folder, with the text's path in it; None where KOTS, Embedded Cluster and Helm do not deliver the text.
    """

    __slots__ = ("delivered", "findings", "index", "release", "resolution")

    def __init__(
        self,
        findings: list[Finding],
        release: Release,
        resolution: Resolution,
        index: Index | None = None,
        delivered: tuple[DeliveryCheck, str] | None = None,
    ) -> None:
        self.findings: list[Finding] = findings
        self.release: Release = release
        self.resolution: Resolution = resolution
        self.index: Index | None = index
        self.delivered: tuple[DeliveryCheck, str] | None = delivered


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
    domains = _context_for(text, context, config or Config())
    if domains is not None:
        from replreg.linter.delivery_check import check_one_text, second_proof

        settings = config or Config()
        proof = second_proof(lambda now: (check_one_text(now, path, settings, context_for(now, context)), path))

    def lint(now: str) -> list[Finding]:
        return lint_release(now, config, path=path, context=context, unsafe=unsafe).findings

    return fix_until_stable(
        text, lint, unsafe=unsafe, second_proof=proof, kind=config.kind if config is not None else None
    ).text


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
    rereader: Rereader | None = None,
) -> LintResult:
    """Read a text, run every rule that is not off, and return the findings with the release.

    A text with a ``kots.io`` document is a KOTS release even without other files; one of several files needs their
    ``context``. ``check`` returns the check of the release folder in which the file has this text, and its path there;
    without it, a text of a KOTS release is looked at alone. A text that is ``in_chart`` is a file of a Helm chart.
    ``unsafe`` gives findings their unsafe fix where they have two. With several ``processes``, the documents of a large
    text are read by as many at once; then this raises `replreg.linter.processes.WorkerLost` if one of them ends
    unexpectedly. A ``rereader`` keeps what it reads for the next version of the text, in which only the documents that
    changed are read. The result may be used until then. It has no effect on a text of a KOTS release.
    """
    config = config or Config()
    context = _context_for(text, context, config)
    delivered = _delivered(text, config, path, context, check)
    if delivered is not None:
        config = delivered[0].with_own_levels(config)
    checks = ReleaseChecks(config, text)
    # Where the whole folder is looked at, the documents of this text are composed already.
    known = (
        delivered[0].delivery.release.documents_of(delivered[1])
        if delivered is not None and config.kind is None
        else ()
    )
    reading = read_and_check(
        text,
        _document_checks(config),
        context,
        processes,
        checks,
        config,
        known,
        rereader if delivered is None else None,
    )
    release = reading.release
    problems = reading.problems + checks.check_release(reading.index, release, reading.masked)
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
    findings = _findings(problems, release, config, path, reading.masked)
    return LintResult(findings, release, resolution, reading.index, delivered)


def lint_chart_text(text: str, config: Config, *, path: str, check: CheckText) -> LintResult:
    """Return the findings of the values or of a template of a chart: those of the rules that look at the delivery."""
    release = Release(text)
    found, own_path = check(text)
    config = found.with_own_levels(config)
    problems = _check_delivery(release, config, found, own_path)
    findings = _findings(problems, release, config, path)
    return LintResult(findings, release, Resolution(release, (), None), delivered=(found, own_path))


def _findings(
    problems: list[tuple[str, Problem]], release: Release, config: Config, path: str, masked: Masked | None = None
) -> list[Finding]:
    """Return the findings of a text, sorted by place. Most texts have no problem, and no comment that hides one."""
    if not problems and "replreg:" not in release.text:
        return []
    from replreg.linter.findings import make_findings

    return make_findings(problems, release, config, path, masked)


def _context_for(text: str, context: KotsDomains | None, config: Config) -> KotsDomains | None:
    """Return what is known of a text's KOTS release; None where the configuration says that it is of another kind."""
    return context_for(text, context) if config.kind is None else None


def _document_checks(config: Config) -> list[DocumentCheck]:
    """Return the rules that look at single documents and are not off, each as its id and its check."""
    on = rules_on(config)
    return [
        (rule.id, rule.check_where_needed if rule.applies_to else rule.check_document)
        for rule in document_rules()
        if rule.id in on
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
    on = rules_on(config)
    if not any(rule.id in on for rule in delivery_rules()):
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
    on = rules_on(config)
    return [
        (rule.id, problem)
        for rule in applicable(release_rules(), facts_of(resolution))
        if rule.id in on
        if not (is_delivered and rule.scope.endswith(others))
        for problem in rule.check(resolution)
    ]
