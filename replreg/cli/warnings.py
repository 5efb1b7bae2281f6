"""Warnings on standard error before a command begins."""

from __future__ import annotations

from replreg.cli.settings import Settings
from replreg.cli.terminal import warn
from replreg.linter.registry_check import check_registries
from replreg.output.terminal import escape_controls

__all__ = ["warn_of_options"]


def warn_of_options(settings: Settings) -> int:
    """Warn of wrong endpoints that ``--registry`` gives; return how many there are."""
    configurations = settings.configurations
    number = 0
    for registry, _, problem in check_registries(configurations.given_registries, configurations.config("-")):
        warn(escape_controls(f"--registry {registry.name}={registry.endpoint}: {problem.message}"))
        number += 1
    return number
