"""Runs the rules that look at the images of a release folder as a whole, and gives each file its problems."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import Delivery
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.settings import DeliverySettings
from replreg.finding import Edit, Severity
from replreg.linter.findings import severity_of
from replreg.linter.fix import SecondProof
from replreg.registries.linked_registry import REPLICATED_HOST
from replreg.release.kots_domains import PROXY_HOST, KotsDomains
from replreg.rules.base import Problem
from replreg.rules.catalogue import RULES, Rule, delivery_rules
from replreg.yaml.text import LineIndex

if TYPE_CHECKING:
    from replreg.delivery.catalogue import Catalogue
    from replreg.delivery.rendering import Renderer

__all__ = [
    "CheckText",
    "DeliveryCheck",
    "OwnProblems",
    "RulesByLine",
    "check_one_text",
    "second_proof",
    "settings_of",
]


RulesByLine = dict[tuple[str, int], dict[str, Severity]]
"""The rules that a line breaks, with their severities, by the line's file and number."""


_WHOLE_FOLDER = ("whole-folder",)


class DeliveryCheck:
    """The problems of one release folder. Each rule runs once, when its problems are first asked for.

    With a ``renderer``, its charts are rendered by a real Helm, too.
    """

    def __init__(self, release: FolderRelease, renderer: Renderer | None = None) -> None:
        self.delivery = Delivery(release, renderer)
        self._problems: dict[str, dict[str, list[DeliveryProblem]]] = {}
        self._rules: dict[int, tuple[Config, RulesByLine]] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """The images, one row each."""
        from replreg.delivery.catalogue import make_catalogue

        return make_catalogue(self.delivery)

    def rules_by_line(self, config: Config) -> RulesByLine:
        """Return the rules that each line breaks which has a part of an image, by the line's file and number."""
        if id(config) not in self._rules:
            found: RulesByLine = {}
            for path in {path for row in self.catalogue.rows for path, _ in row.lines}:
                lines = LineIndex(self.delivery.release.text_of(path))
                for rule, problem in self.problems_in(path, config):
                    severity = severity_of(rule, problem, config)
                    found.setdefault((path, lines.position(problem.start).line), {})[rule] = severity
            self._rules[id(config)] = config, found
        return self._rules[id(config)][1]

    def problems_in(
        self,
        path: str,
        config: Config,
        starts: Sequence[int] = (),
        *,
        across_files: bool = True,
        is_whole: bool = True,
        unsafe: bool = False,
    ) -> list[tuple[str, Problem]]:
        """Return the problems of the rules that are not off, in one file, each with its rule's id.

        ``path`` is the file's path in the release. ``starts`` are the offsets at which its documents start. Without
        ``across_files``, a contradiction between this file and another one is left out; where the release is not looked
        at as a ``is_whole`` one, so is what is missing in it. ``unsafe`` gives a problem its unsafe fix if it has one.
        """
        return [
            (rule.id, self._problem(_with_unsafe_fix(found) if unsafe else found, path, starts))
            for rule in delivery_rules()
            if config.is_on(rule.id, rule.severity.value, rule.group) and self._applies(rule, across_files)
            for found in self._of_rule(rule.id).get(path, ())
            if is_whole or not found.needs_all_files
            if across_files or not (found.is_of_folder or any(file != path for _, file, _, _ in found.related))
        ]

    def fixes_from_elsewhere(self, path: str, config: Config, starts: Sequence[int] = ()) -> list[tuple[str, Problem]]:
        """Return the fixes that edit one file and belong to problems of others, each at its first edit."""
        return [
            (rule.id, Problem(_document(starts, edits[0].start), edits[0][:2], found.message, fix=fix))
            for rule in delivery_rules()
            if config.is_on(rule.id, rule.severity.value, rule.group) and self._applies(rule, across_files=True)
            for problems in self._of_rule(rule.id).values()
            for found in problems
            if found.fix_elsewhere is not None
            for file, fix in (found.fix_elsewhere,)
            for edits in (fix.edits,)
            if file == path
        ]

    def with_own_levels(self, config: Config) -> Config:
        """Return the configuration with the levels that a ``LintConfig`` of the release sets, below its own."""
        if not self.delivery.release.lint_configs:
            return config
        from replreg.linter.lint_config import with_levels_of

        return with_levels_of(self.delivery.release, config)

    def paths(self) -> set[str]:
        """Return the files that have an image of the release in them."""
        return {field.path for image in self.delivery.images for field in image.place.fields}

    def problem_paths(self) -> set[str]:
        """Return the paths that have a problem of a chart: also those of files that were not read."""
        return set(self._of_rule("invalid-chart"))

    def _applies(self, rule: Rule, across_files: bool) -> bool:
        """Return False if a rule has nothing to report, by the words that it needs: it is not imported then."""
        words = rule.applies_to
        if not words or rule.scope.startswith("release"):
            return True
        if words == _WHOLE_FOLDER:
            return across_files and self.delivery.release.is_whole
        return any(map(self.delivery.release.has_word, words))

    def _of_rule(self, rule: str) -> dict[str, list[DeliveryProblem]]:
        found = self._problems.get(rule)
        if found is None:
            found = self._problems[rule] = {}
            for problem in RULES[rule].check_delivery(self.delivery):
                found.setdefault(problem.path, []).append(problem)
        return found

    def _problem(self, found: DeliveryProblem, path: str, starts: Sequence[int]) -> Problem:
        here = [(message, start, end) for message, file, start, end in found.related if file == path]
        there = [
            f"{message}: {file}:{LineIndex(self.delivery.release.text_of(file)).position(start).line}"
            for message, file, start, _ in found.related
            if file != path
        ]
        elsewhere = found.fix_elsewhere
        if elsewhere is not None:
            there.append(f"`replreg fix --unsafe-fixes` on the whole release does it: {elsewhere[1].message}")
        return Problem(
            _document(starts, found.start),
            (found.start, found.end),
            found.message,
            fix=found.fix,
            severity=found.severity,
            notes=(*found.notes, *there),
            related=tuple(here),
        )


