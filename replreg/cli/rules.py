"""``replreg rules``."""

from __future__ import annotations

import sys
from typing import Any

from replreg.cli.command_table import declare
from replreg.cli.format_option import format_option
from replreg.cli.options import settings_options
from replreg.cli.settings import Settings
from replreg.cli.terminal import set_encoding
from replreg.output.formats import Format

__all__ = ["command"]


@declare("rules")
@format_option("rules", "the rules")
@settings_options
def command(output_format: Format, **options: Any) -> int:
    """The levels are those of the configuration of the current folder.

    \b
    Examples:
      replreg rules
      replreg rules --format json
    """
    from replreg.config.model import default_level
    from replreg.output.listings import RuleRow
    from replreg.rules.catalogue import RULES

    settings = Settings(options)
    config = settings.configurations.config("-")
    rows = [
        RuleRow(
            rule.id,
            config.level(rule.id, rule.severity.value, rule.group),
            default_level(rule.severity.value, rule.group),
            rule.fix,
            rule.summary,
            rule.group,
        )
        for rule in RULES.values()
    ]
    set_encoding(sys.stdout, output_format)
    sys.stdout.writelines(output_format.render("rules", rows, settings.screen(sys.stdout)))
    return 0
