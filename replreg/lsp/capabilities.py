"""The abilities of client and server: those that the client names, and the answer of the server to ``initialize``."""

from __future__ import annotations

from typing import Any

from replreg.version import __version__

__all__ = ["ENCODINGS", "FIX_ALL", "FIX_ALL_KIND", "KINDS", "QUICK_FIX", "VERIFY", "WATCHED", "Client", "greeting"]

ENCODINGS = ("utf-32", "utf-16", "utf-8")
"""The supported position encodings, the cheapest first."""

QUICK_FIX = "quickfix"
FIX_ALL_KIND = "source.fixAll"
FIX_ALL = f"{FIX_ALL_KIND}.replreg"
"""The kind of the action that makes every safe fix of replreg, and of no other tool."""

KINDS = (QUICK_FIX, FIX_ALL_KIND, FIX_ALL)
"""The kinds of actions that the server offers."""

VERIFY = "replreg.verify"
"""The command that looks up the images of a document; its argument is the document's URI."""

WATCHED = ("**/{replreg,.replreg}.yaml", "**/pyproject.toml", "**/*.{yaml,yml}", "**/.replicated")
"""The files whose change can change findings elsewhere: configurations, and the files of one KOTS release."""

_TRIGGERS = (":", " ", "/", "[", '"', "'", "-")
"""Characters after which an editor asks for completions on its own."""

_INCREMENTAL = 2
"""The way of synchronization in which a change names the part of the text that it replaces."""


class Client:
    """The abilities of a client. ``capabilities`` are those in ``initialize``; a malformed member counts as absent."""

    def __init__(self, capabilities: object) -> None:
        self._capabilities = capabilities
        offered = self._get("general", "positionEncodings")
        known = [encoding for encoding in ENCODINGS if isinstance(offered, list) and encoding in offered]
        self.encoding: str = known[0] if known else "utf-16"
        """The cheapest position encoding that the client knows; UTF-16 is the one that every client knows."""
        formats = self._get("textDocument", "hover", "contentFormat")
        self.shows_markdown: bool = not isinstance(formats, list) or "markdown" in formats
        """Whether the client shows Markdown in a hover, which is assumed if it does not say."""
        self.shows_related: bool = self._can("textDocument", "publishDiagnostics", "relatedInformation")
        """Whether the client shows the related places of a diagnostic."""
        self.pulls_diagnostics: bool = isinstance(self._get("textDocument", "diagnostic"), dict)
        """Whether the client asks for diagnostics, so that they need not be sent to it."""
        self.refreshes_diagnostics: bool = self._can("workspace", "diagnostics", "refreshSupport")
        """Whether the client can be asked to ask for diagnostics again."""
        self.refreshes_lenses: bool = self._can("workspace", "codeLens", "refreshSupport")
        """Whether the client can be asked to ask for the lenses again."""
        self.takes_versions: bool = self._can("workspace", "workspaceEdit", "documentChanges")
        """Whether the client takes edits that name the version of the document that they are meant for."""
        lazy = self._get("textDocument", "codeAction", "resolveSupport", "properties")
        self.resolves_edits: bool = (
            isinstance(lazy, list) and "edit" in lazy and self._can("textDocument", "codeAction", "dataSupport")
        )
        """Whether the client asks for the edit of an action when the user has chosen it."""
        self.prepares_renames: bool = self._can("textDocument", "rename", "prepareSupport")
        """Whether the client asks what a rename would change before it asks for the new name."""
        self.watches_files: bool = self._can("workspace", "didChangeWatchedFiles", "dynamicRegistration")
        """Whether the client can be asked to report files that change."""

    def _can(self, *names: str) -> bool:
        return self._get(*names) is True

    def _get(self, *names: str) -> object:
        value = self._capabilities
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value


def greeting(client: Client) -> dict[str, Any]:
    """Return the answer to ``initialize``."""
    return {
        "capabilities": {
            "positionEncoding": client.encoding,
            "textDocumentSync": {"openClose": True, "change": _INCREMENTAL, "save": {"includeText": False}},
            "completionProvider": {"triggerCharacters": _TRIGGERS},
            "hoverProvider": True,
            "definitionProvider": True,
            "referencesProvider": True,
            "documentHighlightProvider": True,
            "documentSymbolProvider": True,
            "workspaceSymbolProvider": True,
            "codeActionProvider": {"codeActionKinds": KINDS, "resolveProvider": client.resolves_edits},
            "codeLensProvider": {"resolveProvider": False},
            "inlayHintProvider": True,
            "renameProvider": {"prepareProvider": True} if client.prepares_renames else True,
            "executeCommandProvider": {"commands": [VERIFY]},
            "diagnosticProvider": {
                "identifier": "replreg",
                "interFileDependencies": True,
                "workspaceDiagnostics": False,
            },
        },
        "serverInfo": {"name": "replreg", "version": __version__},
    }
