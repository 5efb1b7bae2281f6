"""``replreg explain``."""

from __future__ import annotations

import sys
from typing import Any

import click

from replreg.cli.command_table import declare
from replreg.cli.options import complete_rule, settings_options
from replreg.cli.settings import Settings
from replreg.cli.suggest import RuleName
from replreg.cli.terminal import fail
from replreg.messages import did_you_mean

__all__ = ["command"]


@declare("explain")
@click.argument("rule", type=RuleName(), shell_complete=complete_rule)
@settings_options
def command(rule: str, **options: Any) -> int:
    """RULE is one of the ids that 'replreg rules' lists.

    \b
    Example:
      replreg explain alias-as-host
    """
    from replreg.config.model import default_level
    from replreg.rules.catalogue import RULES

    settings = Settings(options)
    found = RULES.get(rule)
    if found is None:
        hint = did_you_mean(rule, RULES, otherwise="'replreg rules' lists them")
        raise click.UsageError(f"'{rule}' is not a rule; {hint}", click.get_current_context())
    if not found.manual:
        raise fail("Python leaves out the manual (-OO, or PYTHONOPTIMIZE=2); run replreg without that")
    fix = {"safe": "safe", "unsafe": "unsafe", None: "none"}[found.fix]
    level = default_level(found.severity.value, found.group)
    text = f"# {found.id}\n\n*default: {level}; fix: {fix}*\n\n{found.manual}\n"
    screen = settings.screen(sys.stdout)
    if screen.style.enabled:
        from replreg.output.manual import print_manual

        print_manual(text, screen.width)
    else:
        sys.stdout.write(text)
    return 0
