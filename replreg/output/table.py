"""Tables of text: aligned columns that fold to the width of a terminal, and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from replreg.named_tuple import NamedTuple
from replreg.output.terminal import Style, display_width, escape_controls

__all__ = ["Table", "render_markdown", "render_table"]

_GAP = 2  # columns between two cells
_PATH = 12  # columns that a path gets at least, as long as there is room for whole names
_SHORT_PATH = 8  # the same where there is no room for whole names
_NAME = 17  # columns that a name gets at least: most ids of rules, and the indentation
_SHORT_NAME = 12
_NARROWEST = 6  # columns of any cell, at the least
_INDENT = " "  # before what continues a folded cell
_SAME = "same"  # in place of a cell that repeats the one of another column
_MOST_LINES = 4  # of a folded cell: with more, each row of a table becomes a block
_FEWEST = 4  # columns: a table that becomes blocks has more
_LONGEST = 100  # characters of a cell where there is no terminal: longer ones are shortened in the middle
_LONGEST_SENTENCE = 1_000  # the same, of a sentence

# Where a cell can be folded: between words, after a part of a path or an image, within such a part.
_WORDS = re.compile(r"\S+\s*|\s+")
_PATHS = re.compile(r"[^\s/:@,]*[/:@,]+\s*|[^\s/:@,]+\s*|\s+")
_ADDRESS = re.compile("[/:]")
_PARTS = re.compile(r"[^-_.]*[-_.]+|[^-_.]+")


class Table(NamedTuple):
    """Headings and rows of cells. ``colors`` maps the index of a column to the colour of each text in it.

    The columns of the indexes in ``words`` have names, which fold between words; the others have paths. Those in
    ``sentences`` have whole sentences, which are long and are read to their end. In the columns of ``repeating``, a
    cell often equals the one of the column that is named there.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    colors: Mapping[int, Mapping[str, str]] = {}
    words: frozenset[int] = frozenset()
    repeating: Mapping[int, int] = {}
    sentences: frozenset[int] = frozenset()


def render_table(table: Table, style: Style, width: int | None) -> Iterator[str]:
    """Yield the lines of a table, ends included.

    Cells fold by word and by path, so that the table fits ``width``; with None they are not folded, but shortened where
    they are very long. Where the table would not fit, an address that repeats another one is written as "same", and
    where cells of many columns would fold over many lines, each row is a block. Nothing in a cell breaks a line or
    steers the terminal.
    """
    if width is not None:
        cells = [[escape_controls(cell) for cell in row] for row in table.rows]
    else:
        most = [_LONGEST_SENTENCE if index in table.sentences else _LONGEST for index in range(len(table.headings))]
        cells = [[_shortened(cell, longest) for cell, longest in zip(row, most, strict=True)] for row in table.rows]
    natural = _natural(table, cells)
    if width is not None and table.repeating and sum(natural) > width - _GAP * (len(natural) - 1):
        cells = [_without_repeats(row, table.repeating) for row in cells]
        natural = _natural(table, cells)
    widths = natural if width is None else _fit(natural, table, cells, width)
    lines = [
        [_fold(cell, size, index in table.words) for index, (cell, size) in enumerate(zip(row, widths, strict=True))]
        for row in (table.headings, *cells)
    ]
    if width is not None and len(natural) > _FEWEST:
        deepest = max(len(cell) for row in lines for cell in row)
        if deepest > _MOST_LINES or sum(widths) + _GAP * (len(widths) - 1) > width:
            yield from _blocks(table, cells, style, width)
            return
    for row, folded in zip((table.headings, *cells), lines, strict=True):
        colors = (
            None if row is table.headings else [table.colors.get(index, {}).get(cell) for index, cell in enumerate(row)]
        )
        for number in range(max(map(len, folded))):
            yield _line([part[number] if number < len(part) else "" for part in folded], widths, style, colors)


def _blocks(table: Table, cells: list[list[str]], style: Style, width: int) -> Iterator[str]:
    """Yield a block for each row: its first cell, then each other cell on lines of its own, after its heading.

    A cell that is absent (``-``) is left out.
    """
    labels = [heading.capitalize() for heading in table.headings]
    indent = max(map(display_width, labels[1:])) + 2 * _GAP
    room = max(width - indent, _NARROWEST)
    for row in cells:
        yield from (style(line, bold=True) + "\n" for line in _fold(row[0], width, 0 in table.words))
        for index, cell in enumerate(row[1:], start=1):
            if cell == "-":
                continue
            color = table.colors.get(index, {}).get(cell)
            head = " " * _GAP + labels[index].ljust(indent - _GAP)
            for line in _fold(cell, room, index in table.words):
                yield head + style(line, color) + "\n"
                head = " " * indent


def render_markdown(table: Table) -> Iterator[str]:
    """Yield the lines of a table in GitHub's Markdown, ends included."""
    from replreg.output.markdown_text import plain

    headings = [heading.capitalize() for heading in table.headings]
    for row in (headings, ["---"] * len(headings), *table.rows):
        yield f"| {' | '.join(map(plain, row))} |\n"


