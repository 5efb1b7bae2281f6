"""``replreg rules``."""

from __future__ import annotations

import sys
from typing import Any

import click

from replreg.cli.options import Settings, settings_options, write_utf8
from replreg.cli.suggest import Choice

__all__ = ["command"]


@click.command("rules")
@click.option("--format", "output_format", type=Choice(["text", "json"]), default="text", help="How to print them.")
@settings_options
def command(output_format: str, **options: Any) -> int:
    """List the rules, with the level that each has here.

    \b
    Examples:
      replreg rules
      replreg rules --format json
    """
    from replreg.rules.catalogue import RULES

    settings = Settings(options)
    config = settings.config("-")
    if output_format == "json":
        import json

        rows = [
            {"rule": rule.id, "level": config.level(rule.id, rule.severity.value), "default": rule.severity.value,
             "fix": rule.fix, "summary": rule.summary}
            for rule in RULES.values()
        ]  # fmt: skip
        write_utf8(sys.stdout)
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return 0
    style = settings.style(sys.stdout)
    colors = {"error": "red", "warning": "yellow", "info": "cyan"}
    width = max(map(len, RULES))
    for rule in RULES.values():
        level = config.level(rule.id, rule.severity.value)
        fix = {"safe": "fixable", "unsafe": "unsafe fix", None: ""}[rule.fix]
        row = f"{style(rule.id.ljust(width), bold=True)}  {style(level.ljust(7), colors.get(level))}  {fix.ljust(10)}  "
        sys.stdout.write(row + rule.summary.replace("`", "'") + "\n")
    return 0
