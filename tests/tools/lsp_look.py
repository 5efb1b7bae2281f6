"""A look at a document that is open under some path, without a server."""

from __future__ import annotations

from pathlib import Path

from replreg.config.discovery import Configurations
from replreg.linter.kots_folder import KotsFolders
from replreg.lsp.analysis import Analysis, analyse
from replreg.lsp.diagnostics import diagnostics_of
from replreg.lsp.open_document import Document
from replreg.lsp.positions import Positions


def look(
    path: Path | str, text: str, language: str = "yaml", was_release: bool = False, **settings: object
) -> Analysis:
    """Look at a text as if it were open under a path, or under an address that is none."""
    uri = path.as_uri() if isinstance(path, Path) else path
    document = Document(uri, 1, language, Positions(text, "utf-32"))
    return analyse(document, Configurations(**settings), KotsFolders(), was_release=was_release)  # type: ignore[arg-type]


def rules(analysis: Analysis) -> list[object]:
    return [diagnostic["code"] for diagnostic in diagnostics_of(analysis)]
