"""Lines above images with what `replreg verify` found, and the command that asks the registries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from replreg.lsp.analysis import Analysis
from replreg.lsp.capabilities import VERIFY
from replreg.lsp.diagnostics import range_of
from replreg.lsp.protocol import CodeLens, Command

if TYPE_CHECKING:
    from replreg.linter.verification import Verified

__all__ = ["code_lenses"]


def code_lenses(analysis: Analysis, answers: Mapping[str, Verified]) -> list[CodeLens]:
    """Return a lens for each image of the document: the last verdict, or an offer to ask for one.

    ``answers`` are by the address that was asked for. Nothing is asked before the user runs the command.
    """
    lenses: list[CodeLens] = []
    seen: set[tuple[int, str]] = set()
    positions = analysis.document.positions
    for mark in analysis.landmarks().images():
        address = mark.row.address if mark.row is not None else None
        place = range_of(positions, mark.start, mark.end)
        if address is None or (place["start"]["line"], address) in seen:
            continue
        seen.add((place["start"]["line"], address))
        answer = answers.get(address)
        title = f"verify {address}" if answer is None else _title(answer)
        command: Command = {"title": title, "command": VERIFY, "arguments": [analysis.document.uri]}
        lenses.append({"range": place, "command": command})
    return lenses


def _title(answer: Verified) -> str:
    digest = f" {answer.digest[:19]}…" if answer.digest else ""
    detail = f": {answer.detail}" if answer.detail and answer.verdict != "found" else ""
    return f"{answer.verdict}{digest}{detail}"
