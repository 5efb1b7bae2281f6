"""Places the nodes of a graph of three columns so that edges are short: a small layered layout.

The nodes of the first column have each their own group in the second one, so only the third column can cause crossings.
Its nodes come in the order of the mean of what leads to them, as near to that height as they fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from replreg.named_tuple import NamedTuple

__all__ = ["Layout", "lay_out"]


class Layout(NamedTuple):
    """The middle of each node, in pixels from the top, of the three columns; and the height of the whole."""

    first: list[float]
    second: list[float]
    third: list[float]
    height: float


def lay_out(
    counts: tuple[int, int, int],
    to_second: Sequence[tuple[int, int]],
    to_third: Sequence[tuple[int, int]],
    sizes: tuple[float, float, float],
    gap: float,
    group_gap: float,
    ranks: Sequence[int] = (),
) -> Layout:
    """Return the layout. ``counts`` and ``sizes`` are the number and the height of the nodes of each column.

    Each node of the second column is at the end of one edge of ``to_second``. ``gap`` is between nodes, ``group_gap``
    between those of two groups. ``ranks`` orders the nodes of a group of the second column before all else.
    The time grows with the number of edges, times the logarithm of that of nodes.
    """
    group = {second: first for first, second in to_second}
    ends = _means(counts[1], ((second, float(third)) for second, third in to_third))
    order = sorted(
        range(counts[1]), key=lambda node: (group.get(node, 0), ranks[node] if ranks else 0, ends[node], node)
    )
    second = [0.0] * counts[1]
    top, before = 0.0, None
    for node in order:
        if before is not None:
            top += gap if group.get(node) == group.get(before) else group_gap
        second[node] = top + sizes[1] / 2
        top += sizes[1]
        before = node
    first = _near(_means(counts[0], ((one, second[other]) for one, other in to_second)), sizes[0] + gap)
    third = _near(_means(counts[2], ((other, second[one]) for one, other in to_third)), sizes[2] + gap)
    edges = [*_edges(first, sizes[0]), *_edges(second, sizes[1]), *_edges(third, sizes[2])]
    least = min(edges, default=0.0)
    first, second, third = ([height - least for height in column] for column in (first, second, third))
    return Layout(first, second, third, max(edges, default=0.0) - least)


def _means(count: int, values: Iterable[tuple[int, float]]) -> list[float]:
    """Return the mean of the values of each node; 0 for a node without any."""
    sums, numbers = [0.0] * count, [0] * count
    for node, value in values:
        sums[node] += value
        numbers[node] += 1
    return [total / number if number else 0.0 for total, number in zip(sums, numbers, strict=True)]


def _near(wanted: Sequence[float], step: float) -> list[float]:
    """Return heights at least ``step`` apart, in the order of the wanted ones and as near to them as can be.

    Nodes that would overlap become a block, whose middle is the mean of what they want (isotonic regression).
    """
    order = sorted(range(len(wanted)), key=lambda node: (wanted[node], node))
    blocks: list[tuple[float, int]] = []  # the sum of the wanted tops of a block's nodes, and their number
    for number, node in enumerate(order):
        total, size = wanted[node] - number * step, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / size:
            other, more = blocks.pop()
            total, size = total + other, size + more
        blocks.append((total, size))
    placed = [0.0] * len(wanted)
    number = 0
    for total, size in blocks:
        for _ in range(size):
            placed[order[number]] = total / size + number * step
            number += 1
    return placed


def _edges(middles: Sequence[float], size: float) -> list[float]:
    return [edge for middle in middles for edge in (middle - size / 2, middle + size / 2)]
