"""The rules by their ids, from a generated table: a rule's module is imported when the rule is run or explained.

A rule is a module of this package. Its docstring is its page of the manual, its constants describe it: ``ID``,
``GROUP`` (one of `GROUPS`), ``SEVERITY``, ``FIX`` (``"safe"``, ``"unsafe"`` or None), ``SUMMARY``, and ``IS_SECRET`` if
the place of a finding can be a secret. ``APPLIES_TO`` names facts without which the rule has nothing to report: where
none of them holds, the rule is not imported. For ``check`` these are facts of `replreg.release.resolution.facts`, for
``check_document`` and ``check_registry`` attributes that are true, for ``check_delivery`` alone or beside
``check_records`` words of which the files of the folder must have one (``whole-folder``: nothing is said of a part of a
release). Without the constant, the rule always runs.
``VENDOR_NAMES`` are the names of the vendor portal's rules that find the same: a ``LintConfig`` of a release sets the
rule's level by them.

A rule has one generator at the most, but ``check_records`` may be beside ``check_document``, and ``check_delivery``
beside ``check`` or ``check_records``, or ``check_charts`` beside ``check``:

- ``check(resolution)`` looks at the release as a whole.
- ``check_document(document)`` looks at the nodes of each document, which are gone afterwards.
- ``check_delivery(delivery)`` looks at the images of a release folder with its charts. It is the one that counts where
  a text belongs to such a release.
- ``check_charts(delivery)`` looks at the same, and reports what ``check`` does not see, such as the files of charts.
- ``check_registry(registry)`` looks at the linked registries of a configuration.
- ``check_records(records)`` reports what `replreg.release.checks` found for the rule. One walk over each document and
  one index of the release serve all rules of this kind, and such a rule is imported only if it has a record.

`scripts/make_rule_table.py` writes the table and the lists of rules in the configuration's schema from the modules.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from replreg.finding import Severity
from replreg.registries.linked_registry import Registry
from replreg.release.documents import Document
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem, RegistryProblem
from replreg.rules.table import TABLE

if TYPE_CHECKING:  # only a release folder of KOTS, Embedded Cluster or Helm needs the delivery
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem
    from replreg.release.checks.record import Record

__all__ = [
    "GROUPS",
    "HOME",
    "RULES",
    "Rule",
    "applicable",
    "delivery_rules",
    "document_rules",
    "may_show_secret",
    "record_rules",
    "registry_rules",
    "release_rules",
    "rule_page",
]

HOME = "https://replreg.dev/"
"""The address of the documentation."""

GROUPS = {
    "document": "The form of the file and its documents: YAML, kinds, shapes, keys.",
    "images": "Images and registries: what is declared, what is used, and from where it is pulled.",
    "kots": "KOTS, Embedded Cluster and Helm: what each image is pulled as, online and in an air gap.",
    "advice": "Advice on things that work. These rules are off unless you select them or give them a level.",
}
"""The groups of rules, in the order of the manual, each with a line that says what it is about."""


def rule_page(rule: str) -> str:
    """Return the address of a rule's page in the documentation."""
    return f"{HOME}rules/{rule}/"


