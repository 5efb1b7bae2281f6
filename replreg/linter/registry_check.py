"""Runs the rules that look at the registries of a configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replreg.config.model import Config
from replreg.registries.linked_registry import Registry
from replreg.rules.base import RegistryProblem
from replreg.rules.catalogue import Rule, registry_rules

__all__ = ["check_registries"]


def check_registries(
    registries: Sequence[Registry], config: Config
) -> Iterator[tuple[Registry, Rule, RegistryProblem]]:
    """Yield each problem of some registries with its rule, for the rules that ``config`` does not turn off."""
    for rule in registry_rules():
        if config.is_on(rule.id, rule.severity.value, rule.group):
            for registry in registries:
                if rule.may_report(registry):
                    for problem in rule.check_registry(registry):
                        yield registry, rule, problem
