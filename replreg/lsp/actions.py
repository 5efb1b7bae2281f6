"""The actions that an editor offers for findings: fix one, fix all, or ignore one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from replreg.finding import Edit, Finding
from replreg.lsp.analysis import Analysis
from replreg.lsp.capabilities import FIX_ALL, FIX_ALL_KIND, QUICK_FIX
from replreg.lsp.diagnostics import diagnostic_of, text_edits
from replreg.lsp.protocol import CodeAction
from replreg.messages import UNSAFE_FIX

__all__ = ["actions_at"]

_MOST = 20
"""How many findings of one request get a comment that ignores them."""


def actions_at(
    analysis: Analysis,
    start: int,
    end: int,
    only: Sequence[str] | None = None,
    *,
    unasked: bool = False,
    versioned: bool = True,
    related: bool = True,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[CodeAction]:
    """Return what can be done about the findings between two offsets, and about all of them.

    ``only`` has the kinds that are wanted, None for all of them. ``unasked`` is True if the editor asks on its own
    account, which it does at every move of the cursor: then there is nothing to do where there is no finding.
    ``versioned`` is True if the client takes edits that name the version of their document, ``related`` if it shows
    related places. After ``is_cancelled`` returns True, the result is incomplete.
    """
    offers = _Offers(analysis, versioned, related, is_cancelled)
    findings = analysis.findings_at(start, end)
    actions: list[CodeAction] = []
    if _is_wanted(QUICK_FIX, only):
        actions += offers.fixes(findings)
        actions += offers.silences(findings[:_MOST])
    if _is_wanted(FIX_ALL, only) and (findings or only is not None or not unasked):
        actions += offers.fix_all(_spelling(only))
    return actions


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a kind is wanted: a general kind means all below it, and the empty one means everything."""
    return only is None or any(kind == wanted or not wanted or kind.startswith(f"{wanted}.") for wanted in only)


def _spelling(only: Sequence[str] | None) -> str:
    """Return the kind of the action that fixes all: the general one for a client that asks for just that."""
    return FIX_ALL_KIND if only is not None and FIX_ALL_KIND in only and FIX_ALL not in only else FIX_ALL


class _Offers:
    """Makes the actions on one document."""

    def __init__(self, analysis: Analysis, versioned: bool, related: bool, is_cancelled: Callable[[], bool]) -> None:
        self._is_cancelled = is_cancelled
        self._analysis = analysis
        self._document = analysis.document
        self._versioned = versioned
        self._related = related

    def fixes(self, findings: Iterable[Finding]) -> Iterable[CodeAction]:
        """Yield the fix of each finding, safe ones first. Findings that one fix removes share it."""
        fixed: dict[tuple[Edit, ...], list[Finding]] = {}
        for finding in findings:
            if finding.fix is not None and finding.fix.edits:
                # In the order of the text; insertions at one place stay in theirs.
                edits = tuple(sorted(finding.fix.edits, key=lambda edit: (edit.start, edit.end)))
                fixed.setdefault(edits, []).append(finding)
        groups = sorted(fixed.items(), key=lambda item: not _is_safe(item[1]))
        self._analysis.prove_fixes(list(fixed), self._is_cancelled)
        for edits, group in groups:
            if self._analysis.is_proven(edits):
                safe = _is_safe(group)
                title = group[0].fix.message if group[0].fix else ""
                title = f"{title[:1].upper()}{title[1:]}" + ("" if safe else UNSAFE_FIX)
                yield self._action(title, QUICK_FIX, edits, group, preferred=safe)

    def silences(self, findings: Iterable[Finding]) -> Iterable[CodeAction]:
        """Yield a comment for each line and rule that a comment can ignore."""
        groups: dict[tuple[int, str], list[Finding]] = {}
        for finding in findings:
            if finding.rule != "unused-ignore":  # it is about such a comment
                groups.setdefault((finding.start.line, finding.rule), []).append(finding)
        self._analysis.find_silencing_edits([group[0] for group in groups.values()], self._is_cancelled)
        for (_, rule), group in groups.items():
            edit = self._analysis.silencing_edit(group[0])
            if edit is not None:
                yield self._action(f"Ignore '{rule}' on this line", QUICK_FIX, [edit], group)

    def fix_all(self, kind: str) -> Iterable[CodeAction]:
        """Yield the one action that makes every safe fix of the document."""
        edits = self._analysis.fix_all()
        if edits:
            yield self._action("Fix all that replreg can fix safely", kind, edits, [])

    def _action(
        self, title: str, kind: str, edits: Sequence[Edit], findings: list[Finding], preferred: bool = False
    ) -> CodeAction:
        document = self._document
        changed = text_edits(document.positions, edits)
        action: CodeAction = {"title": title, "kind": kind}
        if findings:
            action["diagnostics"] = [
                diagnostic_of(finding, document.uri, document.positions, self._related) for finding in findings
            ]
        if preferred:
            action["isPreferred"] = True
        if self._versioned:
            identifier = {"uri": document.uri, "version": document.version}
            action["edit"] = {"documentChanges": [{"textDocument": identifier, "edits": changed}]}
        else:
            action["edit"] = {"changes": {document.uri: changed}}
        return action


def _is_safe(findings: Sequence[Finding]) -> bool:
    return any(finding.fix is not None and finding.fix.safe for finding in findings)
