"""``replreg explain``."""

from __future__ import annotations

import sys
from typing import Any

import click

from replreg.cli.options import Settings, complete_rule, fail, settings_options
from replreg.messages import nearest

__all__ = ["command"]


@click.command("explain")
@click.argument("rule", shell_complete=complete_rule)
@settings_options
def command(rule: str, **options: Any) -> int:
    """Explain a rule: why it is there, what is wrong, what is right, and how to fix it.

    \b
    Example:
      replreg explain alias-as-host
    """
    from replreg.rules.catalogue import RULES

    settings = Settings(options)
    found = RULES.get(rule)
    if found is None:
        near = nearest(rule, RULES, 0.4)
        hint = f"did you mean '{near}'?" if near else "'replreg rules' lists them"
        raise click.UsageError(f"there is no rule '{rule}'; {hint}", click.get_current_context())
    if not found.manual:
        raise fail("Python was told to leave out the manual (-OO, or PYTHONOPTIMIZE=2); run replreg without that")
    fix = {"safe": "safe", "unsafe": "unsafe", None: "none"}[found.fix]
    text = f"# {found.id}\n\n*default: {found.severity.value}; fix: {fix}*\n\n{found.manual}\n"
    if settings.style(sys.stdout).enabled:
        from rich.console import Console
        from rich.markdown import Markdown

        Console(force_terminal=True, width=min(Console().width, 100)).print(Markdown(text))
    else:
        sys.stdout.write(text)
    return 0
