"""The rules by their ids, from a generated table: a rule's module is imported when the rule is run or explained.

A rule is a module of this package. Its docstring is its page of the manual, its constants describe it: ``ID``,
``GROUP`` (one of `GROUPS`), ``SEVERITY``, ``FIX`` (``"safe"``, ``"unsafe"`` or None), ``SUMMARY``, and ``IS_SECRET`` if
the place of a finding can be a secret. It has one generator at the most, or ``check`` and ``check_delivery``:

- ``check(resolution)`` looks at the release as a whole.
- ``check_document(document)`` looks at the nodes of each document, which are gone afterwards.
- ``check_delivery(delivery)`` looks at the images of a release folder with its charts. It is the one that counts where
  a text belongs to such a release.
- ``check_registry(registry)`` looks at the linked registries of a configuration.

`scripts/make_rule_table.py` writes the table and the lists of rules in the configuration's schema from the modules.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from replreg.finding import Severity
from replreg.registries.linked_registry import Registry
from replreg.release.documents import Document
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem, RegistryProblem
from replreg.rules.table import TABLE

if TYPE_CHECKING:  # only a release folder of KOTS, Embedded Cluster or Helm needs it
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

__all__ = [
    "GROUPS",
    "RULES",
    "Rule",
    "delivery_rules",
    "document_rules",
    "may_show_secret",
    "registry_rules",
    "release_rules",
]

GROUPS = {
    "document": "What the file and its documents are: YAML, kinds, shapes, keys.",
    "images": "Images and registries: what is declared, what is used, and from where it is pulled.",
    "kots": "KOTS, Embedded Cluster and Helm: what each image is pulled as, online and in an air gap.",
}
"""The groups of rules, in the order of the manual, each with a line that says what it is about."""


class Rule:
    """A rule's description and its check.

    ``scope`` is "release", "document", "registry", "delivery", "release delivery", or "" if it has no check.
    """

    __slots__ = ("_module", "fix", "group", "id", "is_secret", "scope", "severity", "summary")

    def __init__(
        self, rule_id: str, group: str, severity: str, fix: str | None, summary: str, scope: str, is_secret: bool
    ) -> None:
        self.id = rule_id
        self.group = group
        self.severity = Severity(severity)
        self.fix = fix
        self.summary = summary
        self.scope = scope
        self.is_secret = is_secret
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

    @property
    def check_delivery(self) -> Callable[[Delivery], Iterator[DeliveryProblem]]:
        """The check of the images of a release folder. Raises AttributeError for a rule of another scope."""
        return cast(Any, self.module).check_delivery  # type: ignore[no-any-return]

    @property
    def check_registry(self) -> Callable[[Registry], Iterator[RegistryProblem]]:
        """The check of a linked registry. Raises AttributeError for a rule of another scope."""
        return cast(Any, self.module).check_registry  # type: ignore[no-any-return]

    @property
    def manual(self) -> str:
        """The page of the manual, as Markdown without a heading of its own."""
        return inspect.cleandoc(self.module.__doc__ or "")


RULES: dict[str, Rule] = {row[0]: Rule(*row) for row in TABLE}
"""Every rule by its id, in the order of the manual: by group, then by id."""


def may_show_secret(rule: str) -> bool:
    """Return True if the text at a finding's place may be a secret, so that no report may repeat it."""
    return rule in RULES and RULES[rule].is_secret


def document_rules() -> list[Rule]:
    """Return the rules that look at single documents."""
    return [rule for rule in RULES.values() if rule.scope == "document"]


def release_rules() -> list[Rule]:
    """Return the rules that look at the release as a whole."""
    return [rule for rule in RULES.values() if rule.scope.startswith("release")]


def delivery_rules() -> list[Rule]:
    """Return the rules that look at the images of a release folder with its charts."""
    return [rule for rule in RULES.values() if rule.scope.endswith("delivery")]


def registry_rules() -> list[Rule]:
    """Return the rules that look at the linked registries of a configuration."""
    return [rule for rule in RULES.values() if rule.scope == "registry"]
