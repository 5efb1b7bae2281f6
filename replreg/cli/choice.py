"""Options that take one of a few words, and name the nearest to a misspelt one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from replreg.spelling import nearest

__all__ = ["Choice"]

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # older releases of click know no parameter


class Choice(_Choice):
    """One of several words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word, or fail with the nearest one."""
        if value in self.choices:
            return super().convert(value, param, ctx)
        near = nearest(str(value), self.choices, 0.5)
        hint = f"did you mean '{near}'?" if near else f"it takes {', '.join(self.choices)}"
        raise click.BadParameter(f"there is no '{value}'; {hint}", ctx, param)
