"""The rules: one module each, whose docstring is its page of the manual, whose constants describe it.

A rule's module has ``ID``, ``SEVERITY``, ``FIX`` (``"safe"``, ``"unsafe"`` or None) and ``SUMMARY``, and one generator:
``check(resolution)`` where it looks at the release as a whole, or ``check_document(document)`` where it looks
at the nodes of each document, which are gone afterwards, or ``check_registry(registry)`` where it looks at the linked
registries of a configuration. To add one, write the module and name it in ``_MODULES``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from replreg.finding import Severity
from replreg.registries.linked_registry import Registry
from replreg.release.documents import Document
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem, RegistryProblem

__all__ = ["RULES", "Rule", "document_rules", "may_show_secret", "registry_rules", "release_rules"]

_MODULES = """
    yaml_syntax duplicate_key schema unknown_key document_kind api_version
    invalid_image unknown_source missing_source endpoint_as_source alias_as_host missing_host
    host_in_name tag_in_name version_key undeclared_image unused_image tag_mismatch source_mismatch
    duplicate_image floating_tag reserved_key missing_pull_secret unrewritten_workload
    ship_image_path proxy_path image_path registry_endpoint registry_credentials
    unused_ignore
""".split()


class Rule:
    """A rule's description and its check. One at the most of ``check``, ``check_document`` and ``check_registry``."""

    __slots__ = (
        "_module",
        "check",
        "check_document",
        "check_registry",
        "fix",
        "id",
        "is_secret",
        "severity",
        "summary",
    )

    def __init__(self, module: Any) -> None:
        self._module = module
        self.id: str = module.ID
        self.severity = Severity(module.SEVERITY)
        self.fix: str | None = module.FIX
        self.summary: str = module.SUMMARY
        self.is_secret: bool = getattr(module, "IS_SECRET", False)
        self.check: Callable[[Resolution], Iterator[Problem]] | None = getattr(module, "check", None)
        self.check_document: Callable[[Document], Iterator[Problem]] | None = getattr(module, "check_document", None)
        self.check_registry: Callable[[Registry], Iterator[RegistryProblem]] | None = getattr(
            module, "check_registry", None
        )

    @property
    def manual(self) -> str:
        """The page of the manual, as Markdown without a heading of its own."""
        return inspect.cleandoc(self._module.__doc__ or "")


def _load() -> dict[str, Rule]:
    rules = (Rule(import_module(f"replreg.rules.{name}")) for name in _MODULES)
    return {rule.id: rule for rule in rules}


RULES: dict[str, Rule] = _load()
"""Every rule by its id, in the order of the manual."""


def may_show_secret(rule: str) -> bool:
    """Return True if the text at a finding's place may be a secret, so that no report may repeat it."""
    return rule in RULES and RULES[rule].is_secret


def document_rules() -> list[Rule]:
    """Return the rules that look at single documents."""
    return [rule for rule in RULES.values() if rule.check_document is not None]


def release_rules() -> list[Rule]:
    """Return the rules that look at the release as a whole."""
    return [rule for rule in RULES.values() if rule.check is not None]


def registry_rules() -> list[Rule]:
    """Return the rules that look at the linked registries of a configuration."""
    return [rule for rule in RULES.values() if rule.check_registry is not None]
