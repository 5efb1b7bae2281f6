"""The open documents with what is known of each, for the two threads of the server.

The main thread changes the documents and asks for views; the worker makes analyses. Documents and analyses are not
modified, and each table has one thread that writes it. An entry counts only for the very document that it names, so
that no thread has to wait for the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from replreg.config.discovery import Configurations
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.reread import Rereader
from replreg.lsp.analysis import Analysis, analyse
from replreg.lsp.open_document import Document, Shift, joined
from replreg.lsp.parameters import Parameters

__all__ = ["OpenDocuments"]


class OpenDocuments:
    """The open documents by URI. ``configurations`` finds the configuration of each; a change makes another one."""

    def __init__(self, configurations: Configurations) -> None:
        self.configurations: Configurations = configurations
        # Written by the main thread.
        self._documents: dict[str, Document] = {}
        self._shifts: dict[str, list[tuple[Document, Shift]]] = {}
        self._shifted: dict[str, Document] = {}  # the documents that the shifts are of
        self._moved: dict[str, Analysis] = {}
        self._settings = 0
        # Written by the worker.
        self._last: dict[str, Analysis] = {}
        self._known: dict[str, Analysis] = {}
        self._rereaders: dict[str, Rereader] = {}
        self._releases: set[str] = set()
        self._settings_read = 0
        self._folders = KotsFolders()

    def get(self, uri: str) -> Document | None:
        """Return an open document as it is now."""
        return self._documents.get(uri)

    def uris(self) -> list[str]:
        """Return the URIs of the open documents, in the order in which they were opened."""
        return list(self._documents)

    def known(self, uri: str) -> Analysis | None:
        """Return the last analysis of an open document in which it was YAML, whatever was changed since."""
        document, known = self._documents.get(uri), self._known.get(uri)
        if document is None or known is None or known.document.opened is not document.opened:
            return None
        return known

    # For the main thread.

    def open(self, document: Document) -> None:
        """Add a document."""
        self._documents[document.uri] = document
        self._shifts[document.uri] = []
        self._shifted[document.uri] = document

    def change(self, uri: str, version: int | None, changes: Sequence[Parameters]) -> bool:
        """Apply changes of the protocol to a document; return False if it is not open."""
        document = self._documents.get(uri)
        if document is None:
            return False
        self._documents[uri], shifts = document.changed(version, changes)
        self._shifts[uri] += ((self._documents[uri], shift) for shift in shifts)
        self._drop_old_shifts(uri, self.known(uri))
        return True

    def close(self, uri: str) -> None:
        """Remove a document. The worker has to `forget` it later."""
        self._documents.pop(uri, None)
        self._shifts.pop(uri, None)
        self._shifted.pop(uri, None)
        self._moved.pop(uri, None)

    def settings_changed(self) -> None:
        """Note that what was read from files has to be read again."""
        self._settings += 1

    def view(self, uri: str) -> Analysis | None:
        """Return the analysis of a document as it is now; while that is made, what is known of an earlier version.

        The places of the earlier version are moved by the edits since. A place that an edit touched is left out. All
        places are known, so that no question takes long. Return None if nothing is known, or the document is not open.
        """
        document, last, known = self._documents.get(uri), self._last.get(uri), self.known(uri)
        if last is not None and last.has_landmarks and self.is_current(last):
            return last
        if document is None or known is None or known.document is document:
            return known
        moved = self._moved.get(uri)
        if moved is None or moved.document is not document:
            self._drop_old_shifts(uri, known)
            moved = self._moved[uri] = known.moved(document, joined(shift for _, shift in self._shifts[uri]))
        return moved

    def last_view(self, uri: str) -> Analysis | None:
        """Return the same as `view`, but of the last version that was linted, even if it was not YAML."""
        document, last = self._documents.get(uri), self._last.get(uri)
        if document is None or last is None or not last.has_landmarks:
            return self.view(uri)
        if last.document is document:
            return last
        after = [number for number, (changed, _) in enumerate(self._shifts[uri], 1) if changed is last.document]
        if not after and last.document is not self._shifted[uri]:
            return self.view(uri)
        return last.moved(document, joined(shift for _, shift in self._shifts[uri][max(after, default=0) :]))

    def _drop_old_shifts(self, uri: str, known: Analysis | None) -> None:
        """Drop the changes that led to an analysis of a document. The worker may know a later one by now."""
        shifts = self._shifts[uri]
        if known is not None:
            done = [number for number, (document, _) in enumerate(shifts, 1) if document is known.document]
            if done:
                del shifts[: max(done)]
                self._shifted[uri] = known.document

    # For the worker.

    def analysis(self, uri: str) -> Analysis | None:
        """Return the analysis of a document as it is now, even if it changes meanwhile; None if it is not open."""
        while uri in self._documents:
            analysis = self.next_analysis(uri)
            if analysis is not None:
                return analysis
        return None

    def next_analysis(self, uri: str) -> Analysis | None:
        """Return the analysis of a document; None if it, or any setting, has changed meanwhile, or it is not open."""
        settings = self._settings
        if self._settings_read < settings:
            self._last.clear()
            self.configurations = self.configurations.renewed()
            self._folders = KotsFolders()
            self._settings_read = settings
        document, last = self._documents.get(uri), self._last.get(uri)
        if document is None:
            return None
        if last is not None:
            if last.document is document:
                return last
            last.forget_result()
        rereader = self._rereaders.setdefault(uri, Rereader())
        was_release = uri in self._releases
        analysis = analyse(document, self.configurations, self._folders, was_release=was_release, rereader=rereader)
        if not self.is_current(analysis):
            return None
        self._last[uri] = analysis
        if analysis.job is not None and not document.is_config:
            self._releases.add(uri)
        return analysis

    def remember(self, analysis: Analysis) -> None:
        """Find the places of a document, to answer from them at once, also while a later version is linted."""
        analysis.landmarks()
        if analysis.job is not None and all(finding.rule != "yaml-syntax" for finding in analysis.findings):
            self._known[analysis.document.uri] = analysis

    def forget(self, uri: str) -> None:
        """Forget what is known of a document that was closed."""
        self._last.pop(uri, None)
        self._known.pop(uri, None)
        self._rereaders.pop(uri, None)
        self._releases.discard(uri)

    def is_current(self, analysis: Analysis) -> bool:
        """Whether an analysis is of a document as it is now, with the settings that count now."""
        return self._documents.get(analysis.document.uri) is analysis.document and self._settings_read == self._settings