def _with_unsafe_fix(found: DeliveryProblem) -> DeliveryProblem:
    return found if found.unsafe_fix is None else found._replace(fix=found.unsafe_fix)


def _document(starts: Sequence[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def settings_of(config: Config) -> DeliverySettings:
    """Return what the configuration says of the delivery."""
    return DeliverySettings(
        tuple(config.registries), config.app, config.domains.proxy, config.domains.registry, methods=config.targets
    )


def check_one_text(text: str, path: str, config: Config, context: KotsDomains | None = None) -> DeliveryCheck:
    """Return the check of a release that is one text. ``context`` has the domains that its other files name."""
    settings = settings_of(config)
    if context is not None:
        proxies = tuple(domain for domain in context.proxy_domains if domain != PROXY_HOST)
        registries = tuple(domain for domain in context.registry_domains if domain != REPLICATED_HOST)
        settings = settings._replace(other_proxy_domains=proxies, other_registry_domains=registries)
    return DeliveryCheck(FolderRelease([ReleaseFile(path, path, text)], (), settings, is_one_text=True))


class OwnProblems(DeliveryCheck):
    """The check of a file that the user named alone: it says nothing of a contradiction with another file.

    Files beside it may be of another release, and only a run over the folder asks how they go together. An editor shows
    contradictions, and not what is missing (``across_files``).
    """

    def __init__(self, whole: DeliveryCheck, *, across_files: bool = False) -> None:
        self.delivery = whole.delivery
        self._problems = whole._problems
        self._across_files = across_files
        self._rules = {}

    def problems_in(
        self,
        path: str,
        config: Config,
        starts: Sequence[int] = (),
        *,
        across_files: bool | None = None,
        is_whole: bool = False,
        unsafe: bool = False,
    ) -> list[tuple[str, Problem]]:
        """Return the problems of one file, as `DeliveryCheck.problems_in` does."""
        across = self._across_files if across_files is None else across_files
        return super().problems_in(path, config, starts, across_files=across, is_whole=is_whole, unsafe=unsafe)

    def fixes_from_elsewhere(self, path: str, config: Config, starts: Sequence[int] = ()) -> list[tuple[str, Problem]]:
        """Return nothing: other files are not asked."""
        return []


def second_proof(check: CheckText) -> SecondProof:
    """Return the proof that fixes of the delivery's rules change nothing that is pulled but the images they touch."""
    from replreg.delivery.proof import prove_delivery

    def prove(old: str, new: str, edits: Sequence[Edit]) -> None:
        before, path = check(old)
        after, _ = check(new)
        if path:
            prove_delivery(before.delivery, after.delivery, path, edits)

    return SecondProof(frozenset(rule.id for rule in delivery_rules() if rule.scope == "delivery"), prove)


CheckText = Callable[[str], tuple[DeliveryCheck, str]]
"""Returns the check of the release folder in which one file has a text, and the file's path there."""
