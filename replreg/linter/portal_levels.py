"""Levels that a ``LintConfig`` of a KOTS release sets, by the names that the vendor portal's rules have."""

from __future__ import annotations

from replreg.config.model import ALL_RULES, Config, default_level
from replreg.delivery.folder import FolderRelease
from replreg.rules.catalogue import RULES, Rule
from replreg.yaml.composer import Mapping, Scalar, scalar_type

__all__ = ["portal_levels", "with_levels_of"]

_LEVELS = {"error": "error", "warn": "warning", "info": "info", "off": "off"}
_LOUDEST = ("error", "warning", "info", "off")


def portal_levels(release: FolderRelease) -> dict[str, str]:
    """Return the levels that the ``LintConfig`` resources set, as this project calls them, by the portal's rules.

    The last one of a rule counts. A level that is none of the four has no effect, as on the portal: an ``off`` without
    quotes is the boolean false.
    """
    found: dict[str, str] = {}
    for resource in release.lint_configs:
        spec = resource.spec
        for item in spec.sequence("rules") if spec is not None else ():
            if not isinstance(item, Mapping):
                continue
            name, level = item.text("name"), item.get("level")
            if name and isinstance(level, Scalar) and scalar_type(level) == "string" and level.value in _LEVELS:
                found[name.strip()] = _LEVELS[level.value]
    return found


def with_levels_of(release: FolderRelease, config: Config) -> Config:
    """Return the configuration with the levels of a release's ``LintConfig``, where ``config`` itself sets none."""
    levels = portal_levels(release)
    if not levels:
        return config
    own = {
        rule.id: _level(rule, levels)
        for rule in RULES.values()
        if not levels.keys().isdisjoint(rule.vendor_names)
        and config.rules.keys().isdisjoint((rule.id, rule.group, ALL_RULES))
    }
    return config._replace(rules={**config.rules, **own})


def _level(rule: Rule, levels: dict[str, str]) -> str:
    """Return the level of a rule: of one that has several names on the portal, the loudest one of theirs."""
    default = default_level(rule.severity.value, rule.group)
    return min((levels.get(name, default) for name in rule.vendor_names), key=_LOUDEST.index)
