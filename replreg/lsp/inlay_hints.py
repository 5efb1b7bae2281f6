"""The address that an installation pulls, shown after an image that does not say it."""

from __future__ import annotations

from replreg.lsp.analysis import Analysis
from replreg.lsp.diagnostics import position_of
from replreg.lsp.landmarks import Landmark
from replreg.lsp.protocol import InlayHint
from replreg.registries import docker_hub

__all__ = ["inlay_hints"]


def inlay_hints(analysis: Analysis, start: int, end: int) -> list[InlayHint]:
    """Return a hint for each image between two offsets whose pulled address differs from what is written there."""
    text = analysis.document.text
    positions = analysis.document.positions
    hints: list[InlayHint] = []
    for mark in analysis.landmarks().images():
        if mark.row is None or mark.end < start or mark.start > end:
            continue
        address = _address(mark, text[mark.start : mark.end])
        if address is not None:
            tooltip = "What an installation pulls online" if mark.row.is_delivered else "What an installation pulls"
            place = position_of(positions, mark.end)
            hints.append({"position": place, "label": f"→ {address}", "tooltip": tooltip, "paddingLeft": True})
    return hints


def _address(mark: Landmark, written: str) -> str | None:
    row = mark.row
    if row is None:
        return None
    address = row.online.address if row.online is not None else row.address
    if address is None or address == written:
        return None
    short = address.removeprefix(f"{docker_hub.DOMAIN}/").removeprefix(f"{docker_hub.OFFICIAL}/")
    whole = written.partition("@")[0]
    tagged = whole if ":" in whole.rpartition("/")[2] else f"{whole}:latest"
    return None if tagged in (short, address) else address
