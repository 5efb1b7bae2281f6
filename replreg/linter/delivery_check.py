"""Runs the rules that look at the images of a release folder as a whole, and gives each file its problems."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import Delivery
from replreg.delivery.problems import DeliveryProblem, View
from replreg.delivery.settings import DeliverySettings
from replreg.finding import Edit, Severity
from replreg.linter.findings import severity_of
from replreg.linter.fix import SecondProof
from replreg.linter.rules_on import rules_on
from replreg.registries.linked_registry import REPLICATED_HOST
from replreg.release.kots_domains import PROXY_HOST, KotsDomains
from replreg.rules.base import Problem
from replreg.rules.catalogue import RULES, Rule, delivery_rules
from replreg.yaml.text import LineIndex

if TYPE_CHECKING:
    from replreg.delivery.catalogue import Catalogue, CatalogueRow
    from replreg.delivery.rendering import Renderer

__all__ = [
    "CheckText",
    "DeliveryCheck",
    "OwnProblems",
    "check_one_text",
    "second_proof",
    "settings_of",
]


_WHOLE_FOLDER = ("whole-folder",)


class DeliveryCheck:
    """The problems of one release folder. Each rule runs once, when its problems are first asked for.

    With a ``renderer``, its charts are rendered by a real Helm, too. Problems that need a wider ``view`` are left out.
    """

    def __init__(self, release: FolderRelease, renderer: Renderer | None = None, view: View = View.ALL_FILES) -> None:
        self.delivery: Delivery = Delivery(release, renderer)
        self._view = view
        self._problems: dict[str, dict[str, list[DeliveryProblem]]] = {}
        self._rules: dict[tuple[int, str], tuple[Config, dict[int, dict[str, Severity]]]] = {}
        self._found: tuple[Config, dict[str, list[tuple[str, DeliveryProblem]]]] | None = None
        self._taken: set[int] = set()  # of the rows of the catalogue, which live as long

    @property
    def parts(self) -> Sequence[DeliveryCheck]:
        """The checks of single releases that this one is made of."""
        return (self,)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The images, one row each."""
        from replreg.delivery.catalogue import make_catalogue

        return make_catalogue(self.delivery)

    @cached_property
    def rows_by_path(self) -> dict[str, list[CatalogueRow]]:
        """The images by the file of their first place."""
        found: dict[str, list[CatalogueRow]] = {}
        for row in self.catalogue.rows:
            found.setdefault((row.used or row.declared)[0].path, []).append(row)
        return found

    @cached_property
    def rows_from_elsewhere(self) -> dict[str, list[CatalogueRow]]:
        """The images with a place in a file, by that file, without those whose first place is there."""
        found: dict[str, list[CatalogueRow]] = {}
        for row in self.catalogue.rows:
            _, *others = dict.fromkeys(place.path for place in (*row.used, *row.declared))
            for path in others:
                found.setdefault(path, []).append(row)
        return found

    def take_from_elsewhere(self, path: str) -> list[CatalogueRow]:
        """Return the rows of `rows_from_elsewhere` that were not taken for another file before.

        A run needs each row once, from the first of the files that it lists. All of them from each of the files would
        be the square of their number.
        """
        found = [row for row in self.rows_from_elsewhere.get(path, ()) if id(row) not in self._taken]
        self._taken.update(map(id, found))
        return found

    @cached_property
    def first_path(self) -> str:
        """The path of the first file, with which what concerns the whole release is shown."""
        release = self.delivery.release
        return min(release.files or release.chart_files, default="")

    def rules_of(self, path: str, config: Config) -> dict[int, dict[str, Severity]]:
        """Return the rules that lines of a file break, with their severities, by the number of the line."""
        known = self._rules.get((id(config), path))
        if known is None:
            found: dict[int, dict[str, Severity]] = {}
            lines = LineIndex(self.delivery.release.text_of(path))
            for rule, problem in self.problems_in(path, config):
                found.setdefault(lines.position(problem.start).line, {})[rule] = severity_of(rule, problem, config)
            known = self._rules[id(config), path] = config, found
        return known[1]

    def problems_in(
        self, path: str, config: Config, starts: Sequence[int] = (), *, unsafe: bool = False
    ) -> list[tuple[str, Problem]]:
        """Return the problems of the rules that are not off, in one file, each with its rule's id.

        ``path`` is the file's path in the release. ``starts`` are the offsets at which its documents start. ``unsafe``
        gives a problem its unsafe fix if it has one.
        """
        return [
            (rule, self._problem(_with_unsafe_fix(found) if unsafe else found, path, starts))
            for rule, found in self._found_by_path(config).get(path, ())
        ]

    def fixes_from_elsewhere(self, path: str, config: Config, starts: Sequence[int] = ()) -> list[tuple[str, Problem]]:
        """Return the fixes that edit one file and belong to problems of others, each at its first edit."""
        return [
            (rule, Problem(_document(starts, edits[0].start), edits[0][:2], found.message, fix=fix))
            for rule in self._rules_that_apply(config)
            for problems in self._of_rule(rule).values()
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
        from replreg.linter.portal_levels import with_levels_of

        return with_levels_of(self.delivery.release, config)

    def paths(self) -> set[str]:
        """Return the files that have an image of the release, or a part of one, in them."""
        return self._paths

    @cached_property
    def _paths(self) -> set[str]:
        images = self.delivery.images
        pieces = chain.from_iterable(
            address.text.pieces for image in images for found in image.written.values() for address in found
        )
        origins = {piece.place.origin for piece in pieces}
        found = {field.path for image in images for field in image.place.fields}
        return found.union(origin for origin in origins if isinstance(origin, str) and origin)

    def problem_paths(self) -> set[str]:
        """Return the paths that have a problem of a chart: also those of files that were not read."""
        return set(self._of_rule("invalid-chart"))

    def _found_by_path(self, config: Config) -> dict[str, list[tuple[str, DeliveryProblem]]]:
        """Return the problems of each file, each with its rule's id; made once for all files of the release."""
        if self._found is None or self._found[0] is not config:
            found: dict[str, list[tuple[str, DeliveryProblem]]] = {}
            for rule in self._rules_that_apply(config):
                for path, problems in self._of_rule(rule).items():
                    found.setdefault(path, []).extend([(rule, one) for one in problems if one.view <= self._view])
            self._found = config, found
        return self._found[1]

    def _rules_that_apply(self, config: Config) -> list[str]:
        on = rules_on(config)
        return [rule.id for rule in delivery_rules() if rule.id in on and self._applies(rule)]

    def _applies(self, rule: Rule) -> bool:
        """Return False if a rule has nothing to report, by the words that it needs: it is not imported then."""
        words = rule.applies_to
        if not words or rule.scope.startswith("release"):
            return True
        if words == _WHOLE_FOLDER:
            return self._view > View.ONE_FILE and self.delivery.release.is_whole
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
            hint=found.hint,
            lacks=found.lacks,
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
    return DeliveryCheck(FolderRelease([ReleaseFile(path, path, text)], (), settings), view=View.OTHER_FILES)


class OwnProblems(DeliveryCheck):
    """The check of a file that the user named alone: it says nothing of a contradiction with another file.

    Files beside it may be of another release, and only a run over the folder asks how they go together. An editor shows
    contradictions, and not what is missing.
    """

    def __init__(self, whole: DeliveryCheck, view: View) -> None:
        self.delivery: Delivery = whole.delivery
        self._whole = whole
        self._problems = whole._problems
        self._view = view
        self._rules = {}
        self._found = None

    @property
    def catalogue(self) -> Catalogue:
        """The images of the whole release."""
        return self._whole.catalogue

    @property
    def rows_by_path(self) -> dict[str, list[CatalogueRow]]:
        """The images of the whole release, by the file of their first place."""
        return self._whole.rows_by_path

    def take_from_elsewhere(self, path: str) -> list[CatalogueRow]:
        """Return rows of the whole release."""
        return self._whole.take_from_elsewhere(path)

    def fixes_from_elsewhere(self, path: str, config: Config, starts: Sequence[int] = ()) -> list[tuple[str, Problem]]:
        """Return nothing: other files are not asked."""
        return []


def second_proof(check: CheckText) -> SecondProof:
    """Return the proof that fixes of the delivery's rules change nothing that is pulled but the images they touch."""
    from replreg.delivery.proof import prove_delivery

    def prove(old: str, new: str, edits: Sequence[Edit]) -> None:
        before, path = check(old)
        after, _ = check(new)
        for old_part, new_part in zip(before.parts, after.parts, strict=True) if path else ():
            prove_delivery(old_part.delivery, new_part.delivery, path, edits)

    return SecondProof(frozenset(rule.id for rule in delivery_rules() if rule.scope == "delivery"), prove)


CheckText = Callable[[str], tuple[DeliveryCheck, str]]
"""Returns the check of the release folder in which one file has a text, and the file's path there."""