class Rule:
    """A rule's description and its check.

    ``scope`` is what its check looks at: "release", "document", "registry", "delivery" or "records"; two of them if it
    has two checks ("document records", "release delivery", "release charts", "delivery records"); "" if it has none.
    ``applies_to`` has the facts without which it has nothing to report. ``vendor_names`` are names of rules of the
    vendor portal.
    """

    __slots__ = (
        "_module", "applies_to", "fix", "group", "id", "is_secret", "scope", "severity", "summary", "vendor_names",
    )  # fmt: skip

    def __init__(
        self,
        rule_id: str,
        group: str,
        severity: str,
        fix: str | None,
        summary: str,
        scope: str,
        is_secret: bool,
        applies_to: tuple[str, ...],
        vendor_names: tuple[str, ...],
    ) -> None:
        self.id: str = rule_id
        self.group: str = group
        self.severity: Severity = Severity(severity)
        self.fix: str | None = fix
        self.summary: str = summary
        self.scope: str = scope
        self.is_secret: bool = is_secret
        self.applies_to: tuple[str, ...] = applies_to
        self.vendor_names: tuple[str, ...] = vendor_names
        self._module: ModuleType | None = None

    @property
    def module(self) -> ModuleType:
        """The rule's own module, imported when it is first asked for."""
        if self._module is None:
            self._module = import_module(f"replreg.rules.{self.id.replace('-', '_')}")
        return self._module

    @property
    def check(self) -> Callable[[Resolution], Iterator[Problem]]:
        """The check of a release. Raises AttributeError for a rule of another scope."""
        return cast(Any, self.module).check  # type: ignore[no-any-return]

    @property
    def check_document(self) -> Callable[[Document], Iterator[Problem]]:
        """The check of one document. Raises AttributeError for a rule of another scope."""
        return cast(Any, self.module).check_document  # type: ignore[no-any-return]

    def check_where_needed(self, document: Document) -> Iterable[Problem]:
        """Return what `check_document` reports of a document; the rule is imported only if it applies to one."""
        for fact in self.applies_to:  # as `may_report` does it, which takes several times as long
            if getattr(document, fact):
                return self.check_document(document)
        return () if self.applies_to else self.check_document(document)

    def may_report(self, looked_at: Document | Registry) -> bool:
        """Return False if the rule has nothing to report of a document or of a registry, by the facts of it."""
        return not self.applies_to or any(getattr(looked_at, fact) for fact in self.applies_to)

    @property
    def check_delivery(self) -> Callable[[Delivery], Iterator[DeliveryProblem]]:
        """The check of the images of a release folder. Raises AttributeError for a rule of another scope."""
        name = "check_charts" if self.scope.endswith("charts") else "check_delivery"
        return getattr(self.module, name)  # type: ignore[no-any-return]

    @property
    def check_registry(self) -> Callable[[Registry], Iterator[RegistryProblem]]:
        """The check of a linked registry. Raises AttributeError for a rule of another scope."""
        return cast(Any, self.module).check_registry  # type: ignore[no-any-return]

    @property
    def check_records(self) -> Callable[[Iterable[Record]], Iterator[Problem]]:
        """The check that reports records. Raises AttributeError for a rule of another scope."""
        return cast(Any, self.module).check_records  # type: ignore[no-any-return]

    @property
    def manual(self) -> str:
        """The page of the manual, as Markdown without a heading of its own."""
        return inspect.cleandoc(self.module.__doc__ or "")


RULES: dict[str, Rule] = {row[0]: Rule(*row) for row in TABLE}
"""Every rule by its id, in the order of the manual: by group, then by id."""


def may_show_secret(rule: str) -> bool:
    """Return True if the text at a finding's place may be a secret, so that no report may repeat it."""
    return rule in RULES and RULES[rule].is_secret


@cache
def document_rules() -> tuple[Rule, ...]:
    """Return the rules that look at single documents."""
    return tuple([rule for rule in RULES.values() if rule.scope.startswith("document")])


def applicable(rules: Iterable[Rule], facts: frozenset[str]) -> list[Rule]:
    """Return the rules of a release that can have something to report where ``facts`` hold."""
    return [rule for rule in rules if not rule.applies_to or not facts.isdisjoint(rule.applies_to)]


@cache
def release_rules() -> tuple[Rule, ...]:
    """Return the rules that look at the release as a whole."""
    return tuple([rule for rule in RULES.values() if rule.scope.startswith("release")])


@cache
def delivery_rules() -> tuple[Rule, ...]:
    """Return the rules that look at the images of a release folder with its charts."""
    return tuple([rule for rule in RULES.values() if "delivery" in rule.scope or rule.scope.endswith("charts")])


@cache
def registry_rules() -> tuple[Rule, ...]:
    """Return the rules that look at the linked registries of a configuration."""
    return tuple([rule for rule in RULES.values() if rule.scope == "registry"])


@cache
def record_rules() -> tuple[Rule, ...]:
    """Return the rules that report records of the checks of a release."""
    return tuple([rule for rule in RULES.values() if rule.scope.endswith("records")])
