"""Tables of plain text: columns padded with blanks, the same on every run, for pipes and files."""

from __future__ import annotations

from collections.abc import Sequence

from replreg.output.terminal import clean, columns

__all__ = ["plain_table"]


def plain_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table without their ends; ``rows`` are its cells, the heading first, all of one length.

    A cell is as wide as a terminal shows it, and nothing in it breaks a line.
    """
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