def _line(cells: Sequence[str], widths: Sequence[int], style: Style, colors: Sequence[str | None] | None) -> str:
    """Return one line of cells, each in its colour; without ``colors`` it is the heading."""
    parts = []
    for index, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        padding = " " * (width - display_width(cell)) if any(cells[index + 1 :]) else ""
        parts.append((style(cell, bold=True) if colors is None else style(cell, colors[index])) + padding)
    return (" " * _GAP).join(parts).rstrip() + "\n"


def _shortened(cell: str, longest: int) -> str:
    cell = escape_controls(cell)
    return cell if len(cell) <= longest else f"{cell[: longest - 30]}…{cell[-29:]}"


def _natural(table: Table, cells: list[list[str]]) -> list[int]:
    """Return how wide each column is if no cell is folded."""
    return [max(map(display_width, column)) for column in zip(table.headings, *cells, strict=True)]


def _without_repeats(row: list[str], repeating: Mapping[int, int]) -> list[str]:
    """Return a row in which an address, and no word, that equals the one of another column is replaced."""
    return [
        _SAME if index in repeating and cell == row[repeating[index]] and _ADDRESS.search(cell) else cell
        for index, cell in enumerate(row)
    ]


def _fit(natural: list[int], table: Table, cells: list[list[str]], width: int) -> list[int]:
    """Return widths of columns that fit ``width`` together, as far as the narrowest allow it.

    The widest columns give way first. A column stays as wide as its longest piece where there is room for that.
    """
    room = width - _GAP * (len(natural) - 1)
    if sum(natural) <= room:
        return natural
    columns_of_cells = list(zip(table.headings, *cells, strict=True))
    names = [index in table.words for index in range(len(natural))]
    words = [max(_longest(_WORDS, cell) for cell in column) for column in columns_of_cells]
    paths = [max(_longest(_PATHS, cell) for cell in column) for column in columns_of_cells]
    for longest_name, longest_path in (
        (width, width),
        (width, _PATH),
        (_NAME, _SHORT_PATH),
        (_SHORT_NAME, _SHORT_PATH),
    ):
        floors = [
            min(natural[index], *((words[index], longest_name) if is_name else (paths[index], longest_path)))
            for index, is_name in enumerate(names)
        ]
        if sum(floors) <= room:
            return _share(natural, floors, room)
    narrow = [min(size, _NARROWEST) for size in natural]
    return _share(natural, narrow, room) if sum(narrow) <= room else narrow


def _share(natural: list[int], floors: list[int], room: int) -> list[int]:
    """Return widths between ``floors`` and ``natural`` that add up to ``room``; the widest are cut to one level."""
    low, high = 0, max(natural)
    while low < high:
        level = (low + high + 1) // 2
        if sum(max(floor, min(size, level)) for size, floor in zip(natural, floors, strict=True)) <= room:
            low = level
        else:
            high = level - 1
    widths = [max(floor, min(size, low)) for size, floor in zip(natural, floors, strict=True)]
    for index in sorted(range(len(widths)), key=lambda index: widths[index] - natural[index]):
        rest = room - sum(widths)
        widths[index] += max(0, min(rest, natural[index] - widths[index]))
    return widths


def _longest(pieces: re.Pattern[str], cell: str) -> int:
    """Return the columns of the longest piece of a cell, with the indentation that all but the first get."""
    found = pieces.findall(cell)
    return max(
        (display_width(piece.rstrip()) + len(_INDENT) * (index > 0) for index, piece in enumerate(found)), default=0
    )


def _fold(cell: str, width: int, is_name: bool) -> list[str]:
    """Return the lines of a cell, each at most ``width`` columns wide; those after the first are indented."""
    if display_width(cell) <= width:
        return [cell]
    stack = [(piece, 0 if is_name else 1) for piece in reversed((_WORDS if is_name else _PATHS).findall(cell))]
    lines = [""]
    while stack:
        piece, level = stack.pop()
        line = lines[-1]
        if display_width(line + piece.rstrip()) <= width:
            lines[-1] = line + piece
        elif display_width(_INDENT + piece.rstrip()) <= width:
            lines.append(_INDENT + piece)
        elif level < 2:  # it fits no line, so it is split further
            smaller = (_PATHS, _PARTS)[level].findall(piece)
            stack.extend((part, level + 1) for part in reversed(smaller))
        elif line.strip():
            lines.append(_INDENT)
            stack.append((piece, level))
        else:
            head = _head(piece, width - display_width(line))
            lines[-1] = line + head
            lines.append(_INDENT)
            stack.append((piece[len(head) :], level))
    return [line.rstrip() for line in lines if line.strip()]


def _head(text: str, room: int) -> str:
    """Return as much of the start of a text as fits into ``room`` columns, and one character at least."""
    end = 1
    while end < len(text) and display_width(text[: end + 1]) <= room:
        end += 1
    return text[:end]
