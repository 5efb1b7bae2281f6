"""Reads the values of options that several commands take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from replreg.messages import did_you_mean
from replreg.registries.linked_registry import BUILT_IN, Registry

__all__ = ["NO_SLUG", "parse_levels", "parse_registries", "parse_rules", "selectors"]

NO_SLUG = "is not a slug: lower-case letters, digits, and hyphens between them"
"""The end of a message about an application that `is_slug` refuses."""


def parse_registries(given: Sequence[str]) -> dict[str, Registry]:
    """Read ``--registry NAME=ENDPOINT``; return the registries by name. Raises `click.BadParameter`."""
    registries: dict[str, Registry] = {}
    for item in given:
        name, equals, endpoint = item.partition("=")
        name, endpoint = name.strip(), endpoint.strip()
        if not equals or not name or not endpoint:
            raise click.BadParameter(f"'{item}' is not NAME=ENDPOINT, as in myquay=quay.io", param_hint="--registry")
        if name in BUILT_IN:
            raise click.BadParameter(
                f"'{name}' is built in and cannot be the name of a linked registry", param_hint="--registry"
            )
        if " " in endpoint or "=" in endpoint:
            raise click.BadParameter(f"'{endpoint}' is not a host such as quay.io", param_hint="--registry")
        if name in registries and registries[name].endpoint != endpoint:
            raise click.BadParameter(f"'{name}' is given twice, with two endpoints", param_hint="--registry")
        registries[name] = Registry(name=name, endpoint=endpoint)
    return registries


def parse_levels(given: Sequence[str]) -> dict[str, str]:
    """Read ``--rule RULE=LEVEL``; return the levels by rule, group or ``ALL``. The last one of a word counts.

    Raises `click.BadParameter`.
    """
    if not given:
        return {}
    from replreg.config.model import LEVELS

    known = selectors()
    levels: dict[str, str] = {}
    for item in given:
        rule, equals, level = (part.strip() for part in item.partition("="))
        if not equals:
            message = f"'{item}' is not RULE=LEVEL, as in floating-tag=error"
            if rule in known:
                message = f"'{rule}' has no level; write {rule}=error, or '--select {rule}' to run this rule alone"
            raise click.BadParameter(message, param_hint="--rule")
        if rule not in known:
            hint = did_you_mean(rule, known, otherwise="'replreg rules' lists them")
            raise click.BadParameter(f"'{rule}' is not a rule; {hint}", param_hint="--rule")
        if level not in LEVELS:
            hint = did_you_mean(level, LEVELS, otherwise=f"it takes {', '.join(LEVELS)}")
            raise click.BadParameter(f"'{rule}' cannot be '{level}'; {hint}", param_hint="--rule")
        levels[rule] = level
    return levels


def parse_rules(given: Iterable[str], option: str) -> frozenset[str] | None:
    """Read a list of rules and groups of rules, separated by commas."""
    names = [name.strip() for item in given for name in item.split(",") if name.strip()]
    if not names:
        return None
    known = selectors()
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, otherwise="'replreg rules' lists them")
            raise click.BadParameter(f"'{name}' is not a rule; {hint}", param_hint=option)
    return frozenset(names)


def selectors() -> list[str]:
    """Return the words that select rules: ``ALL``, the groups, and the rules."""
    from replreg.config.model import ALL_RULES
    from replreg.rules.catalogue import GROUPS, RULES

    return [ALL_RULES, *GROUPS, *RULES]
